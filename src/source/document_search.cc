#include "source/document_search.h"

#include <algorithm>

#include "base/bson.h"
#include "base/bytes.h"

namespace sojourn::source {

std::size_t document_length(const char* at) {
  const auto length = load_le<std::uint32_t>(at);
  return length >= 5 && length <= bson::kDocumentBytesMax ? length : 0;
}

std::size_t DocumentSearch::document_at(std::size_t at) {
  std::string_view bytes = reader_.peek(at + 5);
  if (bytes.size() < at + 5) return 0;
  bytes.remove_prefix(at);
  const std::size_t length = document_length(bytes.data());
  if (length == 0 || (length == 5) != (bytes[4] == '\0')) return 0;
  // Follow the elements in what is at hand before more is fetched for a length that may be chance.
  const bson::Extent extent = bson::measure(bytes, length);
  work_left_ -= static_cast<std::int64_t>(extent.looked_at);
  if (extent.kind == bson::Extent::Kind::kBroken) return 0;
  if (extent.kind == bson::Extent::Kind::kWhole && extent.size != length) return 0;
  bytes = reader_.peek(at + length);
  if (bytes.size() < at + length) return 0;
  work_left_ -= static_cast<std::int64_t>(length);
  return bson::scan(bytes.substr(at, length)).problem == nullptr ? length : 0;
}

std::size_t DocumentSearch::natural_size() {
  bson::Extent extent = bson::measure(reader_.peek(kSearchStepBytes), bson::kDocumentBytesMax);
  if (extent.kind == bson::Extent::Kind::kCutOff) {
    extent = bson::measure(reader_.peek(bson::kDocumentBytesMax), bson::kDocumentBytesMax);
  }
  return extent.kind == bson::Extent::Kind::kWhole ? extent.size : 0;
}

bool DocumentSearch::is_cut_off() {
  const std::string_view head = reader_.peek(4);
  const std::size_t length = head.size() < 4 ? 0 : document_length(head.data());
  return length != 0 && bson::measure(reader_.peek(length), length).kind == bson::Extent::Kind::kCutOff;
}

bool DocumentSearch::ends_at(std::size_t at) {
  return reader_.peek(at + 1).size() == at;
}

bool DocumentSearch::documents_at(std::size_t at) {
  const std::size_t size = document_at(at);
  return size != 0 && (ends_at(at + size) || document_at(at + size) != 0);
}

bool DocumentSearch::goes_on_at(std::size_t at) {
  return ends_at(at) || documents_at(at);
}

void DocumentSearch::skip_to_end() {
  while (const std::size_t size = reader_.peek(kSearchStepBytes).size()) reader_.skip(size);
}

void DocumentSearch::skip_to_documents() {
  skip_until([this](std::size_t at) { return documents_at(at); });
}

}  // namespace sojourn::source
