// The folder a mongodump leaves behind: DIR/nextcrm/<collection>.bson and <collection>.metadata.json.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::make_crm {

inline constexpr std::string_view kDatabase = "nextcrm";

/// What was written of one collection.
struct Written {
  std::string collection;
  std::uint64_t documents = 0;
  std::uint64_t bytes = 0;
};

/// One .bson file, written in large pieces. What is not closed is not complete.
class BsonFile {
 public:
  explicit BsonFile(std::filesystem::path path);
  ~BsonFile();
  BsonFile(const BsonFile&) = delete;
  BsonFile& operator=(const BsonFile&) = delete;

  /// Where the next document is to be appended; call `document_done` behind each.
  [[nodiscard]] std::string& buffer() { return buffer_; }
  void document_done() {
    ++documents_;
    if (buffer_.size() >= kPieceBytes) flush();
  }
  void close();

  [[nodiscard]] std::uint64_t documents() const { return documents_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kPieceBytes = 1u << 20;

  void flush();

  std::filesystem::path path_;
  int file_;
  std::string buffer_;
  std::uint64_t documents_ = 0;
  std::uint64_t bytes_ = 0;
};

class DumpFolder {
 public:
  struct Options {
    std::uint64_t seed = 0;    ///< Goes into the collections' UUIDs.
    bool unique_email = true;  ///< Users.email has its unique index.
  };

  /// Creates DIR/nextcrm. Throws if there is something in it already: two dumps in one folder would be one.
  DumpFolder(const std::filesystem::path& folder, const Options& options);

  /// Writes one collection: `make(file)` appends the documents.
  template <typename Make>
  void add(std::string_view collection, Make make) {
    BsonFile file(path_of(collection, ".bson"));
    make(file);
    file.close();
    write_metadata(collection);
    written_.push_back({std::string(collection), file.documents(), file.bytes()});
  }

  [[nodiscard]] const std::vector<Written>& written() const { return written_; }

 private:
  [[nodiscard]] std::filesystem::path path_of(std::string_view collection, std::string_view ending) const;
  void write_metadata(std::string_view collection) const;

  std::filesystem::path path_;
  Options options_;
  std::vector<Written> written_;
};

/// Writes a small file whole.
void write_whole(const std::filesystem::path& path, std::string_view content);

}  // namespace sojourn::make_crm
