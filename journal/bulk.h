// A batch on its way into the journal: as files to be ingested, or as one small write where it is small.
//
// Both ways put the same rows into the same families in one atomic step. Encoding touches no shared state.
#pragma once

#include <rocksdb/write_batch.h>

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "journal/high.h"
#include "journal/store.h"
#include "journal/writer.h"

namespace sojourn::journal {

class Bulk {
 public:
  /// Encodes sealed parts. Files go to `folder`.
  static BulkPtr encode(const Store& store, const std::filesystem::path& folder, const Sealed& sealed);
  /// The same as one small write, whatever its size.
  static BulkPtr encode_as_small(const Store& store, const Sealed& sealed);
  /// Removes files that were not ingested.
  ~Bulk();

  /// Its place among the sealed; they must be committed in this order.
  std::uint64_t order = 0;
  /// Set when the batch is small: to be written, not ingested.
  std::optional<rocksdb::WriteBatch> small;
  /// The files of each family; none where it gets no row. None overlaps another one of its family.
  std::array<std::vector<std::filesystem::path>, kFamilies.size()> files;
  /// The marks that hold once the batch is durable.
  std::map<StreamId, HighMark> marks;
};

}  // namespace sojourn::journal
