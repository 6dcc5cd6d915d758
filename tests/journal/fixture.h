// A vocabulary for journal tests: a journal in a folder of its own, filled by a word or two.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"
#include "journal/check.h"
#include "journal/reader.h"
#include "journal/store.h"
#include "journal/writer.h"
#include "support/temp_dir.h"

namespace sojourn::journal::test {

/// The smallest BSON document with one text field, so that bodies are real.
inline std::string body_of(std::string_view text) {
  std::string element("\x02t\0", 3);
  append_le(element, static_cast<std::uint32_t>(text.size() + 1));
  element.append(text).push_back('\0');
  std::string document;
  append_le(document, static_cast<std::uint32_t>(element.size() + 5));
  return document + element + '\0';
}

/// Entries whose bytes stay alive as long as this does.
class Entries {
 public:
  Entries& put(std::string key, std::string_view text, Sequence replaces = kNoSequence) {
    return put_body(std::move(key), body_of(text), replaces);
  }
  Entries& put_body(std::string key, std::string document, Sequence replaces = kNoSequence) {
    const std::string& kept_key = keep(std::move(key));
    const std::string& body = keep(std::move(document));
    list_.push_back({.key = kept_key, .body = body, .body_hash = hash64(body), .replaces = replaces});
    return *this;
  }
  Entries& erase(std::string key, Sequence replaces) {
    list_.push_back(
        {.key = keep(std::move(key)), .body = {}, .kind = fb::Kind::Delete, .replaces = replaces});
    return *this;
  }
  /// `count` entries with rising keys from `first` on, each of about `bytes` bytes.
  Entries& many(std::uint64_t first, std::uint64_t count, std::size_t bytes = 40) {
    for (std::uint64_t i = first; i < first + count; ++i) {
      std::string key = "k";
      append_be(key, i);
      put(std::move(key), std::to_string(i) + std::string(bytes, static_cast<char>('a' + i % 26)));
    }
    return *this;
  }
  const std::vector<NewEntry>& list() const { return list_; }

 private:
  const std::string& keep(std::string bytes) { return bytes_.emplace_back(std::move(bytes)); }
  std::deque<std::string> bytes_;
  std::vector<NewEntry> list_;
};

inline std::unique_ptr<Writer> open_writer(const std::filesystem::path& folder, rocksdb::Env* env = nullptr) {
  return Writer::open(folder, {.migration = "test", .env = env});
}

inline StreamId put_stream(Writer& writer, std::string name) {
  StreamInfo info;
  info.name = std::move(name);
  return writer.put_stream(info);
}

inline std::vector<Part> part_of(StreamId stream, const Entries& entries) {
  std::vector<Part> parts(1);
  parts[0].stream = stream;
  parts[0].entries = entries.list();
  return parts;
}

inline void append(Writer& writer, StreamId stream, const Entries& entries) {
  writer.append(part_of(stream, entries));
}

/// Through seal, encode and commit; ingested as files when it is more than 256 KiB.
inline void bulk(Writer& writer, StreamId stream, const Entries& entries) {
  writer.commit(writer.encode(writer.seal(part_of(stream, entries))));
}

/// The whole log of a stream as (key, body) pairs in order.
inline std::vector<std::pair<std::string, std::string>> log_of(const View& view, StreamId stream) {
  std::vector<std::pair<std::string, std::string>> log;
  for (LogCursor cursor = view.log(stream); cursor.valid(); cursor.next()) {
    log.emplace_back(cursor.entry().key, cursor.entry().body);
  }
  return log;
}

/// Everything that a reader can learn from a journal, as text to be compared. Reads every block.
[[nodiscard]] std::string content_of(const View& view);
inline std::string content_of(const std::filesystem::path& folder) {
  return content_of(Reader::open(folder)->view());
}

/// Where two contents part, in short; empty if they are equal.
[[nodiscard]] std::string difference(const std::string& found, const std::string& expected);

inline std::vector<std::string> findings_of(const std::filesystem::path& folder) {
  return check_journal(folder, {}, [](std::uint64_t) {}).findings;
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

/// A journal that holds some of everything: ingested files, flushed memtables, entries only in the WAL, two
/// streams and a cursor, corrections with notes, a delete, runs and a plan. Returns its content.
std::string make_sample(const std::filesystem::path& folder);

/// Where a family's entries lie on disk: its files, largest first.
[[nodiscard]] std::vector<std::filesystem::path> files_of_family(const std::filesystem::path& folder,
                                                                 const std::string& family);
/// The files of a folder whose name begins and ends so, in order of name.
[[nodiscard]] std::vector<std::filesystem::path> files_like(const std::filesystem::path& folder,
                                                            std::string_view beginning, std::string_view end);

// Damage that every checksum of RocksDB covers: `change` gets the value of a key and returns what replaces
// it.
void alter(const std::filesystem::path& folder, Family family, const std::string& key,
           const std::function<std::string(const std::string&)>& change);

// Damage to files.
void flip_bit(const std::filesystem::path& file, std::uint64_t byte, unsigned bit = 0);
void cut(const std::filesystem::path& file, std::uint64_t size);

}  // namespace sojourn::journal::test
