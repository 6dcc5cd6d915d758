#include "extract/stream_pass.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/hash.h"
#include "journal/rows.h"

namespace sojourn::extract {
namespace {

using journal::KeyEntry;
using journal::kNoSequence;
using journal::Part;
using journal::Sequence;
namespace fb = journal::fb;

/// Keeps the memory of a pass that deletes much within bounds.
constexpr std::size_t kClosingEntriesMax = 1u << 16;

bool is_extracted(const KeyEntry& entry) {
  return entry.origin == static_cast<std::uint8_t>(fb::Origin::Extract);
}

bool is_replaced(const KeyEntry& entry, const std::vector<KeyEntry>& versions) {
  return std::any_of(versions.begin(), versions.end(), [&](const KeyEntry& newer) {
    const bool deleted = newer.deletes && is_extracted(newer) && newer.sequence > entry.sequence;
    return deleted || newer.replaces == entry.sequence;
  });
}

/// What the source is known to hold under this key: extracted, not deleted, not replaced.
bool is_live(const KeyEntry& entry, const std::vector<KeyEntry>& versions) {
  return is_extracted(entry) && !entry.deletes && !is_replaced(entry, versions);
}

/// The version in force: the newest that is not a conflict. Null if there is none.
const KeyEntry* in_force(const std::vector<KeyEntry>& versions) {
  const auto found =
      std::find_if(versions.begin(), versions.end(), [](const KeyEntry& v) { return !v.conflict; });
  return found == versions.end() ? nullptr : &*found;
}

/// Whether a person's correction is in force, which no extraction overrules (J3).
bool is_corrected(const std::vector<KeyEntry>& versions) {
  const KeyEntry* version = in_force(versions);
  return version != nullptr && version->origin == static_cast<std::uint8_t>(fb::Origin::Fix);
}

bool is_deleted(const std::vector<KeyEntry>& versions) {
  const KeyEntry* version = in_force(versions);
  return version != nullptr && version->deletes;
}

/// The versions of one key that are older than `before`, newest first; leaves the cursor behind the key.
std::vector<KeyEntry> versions_before(journal::KeysCursor& cursor, std::string_view key, Sequence before) {
  std::vector<KeyEntry> versions;
  for (cursor.seek(key); cursor.valid() && cursor.entry().key == key; cursor.next()) {
    if (cursor.entry().sequence < before) {
      versions.push_back(cursor.entry());
      versions.back().key = key;
    }
  }
  return versions;
}

}  // namespace

StreamPass::StreamPass(journal::Writer& writer, journal::StreamId stream, std::uint64_t pass)
    : writer_(writer), stream_(stream), pass_(pass), first_(writer.next_sequence(stream)) {
  const auto last = writer.view().last_batch(stream);
  if (last) keys_ = last->keys;
  if (last && last->pass == pass) resume(*last);
  met_.resize(looks_up() ? first_ : 0);
  if (!looks_up() || !last || last->pass != pass) return;
  for (const journal::Batch& batch : writer.view().batches(stream)) {
    if (batch.pass != pass) continue;
    const auto sequences = journal::unpack_rising(journal::to_view(batch.met));
    for (const Sequence sequence : sequences.value_or(std::vector<Sequence>())) met_[sequence] = true;
  }
}

void StreamPass::resume(const journal::Batch& last) {
  first_ = last.pass_first;
  rising_ = last.rising;
  last_key_ = journal::to_view(last.last_key);
  if (last.totals) totals_ = *last.totals;
}

void StreamPass::add(const source::Document& document, std::string_view key, bool without_id) {
  documents_.push_back({.key = key,
                        .body = document.body,
                        .body_hash = hash64(document.body),
                        .invalid_utf8 = document.invalid_utf8});
  ++totals_.read;
  totals_.read_bytes += document.body.size();
  totals_.without_id += without_id ? 1 : 0;
  totals_.invalid_utf8 += document.invalid_utf8 ? 1 : 0;
  watch_rising(key);
}

void StreamPass::add_damage(const source::Damage& damage) {
  auto row = std::make_unique<fb::DamageT>();
  row->offset = damage.offset;
  row->length = damage.length;
  row->cause = damage.cause;
  damages_.push_back(std::move(row));
  ++totals_.damaged;
  totals_.damaged_bytes += damage.length;
}

void StreamPass::watch_rising(std::string_view key) {
  if (!rising_) return;
  rising_ = key > last_key_;
  if (rising_) last_key_ = key;
}

Part StreamPass::take_part() {
  if (looks_up()) {
    decide_all();
  } else {
    totals_.fresh += documents_.size();
    keys_ += documents_.size();
  }
  Part part = begin_part();
  part.batch.damages = std::exchange(damages_, {});
  part.entries.reserve(documents_.size());
  std::vector<Sequence> later;
  const Sequence next = writer_.next_sequence(stream_);
  for (const Pending& document : documents_) {
    if (!document.append) continue;
    if (document.later) later.push_back(next + part.entries.size());
    part.entries.push_back({.key = document.key,
                            .body = document.body,
                            .body_hash = document.body_hash,
                            .invalid_utf8 = document.invalid_utf8,
                            .conflict = document.conflict,
                            .replaces = document.replaces});
  }
  part.batch.later = journal::to_vector(journal::pack_rising(later));
  std::sort(met_now_.begin(), met_now_.end());
  part.batch.met = journal::to_vector(journal::pack_rising(met_now_));
  met_now_.clear();
  documents_.clear();
  return part;
}

Part StreamPass::begin_part() const {
  Part part;
  part.stream = stream_;
  part.batch.pass = pass_;
  part.batch.pass_first = first_;
  part.batch.rising = rising_;
  if (rising_) part.batch.last_key = journal::to_vector(last_key_);
  part.batch.keys = keys_;
  part.batch.totals = std::make_unique<fb::TotalsT>(totals_);
  return part;
}

void StreamPass::decide_all() {
  // In the order of keys, so that the look-ups become one walk; equal keys keep the order of the source.
  std::vector<std::uint32_t> order(documents_.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto before = [&](std::uint32_t a, std::uint32_t b) { return documents_[a].key < documents_[b].key; };
  if (!std::is_sorted(order.begin(), order.end(), before))
    std::stable_sort(order.begin(), order.end(), before);
  journal::KeysCursor cursor = writer_.view().keys(stream_);
  std::vector<KeyEntry> versions;
  std::string_view key;
  for (const std::uint32_t index : order) {
    Pending& document = documents_[index];
    if (document.key != key) {
      key = document.key;
      versions = versions_before(cursor, key, first_);
    }
    decide(document, versions);
  }
}

void StreamPass::decide(Pending& document, const std::vector<KeyEntry>& versions) {
  const KeyEntry* oldest_unmet = nullptr;
  for (const KeyEntry& version : versions) {
    if (!is_live(version, versions) || met(version.sequence)) continue;
    if (version.body_hash == document.body_hash) {
      mark_met(version.sequence);
      document.append = false;
      ++totals_.unchanged;
      return;
    }
    oldest_unmet = &version;
  }
  document.later = !versions.empty();
  if (versions.empty()) {
    ++totals_.fresh;
    ++keys_;
    return;
  }
  ++totals_.changed;
  document.conflict = is_corrected(versions);
  totals_.conflicts += document.conflict ? 1 : 0;
  if (oldest_unmet == nullptr) return;
  document.replaces = oldest_unmet->sequence;
  mark_met(oldest_unmet->sequence);
}

void StreamPass::mark_met(Sequence sequence) {
  met_[sequence] = true;
  met_now_.push_back(sequence);
}

void StreamPass::finish(bool deletes, const Commit& commit) {
  totals_.repeated = totals_.vanished = totals_.deleted = 0;
  // A first pass over rising keys has met each key once; nothing is left to find out.
  if (looks_up() || !rising_) walk_keys(deletes, commit);
  Part part = closing_part();
  part.batch.done = true;
  commit(std::move(part));
}

void StreamPass::walk_keys(bool deletes, const Commit& commit) {
  keys_ = 0;
  std::string key;
  std::vector<KeyEntry> versions;
  for (journal::KeysCursor cursor = writer_.view().keys(stream_); cursor.valid();) {
    key = cursor.entry().key;
    versions.clear();
    for (; cursor.valid() && cursor.entry().key == key; cursor.next()) {
      versions.push_back(cursor.entry());
      versions.back().key = key;
    }
    close_key(versions, deletes);
    if (closing_.size() < kClosingEntriesMax) continue;
    commit(closing_part());
    closing_bytes_.clear();
  }
}

void StreamPass::close_key(const std::vector<KeyEntry>& versions, bool deletes) {
  const auto older_begin =
      std::find_if(versions.begin(), versions.end(), [&](const KeyEntry& v) { return v.sequence < first_; });
  const std::vector<KeyEntry> older(older_begin, versions.end());
  std::uint64_t documents = 0;
  bool deleted = false;
  for (auto own = versions.begin(); own != older_begin; ++own) {
    deleted |= own->deletes;
    documents += own->deletes || was_restored(*own) ? 0 : 1;
    const bool first_of_key = own + 1 == versions.end();
    if (older.empty() && !first_of_key) repeated_.push_back(own->sequence);
  }
  const KeyEntry* live = nullptr;
  const KeyEntry* still_met = nullptr;
  for (const KeyEntry& version : older) {
    if (!is_live(version, older)) continue;
    if (live == nullptr) live = &version;
    if (!met(version.sequence) || is_replaced(version, versions)) continue;
    if (still_met == nullptr) still_met = &version;
    ++documents;
  }
  totals_.repeated += documents > 1 ? documents - 1 : 0;
  // Of several documents with one key the one in force is gone: one that is still there takes its place.
  const KeyEntry* stale = in_force(versions);
  if (still_met != nullptr && is_live(*stale, versions) && stale->sequence < first_ &&
      !met(stale->sequence)) {
    restore(*still_met, *stale);
  }
  const bool vanished = live != nullptr && documents == 0;
  totals_.vanished += vanished ? 1 : 0;
  const bool conflict = vanished && is_corrected(older);
  if (vanished && deletes && !deleted) add_delete(*live, conflict);
  deleted |= vanished && deletes;
  totals_.deleted += deleted ? 1 : 0;
  if (!(deleted && !conflict) && !is_deleted(versions)) ++keys_;
}

bool StreamPass::was_restored(const KeyEntry& own) const {
  return own.replaces != kNoSequence && own.replaces < first_ && !met(own.replaces);
}

void StreamPass::add_delete(const KeyEntry& live, bool conflict) {
  closing_.push_back({.key = closing_bytes_.emplace_back(live.key),
                      .body = {},
                      .kind = fb::Kind::Delete,
                      .conflict = conflict,
                      .replaces = live.sequence});
  totals_.conflicts += conflict ? 1 : 0;
}

void StreamPass::restore(const KeyEntry& met, const KeyEntry& stale) {
  const journal::LogCursor cursor = writer_.view().log(stream_, met.sequence);
  closing_.push_back({.key = closing_bytes_.emplace_back(met.key),
                      .body = closing_bytes_.emplace_back(cursor.entry().body),
                      .body_hash = met.body_hash,
                      .invalid_utf8 = cursor.entry().invalid_utf8,
                      .replaces = stale.sequence});
}

Part StreamPass::closing_part() {
  Part part = begin_part();
  part.entries = std::exchange(closing_, {});
  std::vector<Sequence> later = std::exchange(repeated_, {});
  const Sequence next = writer_.next_sequence(stream_);
  for (std::size_t i = 0; i < part.entries.size(); ++i) {
    if (part.entries[i].kind == fb::Kind::Put) later.push_back(next + i);
  }
  std::sort(later.begin(), later.end());
  part.batch.later = journal::to_vector(journal::pack_rising(later));
  return part;
}

}  // namespace sojourn::extract
