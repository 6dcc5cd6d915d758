#include <bson/bson.h>

#include "base/bson.h"
#include "fuzz.h"
#include "targets.h"

namespace sojourn::test {
namespace {

/// Walks all elements; the sizes must add up to the document.
void walk(std::string_view document) {
  std::size_t size = 5;
  for (bson::Walker walker(document); walker.next();) {
    const bson::Element& element = walker.element();
    size += 1 + element.name.size() + 1 + element.value.size();
    demand(element.value.data() + element.value.size() < document.data() + document.size(),
           "an element stays within its document");
    demand(bson::type_name(element.type) != "unknown", "every type has a name");
    switch (element.type) {
      case bson::Type::kDocument:
      case bson::Type::kArray:
        walk(element.as_document());
        break;
      case bson::Type::kString:
      case bson::Type::kCode:
      case bson::Type::kSymbol:
        demand(element.as_text().size() + 5 == element.value.size(), "a text fills its value");
        break;
      case bson::Type::kBinary:
        demand(element.as_binary().size() + 5 == element.value.size(), "binary data fills its value");
        break;
      default:
        break;
    }
  }
  demand(size == document.size(), "the elements fill the document");
}

bool libbson_accepts(std::string_view bytes) {
  bson_t document;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  if (!bson_init_static(&document, data, bytes.size())) return false;
  std::size_t offset = 0;
  return bson_validate(&document, BSON_VALIDATE_NONE, &offset);
}

}  // namespace

void fuzz_bson(std::string_view bytes) {
  const bson::Scan scan = bson::scan(bytes);
  const bson::Extent extent = bson::measure(bytes, bytes.size());
  if (scan.problem != nullptr) {
    demand(scan.problem_at <= bytes.size(), "a problem lies within the bytes");
    return;
  }
  demand(extent.kind == bson::Extent::Kind::kWhole && extent.size == bytes.size(),
         "measure agrees with scan");
  demand(scan.id.has_value() == bson::find(bytes, "_id").has_value(), "find agrees with scan about _id");
  demand(scan.invalid_utf8 || libbson_accepts(bytes), "libbson accepts what scan accepts");
  walk(bytes);
  (void)bson::find_path(bytes, "a.b.c.0.1");
}

}  // namespace sojourn::test
