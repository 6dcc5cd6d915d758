#include "plan/read_from.h"

#include <fmt/format.h>

#include "plan/read_value.h"

namespace sojourn::plan {
namespace {

void read_keep(Merge& merge, const Value& value) {
  if (!value.is_mapping()) {
    merge.keep = static_cast<Merge::Keep>(read_choice(value, "what is kept", kKeepWords));
    return;
  }
  for (const Entry& entry : value.entries("what is kept")) {
    if (entry.key != "newest") throw unknown_key(entry, "what is kept", kKeepKeys);
    merge.keep = Merge::Keep::kNewest;
    merge.newest = read_path(entry.value, "a field");
  }
  if (merge.keep != Merge::Keep::kNewest)
    throw value.wrong("what is kept is empty", "write { newest: FIELD }");
}

void read_precedence(Merge& merge, const Value& value) {
  for (const Entry& entry : value.entries("precedence")) {
    check_path(entry.key_value, entry.key, "a field");
    const std::size_t choice = read_choice(entry.value, "the precedence of a field", kPrecedenceWords);
    merge.precedence.emplace_back(entry.key, kPrecedenceWords[choice]);
  }
}

void read_merge_entry(Merge& merge, const Entry& entry) {
  if (entry.key == "merge") {
    if (entry.value.is_list()) {
      throw entry.value.wrong("to merge several streams comes with a later release", "name one stream");
    }
    merge.stream = read_name(entry.value, "a stream");
    merge.place = entry.value.place();
  } else if (entry.key == "by") {
    merge.by = read_paths(entry.value, "a field");
  } else if (entry.key == "fold") {
    (void)read_choice(entry.value, "what is folded", kFoldWords);
    merge.fold_case = true;
  } else if (entry.key == "trim") {
    merge.trim = read_flag(entry.value, "trim");
  } else if (entry.key == "keep") {
    read_keep(merge, entry.value);
  } else if (entry.key == "precedence") {
    read_precedence(merge, entry.value);
  } else {
    refuse_later(entry);
    throw unknown_key(entry, "a merge", kMergeKeys);
  }
}

Merge read_merge(const Value& value) {
  Merge merge;
  for (const Entry& entry : value.entries("a merge")) read_merge_entry(merge, entry);
  if (merge.stream.empty()) {
    throw value.wrong("a merge does not say of which stream", "write from: { merge: STREAM, by: FIELD }");
  }
  if (merge.by.empty()) {
    throw value.wrong("a merge does not say by which field", "write by: FIELD, or a list of fields");
  }
  return merge;
}

/// Each `STREAM: FIELD`, as one mapping or as a list of mappings.
std::vector<Entry> entries_of_pairs(const Value& from) {
  constexpr std::string_view kMeaning = "what pairs are read from";
  if (!from.is_list()) return from.entries(kMeaning);
  std::vector<Entry> all;
  for (const Value& each : from.elements(kMeaning)) {
    for (Entry& entry : each.entries(kMeaning)) all.push_back(std::move(entry));
  }
  return all;
}

}  // namespace

void read_from(TablePlan& table, const Value& from) {
  if (from.is_mapping()) {
    table.merge = read_merge(from);
    return;
  }
  for (const Value& each : one_or_more(from, "where the rows come from")) {
    std::string stream = read_name(each, "a stream");
    for (const auto& [known, place] : table.streams) {
      if (known == stream) throw each.wrong(fmt::format("\"{}\" stands here a second time", stream));
    }
    table.streams.emplace_back(std::move(stream), each.place());
  }
}

Pairs read_pairs(const Entry& pairs, const Value& from) {
  Pairs result;
  result.place = pairs.key_value.place();
  for (const Entry& end : pairs.value.entries("pairs")) {
    result.ends.push_back(
        {.column = end.key, .table = read_name(end.value, "a table"), .place = end.key_value.place()});
  }
  if (result.ends.size() != 2) {
    throw pairs.value.wrong(fmt::format("pairs have two ends, not {}", result.ends.size()),
                            "write pairs: { COLUMN: TABLE, COLUMN: TABLE }");
  }
  for (const Entry& entry : entries_of_pairs(from)) {
    result.from.push_back(
        {.stream = entry.key, .field = read_path(entry.value, "a field"), .place = entry.key_value.place()});
  }
  if (result.from.empty())
    throw from.wrong("pairs are read from nothing", "write from: [ { STREAM: FIELD } ]");
  return result;
}

}  // namespace sojourn::plan
