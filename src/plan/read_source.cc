#include "plan/read_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "plan/environment.h"
#include "plan/read_value.h"

namespace sojourn::plan {
namespace {

StreamPlan read_stream(const Entry& stream) {
  StreamPlan plan{.name = stream.key, .sensitive = {}, .place = stream.key_value.place()};
  for (const Entry& entry : stream.value.entries(fmt::format("stream \"{}\"", stream.key))) {
    if (entry.key != "sensitive") throw unknown_key(entry, "a stream", kStreamKeys);
    plan.sensitive = entry.value.texts("the sensitive fields");
  }
  return plan;
}

/// A text that says where something is.
std::string read_place(const Value& value, std::string_view meaning) {
  std::string text = value.text_with_variables(meaning);
  if (text.empty()) throw value.wrong(fmt::format("{} is empty", meaning));
  check_variables(text, value.place());
  return text;
}

/// Whether a connection holds a password as written. Variables may hold one: they stay out of the text that
/// the journal keeps (J10).
bool holds_password(std::string text) {
  constexpr char kVariable = '\x01';
  for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${")) {
    text.replace(at, text.find('}', at) - at + 1, 1, kVariable);
  }
  if (const std::size_t scheme = text.find("://"); scheme != std::string::npos) {
    const std::string address = text.substr(scheme + 3, text.find_first_of("/?", scheme + 3) - scheme - 3);
    const std::size_t colon = address.find(':');
    const std::size_t at = address.rfind('@');
    if (at != std::string::npos && colon + 1 < at && address[colon + 1] != kVariable) return true;
  }
  for (std::size_t at = text.find("password"); at != std::string::npos; at = text.find("password", at + 1)) {
    const std::size_t equals = text.find_first_not_of(' ', at + 8);
    if (equals == std::string::npos || text[equals] != '=') continue;
    const std::size_t content = text.find_first_not_of(" '", equals + 1);
    if (content != std::string::npos && text[content] != kVariable && text[content] != '&') return true;
  }
  return false;
}

std::string read_connection(const Value& value) {
  std::string text = read_place(value, "the connection of a target");
  if (holds_password(text)) {
    throw value.wrong("the connection holds a password, and the journal keeps the text of the plan",
                      "write ${NAME} in its place and set the variable, or use libpq's password file");
  }
  return text;
}

}  // namespace

std::string plain_name(const Value& value, const std::string& name, std::string_view meaning) {
  const bool plain = !name.empty() && name.size() <= 100 && name.front() != '-' &&
                     std::all_of(name.begin(), name.end(), [](unsigned char c) {
                       return (c < 0x80 && std::isalnum(c) != 0) || c == '_' || c == '-';
                     });
  if (plain) return name;
  throw value.wrong(fmt::format("\"{}\" cannot be {}", name, meaning),
                    "use letters, digits, - and _, at most 100 of them");
}

void read_source_entry(SourcePlan& source, const Entry& entry, const std::filesystem::path& folder) {
  if (entry.key == "mongodump" || entry.key == "mongoexport") {
    if (source.place.line > 0) {
      throw entry.key_value.wrong(fmt::format("source \"{}\" names two systems", source.name));
    }
    source.kind = entry.key == "mongodump" ? SourceKind::kMongodump : SourceKind::kMongoexport;
    source.path_text = read_place(entry.value, "the path of a source");
    source.folder = folder;
    source.place = entry.value.place();
  } else if (entry.key == "streams") {
    for (const Entry& stream : entry.value.entries("streams")) source.streams.push_back(read_stream(stream));
  } else if (entry.key == "ignore_streams") {
    for (const Entry& stream : entry.value.entries("ignore_streams")) {
      source.ignored.push_back({.name = stream.key,
                                .reason = read_reason(stream, "the stream"),
                                .place = stream.key_value.place()});
    }
  } else if (contains(kLaterSources, entry.key)) {
    throw entry.key_value.wrong(fmt::format("reading from {} comes with a later release", entry.key),
                                "this release reads mongodump and mongoexport");
  } else {
    throw unknown_key(entry, "a source", kSourceKeys);
  }
}

TargetPlan read_target(const Entry& target, const std::filesystem::path& folder) {
  TargetPlan plan;
  plan.name = plain_name(target.key_value, target.key, "the name of a target");
  for (const Entry& entry : target.value.entries(fmt::format("target \"{}\"", plan.name))) {
    if (entry.key == "postgresql") {
      plan.connection_text = read_connection(entry.value);
      plan.place = entry.value.place();
    } else if (entry.key == "schema") {
      plan.schema = read_name(entry.value, "the schema of a target");
    } else if (entry.key == "ledger") {
      plan.ledger = read_name(entry.value, "the schema of the ledger");
    } else if (entry.key == "ddl") {
      const std::string text = read_place(entry.value, "the path of the schema's file");
      plan.ddl = (folder / expanded_text(text, entry.value.place())).lexically_normal();
    } else {
      throw unknown_key(entry, "a target", kTargetKeys);
    }
  }
  if (plan.connection_text.empty()) {
    throw target.key_value.wrong(fmt::format("target \"{}\" does not say how to connect", plan.name),
                                 "add postgresql: ${DATABASE_URL}");
  }
  return plan;
}

}  // namespace sojourn::plan
