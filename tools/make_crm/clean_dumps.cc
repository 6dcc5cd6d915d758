#include "base/error.h"
#include "tools/make_crm/counts.h"
#include "tools/make_crm/document_maker.h"
#include "tools/make_crm/dumps.h"
#include "tools/make_crm/schema.h"

namespace sojourn::make_crm {
namespace {

/// What the application has is in each of its dumps, if without a document: a plan for one fits all.
bool belongs(const Ids& ids, std::size_t collection) {
  const bool is_flat = collections()[collection].name == kFlatCollection;
  const bool dump_is_flat = ids.count(collection_index(kFlatCollection)) > 0;
  return is_flat == dump_is_flat;
}

std::vector<Written> write_all(const Ids& ids, const DocumentMaker& maker, DumpFolder folder) {
  for (std::size_t collection = 0; collection < collections().size(); ++collection) {
    if (!belongs(ids, collection)) continue;
    folder.add(collections()[collection].name, [&](BsonFile& file) {
      for (std::uint64_t index = 0; index < ids.count(collection); ++index) {
        maker.append(file.buffer(), collection, index);
        file.document_done();
      }
    });
  }
  return folder.written();
}

void check(const LargeOptions& options) {
  const std::uint64_t least = options.flat ? 1 : kLargeMin;
  if (options.documents < least || options.documents >= (std::uint64_t{1} << 32)) {
    throw usage_error({.doing = "understand the command",
                       .subject = "N " + std::to_string(options.documents),
                       .cause = "the number of documents is out of range",
                       .hint = "give " + std::to_string(least) + " to 4294967295"});
  }
  if (options.document_bytes > kDocumentBytesMax) {
    throw usage_error({.doing = "understand the command",
                       .subject = "--document-bytes " + std::to_string(options.document_bytes),
                       .cause = "MongoDB stores no documents larger than 16 MiB",
                       .hint = "give at most " + std::to_string(kDocumentBytesMax)});
  }
}

}  // namespace

std::vector<Written> make_sample(const std::filesystem::path& folder, std::uint64_t seed) {
  const Ids ids(sample_counts(), seed, KeyOrder::kRising);
  return write_all(ids, DocumentMaker(ids), DumpFolder(folder, {.seed = seed}));
}

std::vector<Written> make_large(const std::filesystem::path& folder, const LargeOptions& options) {
  check(options);
  const Ids ids(options.flat ? flat_counts(options.documents) : large_counts(options.documents), options.seed,
                options.keys);
  return write_all(ids, DocumentMaker(ids, options.document_bytes),
                   DumpFolder(folder, {.seed = options.seed}));
}

}  // namespace sojourn::make_crm
