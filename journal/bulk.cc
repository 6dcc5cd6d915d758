#include "journal/bulk.h"

#include <fmt/format.h>
#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/bytes.h"
#include "base/crash_point.h"
#include "journal/rows.h"

namespace sojourn::journal {
namespace {

/// Below this, one synced write costs less than building, syncing and ingesting three files.
constexpr std::size_t kSmallBatchBytes = 256u << 10;
// A part of this size gets files of its own: files over several streams overlap from batch to batch, so
// RocksDB would merge them, large streams with them, again and again.
constexpr std::size_t kOwnFileBytes = 1u << 20;

std::size_t bytes_of(const Part& part) {
  std::size_t bytes = 0;
  for (const NewEntry& entry : part.entries) bytes += entry.key.size() + entry.body.size();
  return bytes;
}

std::size_t bytes_of(const std::vector<Part>& parts) {
  return std::transform_reduce(parts.begin(), parts.end(), std::size_t{0}, std::plus<>(),
                               [](const Part& part) { return bytes_of(part); });
}

/// The parts by rising stream id, which is the order of the keys in every family.
std::vector<std::size_t> by_stream(const std::vector<Part>& parts) {
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return parts[a].stream < parts[b].stream; });
  return order;
}

/// The parts by rising stream id, in runs that share their files: a large part is a run of its own.
std::vector<std::vector<std::size_t>> runs_of(const std::vector<Part>& parts) {
  std::vector<std::vector<std::size_t>> runs;
  bool open = false;
  for (const std::size_t i : by_stream(parts)) {
    const bool large = bytes_of(parts[i]) >= kOwnFileBytes;
    if (!open || large) runs.emplace_back();
    runs.back().push_back(i);
    open = !large;
  }
  return runs;
}

std::map<StreamId, HighMark> marks_of(const Sealed& sealed) {
  std::map<StreamId, HighMark> marks;
  for (std::size_t i = 0; i < sealed.parts.size(); ++i) {
    const Batch& batch = sealed.parts[i].batch;
    marks[sealed.parts[i].stream] = {.past = batch.first + batch.count,
                                     .batch = sealed.batch_numbers[i],
                                     .running = from_fb(batch.running)};
  }
  return marks;
}

/// Builds the value of one log entry; reused, so that a batch costs one allocation.
class DocumentEncoder {
 public:
  std::string_view encode(const NewEntry& entry) {
    builder_.Clear();
    const auto bytes = [&](std::string_view view) {
      return builder_.CreateVector(reinterpret_cast<const std::uint8_t*>(view.data()), view.size());
    };
    const auto note = entry.note.empty() ? 0 : builder_.CreateString(entry.note.data(), entry.note.size());
    const auto identity = entry.identity.empty() ? 0 : bytes(entry.identity);
    const auto body = entry.kind == fb::Kind::Delete ? 0 : bytes(entry.body);
    const auto key = bytes(entry.key);
    fb::DocumentBuilder document(builder_);
    document.add_key(key);
    if (!body.IsNull()) document.add_body(body);
    document.add_kind(entry.kind);
    document.add_origin(entry.origin);
    document.add_invalid_utf8(entry.invalid_utf8);
    document.add_conflict(entry.conflict);
    if (!identity.IsNull()) document.add_identity(identity);
    if (!note.IsNull()) document.add_note(note);
    builder_.Finish(document.Finish());
    return {reinterpret_cast<const char*>(builder_.GetBufferPointer()), builder_.GetSize()};
  }

 private:
  flatbuffers::FlatBufferBuilder builder_{1u << 16};
};

template <typename Put>
void put_log_rows(const Part& part, const Put& put) {
  DocumentEncoder encoder;
  std::string key;
  Sequence sequence = part.batch.first;
  for (const NewEntry& entry : part.entries) {
    key.clear();
    append_log_key(key, part.stream, sequence++);
    put(key, encoder.encode(entry));
  }
}

/// Where an entry stands in its part, with the front of its key as a number that sorts as the key does: most
/// comparisons end there, without a look into the key itself.
struct Place {
  std::uint64_t front = 0;
  std::uint32_t index = 0;
};

std::uint64_t front_of(std::string_view key) {
  std::array<char, sizeof(std::uint64_t)> front{};
  std::memcpy(front.data(), key.data(), std::min(key.size(), front.size()));
  return load_be<std::uint64_t>(front.data());
}

/// The entries in the order of the family of keys.
std::vector<Place> in_order_of_keys(const std::vector<NewEntry>& entries) {
  std::vector<Place> places;
  places.reserve(entries.size());
  for (const NewEntry& entry : entries) {
    places.push_back({.front = front_of(entry.key), .index = static_cast<std::uint32_t>(places.size())});
  }
  // Equal keys go newest first, as the inverted sequence behind the key demands.
  const auto before = [&](const Place& a, const Place& b) {
    if (a.front != b.front) return a.front < b.front;
    const int compared = entries[a.index].key.compare(entries[b.index].key);
    return compared != 0 ? compared < 0 : a.index > b.index;
  };
  if (!std::is_sorted(places.begin(), places.end(), before)) std::sort(places.begin(), places.end(), before);
  return places;
}

