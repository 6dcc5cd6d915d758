#include "support/faulty_fs.h"

namespace sojourn::test {
namespace {

namespace fs = std::filesystem;
using rocksdb::DataVerificationInfo;
using rocksdb::FileOptions;
using rocksdb::FSDirectory;
using rocksdb::FSRandomAccessFile;
using rocksdb::FSSequentialFile;
using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

std::string plain(const std::string& path) {
  const fs::path normal = fs::path(path).lexically_normal();
  return (normal.has_filename() ? normal : normal.parent_path()).string();
}

bool spend(std::optional<std::uint64_t>& left) {
  if (!left) return true;
  if (*left == 0) return false;
  --*left;
  return true;
}

}  // namespace

class FaultyDisk::WritableFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WritableFile(FaultyDisk* disk, std::shared_ptr<Content> content, std::unique_ptr<FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), disk_(disk), content_(std::move(content)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    if (const IOStatus status = disk_->before_change(); !status.ok()) return status;
    const std::uint64_t space = disk_->take_space(data.size());
    const IOStatus status = target()->Append(Slice(data.data(), space), options, debug);
    if (status.ok()) {
      const std::lock_guard lock(disk_->mutex_);
      content_->written += space;
    }
    return !status.ok() || space == data.size() ? status : IOStatus::NoSpace("No space left on device");
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    if (const IOStatus status = disk_->before_change(); !status.ok()) return status;
    return target()->Truncate(size, options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override { return sync(options, debug); }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override { return sync(options, debug); }

 private:
  /// The real sync is left out: it costs much, and what it would do is told apart here.
  IOStatus sync(const IOOptions&, IODebugContext*) {
    if (const IOStatus status = disk_->before_sync(); !status.ok()) return status;
    const std::lock_guard lock(disk_->mutex_);
    content_->synced = content_->written;
    return IOStatus::OK();
  }

  FaultyDisk* disk_;
  std::shared_ptr<Content> content_;
};

class FaultyDisk::ReadableFile : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  ReadableFile(FaultyDisk* disk, std::unique_ptr<FSRandomAccessFile> file)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), disk_(disk) {}

  IOStatus Read(std::uint64_t offset, std::size_t n, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) const override {
    const IOStatus status = target()->Read(offset, n, options, result, scratch, debug);
    if (status.ok()) disk_->maybe_flip(*result, scratch);
    return status;
  }

 private:
  FaultyDisk* disk_;
};

class FaultyDisk::Directory : public FSDirectory {
 public:
  Directory(FaultyDisk* disk, std::string name, std::unique_ptr<FSDirectory> target)
      : disk_(disk), name_(std::move(name)), target_(std::move(target)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    if (const IOStatus status = disk_->before_sync(); !status.ok()) return status;
    disk_->note_folder_synced(name_);
    return IOStatus::OK();
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    return target_->Close(options, debug);
  }

 private:
  FaultyDisk* disk_;
  std::string name_;
  std::unique_ptr<FSDirectory> target_;
};

