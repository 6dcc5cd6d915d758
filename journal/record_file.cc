#include "journal/record_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <iterator>

#include "base/bytes.h"

namespace sojourn::journal {
namespace {

namespace fs = std::filesystem;

// The layout: blocks of 32 KiB; in them records of checksum (4), length (2), type (1) and payload. A record
// never crosses a block; fewer bytes than a header at the end of a block are filling.
constexpr std::size_t kBlockBytes = 32768;
constexpr std::size_t kHeaderBytes = 7;
constexpr std::size_t kLengthAt = 4;
constexpr std::size_t kTypeAt = 6;
constexpr unsigned kZeroType = 0;
constexpr unsigned kLastKnownType = 4;

constexpr std::string_view kManifestPrefix = "MANIFEST-";

constexpr std::uint32_t kCastagnoli = 0x82f63b78u;
constexpr std::uint32_t kMaskDelta = 0xa282ead8u;

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? kCastagnoli : 0);
    table[byte] = value;
  }
  return table;
}

/// CRC-32C, masked as RocksDB stores it.
std::uint32_t masked_crc(std::string_view bytes) {
  static constexpr auto kTable = crc_table();
  std::uint32_t crc = ~0u;
  for (const char byte : bytes) crc = (crc >> 8) ^ kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xff];
  crc = ~crc;
  return ((crc >> 15) | (crc << 17)) + kMaskDelta;
}

struct Record {
  std::size_t offset = 0;
  std::size_t length = 0;
  unsigned type = 0;
};

Record record_at(std::string_view file, std::size_t offset) {
  return {.offset = offset,
          .length = load_le<std::uint16_t>(file.data() + offset + kLengthAt),
          .type = static_cast<unsigned char>(file[offset + kTypeAt])};
}

bool all_zero(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == 0; });
}

enum class Fault { kCut, kZeroed, kChecksum };

struct Finding {
  std::size_t offset = 0;
  Fault fault = Fault::kCut;
};

const char* words_for(Fault fault) {
  switch (fault) {
    case Fault::kCut:
      return "the file ends within a record";
    case Fault::kZeroed:
      return "a record is overwritten with zeros";
    case Fault::kChecksum:
      break;
  }
  return "a record's checksum does not match";
}

std::string describe(const fs::path& path, const Finding& finding) {
  return fmt::format("{}, byte {}: {}", path.filename().string(), finding.offset, words_for(finding.fault));
}

/// Calls `judge(record)` for each record until it returns a finding.
template <typename Judge>
std::optional<Finding> walk(std::string_view file, const Judge& judge) {
  std::size_t at = 0;
  while (at < file.size()) {
    const std::size_t left_in_block = kBlockBytes - at % kBlockBytes;
    if (left_in_block < kHeaderBytes) {
      at += left_in_block;
      continue;
    }
    if (file.size() - at < kHeaderBytes) return Finding{at, Fault::kCut};
    const Record record = record_at(file, at);
    if (record.type == kZeroType && record.length == 0) {
      // Space that was set aside and not yet written ends a file; in its middle zeros are damage.
      if (all_zero(file.substr(at))) return std::nullopt;
      return Finding{at, Fault::kZeroed};
    }
    if (const auto finding = judge(record)) return finding;
    at += kHeaderBytes + record.length;
  }
  return std::nullopt;
}

std::optional<Finding> verify(std::string_view file, const Record& record) {
  const std::size_t end = record.offset + kHeaderBytes + record.length;
  const std::size_t block_end = (record.offset / kBlockBytes + 1) * kBlockBytes;
  if (end > file.size() && file.size() < block_end) return Finding{record.offset, Fault::kCut};
  const bool fits = end <= block_end && record.type <= kLastKnownType;
  const auto covered = file.substr(record.offset + kTypeAt, 1 + record.length);
  if (fits && masked_crc(covered) == load_le<std::uint32_t>(file.data() + record.offset)) return std::nullopt;
  return Finding{record.offset, Fault::kChecksum};
}

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The name of the table file that RocksDB's words speak of, or empty. An absent one it calls NUMBER.ldb.
std::string table_named_in(std::string_view cause) {
  for (const std::string_view extension : {".sst", ".ldb"}) {
    const std::size_t end = cause.find(extension);
    if (end == std::string_view::npos) continue;
    std::size_t begin = end;
    while (begin > 0 && std::isdigit(static_cast<unsigned char>(cause[begin - 1])) != 0) --begin;
    if (begin < end) return std::string(cause.substr(begin, end - begin)) + ".sst";
  }
  return {};
}

