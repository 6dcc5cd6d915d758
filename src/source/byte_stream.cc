#include "source/byte_stream.h"

namespace sojourn::source {
namespace {

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

}  // namespace

std::unique_ptr<ByteStream> open_bytes(const std::filesystem::path& path, const ReadOptions&) {
  return std::make_unique<PlainStream>(path, 0);
}

std::unique_ptr<ByteStream> open_bytes(const std::filesystem::path& path, const ReadOptions&,
                                       TokenReader& token) {
  return std::make_unique<PlainStream>(path, token.number());
}

}  // namespace sojourn::source
