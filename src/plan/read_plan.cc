#include "plan/read_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "plan/read_policy.h"
#include "plan/read_source.h"
#include "plan/read_table.h"
#include "plan/read_value.h"

namespace sojourn::plan {
namespace {

namespace fs = std::filesystem;

void check_version(const Value& value) {
  const std::string text = value.text("the version of the plan");
  int version = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (problem != std::errc() || end != text.data() + text.size() || version < 1) {
    throw value.wrong(fmt::format("\"{}\" is no version of the plan language", text),
                      fmt::format("write version: {}", kPlanVersion));
  }
  if (version > kPlanVersion) {
    throw value.wrong(
        fmt::format("this plan is of version {}; this program reads up to version {}", version, kPlanVersion),
        "use a newer sojourn");
  }
}

/// Reads a plan's file and all that it includes into one plan. What may be said once may be said in any of
/// the files, but once.
class PlanReader {
 public:
  explicit PlanReader(const fs::path& file) { plan_.file = file; }

  Plan read() {
    const YamlFile yaml = YamlFile::load(plan_.file);
    plan_.text = yaml.text();
    read_file(plan_.file, yaml.root());
    check_whole(yaml.root());
    return std::move(plan_);
  }

 private:
  void read_file(const fs::path& file, const Value& root) {
    chain_.push_back(file);
    const std::vector<Entry> entries = root.entries("a plan");
    // The version goes first: what a newer plan says elsewhere may look like a mistake.
    for (const Entry& entry : entries) {
      if (entry.key == "version") check_version(entry.value);
    }
    for (const Entry& entry : entries) read_entry(entry, file.parent_path());
    chain_.pop_back();
  }

  void read_entry(const Entry& entry, const fs::path& folder) {
    if (entry.key == "migration") {
      once("the name of the migration", entry.key_value);
      plan_.migration =
          plain_name(entry.value, entry.value.text("the name of the migration"), "the name of a migration");
    } else if (entry.key == "include") {
      for (const Value& file : one_or_more(entry.value, "include")) include(file, folder);
    } else if (entry.key == "sources") {
      for (const Entry& source : entry.value.entries("sources")) read_source(source, folder);
    } else if (entry.key == "targets") {
      for (const Entry& target : entry.value.entries("targets")) {
        once(fmt::format("the target \"{}\"", target.key), target.key_value);
        plan_.targets.push_back(read_target(target, folder));
      }
    } else if (entry.key == "defaults") {
      for (const Entry& each : entry.value.entries("defaults")) read_default(each);
    } else {
      read_table_entry(entry);
    }
  }

  void read_table_entry(const Entry& entry) {
    if (entry.key == "leave_out_tables") {
      for (const Entry& table : entry.value.entries("leave_out_tables")) {
        once(fmt::format("the table \"{}\"", table.key), table.key_value);
        plan_.left_out_tables.push_back({.table = table.key,
                                         .reason = read_reason(table, "the table"),
                                         .place = table.key_value.place()});
      }
    } else if (entry.key == "after_load") {
      for (const Value& statement : one_or_more(entry.value, "after_load")) {
        plan_.after_load.emplace_back(read_name(statement, "a statement"), statement.place());
      }
    } else if (entry.key == "tables") {
      for (const Entry& table : entry.value.entries("tables")) {
        once(fmt::format("the table \"{}\"", table.key), table.key_value);
        plan_.tables.push_back(read_table(table));
      }
    } else if (entry.key != "version") {
      refuse_later(entry);
      throw unknown_key(entry, "a plan", kPlanKeys);
    }
  }

