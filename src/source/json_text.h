// The text of one file, seen through a window that moves and grows; knows its line and column.
//
// The window holds what is read but not taken: a piece of the file as a rule, one object at least where an
// object is longer. Only taking moves its beginning, so offsets into it hold while more is read.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "source/byte_stream.h"

namespace sojourn::source {

/// A place in the text. Lines count from 1; a column is a count of bytes, from 1.
struct TextPlace {
  std::uint64_t offset = 0;
  std::uint64_t line = 1;
  std::uint64_t column = 1;
};

/// What is known of the line in which the next byte stands.
struct TextLine {
  std::uint64_t number = 1;
  std::uint64_t start = 0;  ///< Offset of its first byte.
  bool only_blanks = true;  ///< So far.
};

class JsonText {
 public:
  /// `line` is that of the first of `bytes`.
  JsonText(std::unique_ptr<ByteStream> bytes, const TextLine& line) : bytes_(std::move(bytes)), line_(line) {}

  std::string_view window() const { return {buffer_.data() + at_, end_ - at_}; }
  /// Reads more into the window. False at the end of the bytes, at a gap, and if the window is as large as it
  /// may be. An Error comes again with every further call.
  [[nodiscard]] bool more();
  [[nodiscard]] bool full() const { return end_ - at_ >= kWindowBytesMax; }
  /// Takes from the front of the window.
  void take(std::size_t size);
  void take_all() { take(end_ - at_); }

  /// Takes white space; false if nothing else is left.
  [[nodiscard]] bool skip_space();
  /// Takes everything up to an opening brace that stands first in a line, behind just `indent` blanks. False,
  /// with everything taken, if no further line is like that.
  [[nodiscard]] bool skip_to_line_with_object(std::size_t indent);

  /// The place of the next byte, or of one `ahead` of it within the window.
  [[nodiscard]] TextPlace place(std::size_t ahead = 0) const;
  std::uint64_t offset() const { return bytes_->offset() - (end_ - at_); }
  const TextLine& line() const { return line_; }
  /// How far the next byte is indented, if only blanks stand before it in its line.
  [[nodiscard]] std::optional<std::size_t> indent() const;
  ByteStream& bytes() const { return *bytes_; }

  /// Far more than the largest document takes as JSON, wherever that is not made to be large.
  static constexpr std::size_t kWindowBytesMax = 128u << 20;

 private:
  bool read_more();
  [[nodiscard]] bool reach(std::size_t size);

  std::unique_ptr<ByteStream> bytes_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;   ///< In the buffer: the window's beginning.
  std::size_t end_ = 0;  ///< In the buffer: the window's end.
  TextLine line_;
  std::exception_ptr failure_;  ///< The bytes cannot be read on, and may not be asked again.
};

}  // namespace sojourn::source
