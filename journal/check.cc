#include "journal/check.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"
#include "journal/chain.h"
#include "journal/reader.h"
#include "journal/rows.h"
#include "journal/store.h"

namespace sojourn::journal {
namespace {

constexpr std::uint64_t kEntriesPerProgress = 100'000;

/// A sum over versions that does not depend on their order: the log and the family of keys must give the
/// same.
class VersionSum {
 public:
  void add(const KeyEntry& entry) {
    scratch_.assign(entry.key);
    append_be(scratch_, entry.sequence);
    append_be(scratch_, entry.body_hash);
    scratch_ += static_cast<char>(entry.origin);
    scratch_ += static_cast<char>(entry.deletes);
    scratch_ += static_cast<char>(entry.conflict);
    const Hash128 hash = hash128(scratch_);
    sum_.high += hash.high;
    sum_.low += hash.low;
    ++count_;
  }
  friend bool operator==(const VersionSum& a, const VersionSum& b) {
    return a.sum_ == b.sum_ && a.count_ == b.count_;
  }

 private:
  std::string scratch_;
  Hash128 sum_;
  std::uint64_t count_ = 0;
};

class Checker {
 public:
  Checker(const Reader& reader, CheckReport& report, const std::function<void(std::uint64_t)>& progress)
      : view_(reader.view()), store_(reader.store()), report_(report), progress_(progress) {}

  void all() {
    guarded("files", [&] { check(store_.db().VerifyChecksum(), "verify every file", store_.folder()); });
    guarded("runs", [&] { (void)view_.runs(); });
    guarded("streams", [&] {
      for (const auto& [id, info] : view_.streams()) {
        ++report_.streams;
        guarded(info.name, [&, stream = id, &name = info.name] { one(stream, name); });
      }
    });
  }

 private:
  template <typename Work>
  void guarded(std::string_view what, const Work& work) {
    try {
      work();
    } catch (const Error& error) {
      report_.findings.push_back(fmt::format("{}: {}", what, error.what()));
    }
  }

  void one(StreamId stream, const std::string& name) {
    VersionSum in_log;
    Hash128 running;
    Sequence next = 0;
    LogCursor cursor = view_.log(stream);
    for (const Batch& batch : view_.batches(stream)) {
      if (batch.first != next) find(name, batch, "does not begin where the one before it ends");
      const Hash128 digest = digest_of(cursor, batch.count, in_log);
      running = chain(running, digest, batch.first, batch.count);
      if (digest != from_fb(batch.digest) || running != from_fb(batch.running)) {
        find(name, batch, "has entries that do not give its recorded hash");
      }
      next = batch.first + batch.count;
      ++report_.batches;
    }
    if (in_log == sum_of_keys(stream)) return;
    report_.findings.push_back(
        fmt::format("{}: the family of keys does not hold just the versions of the log", name));
  }

  Hash128 digest_of(LogCursor& cursor, std::uint64_t count, VersionSum& versions) {
    BatchDigest digest;
    for (std::uint64_t i = 0; i < count && cursor.valid(); ++i, cursor.next()) {
      const LogEntry& entry = cursor.entry();
      const bool deletes = entry.kind == fb::Kind::Delete;
      const std::uint64_t body_hash = deletes ? 0 : hash64(entry.body);
      digest.add({.key = entry.key,
                  .body_hash = body_hash,
                  .kind = entry.kind,
                  .origin = entry.origin,
                  .invalid_utf8 = entry.invalid_utf8,
                  .conflict = entry.conflict,
                  .identity = entry.identity,
                  .note = entry.note});
      versions.add({.key = entry.key,
                    .sequence = entry.sequence,
                    .body_hash = body_hash,
                    .origin = static_cast<std::uint8_t>(entry.origin),
                    .deletes = deletes,
                    .conflict = entry.conflict});
      report_.bytes += entry.body.size();
      if (++report_.entries % kEntriesPerProgress == 0) progress_(report_.entries);
    }
    return digest.finish();
  }

  VersionSum sum_of_keys(StreamId stream) {
    VersionSum versions;
    for (KeysCursor cursor = view_.keys(stream); cursor.valid(); cursor.next()) versions.add(cursor.entry());
    return versions;
  }

  void find(const std::string& name, const Batch& batch, std::string_view what) {
    report_.findings.push_back(fmt::format("{}: the batch of sequences {} to {} {}", name, batch.first,
                                           batch.first + batch.count, what));
  }

  const View& view_;
  const Store& store_;
  CheckReport& report_;
  const std::function<void(std::uint64_t)>& progress_;
};

}  // namespace

CheckReport check_journal(const std::filesystem::path& folder, const CheckOptions& options,
                          const std::function<void(std::uint64_t)>& progress) {
  CheckReport report;
  try {
    const auto reader = Reader::open(folder, {.without_high = options.without_high});
    Checker(*reader, report, progress).all();
  } catch (const Error& error) {
    report.findings.emplace_back(error.what());
  }
  return report;
}

}  // namespace sojourn::journal