class FaultyDisk::FileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit FileSystem(FaultyDisk* disk) : FileSystemWrapper(rocksdb::FileSystem::Default()), disk_(disk) {}
  const char* Name() const override { return "FaultyDisk"; }

  IOStatus NewRandomAccessFile(const std::string& path, const FileOptions& options,
                               std::unique_ptr<FSRandomAccessFile>* file, IODebugContext* debug) override {
    std::unique_ptr<FSRandomAccessFile> real;
    const IOStatus status = target()->NewRandomAccessFile(path, options, &real, debug);
    if (status.ok()) *file = std::make_unique<ReadableFile>(disk_, std::move(real));
    return status;
  }
  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<FSWritableFile>* file, IODebugContext* debug) override {
    return open_to_write(path, file, true, [&](std::unique_ptr<FSWritableFile>* real) {
      return target()->NewWritableFile(path, options, real, debug);
    });
  }
  IOStatus ReopenWritableFile(const std::string& path, const FileOptions& options,
                              std::unique_ptr<FSWritableFile>* file, IODebugContext* debug) override {
    return open_to_write(path, file, !fs::exists(path), [&](std::unique_ptr<FSWritableFile>* real) {
      return target()->ReopenWritableFile(path, options, real, debug);
    });
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<FSDirectory>* folder, IODebugContext* debug) override {
    std::unique_ptr<FSDirectory> real;
    const IOStatus status = target()->NewDirectory(path, options, &real, debug);
    if (status.ok()) *folder = std::make_unique<Directory>(disk_, plain(path), std::move(real));
    return status;
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options, IODebugContext* debug) override {
    if (const IOStatus status = disk_->before_change(); !status.ok()) return status;
    if (fs::exists(path)) disk_->note_deleted(plain(path));
    return target()->DeleteFile(path, options, debug);
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
    if (const IOStatus status = disk_->before_change(); !status.ok()) return status;
    disk_->note_renamed(plain(from), plain(to));
    return target()->RenameFile(from, to, options, debug);
  }
  IOStatus LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                    IODebugContext* debug) override {
    if (const IOStatus status = disk_->before_change(); !status.ok()) return status;
    const IOStatus status = target()->LinkFile(from, to, options, debug);
    if (status.ok()) disk_->note_linked(plain(from), plain(to));
    return status;
  }

 private:
  template <typename Open>
  IOStatus open_to_write(const std::string& path, std::unique_ptr<FSWritableFile>* file, bool creates,
                         const Open& open) {
    if (creates) {
      if (const IOStatus status = disk_->before_change(); !status.ok()) return status;
    }
    std::unique_ptr<FSWritableFile> real;
    const IOStatus status = open(&real);
    if (!status.ok()) return status;
    if (creates) disk_->note_created(plain(path), 0);
    *file = std::make_unique<WritableFile>(disk_, disk_->content_of(plain(path)), std::move(real));
    return status;
  }

  FaultyDisk* disk_;
};

FaultyDisk::FaultyDisk() : env_(rocksdb::NewCompositeEnv(std::make_shared<FileSystem>(this))) {}
FaultyDisk::~FaultyDisk() = default;

void FaultyDisk::cut_power_after(std::uint64_t changes) {
  const std::lock_guard lock(mutex_);
  changes_left_ = changes;
}

bool FaultyDisk::power_is_gone() const {
  const std::lock_guard lock(mutex_);
  return changes_left_ && *changes_left_ == 0;
}

void FaultyDisk::fill_up_after(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  bytes_left_ = bytes;
}

void FaultyDisk::fail_syncs_after(std::uint64_t syncs) {
  const std::lock_guard lock(mutex_);
  syncs_left_ = syncs;
}

void FaultyDisk::flip_a_bit_in_one_read_of(std::uint64_t reads, std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  reads_per_flip_ = reads;
  flipping_.seed(seed);
}

std::uint64_t FaultyDisk::bits_flipped() const {
  const std::lock_guard lock(mutex_);
  return flips_;
}

void FaultyDisk::mend() {
  const std::lock_guard lock(mutex_);
  changes_left_.reset();
  bytes_left_.reset();
  syncs_left_.reset();
  reads_per_flip_ = 0;
  files_.clear();
  changes_.clear();
}

void FaultyDisk::lose_unsynced(Random& random) {
  const std::lock_guard lock(mutex_);
  for (auto& [path, content] : files_) {
    if (content->written == content->synced || !fs::exists(path)) continue;
    const std::uint64_t unsynced = content->written - content->synced;
    const std::uint64_t stays = random.one_in(2) ? 0 : random.below(unsynced + 1);
    content->written = content->synced + stays;
    content->synced = content->written;
    fs::resize_file(path, content->written);
  }
  const std::uint64_t stay = random.one_in(2) ? 0 : random.below(changes_.size() + 1);
  while (changes_.size() > stay) {
    undo(changes_.back());
    changes_.pop_back();
  }
}

