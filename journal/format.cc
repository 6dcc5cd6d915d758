#include "journal/format.h"

#include "base/bytes.h"

namespace sojourn::journal {
namespace {

constexpr std::size_t kKeysSuffixBytes = sizeof(Sequence);
constexpr std::size_t kStreamBytes = sizeof(StreamId);

enum KeyFlag : unsigned char { kOriginMask = 0x07, kDeletes = 0x08, kConflict = 0x10, kReplaces = 0x20 };

}  // namespace

void append_log_key(std::string& to, StreamId stream, Sequence sequence) {
  append_be(to, stream);
  append_be(to, sequence);
}

void append_batch_key(std::string& to, StreamId stream, std::uint64_t batch) {
  append_log_key(to, stream, batch);
}

void append_keys_key(std::string& to, StreamId stream, std::string_view key, Sequence sequence) {
  append_be(to, stream);
  to.append(key);
  append_be(to, ~sequence);
}

std::string stream_prefix(StreamId stream) {
  std::string prefix;
  append_be(prefix, stream);
  return prefix;
}

void append_keys_value(std::string& to, const KeyEntry& entry) {
  unsigned flags = entry.origin & kOriginMask;
  if (entry.deletes) flags |= kDeletes;
  if (entry.conflict) flags |= kConflict;
  if (entry.replaces != kNoSequence) flags |= kReplaces;
  to += static_cast<char>(flags);
  append_be(to, entry.body_hash);
  if (entry.replaces != kNoSequence) append_be(to, entry.replaces);
}

std::optional<KeyEntry> parse_keys_entry(std::string_view key, std::string_view value) {
  if (key.size() < kStreamBytes + 1 + kKeysSuffixBytes || value.size() < 1 + sizeof(std::uint64_t))
    return std::nullopt;
  const auto flags = static_cast<unsigned char>(value.front());
  const bool replaces = (flags & kReplaces) != 0;
  if (value.size() != 1 + sizeof(std::uint64_t) + (replaces ? sizeof(Sequence) : 0)) return std::nullopt;
  KeyEntry entry;
  entry.key = key.substr(kStreamBytes, key.size() - kStreamBytes - kKeysSuffixBytes);
  entry.sequence = ~load_be<Sequence>(key.data() + key.size() - kKeysSuffixBytes);
  entry.body_hash = load_be<std::uint64_t>(value.data() + 1);
  entry.origin = flags & kOriginMask;
  entry.deletes = (flags & kDeletes) != 0;
  entry.conflict = (flags & kConflict) != 0;
  if (replaces) entry.replaces = load_be<Sequence>(value.data() + 9);
  return entry;
}

std::string pack_rising(const std::vector<Sequence>& sequences) {
  std::string packed;
  Sequence before = 0;
  for (const Sequence sequence : sequences) {
    append_varint(packed, sequence - before);
    before = sequence;
  }
  return packed;
}

std::optional<std::vector<Sequence>> unpack_rising(std::string_view packed) {
  std::vector<Sequence> sequences;
  Sequence at = 0;
  while (!packed.empty()) {
    std::uint64_t step = 0;
    if (!take_varint(packed, step)) return std::nullopt;
    at += step;
    sequences.push_back(at);
  }
  return sequences;
}

std::string mark_key(std::string_view name) {
  return "mark/" + std::string(name);
}

std::string stream_key(StreamId stream) {
  std::string key = "stream/";
  append_be(key, stream);
  return key;
}

std::string run_key(std::uint64_t run) {
  std::string key = "run/";
  append_be(key, run);
  return key;
}

std::string plan_key(std::string_view hash_hex) {
  return "plan/" + std::string(hash_hex);
}

}  // namespace sojourn::journal
