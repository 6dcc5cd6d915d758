// What a journal should hold, in memory: the same words for a model and for a view, so that both compare.
#pragma once

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fixture.h"
#include "support/random.h"

namespace sojourn::journal::test {

struct ModelEntry {
  std::string key;
  std::string body;  ///< Empty for a delete.
  Sequence replaces = kNoSequence;
  fb::Origin origin = fb::Origin::Extract;
  std::string note;
  bool deletes() const { return body.empty(); }
};

/// Entries for one stream.
struct ModelPart {
  std::string stream;
  std::vector<ModelEntry> entries;
};
/// All that becomes durable at once.
using ModelStep = std::vector<ModelPart>;

class Model {
 public:
  void apply(const ModelStep& step) {
    for (const ModelPart& part : step) {
      Stream& stream = streams_[part.stream];
      stream.batches.emplace_back(stream.log.size(), part.entries.size());
      for (const ModelEntry& entry : part.entries) {
        stream.latest[entry.key] = stream.log.size();
        stream.log.push_back({.key = entry.key,
                              .body_hash = entry.deletes() ? 0 : hash64(entry.body),
                              .deletes = entry.deletes(),
                              .replaces = entry.replaces,
                              .origin = entry.origin,
                              .note = entry.note});
      }
    }
  }
  void add_stream(const std::string& name) { streams_[name]; }
  std::vector<std::string> stream_names() const {
    std::vector<std::string> names;
    for (const auto& [name, stream] : streams_) names.push_back(name);
    return names;
  }

  /// A step that fits: keys from a small pool, so that versions and deletes occur, and more than 256 KiB if
  /// `large`.
  ModelStep random_step(sojourn::test::Random& random, bool large) const {
    ModelStep step;
    for (const std::string& name : stream_names()) {
      if (!random.one_in(2)) step.push_back({.stream = name, .entries = random_entries(random, name, large)});
    }
    return step;
  }

  std::string describe() const {
    std::string text;
    for (const auto& [name, stream] : streams_) describe(text, name, stream);
    return text;
  }

 private:
  struct Kept {
    std::string key;
    std::uint64_t body_hash = 0;
    bool deletes = false;
    Sequence replaces = kNoSequence;
    fb::Origin origin = fb::Origin::Extract;
    std::string note;
  };
  struct Stream {
    std::vector<Kept> log;
    std::vector<std::pair<Sequence, std::uint64_t>> batches;
    std::map<std::string, Sequence> latest;
  };

  std::vector<ModelEntry> random_entries(sojourn::test::Random& random, const std::string& name,
                                         bool large) const {
    std::map<std::string, Sequence> latest = streams_.at(name).latest;
    Sequence sequence = streams_.at(name).log.size();
    std::vector<ModelEntry> entries(large ? 400 + random.below(400) : random.below(20));
    for (ModelEntry& entry : entries) {
      entry.key = fmt::format("key{:04}", random.below(2000));
      const auto known = latest.find(entry.key);
      if (known != latest.end()) entry.replaces = known->second;
      if (known == latest.end() || !random.one_in(8))
        entry.body = body_of(random.bytes(large ? 900 : random.below(200)));
      if (random.one_in(10)) {
        entry.origin = fb::Origin::Fix;
        entry.note = fmt::format("by {}", random.below(100));
      }
      latest[entry.key] = sequence++;
    }
    return entries;
  }

  static void describe(std::string& text, const std::string& name, const Stream& stream) {
    text += fmt::format("stream {}\n", name);
    for (const auto& [first, count] : stream.batches) text += fmt::format("batch {} {}\n", first, count);
    std::set<std::tuple<std::string, Sequence>> keys;
    for (Sequence at = 0; at < stream.log.size(); ++at) {
      const Kept& entry = stream.log[at];
      text += fmt::format("{} {} {:x} {} {} {}\n", at, entry.key, entry.body_hash, entry.deletes,
                          fb::EnumNameOrigin(entry.origin), entry.note);
      keys.emplace(entry.key, ~at);
    }
    for (const auto& [key, inverted] : keys) {
      const Kept& entry = stream.log[~inverted];
      text += fmt::format("key {} {} {:x} {} {}\n", key, ~inverted, entry.body_hash, entry.deletes,
                          entry.replaces);
    }
  }

  std::map<std::string, Stream> streams_;
};

/// The same of a journal.
inline std::string describe(const View& view) {
  std::map<std::string, StreamId> streams;
  for (const auto& [id, info] : view.streams()) streams[info.name] = id;
  std::string text;
  for (const auto& [name, id] : streams) {
    text += fmt::format("stream {}\n", name);
    for (const Batch& batch : view.batches(id))
      text += fmt::format("batch {} {}\n", batch.first, batch.count);
    for (LogCursor cursor = view.log(id); cursor.valid(); cursor.next()) {
      const LogEntry& entry = cursor.entry();
      text += fmt::format("{} {} {:x} {} {} {}\n", entry.sequence, entry.key,
                          entry.kind == fb::Kind::Delete ? 0 : hash64(entry.body),
                          entry.kind == fb::Kind::Delete, fb::EnumNameOrigin(entry.origin), entry.note);
    }
    for (KeysCursor cursor = view.keys(id); cursor.valid(); cursor.next()) {
      const KeyEntry& entry = cursor.entry();
      text += fmt::format("key {} {} {:x} {} {}\n", entry.key, entry.sequence, entry.body_hash, entry.deletes,
                          entry.replaces);
    }
  }
  return text;
}

/// The parts of a step for a writer. The views in them point into the step.
inline std::vector<Part> parts_of(Writer& writer, const ModelStep& step) {
  std::vector<Part> parts;
  for (const ModelPart& from : step) {
    Part& part = parts.emplace_back();
    part.stream = put_stream(writer, from.stream);
    for (const ModelEntry& entry : from.entries) {
      part.entries.push_back({.key = entry.key,
                              .body = entry.body,
                              .body_hash = entry.deletes() ? 0 : hash64(entry.body),
                              .kind = entry.deletes() ? fb::Kind::Delete : fb::Kind::Put,
                              .origin = entry.origin,
                              .replaces = entry.replaces,
                              .note = entry.note});
    }
  }
  return parts;
}

}  // namespace sojourn::journal::test