void FaultyDisk::undo(const FolderChange& change) {
  switch (change.kind) {
    case FolderChange::Kind::kCreated:
      fs::remove(change.path);
      return;
    case FolderChange::Kind::kRenamed:
      if (fs::exists(change.path)) fs::rename(change.path, change.from);
      if (change.replaced) write_file(change.path, *change.replaced);
      return;
    case FolderChange::Kind::kDeleted:
      // A folder that is gone as a whole, without this disk's knowledge, takes the file with it.
      if (fs::exists(fs::path(change.path).parent_path())) fs::rename(change.kept, change.path);
  }
}

IOStatus FaultyDisk::before_change() {
  const std::lock_guard lock(mutex_);
  return spend(changes_left_) ? IOStatus::OK() : IOStatus::IOError("the power is gone");
}

IOStatus FaultyDisk::before_sync() {
  if (const IOStatus status = before_change(); !status.ok()) return status;
  const std::lock_guard lock(mutex_);
  return spend(syncs_left_) ? IOStatus::OK() : IOStatus::IOError("Input/output error");
}

std::uint64_t FaultyDisk::take_space(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (!bytes_left_) return bytes;
  const std::uint64_t taken = std::min(bytes, *bytes_left_);
  *bytes_left_ -= taken;
  return taken;
}

void FaultyDisk::note_created(const std::string& path, std::uint64_t size) {
  const std::lock_guard lock(mutex_);
  files_[path] = std::make_shared<Content>(Content{.written = size, .synced = 0});
  changes_.push_back({.kind = FolderChange::Kind::kCreated, .path = path});
}

void FaultyDisk::note_linked(const std::string& from, const std::string& to) {
  const auto content = content_of(from);
  const std::lock_guard lock(mutex_);
  files_[to] = content;
  changes_.push_back({.kind = FolderChange::Kind::kCreated, .path = to});
}

void FaultyDisk::note_renamed(const std::string& from, const std::string& to) {
  const auto content = content_of(from);
  const std::lock_guard lock(mutex_);
  FolderChange change{.kind = FolderChange::Kind::kRenamed, .path = to, .from = from};
  if (fs::exists(to)) change.replaced = read_file(to);
  files_[to] = content;
  files_.erase(from);
  changes_.push_back(std::move(change));
}

void FaultyDisk::note_deleted(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const std::string kept = (deleted_ / std::to_string(deletions_++)).string();
  fs::create_hard_link(path, kept);
  changes_.push_back({.kind = FolderChange::Kind::kDeleted, .path = path, .kept = kept});
}

void FaultyDisk::note_folder_synced(const std::string& folder) {
  const std::lock_guard lock(mutex_);
  // A sync of one folder commits the journal of the whole file system up to here on some disks; of others no
  // more than this folder may be relied on.
  std::erase_if(changes_,
                [&](const FolderChange& change) { return fs::path(change.path).parent_path() == folder; });
}

std::shared_ptr<FaultyDisk::Content> FaultyDisk::content_of(const std::string& path) {
  const std::lock_guard lock(mutex_);
  auto& content = files_[path];
  if (!content) {
    // It was there before this disk was watched, so it counts as synced.
    std::error_code ignored;
    const std::uint64_t size = fs::exists(path, ignored) ? fs::file_size(path) : 0;
    content = std::make_shared<Content>(Content{.written = size, .synced = size});
  }
  return content;
}

void FaultyDisk::maybe_flip(const Slice& result, char* scratch) {
  const std::lock_guard lock(mutex_);
  if (reads_per_flip_ == 0 || result.empty() || result.data() != scratch) return;
  if (flipping_() % reads_per_flip_ != 0) return;
  char& byte = scratch[flipping_() % result.size()];
  byte = static_cast<char>(byte ^ (1 << flipping_() % 8));
  ++flips_;
}

}  // namespace sojourn::test
