// Makes gzip files.
#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>

namespace sojourn::test {

inline std::string deflated(const std::string& bytes, int level, int window_bits, gz_header* header) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  if (header != nullptr) deflateSetHeader(&stream, header);
  std::string source = bytes;
  std::string result(deflateBound(&stream, static_cast<uLong>(bytes.size())) + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(source.data());
  stream.avail_in = static_cast<uInt>(source.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("deflate");
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

/// One gzip member.
inline std::string gzip(const std::string& bytes, int level = 6) {
  return deflated(bytes, level, 15 + 16, nullptr);
}

/// One gzip member whose header has everything that a header can have.
inline std::string gzip_with_long_header(const std::string& bytes) {
  std::string name = "Users.bson";
  std::string comment = "a comment";
  std::string extra = "extra";
  gz_header header{};
  header.name = reinterpret_cast<Bytef*>(name.data());
  header.comment = reinterpret_cast<Bytef*>(comment.data());
  header.extra = reinterpret_cast<Bytef*>(extra.data());
  header.extra_len = static_cast<uInt>(extra.size());
  header.hcrc = 1;
  return deflated(bytes, 6, 15 + 16, &header);
}

}  // namespace sojourn::test
