#include "pipeline/derived_text.h"

#include <fmt/format.h>

#include "base/table.h"
#include "base/text.h"

namespace sojourn::pipeline {
namespace {

using Align = Table::Align;

std::string differed_table(const derive::MergeReport& merge) {
  Table table({{"field that differs"}, {"groups", Align::kRight}, {"for example"}});
  for (const auto& differed : merge.differed) {
    table.add({differed.field, with_commas(differed.groups),
               differed.samples.empty() ? std::string() : differed.samples.front()});
  }
  return '\n' + table.text();
}

std::string merges_text(const std::vector<derive::MergeReport>& merges) {
  std::string text;
  for (const derive::MergeReport& merge : merges) {
    text += fmt::format("\n{}: {} in {}", merge.stream, count_text(merge.documents, "document"),
                        count_text(merge.groups, "group"));
    text += fmt::format("; {} merged into another one's row, {} without the key\n", with_commas(merge.merged),
                        with_commas(merge.without_key));
    if (!merge.differed.empty()) text += differed_table(merge);
  }
  return text;
}

std::string pairs_table(const std::vector<derive::PairsReport>& all) {
  Table table({{"pairs"},
               {"rows", Align::kRight},
               {"1st only", Align::kRight},
               {"2nd only", Align::kRight},
               {"both", Align::kRight},
               {"repeated", Align::kRight},
               {"merged", Align::kRight},
               {"dangling", Align::kRight},
               {"no ids", Align::kRight}});
  for (const derive::PairsReport& pairs : all) {
    table.add({pairs.stream, with_commas(pairs.pairs), with_commas(pairs.first_only),
               with_commas(pairs.second_only), with_commas(pairs.both), with_commas(pairs.duplicates),
               with_commas(pairs.merged), with_commas(pairs.dangling), with_commas(pairs.malformed)});
  }
  return table.text();
}

std::string pairs_text(const std::vector<derive::PairsReport>& all) {
  if (all.empty()) return {};
  std::string text = "\nPairs, by who states them\n\n" + pairs_table(all);
  for (const derive::PairsReport& pairs : all) {
    for (const std::string& sample : pairs.dangling_samples) text += "    dangling: " + sample + '\n';
    for (const std::string& sample : pairs.malformed_samples) text += "    no id: " + sample + '\n';
  }
  return text;
}

void write_texts(JsonWriter& json, const char* name, const std::vector<std::string>& texts) {
  json.key(name).begin_list();
  for (const std::string& text : texts) json.value(text);
  json.end_list();
}

void write_merge(JsonWriter& json, const derive::MergeReport& merge) {
  json.begin_object().field("stream", merge.stream).field("documents", merge.documents);
  json.field("groups", merge.groups).field("merged", merge.merged).field("without_key", merge.without_key);
  json.key("differed").begin_list();
  for (const auto& differed : merge.differed) {
    json.begin_object().field("field", differed.field).field("groups", differed.groups);
    write_texts(json, "samples", differed.samples);
    json.end_object();
  }
  json.end_list().end_object();
}

void write_pairs(JsonWriter& json, const derive::PairsReport& pairs) {
  json.begin_object().field("stream", pairs.stream).field("pairs", pairs.pairs);
  json.field("first_only", pairs.first_only)
      .field("second_only", pairs.second_only)
      .field("both", pairs.both);
  json.field("duplicates", pairs.duplicates).field("merged", pairs.merged);
  json.field("dangling", pairs.dangling).field("malformed", pairs.malformed);
  write_texts(json, "dangling_samples", pairs.dangling_samples);
  write_texts(json, "malformed_samples", pairs.malformed_samples);
  json.end_object();
}

}  // namespace

DerivedReports read_derived(const journal::View& view, const plan::ExpandedPlan& plan) {
  DerivedReports reports;
  for (const plan::Derived& derived : plan.derived) {
    if (derived.kind == plan::DerivedKind::kMerge) {
      reports.merges.push_back(derive::merge_report(view, derived));
    } else {
      reports.pairs.push_back(derive::pairs_report(view, derived));
    }
  }
  return reports;
}

std::string derived_text(const DerivedReports& reports) {
  return merges_text(reports.merges) + pairs_text(reports.pairs);
}

void write_derived(JsonWriter& json, const DerivedReports& reports) {
  json.key("merges").begin_list();
  for (const derive::MergeReport& merge : reports.merges) write_merge(json, merge);
  json.end_list().key("pairs").begin_list();
  for (const derive::PairsReport& pairs : reports.pairs) write_pairs(json, pairs);
  json.end_list();
}

}  // namespace sojourn::pipeline
