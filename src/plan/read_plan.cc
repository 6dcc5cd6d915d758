#include "plan/read_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "plan/environment.h"
#include "plan/yaml.h"

namespace sojourn::plan {
namespace {

const std::vector<std::string> kPlanKeys = {"version", "migration", "sources",
                                            "targets", "defaults",  "tables"};
const std::vector<std::string> kKindKeys = {"mongodump", "mongoexport"};
/// Words of the language that this release cannot follow.
const std::vector<std::string> kLaterKinds = {"mongodb", "sqlite", "firestore"};
const std::vector<std::string> kSourceKeys = {"mongodump", "mongoexport", "streams", "ignore_streams"};
const std::vector<std::string> kStreamKeys = {"sensitive"};

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A name that becomes part of file names and of stream names, hence without blanks, dots and slashes.
std::string plain_name(const Value& value, std::string name, std::string_view meaning) {
  const bool plain = !name.empty() && name.size() <= 100 && name.front() != '-' &&
                     std::all_of(name.begin(), name.end(), [](unsigned char c) {
                       return (c < 0x80 && std::isalnum(c) != 0) || c == '_' || c == '-';
                     });
  if (plain) return name;
  throw value.wrong(fmt::format("\"{}\" cannot be {}", name, meaning),
                    "use letters, digits, - and _, at most 100 of them");
}

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

StreamPlan read_stream(const Entry& stream) {
  StreamPlan plan{.name = stream.key, .sensitive = {}, .place = stream.key_value.place()};
  for (const Entry& entry : stream.value.entries(fmt::format("stream \"{}\"", stream.key))) {
    if (entry.key != "sensitive") throw unknown_key(entry, "a stream", kStreamKeys);
    plan.sensitive = entry.value.texts("the sensitive fields");
  }
  return plan;
}

IgnoredStream read_ignored(const Entry& entry) {
  std::string reason = entry.value.is_empty() ? "" : entry.value.text("the reason to ignore a stream");
  if (reason.empty()) {
    throw entry.key_value.wrong(fmt::format("\"{}\" is ignored without a reason", entry.key),
                                fmt::format("write {}: WHY IT IS NOT NEEDED", entry.key));
  }
  return {.name = entry.key, .reason = std::move(reason), .place = entry.key_value.place()};
}

/// A relative path counts from the plan's folder, wherever sojourn is started.
std::filesystem::path read_path(const Value& value, const std::filesystem::path& folder) {
  const std::string text = expanded_text(value.text("the path of a source"), value.place());
  if (text.empty()) throw value.wrong("the path of a source is empty");
  return (folder / text).lexically_normal();
}

void read_source_entry(SourcePlan& source, std::optional<SourceKind>& kind, const Entry& entry,
                       const std::filesystem::path& folder) {
  if (contains(kKindKeys, entry.key)) {
    if (kind) throw entry.key_value.wrong(fmt::format("source \"{}\" names two systems", source.name));
    kind = entry.key == "mongodump" ? SourceKind::kMongodump : SourceKind::kMongoexport;
    source.path = read_path(entry.value, folder);
    source.place = entry.value.place();
  } else if (entry.key == "streams") {
    for (const Entry& stream : entry.value.entries("streams")) source.streams.push_back(read_stream(stream));
  } else if (entry.key == "ignore_streams") {
    for (const Entry& stream : entry.value.entries("ignore_streams")) {
      source.ignored.push_back(read_ignored(stream));
    }
  } else if (contains(kLaterKinds, entry.key)) {
    throw entry.key_value.wrong(fmt::format("reading from {} comes with a later release", entry.key),
                                "this release reads mongodump and mongoexport");
  } else {
    throw unknown_key(entry, "a source", kSourceKeys);
  }
}

SourcePlan read_source(const Entry& source_entry, const std::filesystem::path& folder) {
  SourcePlan source;
  source.name = plain_name(source_entry.key_value, source_entry.key, "the name of a source");
  std::optional<SourceKind> kind;
  for (const Entry& entry : source_entry.value.entries(fmt::format("source \"{}\"", source.name))) {
    read_source_entry(source, kind, entry, folder);
  }
  if (!kind) {
    throw source_entry.key_value.wrong(fmt::format("source \"{}\" does not say what to read", source.name),
                                       "add `mongodump: PATH` or `mongoexport: PATH`");
  }
  source.kind = *kind;
  return source;
}

void read_entry(Plan& plan, const Entry& entry) {
  if (entry.key == "migration") {
    plan.migration =
        plain_name(entry.value, entry.value.text("the name of the migration"), "the name of a migration");
  } else if (entry.key == "sources") {
    for (const Entry& source : entry.value.entries("sources")) {
      plan.sources.push_back(read_source(source, plan.file.parent_path()));
    }
  } else if (!contains(kPlanKeys, entry.key)) {
    throw unknown_key(entry, "a plan", kPlanKeys);
  }
}

}  // namespace

Plan read_plan(const std::filesystem::path& file) {
  const YamlFile yaml = YamlFile::load(file);
  Plan plan;
  plan.file = file;
  plan.text = yaml.text();
  const std::vector<Entry> entries = yaml.root().entries("a plan");
  // The version goes first: what a newer plan says elsewhere may look like a mistake.
  for (const Entry& entry : entries) {
    if (entry.key == "version") check_version(entry.value);
  }
  for (const Entry& entry : entries) read_entry(plan, entry);
  if (plan.migration.empty()) throw yaml.root().wrong("the plan has no name", "add `migration: NAME`");
  if (plan.sources.empty()) {
    throw yaml.root().wrong("the plan names no source", "add `sources: { crm: { mongodump: PATH } }`");
  }
  return plan;
}

}  // namespace sojourn::plan
