// Where the verbs write: buffered, in constant memory, quiet when the reader of a pipe has gone.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace sojourn::dump {

/// Thrown when nobody reads the output any more (`| head`); no error, the work just ends.
struct ReaderGone {};

class Output {
 public:
  using Sink = std::function<void(std::string_view)>;

  explicit Output(Sink sink) : sink_(std::move(sink)) {}

  Output& operator<<(std::string_view text) {
    buffer_.append(text);
    if (buffer_.size() >= kBufferBytes) flush();
    return *this;
  }
  /// To be written to directly for what is built piece by piece; call `flush_if_full` after each piece.
  std::string& buffer() { return buffer_; }
  void flush_if_full() {
    if (buffer_.size() >= kBufferBytes) flush();
  }
  void flush();

 private:
  static constexpr std::size_t kBufferBytes = 256u << 10;
  Sink sink_;
  std::string buffer_;
};

/// Writes to an open file; `name` is for messages. Throws ReaderGone or an Error.
[[nodiscard]] Output::Sink to_descriptor(int descriptor, std::string name);

}  // namespace sojourn::dump
