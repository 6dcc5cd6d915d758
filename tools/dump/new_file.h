// A file of an export: private, appears under its name only when it is whole and on the disk.
#pragma once

#include <filesystem>
#include <string_view>

#include "tools/dump/output.h"

namespace sojourn::dump {

class NewFile {
 public:
  /// Makes the folders on the way. Throws if there is such a file.
  explicit NewFile(std::filesystem::path path);
  /// Removes what was not finished.
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(std::string_view bytes) { output_ << bytes; }
  void finish();

 private:
  std::filesystem::path path_;
  std::filesystem::path part_;
  int descriptor_;
  Output output_;
};

}  // namespace sojourn::dump
