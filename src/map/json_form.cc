#include "map/json_form.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <forward_list>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/iso_date.h"
#include "map/decimal.h"
#include "map/plain_text.h"
#include "map/sound_text.h"

namespace sojourn::map {
namespace {

using bson::Element;
using bson::Type;
using plan::Loss;

/// Names that begin our forms of what JSON has no word for.
constexpr std::string_view kForms[] = {"$binary", "$regularExpression", "$timestamp", "$symbol",
                                       "$code",   "$dbPointer",         "$minKey",    "$maxKey",
                                       "$date",   "$undefined"};

/// What stands behind the backslash for each character that cannot stand for itself; 'u' for hexadecimal.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> escapes{};
  for (std::size_t c = 0; c < 0x20; ++c) escapes[c] = 'u';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}();

void append_quoted(std::string& to, std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  to += '"';
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end;) {
    const char* const begin = at;
    while (at < end && kEscapes[static_cast<unsigned char>(*at)] == '\0') ++at;
    to.append(begin, at);
    if (at == end) break;
    const char c = *at++;
    const char escape = kEscapes[static_cast<unsigned char>(c)];
    to += '\\';
    to += escape;
    if (escape == 'u') to.append("00").append(1, kDigits[c >> 4]).append(1, kDigits[c & 0xf]);
  }
  to += '"';
}

template <typename Integer>
void append_integer(std::string& to, Integer value) {
  char digits[24];
  to.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

std::string_view data_of_binary(const Element& value) {
  constexpr std::uint8_t kOldSubtype = 2;
  // The old subtype repeats the length within the data.
  return value.as_binary().substr(value.binary_subtype() == kOldSubtype ? 4 : 0);
}

bool is_uuid(const Element& value) {
  constexpr std::uint8_t kUuidSubtype = 4;
  return value.binary_subtype() == kUuidSubtype && value.as_binary().size() == sizeof(Uuid);
}

void append_uuid(std::string& to, std::string_view bytes) {
  for (const std::size_t size : {4, 2, 2, 2, 6}) {
    append_hex(to, bytes.substr(0, size));
    bytes.remove_prefix(size);
    if (!bytes.empty()) to += '-';
  }
}

}  // namespace

/// Writes one value with all that it holds.
class JsonForm::Writer {
 public:
  /// `names` is room to work in, empty.
  Writer(const JsonForm& form, std::string& to, JsonIds* ids, std::vector<std::string_view>& names)
      : form_(form), to_(to), ids_(ids), names_(names) {}

  Result result() const { return result_; }

  /// False once something cannot be written; then `result` says why.
  bool value(const Element& value, int place) {
    switch (value.type) {
      case Type::kNull:
        to_ += "null";
        return true;
      case Type::kUndefined:
        return special(value);
      default:
        break;
    }
    if (const int path = form_.paths_.path(place); path != JsonPaths::kNone && ids_ != nullptr) {
      Cause cause = Cause::kInvalidReference;
      switch (ids_->replace(static_cast<std::size_t>(path), value, to_, cause)) {
        case JsonIds::Answer::kReplaced:
          return true;
        case JsonIds::Answer::kInvalid:
          return fail(cause);
        case JsonIds::Answer::kKept:
          break;
      }
    }
    return plain(value, place);
  }

 private:
  bool fail(Cause cause) {
    result_ = invalid(cause);
    return false;
  }

  bool plain(const Element& value, int place) {
    switch (value.type) {
      case Type::kString:
        return text(value.as_text());
      case Type::kInt32:
        append_integer(to_, value.as_int32());
        return true;
      case Type::kInt64:
        append_integer(to_, value.as_int64());
        result_.converted = true;
        return true;
      case Type::kDouble:
        return real(value.as_double());
      case Type::kDecimal128:
        return decimal(value.value);
      case Type::kBool:
        to_ += value.as_bool() ? "true" : "false";
        return true;
      case Type::kDocument:
        return object(value.as_document(), place);
      case Type::kArray:
        return array(value.as_document(), form_.paths_.elements(place));
      case Type::kObjectId:
        to_ += '"';
        append_hex(to_, value.as_object_id());
        to_ += '"';
        result_.converted = true;
        return true;
      case Type::kDate:
        return date(value);
      default:
        return special(value);
    }
  }

  /// A text without what PostgreSQL does not take.
  bool sound(std::string_view& text) {
    if (!is_sound(text)) text = mended(text, form_.rules_, result_);
    return is_done(result_);
  }

  bool text(std::string_view text) {
    if (!sound(text)) return false;
    append_quoted(to_, text);
    return true;
  }

  bool real(double number) {
    if (!std::isfinite(number)) return not_finite([&] { append_double(to_, number); });
    if (number == 0 && std::signbit(number) && form_.binary_) return negative_zero([&] { to_ += '0'; });
    append_double(to_, number);
    return true;
  }

