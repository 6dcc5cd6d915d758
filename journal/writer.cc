#include "journal/writer.h"

#include <fmt/format.h>
#include <rocksdb/write_batch.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

#include "base/bytes.h"
#include "base/crash_point.h"
#include "base/error.h"
#include "journal/bulk.h"
#include "journal/chain.h"
#include "journal/create.h"
#include "journal/rows.h"
#include "journal/store.h"
#include "journal/tail.h"

namespace sojourn::journal {
namespace {

constexpr std::chrono::seconds kWaitForReaders{30};

std::uint64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

std::filesystem::path ingest_folder(const std::filesystem::path& folder) {
  return folder / "ingest";
}

/// Opening deletes files that RocksDB no longer needs, so no reader may be opening meanwhile.
std::unique_ptr<Store> open_store(const std::filesystem::path& folder, const WriterOptions& options) {
  const FileLock alone =
      FileLock::take(readers_lock_path(folder), FileLock::Mode::kExclusive, kWaitForReaders);
  if (!alone.held()) {
    throw Error(
        {.doing = "open the journal for writing",
         .subject = folder.string(),
         .cause = "readers have been opening it for 30 seconds",
         .hint =
             "end or continue a stopped `sojourn-dump` or `sojourn status`, then give the command again"});
  }
  const auto marks = read_high(folder);
  auto store =
      Store::open(folder, {.read_only = false, .cache_bytes = options.cache_bytes, .env = options.env});
  require_known_format(*store);
  if (const auto missing = missing_tail(*store, marks)) throw_damaged(folder, "its end", *missing);
  check(store->db().DisableFileDeletions(), "hold back deletions", folder);
  return store;
}

void require_migration(const View& view, const std::filesystem::path& folder, std::string_view migration) {
  const Header header = view.header();
  if (header.migration == migration) return;
  throw Error(
      {.doing = "open the journal for writing",
       .subject = folder.string(),
       .cause = fmt::format("it belongs to the migration '{}', not to '{}'", header.migration, migration),
       .hint = "name another folder with --journal, or correct `migration:` in the plan"},
      ExitCode::kUsage);
}

}  // namespace

std::unique_ptr<Writer> Writer::open(const std::filesystem::path& path, const WriterOptions& options) {
  const std::filesystem::path folder = plain_path(path);
  // Everything that this process creates from here on is private.
  umask(0077);
  create_if_absent(folder, options.migration);
  FileLock lock = lock_for_writing(folder);
  // What a killed run had built but not ingested is in no family.
  std::filesystem::remove_all(ingest_folder(folder));
  std::filesystem::create_directory(ingest_folder(folder));
  return std::unique_ptr<Writer>(new Writer(folder, std::move(lock), options));
}

Writer::Writer(std::filesystem::path folder, FileLock lock, const WriterOptions& options)
    : folder_(std::move(folder)),
      lock_(std::move(lock)),
      store_(open_store(folder_, options)),
      view_(*store_),
      high_(folder_) {
  require_migration(view_, folder_, options.migration);
  for (const auto& [id, info] : view_.streams()) {
    names_[info.name] = id;
    const auto last = view_.last_batch(id);
    if (last) next_number_ = std::max(next_number_, last->number + last->count);
  }
  std::string writes;
  if (store_->get(Family::kMeta, kWritesKey, writes)) small_writes_ = load_be<std::uint64_t>(writes.data());
}

Writer::~Writer() {
  store_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(ingest_folder(folder_), ignored);
}

Writer::Tail& Writer::tail(StreamId stream) {
  const auto [at, absent] = tails_.try_emplace(stream);
  if (absent) {
    if (const auto last = view_.last_batch(stream)) {
      at->second = {.next = last->first + last->count,
                    .batch = view_.batch_count(stream),
                    .running = from_fb(last->running)};
    }
  }
  return at->second;
}

StreamId Writer::put_stream(const StreamInfo& info) {
  const auto known = names_.find(info.name);
  const StreamId id = known != names_.end() ? known->second : static_cast<StreamId>(names_.size() + 1);
  const std::string value = pack<fb::Stream>(info);
  std::string stored;
  if (known != names_.end() && store_->get(Family::kMeta, stream_key(id), stored) && stored == value)
    return id;
  rocksdb::WriteBatch rows;
  rows.Put(store_->family(Family::kMeta), stream_key(id), value).PermitUncheckedError();
  write_small(rows);
  names_[info.name] = id;
  return id;
}

fb::Hash Writer::put_plan(std::string_view text) {
  const Hash128 hash = hash128(text);
  std::string stored;
  if (!store_->get(Family::kMeta, plan_key(to_hex(hash)), stored)) {
    rocksdb::WriteBatch rows;
    rows.Put(store_->family(Family::kMeta), plan_key(to_hex(hash)), slice(text)).PermitUncheckedError();
    write_small(rows);
  }
  return to_fb(hash);
}

void Writer::start_run(Run run) {
  const auto runs = view_.runs();
  run_number_ = runs.empty() ? 1 : runs.back().first + 1;
  run_ = std::move(run);
  run_.started_ms = now_ms();
  run_.outcome = fb::Outcome::Running;
  run_.process = static_cast<std::uint64_t>(getpid());
  rocksdb::WriteBatch rows;
  rows.Put(store_->family(Family::kMeta), run_key(run_number_), pack<fb::Run>(run_)).PermitUncheckedError();
  write_small(rows);
}

void Writer::end_run(fb::Outcome outcome, std::string_view message) {
  run_.ended_ms = now_ms();
  run_.outcome = outcome;
  run_.message = message;
  rocksdb::WriteBatch rows;
  rows.Put(store_->family(Family::kMeta), run_key(run_number_), pack<fb::Run>(run_)).PermitUncheckedError();
  write_small(rows);
}

Sealed Writer::seal(std::vector<Part> parts) {
  Sealed sealed{.parts = std::move(parts), .batch_numbers = {}, .name = next_bulk_++};
  for (Part& part : sealed.parts) {
    Tail& at = tail(part.stream);
    BatchDigest digest;
    for (const NewEntry& entry : part.entries)
      digest.add(entry.key, entry.body_hash, entry.kind, entry.origin);
    const Hash128 finished = digest.finish();
    part.batch.first = at.next;
    part.batch.count = part.entries.size();
    part.batch.number = next_number_;
    part.batch.digest = to_fb(finished);
    at.running = chain(at.running, finished, at.next, part.entries.size());
    part.batch.running = to_fb(at.running);
    part.batch.run = run_number_;
    part.batch.time_ms = now_ms();
    sealed.batch_numbers.push_back(at.batch++);
    at.next += part.entries.size();
    next_number_ += part.entries.size();
  }
  return sealed;
}

BulkPtr Writer::encode(const Sealed& sealed) const {
  return Bulk::encode(*store_, ingest_folder(folder_), std::to_string(sealed.name), sealed.parts,
                      sealed.batch_numbers);
}

void Writer::commit(BulkPtr bulk) {
  require_sound();
  failed_ = true;  // Until the end is reached: a write that failed half-way leaves unknown what is durable.
  crash_point("journal.commit.before");
  if (bulk->small) {
    write_small(*bulk->small);
  } else {
    ingest(*bulk);
  }
  crash_point("journal.commit.after");
  raise_high(bulk->marks);
  crash_point("journal.high.after");
  purge_if_no_reader();
  failed_ = false;
}

void Writer::append(std::vector<Part> parts) {
  const Sealed sealed = seal(std::move(parts));
  commit(Bulk::encode_as_small(*store_, sealed.parts, sealed.batch_numbers));
}

void Writer::ingest(const Bulk& bulk) {
  std::vector<rocksdb::IngestExternalFileArg> files;
  for (const Family family : kFamilies) {
    const auto& path = bulk.files[static_cast<std::size_t>(family)];
    if (path.empty()) continue;
    rocksdb::IngestExternalFileArg arg;
    arg.column_family = store_->family(family);
    arg.external_files = {path.string()};
    arg.options.move_files = true;
    arg.options.write_global_seqno = false;
    files.push_back(arg);
  }
  check(store_->db().IngestExternalFiles(files), "make a batch durable", folder_);
}

void Writer::write_small(rocksdb::WriteBatch& rows) {
  std::string count;
  append_be(count, small_writes_ + 1);
  rows.Put(store_->family(Family::kMeta), kWritesKey, count).PermitUncheckedError();
  rocksdb::WriteOptions options;
  options.sync = true;
  crash_point("journal.small.before");
  check(store_->db().Write(options, &rows), "make a small write durable", folder_);
  crash_point("journal.small.after");
  ++small_writes_;
  high_.write(kSmallWrites, {.past = small_writes_});
}

void Writer::raise_high(const std::map<StreamId, HighMark>& marks) {
  for (const auto& [stream, mark] : marks) high_.write(stream, mark);
}

void Writer::require_sound() const {
  if (!failed_) return;
  throw Error({.doing = "write to the journal",
               .subject = folder_.string(),
               .cause = "an earlier write failed, so what is durable is unknown",
               .hint = "give the command again: opening the journal anew finds out"});
}

void Writer::purge_if_no_reader() {
  const FileLock alone =
      FileLock::take(readers_lock_path(folder_), FileLock::Mode::kExclusive, std::chrono::milliseconds(0));
  if (!alone.held()) return;
  check(store_->db().EnableFileDeletions(true), "delete what is no longer needed", folder_);
  check(store_->db().DisableFileDeletions(), "hold back deletions", folder_);
}

void Writer::tidy_keys() {
  require_sound();
  check(store_->db().CompactRange({}, store_->family(Family::kKeys), nullptr, nullptr),
        "merge the versions of keys", folder_);
}

}  // namespace sojourn::journal
