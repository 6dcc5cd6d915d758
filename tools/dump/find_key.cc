#include "tools/dump/find_key.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/key.h"

namespace sojourn::dump {
namespace {

Error unknown_key(const journal::StreamInfo& info, std::string_view text) {
  return Error({.doing = "find the document",
                .subject = fmt::format("{}, key {}", info.name, text),
                .cause = "the stream has no document of this key",
                .hint = "a key may also be given as Extended JSON: '\"text\"', '{\"$oid\": \"...\"}', "
                        "'{\"$date\": \"...\"}'"});
}

Error unclear_key(const journal::StreamInfo& info, std::string_view text,
                  const std::vector<FoundKey>& found) {
  std::string keys;
  for (const FoundKey& each : found) keys += (keys.empty() ? "" : " or ") + key_text(each.key);
  return usage_error({.doing = "find the document",
                      .subject = fmt::format("{}, key {}", info.name, text),
                      .cause = "several documents may be meant: " + keys,
                      .hint = "give the key as Extended JSON: '\"text\"' or '{\"$oid\": \"...\"}'"});
}

}  // namespace

FoundKey find_key(const journal::View& view, const NamedStream& stream, std::string_view text) {
  std::vector<FoundKey> found;
  for (const std::string& key : keys_meant_by(text)) {
    auto versions = journal::versions_of(view, stream.first, key);
    if (!versions.empty()) found.push_back({.key = key, .versions = std::move(versions)});
  }
  if (found.empty()) throw unknown_key(stream.second, text);
  if (found.size() > 1) throw unclear_key(stream.second, text, found);
  return std::move(found.front());
}

}  // namespace sojourn::dump
