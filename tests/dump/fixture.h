// A vocabulary for tests of sojourn-dump: a journal of real documents, and one call of the tool.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/key.h"
#include "journal/reader.h"
#include "journal/writer.h"
#include "support/bson_builder.h"
#include "support/temp_dir.h"
#include "tools/dump/dump.h"

namespace sojourn::dump::test {

using journal::Sequence;
using sojourn::test::Doc;
using sojourn::test::TempDir;

/// What one call of the tool gave.
struct Result {
  int code = -1;
  std::string out;
  std::string remarks;
};

/// `sojourn-dump JOURNAL words...`
inline Result dump(const std::filesystem::path& folder, const std::vector<std::string>& words) {
  std::vector<std::string> all = {"sojourn-dump", folder.string()};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<const char*> argv;
  for (const std::string& word : all) argv.push_back(word.c_str());
  argv.push_back(nullptr);
  Result result;
  Output out([&](std::string_view bytes) { result.out += bytes; });
  Output remarks([&](std::string_view bytes) { result.remarks += bytes; });
  result.code = run(static_cast<int>(all.size()), argv.data(), out, remarks);
  return result;
}

/// The entries of one batch, in the words of what happened. Their bytes live as long as this does.
class Happened {
 public:
  Happened& read(const Doc& document, Sequence replaces = journal::kNoSequence) {
    add(document, replaces);
    return *this;
  }
  Happened& fixed(const Doc& document, Sequence replaces, std::string_view note) {
    journal::NewEntry& entry = add(document, replaces);
    entry.origin = journal::fb::Origin::Fix;
    entry.note = bytes_.emplace_back(note);
    return *this;
  }
  Happened& conflicting(const Doc& document, Sequence replaces) {
    add(document, replaces).conflict = true;
    return *this;
  }
  Happened& deleted(const Doc& id, Sequence replaces) {
    journal::NewEntry& entry = add(id, replaces);
    entry.kind = journal::fb::Kind::Delete;
    entry.body = {};
    entry.body_hash = 0;
    return *this;
  }
  const std::vector<journal::NewEntry>& entries() const { return entries_; }

 private:
  journal::NewEntry& add(const Doc& document, Sequence replaces) {
    const std::string& body = bytes_.emplace_back(document.bytes());
    std::string& key = bytes_.emplace_back();
    append_key(key, *bson::find(body, "_id"));
    entries_.push_back({.key = key, .body = body, .body_hash = hash64(body), .replaces = replaces});
    return entries_.back();
  }

  std::deque<std::string> bytes_;
  std::vector<journal::NewEntry> entries_;
};

/// A journal that is being written, until `close`.
class Journal {
 public:
  explicit Journal(std::filesystem::path folder)
      : folder_(std::move(folder)), writer_(journal::Writer::open(folder_, {.migration = "test"})) {}

  journal::Writer& writer() { return *writer_; }
  const std::filesystem::path& folder() const { return folder_; }

  journal::StreamId stream(std::string name, std::vector<std::string> sensitive = {},
                           std::string metadata = {}) {
    journal::StreamInfo info;
    info.source = name.substr(0, name.find('.'));
    info.name = std::move(name);
    info.sensitive = std::move(sensitive);
    info.metadata = std::move(metadata);
    return writer_->put_stream(info);
  }
  /// A batch of extraction pass 1, which it ends. REQUIRES: `later` as an extraction would find it.
  void extracted(journal::StreamId stream, const Happened& happened, std::vector<Sequence> later = {}) {
    append(stream, happened, 1, later);
  }
  /// A small write, as corrections are.
  void written(journal::StreamId stream, const Happened& happened) { append(stream, happened, 0, {}); }
  Result dump(const std::vector<std::string>& words) const { return test::dump(folder_, words); }
  void close() { writer_.reset(); }

 private:
  void append(journal::StreamId stream, const Happened& happened, std::uint64_t pass,
              const std::vector<Sequence>& later) {
    std::vector<journal::Part> parts(1);
    parts[0].stream = stream;
    parts[0].entries = happened.entries();
    journal::Batch& batch = parts[0].batch;
    batch.pass = pass;
    batch.done = pass != 0;
    batch.keys = happened.entries().size() - later.size();
    batch.totals = std::make_unique<journal::fb::TotalsT>();
    batch.totals->read = happened.entries().size();
    const std::string packed = journal::pack_rising(later);
    batch.later.assign(packed.begin(), packed.end());
    writer_->append(std::move(parts));
  }

  std::filesystem::path folder_;
  std::unique_ptr<journal::Writer> writer_;
};

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace sojourn::dump::test
