#include "source/damage.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "source/document_search.h"
#include "source/gzip_member.h"

namespace sojourn::source {

std::string describe(const bson::Scan& scan, std::uint64_t offset) {
  return fmt::format("{} (byte {})", scan.problem, offset + scan.problem_at);
}

std::string describe_length(BatchReader& reader) {
  const std::string_view bytes = reader.peek(5);
  if (bytes.size() < 5) {
    return fmt::format("only {} bytes are left, too few for a document", bytes.size());
  }
  const auto length = load_le<std::int32_t>(bytes.data());
  const bool gzip = reader.offset() == 0 && has_gzip_magic(bytes);
  const char* suspicion = gzip ? "; this looks like gzip, so the file should be called .gz" : "";
  if (document_length(bytes.data()) == 0) {
    return fmt::format("the length field says {}, which no document can have{}", length, suspicion);
  }
  const std::size_t size = reader.peek(static_cast<std::size_t>(length)).size();
  return fmt::format("the bytes end within the document: {} of its {} are there{}", size, length, suspicion);
}

bool sound_document_first(std::string_view bytes) {
  if (bytes.size() < 5) return false;
  const std::size_t length = document_length(bytes.data());
  return length != 0 && length <= bytes.size() && bson::scan(bytes.substr(0, length)).problem == nullptr;
}

Error damage_error(const ByteStream& bytes, std::uint64_t offset, std::string_view stream,
                   std::string cause) {
  return Error({.doing = "read a document",
                .subject = fmt::format("{}, {} {}, stream {}", bytes.file().path().string(),
                                       bytes.offset_name(), offset, stream),
                .cause = std::move(cause),
                .hint = "take the dump again, or let --skip-damaged leave the damaged stretch out; it is "
                        "counted and shown ever after"});
}

}  // namespace sojourn::source
