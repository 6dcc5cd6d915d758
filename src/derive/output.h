// One pass of writing over a derived stream: of the documents that it should hold, only those are appended
// that it does not hold already.
//
// So a pass that is begun again after a kill goes on where it was, and a pass over unchanged inputs appends
// nothing. Documents are given by rising key.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "journal/writer.h"

namespace sojourn::derive {

class Output {
 public:
  /// Whether a key of the stream is deleted where it is not put; with the entry that is in force, if any.
  using Owns = std::function<bool(std::string_view key, journal::Sequence in_force)>;

  /// Keys in `named` are deleted where they are not put, as those are that `owns` holds, if there is one.
  /// Batches before the last one carry `token`.
  Output(journal::Writer& writer, journal::StreamId stream, std::string token, std::size_t batch_bytes,
         Owns owns, std::set<std::string> named = {});

  void put(std::string_view key, std::string_view body, bool invalid_utf8);
  void erase(std::string_view key);
  /// Makes the rest durable, with the token that says that the pass is through. Writes nothing where that is
  /// on record already and nothing changed.
  void finish(const std::string& token);

  [[nodiscard]] std::uint64_t written() const { return written_; }
  [[nodiscard]] std::uint64_t deleted() const { return deleted_; }

 private:
  struct Item {
    std::size_t key_at = 0;
    std::size_t key_size = 0;
    std::size_t body_size = 0;
    bool deletes = false;
    bool later = false;
    bool invalid_utf8 = false;
    std::uint64_t body_hash = 0;
    journal::Sequence replaces = journal::kNoSequence;
  };
  /// The versions of a key, newest first.
  struct Known {
    std::vector<journal::KeyEntry> versions;
    journal::Sequence in_force = journal::kNoSequence;
    std::uint64_t body_hash = 0;
  };

  void begin();
  [[nodiscard]] Known take_known();
  [[nodiscard]] Known known_of(std::string_view key);
  void erase_before(std::optional<std::string_view> key);
  void erase(std::string_view key, const Known& known);
  void note_put(const Known& known, bool unchanged, std::size_t body_size);
  void append(std::string_view key, std::string_view body, const Item& item);
  void flush(bool done, const std::string& token);

  journal::Writer& writer_;
  const journal::StreamId stream_;
  const std::string token_;
  const std::size_t batch_bytes_;
  const Owns owns_;
  std::set<std::string> named_;
  journal::KeysCursor cursor_;
  std::string last_token_;  ///< Of the last pass, if it is through.
  std::uint64_t pass_ = 1;
  journal::Sequence first_ = 0;
  bool rising_ = true;
  std::string last_key_;
  std::uint64_t keys_ = 0;
  journal::fb::TotalsT totals_;
  std::string bytes_;
  std::vector<Item> items_;
  std::uint64_t written_ = 0;
  std::uint64_t deleted_ = 0;
};

}  // namespace sojourn::derive
