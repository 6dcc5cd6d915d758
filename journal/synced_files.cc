#include "journal/synced_files.h"

#include <rocksdb/file_system.h>

#include <string_view>

namespace sojourn::journal {
namespace {

class SyncedFiles : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "sojourn::SyncedFiles"; }

  rocksdb::IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* result,
                                       rocksdb::IODebugContext* debug) override {
    if (std::string_view(name).ends_with(".sst")) {
      return rocksdb::IOStatus::NotSupported("a table file is synced when it is finished");
    }
    return FileSystemWrapper::ReopenWritableFile(name, options, result, debug);
  }
};

}  // namespace

std::unique_ptr<rocksdb::Env> env_of_synced_files(rocksdb::Env* base) {
  if (base == nullptr) base = rocksdb::Env::Default();
  return rocksdb::NewCompositeEnv(std::make_shared<SyncedFiles>(base->GetFileSystem()));
}

}  // namespace sojourn::journal
