#include <charconv>
#include <cmath>
#include <limits>

#include "base/bytes.h"
#include "base/ext_json.h"
#include "base/json_wrapper.h"

namespace sojourn::bson {
namespace {

/// JSON may nest deeper than the BSON it stands for, as wrappers vanish. Keeps the call stack small.
constexpr int kJsonNestingMax = 2 * kNestingMax + 8;
/// Likewise a value may be longer while it is still wrapped: a binary of 16 MiB is 22 MB of base64.
constexpr std::size_t kWrappedBytesMax = 2 * kDocumentBytesMax;

constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;
constexpr std::uint64_t kHighs = 0x8080'8080'8080'8080;

/// Non-zero if one of eight bytes is `c`, or may be.
std::uint64_t holds(std::uint64_t eight, char c) {
  const std::uint64_t differing = eight ^ (kOnes * static_cast<unsigned char>(c));
  return (differing - kOnes) & ~differing & kHighs;
}
/// Non-zero if one of eight bytes is a control character, or may be.
std::uint64_t holds_control(std::uint64_t eight) {
  return (eight - kOnes * 0x20) & ~eight & kHighs;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void append_utf8(std::string& to, std::uint32_t character) {
  const auto add = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
  if (character < 0x80) return add(character);
  if (character < 0x800) {
    add(0xc0 | character >> 6);
  } else if (character < 0x10000) {
    add(0xe0 | character >> 12);
    add(0x80 | (character >> 6 & 0x3f));
  } else {
    add(0xf0 | character >> 18);
    add(0x80 | (character >> 12 & 0x3f));
    add(0x80 | (character >> 6 & 0x3f));
  }
  add(0x80 | (character & 0x3f));
}

/// Reads one object straight into BSON. Every function returns false once there is a problem.
///
/// The type byte of an element is written before its value is known and set when it is; likewise the length
/// of a document. An object with `$` names is read as a document first and then replaced by what it wraps.
class Reader {
 public:
  Reader(std::string& to, std::string_view text)
      : to_(to), start_(to.size()), begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

  JsonParse read() {
    skip_space();
    bool has_dollar = false;
    if (at_ == end_ || *at_ != '{') {
      fail(at_, "not the beginning of a JSON object");
    } else if (fields(1, has_dollar)) {
      check_whole();
    }
    if (result_.problem != nullptr) to_.resize(start_);
    result_.consumed = static_cast<std::size_t>(at_ - begin_);
    return result_;
  }

 private:
  static constexpr const char* kTooLarge = "larger than a document may be";
  static constexpr const char* kNoValue = "not a JSON value";

  bool fail(const char* at, const char* problem) {
    result_.incomplete = at == end_;
    result_.problem = result_.incomplete ? "the text ends before the object does" : problem;
    result_.problem_at = static_cast<std::size_t>(at - begin_);
    return false;
  }

  void check_whole() {
    if (to_.size() - start_ > kDocumentBytesMax) {
      fail(begin_, kTooLarge);
    } else if (deepest_ > kNestingMax) {
      // Only the finished document knows how many of the levels were wrappers.
      const Scan scan = bson::scan(std::string_view(to_).substr(start_));
      if (scan.problem != nullptr) fail(begin_, scan.problem);
    }
  }

  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  /// True if the next character behind white space is `c`, which is then taken.
  bool take(char c) {
    skip_space();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool enter(int depth) {
    if (depth > kJsonNestingMax) return fail(at_, "nested too deep");
    deepest_ = std::max(deepest_, depth);
    ++at_;
    append_le(to_, std::uint32_t{0});
    return true;
  }

  bool leave(std::size_t document_at) {
    to_ += '\0';
    const std::size_t size = to_.size() - document_at;
    if (size > kWrappedBytesMax) return fail(at_ - 1, kTooLarge);
    store_le(to_, document_at, static_cast<std::uint32_t>(size));
    return true;
  }

  /// The element's type byte, not known yet.
  std::size_t begin_element() {
    to_ += '\0';
    return to_.size() - 1;
  }
  void set_type(std::size_t type_at, Type type) { to_[type_at] = static_cast<char>(type); }

  bool fields(int depth, bool& has_dollar) {
    const std::size_t document_at = to_.size();
    if (!enter(depth)) return false;
    if (take('}')) return leave(document_at);
    do {
      skip_space();
      const std::size_t type_at = begin_element();
      if (!name()) return false;
      has_dollar = has_dollar || may_wrap(std::string_view(to_).substr(type_at + 1));
      if (!take(':')) return fail(at_, "no colon behind a field name");
      if (!value(type_at, depth)) return false;
    } while (take(','));
    if (!take('}')) return fail(at_, "neither a comma nor the end of the object behind a value");
    return leave(document_at);
  }

  bool array(int depth) {
    const std::size_t document_at = to_.size();
    if (!enter(depth)) return false;
    if (take(']')) return leave(document_at);
    std::uint32_t index = 0;
    do {
      const std::size_t type_at = begin_element();
      char digits[16];
      to_.append(digits, std::to_chars(digits, digits + sizeof digits, index++).ptr);
      to_ += '\0';
      if (!value(type_at, depth)) return false;
    } while (take(','));
    if (!take(']')) return fail(at_, "neither a comma nor the end of the array behind a value");
    return leave(document_at);
  }

  bool object(std::size_t type_at, int depth) {
    const char* const from = at_;
    const std::size_t document_at = to_.size();
    bool has_dollar = false;
    set_type(type_at, Type::kDocument);
    if (!fields(depth, has_dollar)) return false;
    if (!has_dollar) return true;
    const Wrapped wrapped = unwrap(std::string_view(to_).substr(document_at), unwrapped_);
    if (wrapped.problem != nullptr) return fail(from, wrapped.problem);
    if (!wrapped.type) return true;
    set_type(type_at, *wrapped.type);
    to_.resize(document_at);
    to_ += unwrapped_;
    return true;
  }

  bool value(std::size_t type_at, int depth) {
    skip_space();
    if (at_ == end_) return fail(at_, kNoValue);
    if (to_.size() - start_ > kWrappedBytesMax) return fail(at_, kTooLarge);
    switch (*at_) {
      case '{':
        return object(type_at, depth + 1);
      case '[':
        set_type(type_at, Type::kArray);
        return array(depth + 1);
      case '"':
        set_type(type_at, Type::kString);
        return text();
      case 't':
        to_ += '\1';
        return word("true", type_at, Type::kBool);
      case 'f':
        to_ += '\0';
        return word("false", type_at, Type::kBool);
      case 'n':
        return word("null", type_at, Type::kNull);
      default:
        return number(type_at);
    }
  }

  bool word(std::string_view word, std::size_t type_at, Type type) {
    set_type(type_at, type);
    for (const char c : word) {
      if (at_ == end_ || *at_ != c) return fail(at_, kNoValue);
      ++at_;
    }
    return true;
  }

  bool name() {
    if (at_ == end_ || *at_ != '"') return fail(at_, "no field name in quotes where one should be");
    const char* const from = at_;
    const std::size_t name_at = to_.size();
    if (!quoted()) return false;
    if (to_.find('\0', name_at) != std::string::npos) {
      return fail(from, "a NUL in a field name, which BSON cannot hold");
    }
    to_ += '\0';
    return true;
  }

  bool text() {
    const std::size_t length_at = to_.size();
    append_le(to_, std::uint32_t{0});
    if (!quoted()) return false;
    to_ += '\0';
    store_le(to_, length_at, static_cast<std::uint32_t>(to_.size() - length_at - 4));
    return true;
  }

  /// Appends what stands between quotes.
  bool quoted() {
    ++at_;
    for (;;) {
      const char* const from = at_;
      skip_plain();
      const std::size_t held = to_.size() - start_;
      if (held + static_cast<std::size_t>(at_ - from) > kWrappedBytesMax) return fail(from, kTooLarge);
      to_.append(from, at_);
      if (at_ == end_) return fail(at_, kNoValue);
      if (*at_ == '"') break;
      if (*at_ != '\\') return fail(at_, "a control character in a string");
      if (!escape()) return false;
    }
    ++at_;
    return true;
  }

  /// Stops at a quote, a backslash, a control character or the end.
  void skip_plain() {
    while (end_ - at_ >= 8) {
      const auto eight = load_le<std::uint64_t>(at_);
      const std::uint64_t found = holds(eight, '"') | holds(eight, '\\') | holds_control(eight);
      // The lowest mark is never a false one.
      if (found != 0) {
        at_ += std::countr_zero(found) / 8;
        return;
      }
      at_ += 8;
    }
    while (at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20) ++at_;
  }

  bool escape() {
    const char* const from = at_++;
    if (at_ == end_) return fail(at_, kNoValue);
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char letter = *at_++;
    if (const std::size_t known = kLetters.find(letter); known != std::string_view::npos) {
      to_ += kMeanings[known];
      return true;
    }
    if (letter != 'u') return fail(from, "an escape that JSON does not know");
    std::uint32_t unit = 0;
    return four_digits(unit) && character(unit);
  }

  bool four_digits(std::uint32_t& unit) {
    unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      if (at_ == end_) return fail(at_, kNoValue);
      const auto digit = hex_digit(*at_);
      if (!digit) return fail(at_, "not four hexadecimal digits behind \\u");
      unit = unit << 4 | *digit;
    }
    return true;
  }

  /// Appends a UTF-16 unit, with the one behind it if they are a pair.
  bool character(std::uint32_t unit) {
    while (unit >= 0xd800 && unit < 0xdc00) {
      if (!another_escape()) break;
      std::uint32_t second = 0;
      at_ += 2;
      if (!four_digits(second)) return false;
      if (second >= 0xdc00 && second < 0xe000) {
        append_utf8(to_, 0x10000 + ((unit - 0xd800) << 10 | (second - 0xdc00)));
        return true;
      }
      append_utf8(to_, unit);
      unit = second;
    }
    append_utf8(to_, unit);
    return true;
  }

  /// Where the text ends here, the string is not complete either, so nothing that matters is missed.
  bool another_escape() const { return end_ - at_ >= 2 && at_[0] == '\\' && at_[1] == 'u'; }

  bool number(std::size_t type_at) {
    const char* const from = at_;
    const bool negative = *at_ == '-';
    if (negative) ++at_;
    if (at_ != end_ && (*at_ == 'N' || *at_ == 'I' || (*at_ == '+' && !negative)))
      return not_finite(type_at, negative);
    const char* const digits = at_;
    if (!take_digits()) return fail(at_, kNoValue);
    if (*digits == '0' && at_ - digits > 1) return fail(digits, "a number with a leading zero");
    bool whole = true;
    if (at_ != end_ && *at_ == '.') {
      whole = false;
      ++at_;
      if (!take_digits()) return fail(at_, "no digit behind a decimal point");
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      whole = false;
      ++at_;
      if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
      if (!take_digits()) return fail(at_, "no digit in an exponent");
    }
    // What follows could change the number, and something must follow.
    if (at_ == end_) return fail(at_, kNoValue);
    return (whole && whole_number(type_at, from)) || real(type_at, from);
  }

  bool take_digits() {
    const char* const from = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != from;
  }

  /// False if it is too large for 64 bits, which is not a problem yet.
  bool whole_number(std::size_t type_at, const char* from) {
    std::int64_t number = 0;
    if (std::from_chars(from, at_, number).ec != std::errc()) return false;
    using Int32 = std::numeric_limits<std::int32_t>;
    if (number >= Int32::min() && number <= Int32::max()) {
      set_type(type_at, Type::kInt32);
      append_le(to_, static_cast<std::int32_t>(number));
    } else {
      set_type(type_at, Type::kInt64);
      append_le(to_, number);
    }
    return true;
  }

  bool real(std::size_t type_at, const char* from) {
    double number = 0;
    if (std::from_chars(from, at_, number).ec != std::errc()) {
      return fail(from, "a number that no double can hold");
    }
    set_type(type_at, Type::kDouble);
    append_le(to_, number);
    return true;
  }

  bool not_finite(std::size_t type_at, bool negative) {
    if (*at_ == '+') ++at_;
    const bool nan = at_ != end_ && *at_ == 'N';
    append_le(to_, nan ? std::numeric_limits<double>::quiet_NaN() : negative ? -HUGE_VAL : HUGE_VAL);
    return word(nan ? "NaN" : "Infinity", type_at, Type::kDouble);
  }

  std::string& to_;
  const std::size_t start_;
  const char* const begin_;
  const char* at_;
  const char* const end_;
  int deepest_ = 0;
  std::string unwrapped_;
  JsonParse result_;
};

}  // namespace

JsonParse append_bson(std::string& to, std::string_view text) {
  return Reader(to, text).read();
}

}  // namespace sojourn::bson
