#include "journal/view.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/error.h"
#include "journal/rows.h"
#include "journal/store.h"

namespace sojourn::journal {
namespace {

constexpr std::size_t kScanReadahead = 2u << 20;
constexpr int kStepsBeforeSeek = 8;

std::string upper_bound_of(StreamId stream) {
  return stream_prefix(stream + 1);
}

template <typename Table>
typename Table::NativeTableType unpack_or_throw(const Store& store, std::string_view bytes,
                                                std::string_view where) {
  const Table* table = verified<Table>(bytes);
  if (table == nullptr)
    throw_damaged(store.folder(), where, "a value is not of the form that the format prescribes");
  typename Table::NativeTableType native;
  table->UnPackTo(&native);
  return native;
}

std::unique_ptr<rocksdb::Iterator> new_iterator(const Store& store, Family family,
                                                const rocksdb::ReadOptions& options) {
  return std::unique_ptr<rocksdb::Iterator>(store.db().NewIterator(options, store.family(family)));
}

void check_iterator(const Store& store, const rocksdb::Iterator& iterator, Family family) {
  check(iterator.status(), fmt::format("read the family '{}'", family_name(family)), store.folder());
}

/// Calls `use(key, value)` for every entry of a family that begins with `prefix`.
template <typename Use>
void scan_prefix(const Store& store, Family family, std::string_view prefix, const Use& use) {
  const auto iterator = new_iterator(store, family, Store::scan_options());
  for (iterator->Seek(slice(prefix)); iterator->Valid(); iterator->Next()) {
    const std::string_view key = view_of(iterator->key());
    if (!key.starts_with(prefix)) break;
    use(key, view_of(iterator->value()));
  }
  check_iterator(store, *iterator, family);
}

/// None if the bytes are no entry of the log.
std::optional<LogEntry> parse_entry(std::string_view bytes, Sequence sequence) {
  const auto* document = verified<fb::Document>(bytes);
  if (document == nullptr) return std::nullopt;
  return LogEntry{.sequence = sequence,
                  .key = to_view(document->key()),
                  .body = to_view(document->body()),
                  .kind = document->kind(),
                  .origin = document->origin(),
                  .invalid_utf8 = document->invalid_utf8(),
                  .conflict = document->conflict(),
                  .identity = to_view(document->identity()),
                  .note = document->note() == nullptr ? std::string_view() : document->note()->string_view()};
}

}  // namespace

struct LogCursor::State {
  const Store* store = nullptr;
  StreamId stream = 0;
  Sequence at = 0;
  Sequence past = 0;
  std::string upper_bound;
  rocksdb::Slice upper_slice;
  std::unique_ptr<rocksdb::Iterator> iterator;
};

LogCursor::LogCursor(std::unique_ptr<State> state) : state_(std::move(state)) {
  load();
}
LogCursor::LogCursor(LogCursor&&) noexcept = default;
LogCursor::~LogCursor() = default;

bool LogCursor::valid() const {
  return state_->at < state_->past;
}

void LogCursor::next() {
  ++state_->at;
  if (valid()) state_->iterator->Next();
  load();
}

void LogCursor::load() {
  if (!valid()) return;
  const auto where = [&] { return fmt::format("log of stream {}, sequence {}", state_->stream, state_->at); };
  const rocksdb::Iterator& iterator = *state_->iterator;
  if (!iterator.Valid()) {
    check_iterator(*state_->store, iterator, Family::kLog);
    throw_damaged(state_->store->folder(), where(), "the entry is missing although its batch was recorded");
  }
  const std::string_view key = view_of(iterator.key());
  if (key.size() != 12 || load_be<Sequence>(key.data() + 4) != state_->at) {
    throw_damaged(state_->store->folder(), where(), "the entry is missing; a later one stands in its place");
  }
  const auto entry = parse_entry(view_of(iterator.value()), state_->at);
  if (!entry) throw_damaged(state_->store->folder(), where(), "the entry is not a well-formed document");
  entry_ = *entry;
}

struct KeysCursor::State {
  const Store* store = nullptr;
  StreamId stream = 0;
  std::string upper_bound;
  rocksdb::Slice upper_slice;
  std::string target;
  std::unique_ptr<rocksdb::Iterator> iterator;
};

KeysCursor::KeysCursor(std::unique_ptr<State> state) : state_(std::move(state)) {
  load();
}
KeysCursor::KeysCursor(KeysCursor&&) noexcept = default;
KeysCursor::~KeysCursor() = default;

bool KeysCursor::valid() const {
  return state_->iterator->Valid();
}

void KeysCursor::next() {
  state_->iterator->Next();
  load();
}

void KeysCursor::seek(std::string_view key) {
  // A rising caller finds its target within a few steps, which cost far less than a seek.
  bool behind = valid() && entry_.key < key;
  for (int step = 0; step < kStepsBeforeSeek && behind; ++step) {
    next();
    if (valid() && entry_.key >= key) return;
    behind = valid();
  }
  state_->target.clear();
  append_be(state_->target, state_->stream);
  state_->target.append(key);
  state_->iterator->Seek(slice(state_->target));
  load();
}

void KeysCursor::load() {
  if (!valid()) {
    check_iterator(*state_->store, *state_->iterator, Family::kKeys);
    return;
  }
  const auto entry = parse_keys_entry(view_of(state_->iterator->key()), view_of(state_->iterator->value()));
  if (!entry) {
    throw_damaged(state_->store->folder(), fmt::format("keys of stream {}", state_->stream),
                  "an entry has not the length that the format prescribes");
  }
  entry_ = *entry;
}

const std::filesystem::path& View::folder() const {
  return store_->folder();
}

Header View::header() const {
  std::string value;
  if (!store_->get(Family::kMeta, kHeaderKey, value)) {
    throw_damaged(store_->folder(), "meta", "the journal's header is missing");
  }
  return unpack_or_throw<fb::Header>(*store_, value, "header");
}

std::vector<std::pair<StreamId, StreamInfo>> View::streams() const {
  std::vector<std::pair<StreamId, StreamInfo>> streams;
  scan_prefix(*store_, Family::kMeta, "stream/", [&](std::string_view key, std::string_view value) {
    if (key.size() != stream_key(0).size())
      throw_damaged(store_->folder(), "meta", "a stream's key has a wrong length");
    const auto id = load_be<StreamId>(key.data() + key.size() - sizeof(StreamId));
    streams.emplace_back(id, unpack_or_throw<fb::Stream>(*store_, value, fmt::format("stream {}", id)));
  });
  return streams;
}

std::optional<StreamId> View::find_stream(std::string_view name) const {
  for (const auto& [id, info] : streams()) {
    if (info.name == name) return id;
  }
  return std::nullopt;
}

std::optional<Batch> View::last_batch(StreamId stream) const {
  const std::string bound = upper_bound_of(stream);
  const auto iterator = new_iterator(*store_, Family::kBatches, Store::scan_options());
  iterator->SeekForPrev(slice(bound));
  check_iterator(*store_, *iterator, Family::kBatches);
  if (!iterator->Valid() || !view_of(iterator->key()).starts_with(stream_prefix(stream))) return std::nullopt;
  return unpack_or_throw<fb::Batch>(*store_, view_of(iterator->value()),
                                    fmt::format("last batch of stream {}", stream));
}

std::vector<Batch> View::batches(StreamId stream, std::uint64_t from) const {
  std::vector<Batch> batches;
  std::string start;
  append_batch_key(start, stream, from);
  const std::string prefix = stream_prefix(stream);
  const auto iterator = new_iterator(*store_, Family::kBatches, Store::scan_options());
  for (iterator->Seek(slice(start)); iterator->Valid() && view_of(iterator->key()).starts_with(prefix);
       iterator->Next()) {
    const std::string where = fmt::format("batch {} of stream {}", from + batches.size(), stream);
    if (load_be<std::uint64_t>(iterator->key().data() + prefix.size()) != from + batches.size()) {
      throw_damaged(store_->folder(), where, "the batch is missing; a later one stands in its place");
    }
    batches.push_back(unpack_or_throw<fb::Batch>(*store_, view_of(iterator->value()), where));
  }
  check_iterator(*store_, *iterator, Family::kBatches);
  return batches;
}

std::uint64_t View::batch_count(StreamId stream) const {
  const std::string bound = upper_bound_of(stream);
  const auto iterator = new_iterator(*store_, Family::kBatches, Store::scan_options());
  iterator->SeekForPrev(slice(bound));
  check_iterator(*store_, *iterator, Family::kBatches);
  if (!iterator->Valid() || !view_of(iterator->key()).starts_with(stream_prefix(stream))) return 0;
  return load_be<std::uint64_t>(iterator->key().data() + sizeof(StreamId)) + 1;
}

LogCursor View::log(StreamId stream, Sequence from) const {
  auto state = std::make_unique<LogCursor::State>();
  const auto last = last_batch(stream);
  state->store = store_;
  state->stream = stream;
  state->at = from;
  state->past = last ? last->first + last->count : 0;
  state->upper_bound = upper_bound_of(stream);
  state->upper_slice = slice(state->upper_bound);
  rocksdb::ReadOptions options = Store::scan_options();
  options.iterate_upper_bound = &state->upper_slice;
  options.readahead_size = kScanReadahead;
  options.fill_cache = false;
  state->iterator = new_iterator(*store_, Family::kLog, options);
  std::string start;
  append_log_key(start, stream, from);
  state->iterator->Seek(slice(start));
  return LogCursor(std::move(state));
}

LogEntry View::entry(StreamId stream, Sequence sequence, std::string& bytes) const {
  std::string key;
  append_log_key(key, stream, sequence);
  const bool found = store_->get(Family::kLog, key, bytes);
  const auto entry = found ? parse_entry(bytes, sequence) : std::nullopt;
  if (!entry) {
    throw_damaged(store_->folder(), fmt::format("log of stream {}, sequence {}", stream, sequence),
                  "the entry is missing or not a well-formed document");
  }
  return *entry;
}

KeysCursor View::keys(StreamId stream) const {
  auto state = std::make_unique<KeysCursor::State>();
  state->store = store_;
  state->stream = stream;
  state->upper_bound = upper_bound_of(stream);
  state->upper_slice = slice(state->upper_bound);
  rocksdb::ReadOptions options = Store::scan_options();
  options.iterate_upper_bound = &state->upper_slice;
  state->iterator = new_iterator(*store_, Family::kKeys, options);
  state->iterator->Seek(slice(stream_prefix(stream)));
  return KeysCursor(std::move(state));
}

std::vector<Sequence> View::versions(StreamId stream, std::string_view key) const {
  std::vector<Sequence> sequences;
  KeysCursor cursor = keys(stream);
  for (cursor.seek(key); cursor.valid() && cursor.entry().key == key; cursor.next()) {
    sequences.push_back(cursor.entry().sequence);
  }
  return sequences;
}

std::vector<std::pair<std::uint64_t, Run>> View::runs() const {
  std::vector<std::pair<std::uint64_t, Run>> runs;
  scan_prefix(*store_, Family::kMeta, "run/", [&](std::string_view key, std::string_view value) {
    if (key.size() != run_key(0).size())
      throw_damaged(store_->folder(), "meta", "a run's key has a wrong length");
    const auto number = load_be<std::uint64_t>(key.data() + key.size() - sizeof(std::uint64_t));
    runs.emplace_back(number, unpack_or_throw<fb::Run>(*store_, value, fmt::format("run {}", number)));
  });
  return runs;
}

std::optional<std::uint64_t> View::mark(std::string_view name) const {
  std::string value;
  if (!store_->get(Family::kMeta, mark_key(name), value)) return std::nullopt;
  if (value.size() != sizeof(std::uint64_t))
    throw_damaged(store_->folder(), "meta", "a mark has a wrong length");
  return load_be<std::uint64_t>(value.data());
}

std::optional<std::string> View::plan(const fb::Hash& hash) const {
  std::string text;
  if (!store_->get(Family::kMeta, plan_key(to_hex(from_fb(hash))), text)) return std::nullopt;
  return text;
}

}  // namespace sojourn::journal