/// "Missing WAL with log number: 21." and "Size mismatch: WAL (log number: 21) in MANIFEST is ..."
std::optional<std::string> fault_of_log(const fs::path& folder, std::string_view cause) {
  static constexpr std::string_view kBefore = "log number: ";
  const std::size_t at = cause.find(kBefore);
  if (at == std::string_view::npos) return std::nullopt;
  std::uint64_t number = 0;
  std::from_chars(cause.data() + at + kBefore.size(), cause.data() + cause.size(), number);
  const std::string name = fmt::format("{:06}.log", number);
  std::error_code unreadable;
  const auto size = fs::file_size(folder / name, unreadable);
  if (unreadable) return name + ": the file is missing";
  return fmt::format("{}, byte {}: the file ends before its recorded size", name, size);
}

std::optional<std::string> fault_of_table(const fs::path& folder, std::string_view cause) {
  const std::string name = table_named_in(cause);
  if (name.empty()) return std::nullopt;
  std::error_code unreadable;
  const auto size = fs::file_size(folder / name, unreadable);
  if (unreadable == std::errc::no_such_file_or_directory) return name + ": the file is missing";
  if (unreadable || cause.find("too short") == std::string_view::npos) return std::nullopt;
  return fmt::format("{}, byte {}: the file ends before its recorded size", name, size);
}

}  // namespace

std::string manifest_in_force(const fs::path& folder) {
  std::string name = content_of(folder / "CURRENT");
  if (!name.empty() && name.back() == '\n') name.pop_back();
  std::error_code ignored;
  return name.starts_with(kManifestPrefix) && fs::exists(folder / name, ignored) ? name : std::string();
}

std::uint64_t manifest_number(std::string_view name) {
  std::uint64_t number = 0;
  if (!name.starts_with(kManifestPrefix)) return number;
  name.remove_prefix(kManifestPrefix.size());
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

std::vector<fs::path> record_files(const fs::path& folder) {
  std::vector<fs::path> files;
  const std::string manifest = manifest_in_force(folder);
  if (!manifest.empty()) files.push_back(folder / manifest);
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".log") files.push_back(entry->path());
  }
  return files;
}

bool has_zeroed_record(const fs::path& path) {
  const std::string file = content_of(path);
  const auto finding = walk(file, [](const Record&) { return std::optional<Finding>(); });
  return finding && finding->fault == Fault::kZeroed;
}

std::optional<std::string> damaged_record(const fs::path& path) {
  const std::string file = content_of(path);
  const auto finding = walk(file, [&](const Record& record) { return verify(file, record); });
  return finding ? std::optional(describe(path, *finding)) : std::nullopt;
}

std::string damaged_records(const fs::path& folder) {
  std::string findings;
  for (const fs::path& file : record_files(folder)) {
    if (const auto finding = damaged_record(file)) findings += (findings.empty() ? "" : "; ") + *finding;
  }
  return findings;
}

std::string explain_damage(const fs::path& folder, std::string_view cause) {
  if (manifest_in_force(folder).empty()) return "CURRENT, byte 0: it names no manifest that is here";
  if (const auto fault = fault_of_table(folder, cause)) return *fault;
  if (const auto fault = fault_of_log(folder, cause)) return *fault;
  const std::string findings = damaged_records(folder);
  return findings.empty() ? std::string(cause) : findings;
}

}  // namespace sojourn::journal
