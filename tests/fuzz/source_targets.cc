#include <sys/mman.h>
#include <unistd.h>

#include <optional>

#include "base/error.h"
#include "fuzz.h"
#include "source/archive.h"
#include "source/bson_cursor.h"
#include "source/json_cursor.h"
#include "targets.h"

namespace sojourn::test {
namespace {

using source::CursorListing;

/// Bytes as a file that needs no disk.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)) {
    if (descriptor_ < 0 ||
        ::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
      throw std::runtime_error("memfd_create");
    }
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

struct Delivered {
  std::vector<std::pair<std::uint32_t, std::string>> documents;
  std::size_t damages = 0;
  std::uint64_t document_bytes = 0;
  std::uint64_t damaged_bytes = 0;
  bool failed = false;
  std::string token;  ///< A position somewhere in the middle, and what was delivered before it.
  std::size_t documents_before = 0;
  std::size_t damages_before = 0;
};

void take(Delivered& delivered, const source::DocumentBatch& batch, std::size_t streams) {
  for (const source::Document& document : batch.documents) {
    const bson::Scan scan = bson::scan(document.body);
    demand(scan.problem == nullptr, "delivered documents are sound");
    demand(scan.id.has_value() == document.id.has_value(), "the id is the document's");
    demand(scan.invalid_utf8 == document.invalid_utf8, "text that is not UTF-8 is flagged");
    demand(document.stream < streams, "a document belongs to a listed stream");
    delivered.documents.emplace_back(document.stream, document.body);
    delivered.document_bytes += document.body.size();
  }
  for (const source::Damage& damage : batch.damages) {
    demand(damage.stream < streams, "damage belongs to a listed stream");
    demand(!damage.cause.empty(), "damage has a cause");
    ++delivered.damages;
    delivered.damaged_bytes += damage.length;
  }
}

using Open = std::unique_ptr<source::Cursor> (*)(const CursorListing&, std::string_view token, bool skip);

Delivered read_all(Open open, const CursorListing& listing, std::size_t batch_bytes, bool skip,
                   std::string_view token = {}) {
  Delivered delivered;
  try {
    const auto cursor = open(listing, token, skip);
    source::DocumentBatch batch;
    for (std::size_t fills = 0; cursor->fill(batch, batch_bytes); ++fills) {
      demand(fills <= 2 * listing.bytes + 100'000, "every batch moves on");
      take(delivered, batch, listing.streams.size());
      if (fills != 3 && !delivered.token.empty()) continue;
      delivered.token = cursor->position().token;
      delivered.documents_before = delivered.documents.size();
      delivered.damages_before = delivered.damages;
    }
  } catch (const Error&) {
    delivered.failed = true;
  }
  return delivered;
}

/// What holds for any source, whatever the bytes.
Delivered check_cursor(Open open, const CursorListing& listing) {
  const Delivered strict = read_all(open, listing, 1u << 16, false);
  Delivered lenient = read_all(open, listing, 1u << 16, true);
  demand(!lenient.failed, "damage that is skipped throws nothing");
  demand(strict.failed == (lenient.damages > 0), "what is skipped is told, and only that");
  demand(strict.documents.size() <= lenient.documents.size() &&
             std::equal(strict.documents.begin(), strict.documents.end(), lenient.documents.begin()),
         "skipping damage delivers all that strict reading does");
  const Delivered small = read_all(open, listing, 50, true);
  demand(small.documents == lenient.documents && small.damages == lenient.damages,
         "what is delivered does not depend on the batches");
  if (small.token.empty()) return lenient;
  const Delivered rest = read_all(open, listing, 1u << 16, true, small.token);
  demand(!rest.failed && small.documents_before + rest.documents.size() == small.documents.size() &&
             std::equal(rest.documents.begin(), rest.documents.end(),
                        small.documents.begin() + static_cast<std::ptrdiff_t>(small.documents_before)),
         "a resumed reading delivers what was left");
  demand(small.damages_before + rest.damages == small.damages, "a resumed reading tells each damage once");
  return lenient;
}

}  // namespace

void fuzz_bson_file(std::string_view bytes) {
  const MemoryFile file(bytes);
  CursorListing listing{
      .name = "s", .streams = {{"s", file.path(), ""}}, .bytes = bytes.size(), .fingerprint = ""};
  const Delivered delivered =
      check_cursor([](const CursorListing& of, std::string_view token,
                      bool skip) { return source::open_bson_file(of, token, {.skip_damaged = skip}); },
                   listing);
  const bool compressed = bytes.substr(0, 2) == "\x1f\x8b";
  demand(compressed || delivered.document_bytes + delivered.damaged_bytes == bytes.size(),
         "every byte is delivered or counted as damaged");
}

void fuzz_json_file(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) return;  // UTF-16 is refused.
  const MemoryFile file(bytes);
  const CursorListing listing{
      .name = "s", .streams = {{"s", file.path(), ""}}, .bytes = bytes.size(), .fingerprint = ""};
  check_cursor([](const CursorListing& of, std::string_view token,
                  bool skip) { return source::open_json_file(of, token, {.skip_damaged = skip}); },
               listing);
}

void fuzz_archive(std::string_view bytes) {
  const MemoryFile file(bytes);
  std::optional<CursorListing> listing;
  try {
    listing = source::open_archive(file.path())->list().at(0);
  } catch (const Error&) {
    return;  // Its head is refused.
  }
  static std::string path;  // For the function below, which cannot capture.
  path = file.path();
  check_cursor([](const CursorListing& of, std::string_view token,
                  bool skip) { return source::open_archive(path)->open(of, token, {.skip_damaged = skip}); },
               *listing);
}

}  // namespace sojourn::test
