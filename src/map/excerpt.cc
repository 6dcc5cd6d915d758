#include "map/excerpt.h"

#include "base/bytes.h"
#include "base/ext_json.h"
#include "base/text.h"

namespace sojourn::map {
namespace {

constexpr std::string_view kMore = "…";
/// Values beyond this are not even turned into JSON, or a wrong plan would write gigabytes of it.
constexpr std::size_t kValueBytesMax = 4096;

void cut(std::string& text) {
  if (text.size() <= kExcerptBytesMax) return;
  std::size_t end = kExcerptBytesMax - kMore.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  text += kMore;
}

}  // namespace

std::string excerpt(const bson::Element& value) {
  std::string text;
  if (value.value.size() <= kValueBytesMax) {
    bson::append_json_value(text, value, bson::JsonMode::kRelaxed);
  } else if (value.type == bson::Type::kString) {
    std::string beginning;
    append_le(beginning, static_cast<std::uint32_t>(kExcerptBytesMax + 1));
    beginning += value.as_text().substr(0, kExcerptBytesMax);
    beginning += '\0';
    bson::append_json_value(text, {bson::Type::kString, {}, beginning}, bson::JsonMode::kRelaxed);
    text.back() = ' ';  // It does not end here.
  } else {
    text = std::string(bson::type_name(value.type)) + " of " + with_commas(value.value.size()) + " bytes";
  }
  cut(text);
  return text;
}

}  // namespace sojourn::map