  bool decimal(std::string_view raw) {
    Decimal number;
    set_decimal128(number, raw);
    result_.converted = true;
    if (number.kind != Decimal::Kind::kFinite) return not_finite([&] { append_text(to_, number); });
    if (number.is_negative_zero() && form_.binary_) {
      number.negative = false;
      return negative_zero([&] { append_text(to_, number); });
    }
    append_text(to_, number);
    return true;
  }

  template <typename Append>
  bool not_finite(Append append) {
    if (!form_.rules_.allows(Loss::kType)) return fail(Cause::kNotFinite);
    lose(result_, Loss::kType);
    to_ += '"';
    append();
    to_ += '"';
    return true;
  }

  template <typename Append>
  bool negative_zero(Append append) {
    if (!form_.rules_.allows(Loss::kNegativeZero)) return fail(Cause::kNegativeZero);
    lose(result_, Loss::kNegativeZero);
    append();
    return true;
  }

  bool date(const Element& value) {
    const std::int64_t milliseconds = value.as_int64();
    if (milliseconds < kIsoDateMin || milliseconds > kIsoDateMax) return special(value);
    to_ += '"';
    append_instant(to_, milliseconds);
    to_ += '"';
    result_.converted = true;
    return true;
  }

  bool array(std::string_view array, int place) {
    to_ += '[';
    const char* before = "";
    for (bson::Walker walker(array); walker.next(); before = ",") {
      to_ += before;
      if (!value(walker.element(), place)) return false;
    }
    to_ += ']';
    return true;
  }

  bool object(std::string_view document, int place) {
    const std::size_t base = names_.size();
    const bool keeps_all = !form_.binary_;
    if (!may_be_written(document)) return false;
    std::vector<bool> superseded;
    if (!keeps_all && form_.rules_.allows(Loss::kRepeatedKeys)) superseded = find_superseded(document);
    to_ += '{';
    std::size_t at = 0;
    const char* before = "";
    for (bson::Walker walker(document); walker.next();) {
      if (!superseded.empty() && superseded[at++]) continue;
      to_ += before;
      before = ",";
      if (!member(walker.element(), place)) return false;
    }
    to_ += '}';
    if (!keeps_all && has_repeated(base)) return fail(Cause::kRepeatedKeys);
    names_.resize(base);
    return true;
  }

  bool member(const Element& element, int place) {
    std::string_view name = element.name;
    if (!sound(name)) return false;
    if (name.data() != element.name.data()) name = mended_names_.emplace_front(name);
    names_.push_back(name);
    append_quoted(to_, name);
    to_ += ':';
    return value(element, form_.paths_.member(place, element.name));
  }

  /// A document that looks like one of our forms could not be told from it.
  bool may_be_written(std::string_view document) {
    constexpr std::size_t kFirstName = 5;
    if (document.size() <= kFirstName || document[kFirstName] != '$') return true;
    const std::string_view name = document.data() + kFirstName;
    if (std::find(std::begin(kForms), std::end(kForms), name) == std::end(kForms)) return true;
    if (!form_.rules_.allows(Loss::kType)) return fail(Cause::kJsonType);
    lose(result_, Loss::kType);
    return true;
  }

