#include "pipeline/listing.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "source/open.h"

namespace sojourn::pipeline {
namespace {

using source::CursorListing;

std::vector<std::string> stream_names(const std::vector<CursorListing>& cursors) {
  std::vector<std::string> names;
  for (const CursorListing& cursor : cursors) {
    for (const auto& stream : cursor.streams) names.push_back(stream.name);
  }
  return names;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string nearest_hint(const std::string& name, const std::vector<std::string>& names) {
  const std::string nearest = nearest_name(name, names);
  return nearest.empty() ? "" : fmt::format("did you mean \"{}\"?", nearest);
}

void check_streams(const plan::SourcePlan& plan, const std::vector<std::string>& names) {
  for (const plan::StreamPlan& stream : plan.streams) {
    if (contains(names, stream.name)) continue;
    throw usage_error({.doing = "apply the plan to its source",
                       .subject = stream.place.text(),
                       .cause = fmt::format("source \"{}\" has no stream \"{}\"", plan.name, stream.name),
                       .hint = nearest_hint(stream.name, names)});
  }
  for (const plan::IgnoredStream& ignored : plan.ignored) {
    if (contains(names, ignored.name)) continue;
    const std::string hint = nearest_hint(ignored.name, names);
    log::warning("{}: source \"{}\" has no stream \"{}\" to ignore{}", ignored.place.text(), plan.name,
                 ignored.name, hint.empty() ? "" : "; " + hint);
  }
}

void drop_ignored(const plan::SourcePlan& plan, std::vector<CursorListing>& cursors) {
  const auto is_ignored = [&](const source::StreamListing& stream) {
    return std::any_of(plan.ignored.begin(), plan.ignored.end(),
                       [&](const plan::IgnoredStream& ignored) { return ignored.name == stream.name; });
  };
  for (CursorListing& cursor : cursors) std::erase_if(cursor.streams, is_ignored);
  std::erase_if(cursors, [](const CursorListing& cursor) { return cursor.streams.empty(); });
}

void tell(const plan::SourcePlan& plan, const extract::SourceWork& work) {
  std::uint64_t bytes = 0;
  for (const CursorListing& cursor : work.cursors) bytes += cursor.bytes;
  log::info("Source {}: {}, {} in {}{}", work.name, count_text(stream_names(work.cursors).size(), "stream"),
            size_text(bytes), plan.path().string(),
            plan.ignored.empty() ? "" : fmt::format(" ({} ignored by the plan)", plan.ignored.size()));
  for (const CursorListing& cursor : work.cursors) {
    for (const auto& stream : cursor.streams) {
      log::debug("stream {}.{} in {}", work.name, stream.name, stream.location);
    }
  }
}

}  // namespace

std::uint64_t Listing::cursors() const {
  std::uint64_t count = 0;
  for (const extract::SourceWork& each : work) count += each.cursors.size();
  return count;
}

extract::SourceWork apply_plan(const plan::SourcePlan& plan, std::vector<CursorListing> cursors) {
  check_streams(plan, stream_names(cursors));
  drop_ignored(plan, cursors);
  if (cursors.empty()) {
    throw usage_error({.doing = "apply the plan to its source",
                       .subject = plan.place.text(),
                       .cause = fmt::format("every stream of source \"{}\" is ignored", plan.name),
                       .hint = "take a stream off ignore_streams, or the source off the plan"});
  }
  extract::SourceWork work{.name = plan.name, .cursors = std::move(cursors), .sensitive = {}};
  for (const plan::StreamPlan& stream : plan.streams) {
    if (!stream.sensitive.empty()) work.sensitive.emplace_back(stream.name, stream.sensitive);
  }
  return work;
}

Listing list_sources(const plan::Plan& plan) {
  Listing listing;
  for (const plan::SourcePlan& source_plan : plan.sources) {
    auto opened = source::open_source(source_plan.kind, source_plan.path());
    extract::SourceWork work = apply_plan(source_plan, opened->list());
    work.source = opened.get();
    tell(source_plan, work);
    listing.sources.push_back(std::move(opened));
    listing.work.push_back(std::move(work));
  }
  return listing;
}

}  // namespace sojourn::pipeline
