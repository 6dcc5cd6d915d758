#include "tools/dump/choose_stream.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace sojourn::dump {
namespace {

[[noreturn]] void throw_unknown(const journal::View& view, std::string_view name,
                                const std::vector<NamedStream>& streams) {
  std::vector<std::string> names;
  for (const auto& [id, info] : streams) {
    names.push_back(info.name);
    names.emplace_back(collection_of(info));
  }
  const std::string nearest = nearest_name(name, names);
  throw usage_error(
      {.doing = "find the stream",
       .subject = std::string(name),
       .cause = "the journal of " + view.header().migration + " has no stream of this name",
       .hint = nearest.empty() ? "the verb `streams` lists them" : "did you mean " + nearest + "?"});
}

[[noreturn]] void throw_unclear(std::string_view name, const std::vector<NamedStream>& candidates) {
  std::string names;
  for (const auto& [id, info] : candidates) names += (names.empty() ? "" : " or ") + info.name;
  throw usage_error({.doing = "find the stream",
                     .subject = std::string(name),
                     .cause = "several streams have a collection of this name",
                     .hint = "name it in full: " + names});
}

}  // namespace

std::string_view collection_of(const journal::StreamInfo& info) {
  const std::string_view name = info.name;
  const std::string prefix = info.source + ".";
  return !info.source.empty() && name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

std::vector<NamedStream> document_streams(const journal::View& view) {
  std::vector<NamedStream> streams = view.streams();
  std::erase_if(streams, [](const NamedStream& stream) { return stream.second.cursor_only; });
  std::sort(streams.begin(), streams.end(),
            [](const NamedStream& a, const NamedStream& b) { return a.second.name < b.second.name; });
  return streams;
}

NamedStream choose_stream(const journal::View& view, std::string_view name) {
  const std::vector<NamedStream> streams = document_streams(view);
  std::vector<NamedStream> candidates;
  for (const NamedStream& stream : streams) {
    if (stream.second.name == name) return stream;
    if (collection_of(stream.second) == name) candidates.push_back(stream);
  }
  if (candidates.empty()) throw_unknown(view, name, streams);
  if (candidates.size() > 1) throw_unclear(name, candidates);
  return candidates.front();
}

std::vector<NamedStream> choose_streams(const journal::View& view, const std::vector<std::string>& names) {
  if (names.empty()) return document_streams(view);
  std::vector<NamedStream> streams;
  for (const std::string& name : names) streams.push_back(choose_stream(view, name));
  return streams;
}

}  // namespace sojourn::dump
