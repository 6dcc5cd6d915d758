#include "source/inflater.h"

#include <algorithm>
#include <new>

namespace sojourn::source {
namespace {

constexpr int kRawDeflate = -15;  // Negative: without header; 15: windows of 32 KB.
constexpr std::size_t kWindowBytes = 32u << 10;

Bytef* bytes_of(char* data) {
  return reinterpret_cast<Bytef*>(data);
}
const Bytef* bytes_of(const char* data) {
  return reinterpret_cast<const Bytef*>(data);
}

}  // namespace

void FileInput::seek(std::uint64_t offset) {
  at_ = end_ = 0;
  read_to_ = offset;
}

std::string_view FileInput::view() {
  if (left() == 0) {
    at_ = 0;
    end_ = file_.read(buffer_.data(), buffer_.size(), read_to_);
    read_to_ += end_;
  }
  return {buffer_.data() + at_, left()};
}

std::optional<unsigned char> FileInput::next() {
  const std::string_view bytes = view();
  if (bytes.empty()) return std::nullopt;
  take(1);
  return static_cast<unsigned char>(bytes.front());
}

Inflater::Inflater() {
  if (inflateInit2(&stream_, kRawDeflate) != Z_OK) throw std::bad_alloc();
}

Inflater::~Inflater() {
  inflateEnd(&stream_);
}

void Inflater::start() {
  inflateReset2(&stream_, kRawDeflate);
}

void Inflater::start_at(const InflatePoint& point, FileInput& input) {
  start();
  input.seek(point.file_offset - (point.bits > 0 ? 1 : 0));
  if (point.bits > 0) {
    const int byte = input.next().value_or(0);
    inflatePrime(&stream_, point.bits, byte >> (8 - point.bits));
  }
  inflateSetDictionary(&stream_, bytes_of(point.window.data()), static_cast<uInt>(point.window.size()));
}

Inflater::Result Inflater::inflate_some(FileInput& input, char* to, std::size_t size) {
  const auto room = static_cast<uInt>(std::min<std::size_t>(size, 1u << 30));
  stream_.next_out = bytes_of(to);
  stream_.avail_out = room;
  Result result;
  while (stream_.avail_out > 0 && !result.at_block && !result.ended) {
    const std::string_view bytes = input.view();
    // An empty view is handed over as well: zlib may still have bits that it holds back.
    stream_.next_in = const_cast<Bytef*>(bytes_of(bytes.data()));  // NOLINT: zlib's interface; only read.
    stream_.avail_in = static_cast<uInt>(bytes.size());
    const int code = ::inflate(&stream_, Z_BLOCK);
    input.take(bytes.size() - stream_.avail_in);
    if (code == Z_MEM_ERROR) throw std::bad_alloc();
    if (code != Z_OK && code != Z_STREAM_END) {
      result.problem = bytes.empty() ? "the file ends within compressed data" : stream_.msg;
      if (result.problem == nullptr) result.problem = "the compressed data is damaged";
      break;
    }
    result.ended = code == Z_STREAM_END;
    // 128: a block has just ended; 64: it was the last.
    result.at_block = (stream_.data_type & 128) != 0 && (stream_.data_type & 64) == 0;
  }
  result.size = room - stream_.avail_out;
  return result;
}

InflatePoint Inflater::point(const FileInput& input) {
  InflatePoint point{input.offset(), stream_.data_type & 7, std::string(kWindowBytes, '\0')};
  uInt size = 0;
  inflateGetDictionary(&stream_, bytes_of(point.window.data()), &size);
  point.window.resize(size);
  return point;
}

std::uint32_t crc32_of(std::uint32_t crc, const char* data, std::size_t size) {
  return static_cast<std::uint32_t>(::crc32_z(crc, bytes_of(data), size));
}

std::string pack_window(const std::string& window) {
  uLongf size = compressBound(static_cast<uLong>(window.size()));
  std::string packed(size, '\0');
  if (compress2(bytes_of(packed.data()), &size, bytes_of(window.data()), static_cast<uLong>(window.size()),
                Z_BEST_SPEED) != Z_OK) {
    throw std::bad_alloc();
  }
  packed.resize(size);
  return packed;
}

std::optional<std::string> unpack_window(std::string_view packed) {
  std::string window(kWindowBytes, '\0');
  uLongf size = window.size();
  if (uncompress(bytes_of(window.data()), &size, bytes_of(packed.data()),
                 static_cast<uLong>(packed.size())) != Z_OK) {
    return std::nullopt;
  }
  window.resize(size);
  return window;
}

}  // namespace sojourn::source
