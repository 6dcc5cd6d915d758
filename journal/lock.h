// The two locks of a journal: `lock` for its one writer (J9), `readers.lock` between its writer and readers.
//
// A read-only opening beside a writer may find files gone that it has just learnt of. So the writer deletes
// nothing, except while it holds readers.lock exclusively; readers hold it shared while they open.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace sojourn::journal {

/// An advisory lock on a file, let go by the destructor and by the end of the process, however it ends.
class FileLock {
 public:
  enum class Mode { kShared, kExclusive };

  FileLock() = default;
  FileLock(FileLock&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock() { release(); }

  /// Tries for at most `wait`. Not held afterwards if someone else keeps it; throws if the file cannot be
  /// opened.
  static FileLock take(const std::filesystem::path& path, Mode mode, std::chrono::milliseconds wait);
  /// Whether someone holds the file exclusively just now. It only looks, so it never turns another taker
  /// away.
  [[nodiscard]] static bool is_held_exclusively(const std::filesystem::path& path);
  [[nodiscard]] bool held() const { return descriptor_ >= 0; }
  void release();
  /// Replaces the file's content; for the words that tell who holds the lock. REQUIRES an exclusive lock.
  void write(const std::string& text) const;

 private:
  int descriptor_ = -1;
};

/// The writer's lock. Throws an Error that names the holder if another process has it.
[[nodiscard]] FileLock lock_for_writing(const std::filesystem::path& folder);

/// Whether a writer has the journal open just now.
[[nodiscard]] bool is_being_written(const std::filesystem::path& folder);

/// A shared hold on readers.lock for as long as a reader opens; not held where the file is missing (a bare
/// copy) or the folder cannot be locked (read-only media), for then no writer is near.
[[nodiscard]] FileLock hold_off_deletions(const std::filesystem::path& folder);

[[nodiscard]] std::filesystem::path readers_lock_path(const std::filesystem::path& folder);

}  // namespace sojourn::journal
