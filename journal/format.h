// The bytes of a journal: families, keys of each family, small values. journal/FORMAT.md is the page to this
// header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::journal {

/// Raised when an older program could misread what a newer one wrote.
inline constexpr std::uint32_t kFormatVersion = 1;

/// The column families in use. `ids`, `ids_by_target`, `failures` and `waiting` are reserved.
inline constexpr const char* kLogFamily = "log";
inline constexpr const char* kBatchesFamily = "batches";
inline constexpr const char* kKeysFamily = "keys";
inline constexpr const char* kMetaFamily = "meta";

/// A stream (or cursor) of this journal; numbered from 1 in the order of first listing.
using StreamId = std::uint32_t;
/// The place of an entry within its stream, from 0 without holes.
using Sequence = std::uint64_t;
inline constexpr Sequence kNoSequence = ~Sequence{0};

// Keys of the families `log`, `batches` and `keys`.
void append_log_key(std::string& to, StreamId stream, Sequence sequence);
void append_batch_key(std::string& to, StreamId stream, std::uint64_t batch);
/// Newest first: the sequence is stored inverted behind the canonical key.
void append_keys_key(std::string& to, StreamId stream, std::string_view key, Sequence sequence);
[[nodiscard]] std::string stream_prefix(StreamId stream);

/// An entry of `keys`: one version of one key.
struct KeyEntry {
  std::string_view key{};  ///< Canonical key, borrowed.
  Sequence sequence = 0;
  std::uint64_t body_hash = 0;
  std::uint8_t origin = 0;  ///< fb::Origin.
  bool deletes = false;
  bool conflict = false;
  Sequence replaces = kNoSequence;  ///< The entry that this one takes the place of.
};

void append_keys_value(std::string& to, const KeyEntry& entry);
/// Empty if the bytes are no entry of `keys`.
[[nodiscard]] std::optional<KeyEntry> parse_keys_entry(std::string_view key, std::string_view value);

// Rising sequences as varint steps.
[[nodiscard]] std::string pack_rising(const std::vector<Sequence>& sequences);
[[nodiscard]] std::optional<std::vector<Sequence>> unpack_rising(std::string_view packed);

// Keys of `meta`.
inline constexpr const char* kHeaderKey = "header";
inline constexpr const char* kWritesKey =
    "writes";  ///< Counts small writes, so that HIGH can tell a lost one.
/// A number kept under a name of its own, for what must survive a run without belonging to a stream.
[[nodiscard]] std::string mark_key(std::string_view name);
[[nodiscard]] std::string stream_key(StreamId stream);
[[nodiscard]] std::string run_key(std::uint64_t run);
[[nodiscard]] std::string plan_key(std::string_view hash_hex);

}  // namespace sojourn::journal
