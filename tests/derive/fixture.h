// A journal whose streams are written in JSON, and what is derived from them, read back as JSON.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ext_json.h"
#include "base/hash.h"
#include "base/key.h"
#include "derive/derive.h"
#include "derive/plans.h"
#include "journal/check.h"
#include "journal/in_force.h"
#include "journal/rows.h"
#include "journal/writer.h"
#include "support/temp_dir.h"

namespace sojourn::derive::test {

inline std::string bson_of(std::string_view json) {
  std::string document;
  const bson::JsonParse parse = bson::append_bson(document, json);
  if (parse.problem != nullptr) throw std::runtime_error(std::string(json) + ": " + parse.problem);
  return document;
}

inline std::string json_of(std::string_view document) {
  std::string json;
  bson::append_json(json, document, bson::JsonMode::kRelaxed);
  return json;
}

inline std::string key_of_document(std::string_view document) {
  std::string key;
  if (const auto id = bson::find(document, "_id")) {
    append_key(key, *id);
  } else {
    append_key_without_id(key, document);
  }
  return key;
}

/// One entry of a log.
struct Entry {
  std::string key;
  std::string body;
  bool deletes = false;
  friend bool operator==(const Entry&, const Entry&) = default;
};

class Bench {
 public:
  Bench() { open(); }

  journal::Writer& writer() { return *writer_; }
  const journal::View& view() const { return writer_->view(); }
  std::filesystem::path folder() const { return folder_ / "journal"; }

  /// Opens the journal anew, as another process would.
  void open() {
    writer_.reset();
    writer_ = journal::Writer::open(folder(), {.migration = "test"});
  }
  void close() { writer_.reset(); }

  /// A pass over the stream's source that is read to its end, or not yet: these documents are new or changed,
  /// those under `gone` (as {_id: ...}) have vanished and are deleted.
  void extract(const std::string& name, const std::vector<std::string>& documents,
               const std::vector<std::string>& gone = {}, bool done = true) {
    journal::Part part = part_of(name, documents, gone, journal::fb::Origin::Extract);
    const auto last = view().last_batch(part.stream);
    part.batch.pass = last ? last->pass + 1 : 1;
    part.batch.pass_first = writer_->next_sequence(part.stream);
    part.batch.done = done;
    commit(std::move(part), false);
  }
  /// Corrections by a person.
  void fix(const std::string& name, const std::vector<std::string>& documents,
           const std::vector<std::string>& gone = {}) {
    commit(part_of(name, documents, gone, journal::fb::Origin::Fix), true);
  }

  Outcome derive(const plan::ExpandedPlan& plan, std::size_t memory_bytes = 64u << 20) {
    const Outcome outcome = derive::derive(*writer_, plan, {.memory_bytes = memory_bytes},
                                           [](const std::string&, std::uint64_t, std::uint64_t) {});
    return outcome;
  }

  [[nodiscard]] std::vector<Entry> log(const std::string& name) const {
    std::vector<Entry> log;
    const auto stream = view().find_stream(name);
    if (!stream) return log;
    for (auto cursor = view().log(*stream); cursor.valid(); cursor.next()) {
      const auto& entry = cursor.entry();
      log.push_back({.key = std::string(entry.key),
                     .body = std::string(entry.body),
                     .deletes = entry.kind == journal::fb::Kind::Delete});
    }
    return log;
  }

  /// The documents in force, in the order of their keys.
  [[nodiscard]] std::vector<std::string> documents(const std::string& name) const {
    std::map<std::string, std::string> by_key;
    const auto stream = view().find_stream(name);
    if (!stream) return {};
    const journal::InForce in_force(view(), *stream, journal::Repeats::kNewest);
    for (auto cursor = view().log(*stream); cursor.valid(); cursor.next()) {
      if (in_force.holds(cursor.entry().sequence))
        by_key[std::string(cursor.entry().key)] = cursor.entry().body;
    }
    std::vector<std::string> documents;
    for (auto& [key, body] : by_key) documents.push_back(std::move(body));
    return documents;
  }
  [[nodiscard]] std::vector<std::string> json(const std::string& name) const {
    std::vector<std::string> texts;
    for (const std::string& document : documents(name)) texts.push_back(json_of(document));
    return texts;
  }

  [[nodiscard]] std::uint64_t batches(const std::string& name) const {
    const auto stream = view().find_stream(name);
    return stream ? view().batch_count(*stream) : 0;
  }

  /// What a check of the whole journal finds. Closes and opens it.
  [[nodiscard]] std::vector<std::string> findings() {
    close();
    auto findings = journal::check_journal(folder(), {}, [](std::uint64_t) {}).findings;
    open();
    return findings;
  }

 private:
  journal::Part part_of(const std::string& name, const std::vector<std::string>& documents,
                        const std::vector<std::string>& gone, journal::fb::Origin origin) {
    journal::StreamInfo info;
    info.name = name;
    info.source = "crm";
    info.sensitive = sensitive[name];
    journal::Part part;
    part.stream = writer_->put_stream(info);
    bytes_.clear();
    auto& latest = latest_[name];
    std::vector<journal::Sequence> later;
    journal::Sequence next = writer_->next_sequence(part.stream);
    const auto add = [&](const std::string& json, bool deletes) {
      const std::string& body = bytes_.emplace_back(bson_of(json));
      const std::string& key = bytes_.emplace_back(key_of_document(body));
      const auto known = latest.find(key);
      if (deletes && known == latest.end()) return;  // As in a source: what never was does not vanish.
      const bool is_fix = origin == journal::fb::Origin::Fix;
      // A source that changes what a person corrected makes a conflict.
      const bool conflict = !is_fix && fixed_.count(name + key) > 0;
      if (is_fix) fixed_.insert(name + key);
      if (known != latest.end() && !deletes) later.push_back(next);
      part.entries.push_back({.key = key,
                              .body = deletes ? std::string_view() : std::string_view(body),
                              .body_hash = deletes ? 0 : hash64(body),
                              .kind = deletes ? journal::fb::Kind::Delete : journal::fb::Kind::Put,
                              .origin = origin,
                              .conflict = conflict,
                              .replaces = known == latest.end() ? journal::kNoSequence : known->second});
      if (!conflict) latest[key] = next;
      ++next;
    };
    for (const std::string& document : documents) add(document, false);
    for (const std::string& id : gone) add(id, true);
    part.batch.later = journal::to_vector(journal::pack_rising(later));
    return part;
  }

  void commit(journal::Part part, bool small) {
    std::vector<journal::Part> parts;
    parts.push_back(std::move(part));
    if (small) {
      writer_->append(std::move(parts));
    } else {
      writer_->commit(writer_->encode(writer_->seal(std::move(parts))));
    }
  }

 public:
  std::map<std::string, std::vector<std::string>> sensitive;  ///< Field paths, by stream.

 private:
  sojourn::test::TempDir folder_;
  std::unique_ptr<journal::Writer> writer_;
  std::deque<std::string> bytes_;
  std::map<std::string, std::map<std::string, journal::Sequence>> latest_;
  std::set<std::string> fixed_;
};

inline PairsReport report_of(const Bench& bench) {
  return pairs_report(bench.view(), a_and_b().derived.front());
}

/// The message of the Error that `work` ends in, or an empty text if it ends well.
template <typename Work>
std::string error_of(const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace sojourn::derive::test
