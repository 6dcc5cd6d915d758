#include "journal/writer.h"

#include <fmt/format.h>
#include <rocksdb/write_batch.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "base/bytes.h"
#include "base/crash_point.h"
#include "base/error.h"
#include "base/log.h"
#include "journal/bulk.h"
#include "journal/chain.h"
#include "journal/create.h"
#include "journal/files.h"
#include "journal/rows.h"
#include "journal/store.h"
#include "journal/tail.h"

namespace sojourn::journal {
namespace {

constexpr std::chrono::seconds kWaitForReaders{30};
// An opening that several batches overtake sees holes and has to look again, so a batch lets it finish; one
// that hangs does not stop the writing.
constexpr std::chrono::milliseconds kGiveWay{25};

std::uint64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

std::filesystem::path ingest_folder(const std::filesystem::path& folder) {
  return folder / "ingest";
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

[[noreturn]] void throw_out_of_order(const std::filesystem::path& folder, std::uint64_t given,
                                     std::uint64_t expected) {
  throw Error(
      {.doing = "write to the journal",
       .subject = folder.string(),
       .cause = fmt::format("batch {} was to be committed where batch {} is due, which would leave a gap",
                            given, expected),
       .hint = "give the command again; this is a mistake in sojourn, please report it"});
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
  // Opening for writing replays the logs and drops them. So that a damaged or foreign journal stays as it was
  // found, it is looked at first.
  const auto seen = open_whole(folder, {.read_only = true, .env = options.env});
  require_migration(View(*seen), folder, options.migration);
  // What a killed run had built but not ingested is in no family.
  remove_tree(ingest_folder(folder));
  make_private_folder(ingest_folder(folder));
  auto store =
      open_whole(folder, {.read_only = false, .cache_bytes = options.cache_bytes, .env = options.env});
  store->hold_back_deletions();
  return store;
}

Batch without_lists(const Batch& batch) {
  Batch bare = batch;
  bare.later.clear();
  bare.met.clear();
  bare.damages.clear();
  return bare;
}

/// How many keys with a document an entry adds: a new one, or the end of one.
std::uint64_t apply_to_keys(std::uint64_t keys, const NewEntry& entry) {
  if (entry.conflict) return keys;
  if (entry.kind == fb::Kind::Delete) return keys - std::min<std::uint64_t>(keys, 1);
  return entry.replaces == kNoSequence ? keys + 1 : keys;
}

/// Gives a small write the checkpoint in force, so that the last batch of a stream always holds it.
void carry_forward(const Batch& checkpoint, Part& part) {
  const auto own_later = std::move(part.batch.later);
  part.batch = checkpoint;
  part.batch.small = true;
  part.batch.later = own_later;
  for (const NewEntry& entry : part.entries) part.batch.keys = apply_to_keys(part.batch.keys, entry);
}

}  // namespace

std::unique_ptr<Writer> Writer::open(const std::filesystem::path& path, const WriterOptions& options) {
  const std::filesystem::path folder = plain_path(path);
  // Everything that this process creates from here on is private.
  umask(0077);
  create_if_absent(folder, options.migration);
  FileLock lock = lock_for_writing(folder);
  return std::unique_ptr<Writer>(new Writer(folder, std::move(lock), options));
}

Writer::Writer(std::filesystem::path folder, FileLock lock, const WriterOptions& options)
    : folder_(std::move(folder)),
      lock_(std::move(lock)),
      store_(open_store(folder_, options)),
      view_(*store_),
      high_(folder_) {
  for (const auto& [id, info] : view_.streams()) {
    names_[info.name] = id;
    const auto last = view_.last_batch(id);
    if (last) next_number_ = std::max(next_number_, last->number + last->count);
  }
  std::string writes;
  if (store_->get(Family::kMeta, kWritesKey, writes)) small_writes_ = load_be<std::uint64_t>(writes.data());
  note_journal();
}

Writer::~Writer() {
  try {
    // What merging left behind since the last batch would lie there until the next opening.
    if (store_ && !failed_) purge_if_no_reader();
  } catch (const Error& error) {
    log::debug("{}", error.what());
  }
  store_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(ingest_folder(folder_), ignored);
}

std::filesystem::path Writer::scratch_folder() const {
  return ingest_folder(folder_) / "scratch";
}

Writer::Tail& Writer::tail(StreamId stream) {
  const auto [at, absent] = tails_.try_emplace(stream);
  if (absent) {
    if (const auto last = view_.last_batch(stream)) {
      at->second = {.next = last->first + last->count,
                    .batch = view_.batch_count(stream),
                    .running = from_fb(last->running),
                    .checkpoint = without_lists(*last)};
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
  put_meta(stream_key(id), value);
  names_[info.name] = id;
  return id;
}

fb::Hash Writer::put_plan(std::string_view text) {
  const Hash128 hash = hash128(text);
  std::string stored;
  if (!store_->get(Family::kMeta, plan_key(to_hex(hash)), stored)) put_meta(plan_key(to_hex(hash)), text);
  return to_fb(hash);
}

void Writer::start_run(Run run) {
  const auto runs = view_.runs();
  run_number_ = runs.empty() ? 1 : runs.back().first + 1;
  run_ = std::move(run);
  run_.started_ms = now_ms();
  run_.outcome = fb::Outcome::Running;
  run_.process = static_cast<std::uint64_t>(getpid());
  put_run();
}

void Writer::put_mark(std::string_view name, std::uint64_t number) {
  std::string value;
  append_be(value, number);
  put_meta(mark_key(name), value);
}

void Writer::end_run(fb::Outcome outcome, std::string_view message) {
  run_.ended_ms = now_ms();
  run_.outcome = outcome;
  run_.message = message;
  put_run();
}

void Writer::put_run() {
  put_meta(run_key(run_number_), pack<fb::Run>(run_));
}

void Writer::put_meta(std::string_view key, std::string_view value) {
  rocksdb::WriteBatch rows;
  rows.Put(store_->family(Family::kMeta), slice(key), slice(value)).PermitUncheckedError();
  make_durable([&] {
    write_small(rows);
    note_journal();
  });
}

Sealed Writer::seal(std::vector<Part> parts) {
  Sealed sealed{.parts = std::move(parts), .batch_numbers = {}, .order = sealed_++};
  for (Part& part : sealed.parts) {
    Tail& at = tail(part.stream);
    BatchDigest digest;
    for (const NewEntry& entry : part.entries) {
      digest.add({.key = entry.key,
                  .body_hash = entry.body_hash,
                  .kind = entry.kind,
                  .origin = entry.origin,
                  .invalid_utf8 = entry.invalid_utf8,
                  .conflict = entry.conflict,
                  .identity = entry.identity,
                  .note = entry.note});
    }
    const Hash128 finished = digest.finish();
    if (part.batch.pass == 0) carry_forward(at.checkpoint, part);
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
    at.checkpoint = without_lists(part.batch);
  }
  return sealed;
}

BulkPtr Writer::encode(const Sealed& sealed) const {
  return Bulk::encode(*store_, ingest_folder(folder_), sealed);
}

void Writer::commit(BulkPtr bulk) {
  make_durable([&] {
    if (bulk->order != committed_) throw_out_of_order(folder_, bulk->order, committed_);
    ++committed_;
    crash_point("journal.commit.before");
    if (bulk->small) {
      write_small(*bulk->small);
    } else {
      ingest(*bulk);
    }
    crash_point("journal.commit.after");
    for (const auto& [stream, mark] : bulk->marks) high_.write(stream, mark);
    crash_point("journal.high.after");
    purge_if_no_reader();
    note_journal();
  });
}

void Writer::append(std::vector<Part> parts) {
  commit(Bulk::encode_as_small(*store_, seal(std::move(parts))));
}

template <typename Work>
void Writer::make_durable(const Work& work) {
  const std::lock_guard alone(writing_);
  if (failed_) {
    throw Error({.doing = "write to the journal",
                 .subject = folder_.string(),
                 .cause = "an earlier write failed, so what is durable is unknown",
                 .hint = "give the command again: opening the journal anew finds out"});
  }
  failed_ = true;  // Until the end is reached: what failed half-way leaves unknown what is durable.
  work();
  failed_ = false;
}

void Writer::ingest(const Bulk& bulk) {
  std::vector<rocksdb::IngestExternalFileArg> files;
  for (const Family family : kFamilies) {
    const auto& paths = bulk.files[static_cast<std::size_t>(family)];
    if (paths.empty()) continue;
    rocksdb::IngestExternalFileArg arg;
    arg.column_family = store_->family(family);
    arg.external_files.assign(paths.begin(), paths.end());
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
}

void Writer::note_journal() {
  const ManifestState manifest = store_->manifest();
  high_.write({.small_writes = small_writes_, .manifest = manifest.number, .manifest_bytes = manifest.bytes});
}

void Writer::purge_if_no_reader() {
  const FileLock alone = FileLock::take(readers_lock_path(folder_), FileLock::Mode::kExclusive, kGiveWay);
  if (alone.held()) store_->purge();
}

void Writer::tidy_keys() {
  make_durable([&] {
    check(store_->db().CompactRange({}, store_->family(Family::kKeys), nullptr, nullptr),
          "merge the versions of keys", folder_);
    note_journal();
  });
}

}  // namespace sojourn::journal
