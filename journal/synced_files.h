// A file system that does not sync a table file a second time when it is ingested.
//
// Files of a bulk batch are synced when they are finished. RocksDB would open each anew and sync it again, on
// the thread that commits; it leaves that out where the file system says that files cannot be reopened.
#pragma once

#include <rocksdb/env.h>

#include <memory>

namespace sojourn::journal {

/// `base` (null means the machine's own) with that difference; `base` must outlive it.
[[nodiscard]] std::unique_ptr<rocksdb::Env> env_of_synced_files(rocksdb::Env* base);

}  // namespace sojourn::journal