  /// Files may share a source: one says where it is, another which fields of its streams are sensitive.
  void read_source(const Entry& entry, const fs::path& folder) {
    const std::string name = plain_name(entry.key_value, entry.key, "the name of a source");
    auto source = std::find_if(plan_.sources.begin(), plan_.sources.end(),
                               [&](const SourcePlan& known) { return known.name == name; });
    if (source == plan_.sources.end()) {
      source = plan_.sources.insert(source, SourcePlan());
      source->name = name;
      source_keys_.push_back(entry.key_value);
    }
    for (const Entry& each : entry.value.entries(fmt::format("source \"{}\"", name))) {
      read_source_entry(*source, each, folder);
      if (each.key != "streams" && each.key != "ignore_streams") continue;
      for (const Entry& stream : each.value.entries(each.key)) {
        once(fmt::format("the stream \"{}.{}\"", name, stream.key), stream.key_value);
      }
    }
  }

  void read_default(const Entry& entry) {
    once(fmt::format("the default of `{}`", entry.key), entry.key_value);
    if (entry.key == "unmapped") {
      plan_.defaults.unmapped = static_cast<Unmapped>(read_choice(entry.value, "unmapped", kUnmappedWords));
    } else if (entry.key == "zone") {
      plan_.defaults.zone = read_name(entry.value, "the time zone");
    } else if (!read_policy(plan_.defaults.policies, entry, Answers::kWords)) {
      throw unknown_key(entry, "`defaults`", kDefaultsKeys);
    }
  }

  void include(const Value& value, const fs::path& folder) {
    const fs::path file = (folder / read_name(value, "the path of an included file")).lexically_normal();
    std::error_code problem;
    if (!fs::exists(file, problem)) throw value.wrong(fmt::format("there is no file {}", file.string()));
    refuse_cycle(value, file);
    const fs::path canonical = fs::canonical(file, problem);
    if (!included_.insert(problem ? file : canonical).second) return;  // Once is enough, whoever asks.
    const YamlFile yaml = YamlFile::load(file);
    // A YAML document for each file, so that the journal keeps all that was said.
    const fs::path relative = file.lexically_relative(plan_.file.parent_path());
    if (!plan_.text.ends_with('\n')) plan_.text += '\n';
    plan_.text += fmt::format("--- # {}\n{}", (relative.empty() ? file : relative).string(), yaml.text());
    read_file(file, yaml.root());
  }

  void refuse_cycle(const Value& value, const fs::path& file) const {
    std::error_code problem;
    const auto same = [&](const fs::path& open) {
      return open == file || fs::equivalent(open, file, problem);
    };
    if (std::none_of(chain_.begin(), chain_.end(), same)) return;
    std::string chain;
    for (const fs::path& open : chain_) chain += open.string() + " includes ";
    throw value.wrong(fmt::format("the files include each other: {}{}", chain, file.string()),
                      "take one of the includes out");
  }

  void once(const std::string& what, const Value& value) {
    const auto [first, is_new] = said_.emplace(what, value.place());
    if (is_new) return;
    throw value.wrong(fmt::format("{} stands here a second time; first at {}", what, first->second.text()));
  }

  void check_whole(const Value& root) const {
    if (plan_.migration.empty()) throw root.wrong("the plan has no name", "add `migration: NAME`");
    if (plan_.sources.empty()) {
      throw root.wrong("the plan names no source", "add `sources: { crm: { mongodump: PATH } }`");
    }
    for (std::size_t i = 0; i < plan_.sources.size(); ++i) {
      if (plan_.sources[i].place.line > 0) continue;
      throw source_keys_[i].wrong(
          fmt::format("source \"{}\" does not say what to read", plan_.sources[i].name),
          "add `mongodump: PATH` or `mongoexport: PATH`");
    }
  }

  Plan plan_;
  std::vector<fs::path> chain_;  ///< The files being read, each included by the one before it.
  std::set<fs::path> included_;
  std::vector<Value> source_keys_;     ///< Of plan_.sources.
  std::map<std::string, Place> said_;  ///< What may be said once, and where it was.
};

}  // namespace

Plan read_plan(const fs::path& file) {
  return PlanReader(file).read();
}

}  // namespace sojourn::plan
