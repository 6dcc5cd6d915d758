#include "source/byte_stream.h"

#include "source/gzip_member.h"
#include "source/gzip_stream.h"

namespace sojourn::source {
namespace {

constexpr std::uint64_t kTokenKind = 'P';

/// A file that is not compressed.
class PlainStream : public ByteStream {
 public:
  PlainStream(const std::filesystem::path& path, std::uint64_t offset) : file_(path), offset_(offset) {}

  std::size_t read(char* to, std::size_t size) override {
    const std::size_t got = file_.read(to, size, offset_);
    offset_ += got;
    return got;
  }
  void forget(std::uint64_t) override {}
  std::uint64_t save(TokenWriter& token, std::uint64_t offset) const override {
    token.number(kTokenKind);
    token.number(offset);
    return offset;
  }
  std::uint64_t offset() const override { return offset_; }
  const File& file() const override { return file_; }
  const char* offset_name() const override { return "byte"; }

 private:
  File file_;
  std::uint64_t offset_;
};

/// The bytes of a .bson file may by chance begin like those of a gzip file; its name decides.
bool is_compressed(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".gz" || extension == ".bson") return extension == ".gz";
  std::string head(4, '\0');
  head.resize(File(path).read(head.data(), head.size(), 0));
  return has_gzip_magic(head);
}

}  // namespace

std::unique_ptr<ByteStream> open_bytes(const std::filesystem::path& path, std::string owner,
                                       const ReadOptions& options) {
  if (is_compressed(path)) return open_gzip(path, std::move(owner), options);
  return std::make_unique<PlainStream>(path, 0);
}

std::unique_ptr<ByteStream> open_bytes(const std::filesystem::path& path, std::string owner,
                                       const ReadOptions& options, TokenReader& token) {
  if (is_compressed(path)) return open_gzip(path, std::move(owner), options, token);
  token.expect(kTokenKind);
  return std::make_unique<PlainStream>(path, token.number());
}

}  // namespace sojourn::source
