#include "source/token.h"

#include "base/bytes.h"

namespace sojourn::source {

void TokenWriter::number(std::uint64_t value) {
  append_varint(token_, value);
}

void TokenWriter::text(std::string_view value) {
  number(value.size());
  token_ += value;
}

std::uint64_t TokenReader::number() {
  std::uint64_t value = 0;
  if (!take_varint(rest_, value)) throw bad_token();
  return value;
}

std::string_view TokenReader::text() {
  const std::uint64_t size = number();
  if (size > rest_.size()) throw bad_token();
  const std::string_view value = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return value;
}

void TokenReader::expect(std::uint64_t kind) {
  if (number() != kind) throw bad_token();
}

Error bad_token() {
  return Error({.doing = "go on reading a source",
                .cause = "the position kept in the journal does not belong to this source",
                .hint = "extract again from the start"});
}

}  // namespace sojourn::source
