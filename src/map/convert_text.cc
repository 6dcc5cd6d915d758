#include "map/convert_text.h"

#include <charconv>
#include <cmath>

#include "base/bytes.h"
#include "base/iso_date.h"
#include "map/decimal.h"
#include "map/plain_text.h"
#include "map/sound_text.h"

namespace sojourn::map {
namespace {

using bson::Type;

std::size_t trailing_blanks(std::string_view text) {
  const std::size_t last = text.find_last_not_of(' ');
  return last == std::string_view::npos ? text.size() : text.size() - last - 1;
}

class TextConverter final : public UnclampedConverter {
 public:
  TextConverter(const plan::ColumnType& type, const ConversionRules& rules)
      : rules_(rules),
        limited_(type.length.has_value()),
        padded_(type.kind == plan::TypeKind::kChar),
        length_(static_cast<std::size_t>(type.length.value_or(0))) {}

  Result write(const bson::Element& value, RowSink& sink) const override {
    if (!rules_.accepts(value.type)) return invalid(Cause::kNotAccepted);
    if (value.type == Type::kString) return write_text(value.as_text(), done(), sink);
    static thread_local std::string buffer;
    buffer.clear();
    const Result result = append_plain_text(buffer, value);
    return is_done(result) ? write_text(buffer, result, sink) : result;
  }

 private:
  Result write_text(std::string_view text, Result result, RowSink& sink) const {
    if (rules_.trim) {
      const std::string_view inner = trim(text);
      result.converted |= inner.size() != text.size();
      text = inner;
    }
    if (!is_sound(text)) text = mended(text, rules_, result);
    if (text.size() > rules_.max_bytes) result = invalid(Cause::kTooLong);
    if (limited_ && text.size() > length_ && is_done(result)) text = cut_to_length(text, result);
    if (padded_ && text.ends_with(' ') && is_done(result)) text = without_blanks(text, result);
    if (is_done(result)) sink.text(text);
    return result;
  }

  /// The server itself would cut blanks without a word, and refuse the rest.
  std::string_view cut_to_length(std::string_view text, Result& result) const {
    const std::string_view kept = first_characters(text, length_);
    if (kept.size() == text.size()) return text;
    const bool only_blanks = trailing_blanks(text) >= text.size() - kept.size();
    if (only_blanks && rules_.allows(plan::Loss::kTrailingBlanks)) {
      lose(result, plan::Loss::kTrailingBlanks);
    } else if (rules_.allows(plan::Loss::kLength)) {
      lose(result, plan::Loss::kLength);
    } else {
      result = invalid(Cause::kTooLong);
    }
    return kept;
  }

  std::string_view without_blanks(std::string_view text, Result& result) const {
    const bool cut_already = (result.losses >> static_cast<unsigned>(plan::Loss::kLength) & 1) != 0;
    if (rules_.allows(plan::Loss::kTrailingBlanks)) {
      lose(result, plan::Loss::kTrailingBlanks);
    } else if (!cut_already) {
      result = invalid(Cause::kTrailingBlanks);
    }
    return text.substr(0, text.size() - trailing_blanks(text));
  }

  ConversionRules rules_;
  bool limited_;
  bool padded_;
  std::size_t length_;
};

}  // namespace

std::unique_ptr<Converter> make_text_converter(const plan::ColumnType& type, const ConversionRules& rules) {
  return std::make_unique<TextConverter>(type, rules);
}

}  // namespace sojourn::map