template <typename Put>
void put_keys_rows(const Part& part, const Put& put) {
  std::string key;
  std::string value;
  for (const auto& [front, index] : in_order_of_keys(part.entries)) {
    const NewEntry& entry = part.entries[index];
    key.clear();
    value.clear();
    append_keys_key(key, part.stream, entry.key, part.batch.first + index);
    append_keys_value(value, {.body_hash = entry.body_hash,
                              .origin = static_cast<std::uint8_t>(entry.origin),
                              .deletes = entry.kind == fb::Kind::Delete,
                              .conflict = entry.conflict,
                              .replaces = entry.replaces});
    put(key, value);
  }
}

template <typename Put>
void put_batch_row(const Part& part, std::uint64_t batch_number, const Put& put) {
  std::string key;
  append_batch_key(key, part.stream, batch_number);
  put(key, pack<fb::Batch>(part.batch));
}

/// Writes one family's file; a family without a row gets none, for an empty file cannot be ingested.
class FileBuilder {
 public:
  FileBuilder(const Store& store, Family family, std::filesystem::path path)
      : store_(store), path_(std::move(path)), writer_({}, store.sst_options(family), store.family(family)) {}

  void put(std::string_view key, std::string_view value) {
    if (!open_) check(writer_.Open(path_.string()), "build a file of the journal", store_.folder());
    open_ = true;
    check(writer_.Put(slice(key), slice(value)), "build a file of the journal", store_.folder());
  }

  /// Whether there is a file.
  bool finish() {
    if (open_) check(writer_.Finish(), "sync a file of the journal", store_.folder());
    return open_;
  }

 private:
  const Store& store_;
  std::filesystem::path path_;
  rocksdb::SstFileWriter writer_;
  bool open_ = false;
};

}  // namespace

BulkPtr Bulk::encode(const Store& store, const std::filesystem::path& folder, const Sealed& sealed) {
  const std::vector<Part>& parts = sealed.parts;
  if (bytes_of(parts) <= kSmallBatchBytes) return encode_as_small(store, sealed);
  BulkPtr bulk(new Bulk);
  bulk->order = sealed.order;
  bulk->marks = marks_of(sealed);
  const auto runs = runs_of(parts);
  const auto build = [&](Family family, const auto& put_rows) {
    auto& files = bulk->files[static_cast<std::size_t>(family)];
    for (const auto& run : runs) {
      // Known to the batch before it is written, so that one that fails half-way is removed with the rest.
      files.push_back(folder / fmt::format("{}-{}-{}.sst", sealed.order, family_name(family), files.size()));
      FileBuilder file(store, family, files.back());
      for (const std::size_t i : run) {
        put_rows(i, [&](std::string_view key, std::string_view value) { file.put(key, value); });
      }
      if (!file.finish()) files.pop_back();
    }
  };
  crash_point("journal.encode.before");
  build(Family::kLog, [&](std::size_t i, const auto& put) { put_log_rows(parts[i], put); });
  crash_point("journal.encode.between");
  build(Family::kKeys, [&](std::size_t i, const auto& put) { put_keys_rows(parts[i], put); });
  build(Family::kBatches,
        [&](std::size_t i, const auto& put) { put_batch_row(parts[i], sealed.batch_numbers[i], put); });
  return bulk;
}

BulkPtr Bulk::encode_as_small(const Store& store, const Sealed& sealed) {
  BulkPtr bulk(new Bulk);
  bulk->order = sealed.order;
  bulk->marks = marks_of(sealed);
  rocksdb::WriteBatch& rows = bulk->small.emplace();
  const auto into = [&](Family family) {
    return [&rows, handle = store.family(family)](std::string_view key, std::string_view value) {
      rows.Put(handle, slice(key), slice(value)).PermitUncheckedError();
    };
  };
  for (std::size_t i = 0; i < sealed.parts.size(); ++i) {
    put_log_rows(sealed.parts[i], into(Family::kLog));
    put_keys_rows(sealed.parts[i], into(Family::kKeys));
    put_batch_row(sealed.parts[i], sealed.batch_numbers[i], into(Family::kBatches));
  }
  return bulk;
}

void BulkDeleter::operator()(Bulk* bulk) const {
  delete bulk;
}

Bulk::~Bulk() {
  for (const auto& family : files) {
    for (const auto& file : family) {
      std::error_code ignored;
      std::filesystem::remove(file, ignored);
    }
  }
}

}  // namespace sojourn::journal