  /// Of names that stand more than once, all but the last. Empty if there are none.
  std::vector<bool> find_superseded(std::string_view document) {
    std::vector<std::pair<std::string, std::size_t>> names;
    for (bson::Walker walker(document); walker.next();) {
      std::string_view name = walker.element().name;
      Result ignored;
      if (!is_sound(name)) name = mended(name, form_.rules_, ignored);
      names.emplace_back(name, names.size());
    }
    std::sort(names.begin(), names.end());
    std::vector<bool> superseded;
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (names[i - 1].first != names[i].first) continue;
      superseded.resize(names.size());
      superseded[names[i - 1].second] = true;
    }
    if (!superseded.empty()) lose(result_, Loss::kRepeatedKeys);
    return superseded;
  }

  bool has_repeated(std::size_t base) {
    constexpr std::size_t kFew = 12;
    const auto begin = names_.begin() + static_cast<std::ptrdiff_t>(base);
    if (names_.size() - base > kFew) {
      std::sort(begin, names_.end());
      return std::adjacent_find(begin, names_.end()) != names_.end();
    }
    for (auto name = begin; name != names_.end(); ++name) {
      if (std::find(name + 1, names_.end(), *name) != names_.end()) return true;
    }
    return false;
  }

  /// In the documented form, or as plain text where that is a declared loss.
  bool special(const Element& value) {
    result_.converted = true;
    if (value.type == Type::kBinary && is_uuid(value)) {
      to_ += '"';
      append_uuid(to_, value.as_binary());
      to_ += '"';
      return true;
    }
    if (!form_.rules_.allows(Loss::kType)) return documented(value);
    lose(result_, Loss::kType);
    return plain_words(value);
  }

  bool documented(const Element& value) {
    switch (value.type) {
      case Type::kBinary:
        return binary(value);
      case Type::kRegex:
        return regex(value.value);
      case Type::kTimestamp:
        return timestamp(load_le<std::uint64_t>(value.value.data()));
      case Type::kSymbol:
        return wrapped("{\"$symbol\":", value.as_text(), "}");
      case Type::kCode:
        return wrapped("{\"$code\":", value.as_text(), "}");
      case Type::kCodeWithScope:
        return wrapped("{\"$code\":", code_of(value), ",\"$scope\":") && scope(value);
      case Type::kDbPointer:
        return db_pointer(value.value);
      case Type::kDate:
        to_ += "{\"$date\":{\"$numberLong\":\"";
        append_integer(to_, value.as_int64());
        to_ += "\"}}";
        return true;
      case Type::kMinKey:
        to_ += "{\"$minKey\":1}";
        return true;
      case Type::kMaxKey:
        to_ += "{\"$maxKey\":1}";
        return true;
      default:
        to_ += "{\"$undefined\":true}";
        return true;
    }
  }

  bool plain_words(const Element& value) {
    switch (value.type) {
      case Type::kBinary:
        to_ += '"';
        append_base64(to_, data_of_binary(value));
        to_ += '"';
        return true;
      case Type::kRegex: {
        const std::size_t end = value.value.find('\0');
        std::string words = "/" + std::string(value.value.substr(0, end)) + "/";
        words += value.value.substr(end + 1, value.value.size() - end - 2);
        return text(words);
      }
      case Type::kTimestamp:
        append_integer(to_, load_le<std::uint32_t>(value.value.data() + 4));
        return true;
      case Type::kSymbol:
      case Type::kCode:
        return text(value.as_text());
      case Type::kCodeWithScope:
        return text(code_of(value));
      case Type::kDbPointer:
        to_ += '"';
        append_hex(to_, value.value.substr(value.value.size() - 12));
        to_ += '"';
        return true;
      case Type::kDate:
        append_integer(to_, value.as_int64());
        return true;
      case Type::kMinKey:
        to_ += "\"MinKey\"";
        return true;
      case Type::kMaxKey:
        to_ += "\"MaxKey\"";
        return true;
      default:
        to_ += "null";
        return true;
    }
  }

  bool wrapped(std::string_view begin, std::string_view content, std::string_view end) {
    to_ += begin;
    if (!text(content)) return false;
    to_ += end;
    return true;
  }

  bool binary(const Element& value) {
    const char subtype = static_cast<char>(value.binary_subtype());
    to_ += "{\"$binary\":{\"base64\":\"";
    append_base64(to_, data_of_binary(value));
    to_ += "\",\"subType\":\"";
    append_hex(to_, {&subtype, 1});
    to_ += "\"}}";
    return true;
  }

  bool regex(std::string_view value) {
    const std::size_t end = value.find('\0');
    return wrapped("{\"$regularExpression\":{\"pattern\":", value.substr(0, end), ",\"options\":") &&
           wrapped("", value.substr(end + 1, value.size() - end - 2), "}}");
  }

  bool timestamp(std::uint64_t value) {
    to_ += "{\"$timestamp\":{\"t\":";
    append_integer(to_, value >> 32);
    to_ += ",\"i\":";
    append_integer(to_, value & 0xffff'ffff);
    to_ += "}}";
    return true;
  }

  bool db_pointer(std::string_view value) {
    constexpr std::size_t kIdBytes = 12;
    const std::string_view collection = value.substr(4, value.size() - kIdBytes - 5);
    if (!wrapped("{\"$dbPointer\":{\"$ref\":", collection, ",\"$id\":\"")) return false;
    append_hex(to_, value.substr(value.size() - kIdBytes));
    to_ += "\"}}";
    return true;
  }

  static std::string_view code_of(const Element& value) {
    return value.value.substr(8, load_le<std::uint32_t>(value.value.data() + 4) - 1);
  }

  bool scope(const Element& value) {
    if (!object(value.value.substr(8 + load_le<std::uint32_t>(value.value.data() + 4)), JsonPaths::kNone)) {
      return false;
    }
    to_ += '}';
    return true;
  }

  const JsonForm& form_;
  std::string& to_;
  JsonIds* ids_;
  Result result_;
  std::vector<std::string_view>& names_;         ///< Of the objects that are open, outermost first.
  std::forward_list<std::string> mended_names_;  ///< What some of `names_` lie in.
};

Result JsonForm::append(std::string& to, const bson::Element& value, JsonIds* ids) const {
  const std::size_t begin = to.size();
  static thread_local std::vector<std::string_view> names;
  names.clear();
  Writer writer(*this, to, ids, names);
  if (writer.value(value, JsonPaths::kRoot) && to.size() - begin > rules_.max_bytes) {
    return invalid(Cause::kTooLong);
  }
  return writer.result();
}

}  // namespace sojourn::map
