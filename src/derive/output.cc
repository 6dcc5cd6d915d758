#include "derive/output.h"

#include <algorithm>
#include <utility>

#include "base/crash_point.h"
#include "base/hash.h"
#include "journal/in_force.h"
#include "journal/rows.h"

namespace sojourn::derive {
namespace {

using journal::KeyEntry;
using journal::kNoSequence;
using journal::Sequence;
namespace fb = journal::fb;

constexpr std::size_t kItemsMax = 1u << 18;

}  // namespace

Output::Output(journal::Writer& writer, journal::StreamId stream, std::string token, std::size_t batch_bytes,
               Owns owns, std::set<std::string> named)
    : writer_(writer),
      stream_(stream),
      token_(std::move(token)),
      batch_bytes_(batch_bytes),
      owns_(std::move(owns)),
      named_(std::move(named)),
      cursor_(writer.view().keys(stream)) {
  begin();
}

/// A pass that was not ended is gone on with.
void Output::begin() {
  first_ = writer_.next_sequence(stream_);
  const auto last = writer_.view().last_batch(stream_);
  if (!last) return;
  keys_ = last->keys;
  pass_ = last->pass + (last->done ? 1 : 0);
  if (last->done) {
    rising_ = false;
    last_token_ = journal::to_view(last->position);
    return;
  }
  first_ = last->pass_first;
  rising_ = last->rising;
  last_key_ = journal::to_view(last->last_key);
}

Output::Known Output::take_known() {
  Known known;
  const std::string key(cursor_.entry().key);
  for (; cursor_.valid() && cursor_.entry().key == key; cursor_.next()) {
    known.versions.push_back(cursor_.entry());
    known.versions.back().key = {};
  }
  const auto found = journal::in_force(known.versions, journal::Repeats::kNewest);
  if (found.empty()) return known;
  known.in_force = found.front();
  known.body_hash = std::find_if(known.versions.begin(), known.versions.end(), [&](const KeyEntry& version) {
                      return version.sequence == known.in_force;
                    })->body_hash;
  return known;
}

Output::Known Output::known_of(std::string_view key) {
  if (!cursor_.valid()) return {};
  cursor_.seek(key);
  if (!cursor_.valid() || cursor_.entry().key != key) return {};
  return take_known();
}

/// Deletes what is owned and was not put, up to a key or, without one, to the end.
void Output::erase_before(std::optional<std::string_view> key) {
  while (!named_.empty() && (!key || *named_.begin() < *key)) {
    const auto name = named_.extract(named_.begin());
    erase(name.value());
  }
  while (owns_ && cursor_.valid() && (!key || cursor_.entry().key < *key)) {
    const std::string other(cursor_.entry().key);
    const Known known = take_known();
    if (owns_(other, known.in_force)) erase(other, known);
  }
}

void Output::put(std::string_view key, std::string_view body, bool invalid_utf8) {
  erase_before(key);
  if (!named_.empty() && *named_.begin() == key) named_.erase(named_.begin());
  const Known known = known_of(key);
  const std::uint64_t hash = hash64(body);
  const bool unchanged = known.in_force != kNoSequence && known.body_hash == hash;
  note_put(known, unchanged, body.size());
  if (unchanged) return;
  if (known.in_force == kNoSequence) ++keys_;
  append(key, body,
         {.deletes = false,
          .later = !known.versions.empty(),
          .invalid_utf8 = invalid_utf8,
          .body_hash = hash,
          .replaces = known.in_force});
  ++written_;
}

/// What an earlier run of this pass wrote counts as if this one had.
void Output::note_put(const Known& known, bool unchanged, std::size_t body_size) {
  ++totals_.read;
  totals_.read_bytes += body_size;
  const bool of_this_pass = unchanged && known.in_force >= first_;
  const bool had_another = of_this_pass ? known.versions.size() > 1 : !known.versions.empty();
  if (unchanged && !of_this_pass) {
    ++totals_.unchanged;
  } else if (had_another) {
    ++totals_.changed;
  } else {
    ++totals_.fresh;
  }
}

void Output::erase(std::string_view key) {
  erase(key, known_of(key));
}

void Output::erase(std::string_view key, const Known& known) {
  const bool of_this_pass =
      !known.versions.empty() && known.versions.front().deletes && known.versions.front().sequence >= first_;
  if (known.in_force == kNoSequence && !of_this_pass) return;
  ++totals_.vanished;
  ++totals_.deleted;
  if (of_this_pass) return;
  --keys_;
  append(key, {}, {.deletes = true, .replaces = known.in_force});
  ++deleted_;
}

void Output::append(std::string_view key, std::string_view body, const Item& item) {
  if (bytes_.capacity() == 0) bytes_.reserve(batch_bytes_ + key.size() + body.size());
  items_.push_back(item);
  items_.back().key_at = bytes_.size();
  items_.back().key_size = key.size();
  items_.back().body_size = body.size();
  bytes_.append(key).append(body);
  rising_ = rising_ && key > last_key_;
  if (rising_) last_key_ = key;
  if (bytes_.size() >= batch_bytes_ || items_.size() >= kItemsMax) flush(false, token_);
}

void Output::finish(const std::string& token) {
  erase_before(std::nullopt);
  if (written_ + deleted_ == 0 && token == last_token_) return;
  crash_point("derive.finish.before");
  flush(true, token);
  crash_point("derive.finish.after");
}

void Output::flush(bool done, const std::string& token) {
  std::vector<journal::Part> parts(1);
  journal::Part& part = parts.front();
  part.stream = stream_;
  std::vector<Sequence> later;
  const Sequence next = writer_.next_sequence(stream_);
  const std::string_view bytes = bytes_;
  for (const Item& item : items_) {
    if (item.later) later.push_back(next + part.entries.size());
    part.entries.push_back({.key = bytes.substr(item.key_at, item.key_size),
                            .body = bytes.substr(item.key_at + item.key_size, item.body_size),
                            .body_hash = item.body_hash,
                            .kind = item.deletes ? fb::Kind::Delete : fb::Kind::Put,
                            .origin = fb::Origin::Derive,
                            .invalid_utf8 = item.invalid_utf8,
                            .replaces = item.replaces});
  }
  part.batch.pass = pass_;
  part.batch.pass_first = first_;
  part.batch.done = done;
  part.batch.position = journal::to_vector(token);
  part.batch.rising = rising_;
  part.batch.last_key = journal::to_vector(rising_ ? last_key_ : std::string());
  part.batch.keys = keys_;
  part.batch.totals = std::make_unique<fb::TotalsT>(totals_);
  part.batch.later = journal::to_vector(journal::pack_rising(later));
  writer_.commit(writer_.encode(writer_.seal(std::move(parts))));
  crash_point("derive.batch.committed");
  items_.clear();
  bytes_.clear();
}

}  // namespace sojourn::derive
