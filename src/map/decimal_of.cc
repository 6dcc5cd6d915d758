#include "map/decimal_of.h"

namespace sojourn::map {

using bson::Type;
using plan::Loss;

bool is_whole_number(Type type) {
  return type == Type::kInt32 || type == Type::kInt64;
}

std::int64_t whole_number(const bson::Element& value) {
  return value.type == Type::kInt32 ? value.as_int32() : value.as_int64();
}

Result read_decimal(Decimal& to, const bson::Element& value, const ConversionRules& rules) {
  switch (value.type) {
    case Type::kInt32:
    case Type::kInt64:
      set(to, whole_number(value));
      return converted();
    case Type::kDouble:
      set(to, value.as_double());
      return converted();
    case Type::kDecimal128:
      set_decimal128(to, value.value);
      return converted();
    case Type::kString: {
      const std::string_view text = rules.text_of(value);
      if (text.empty()) return empty();
      if (text.size() > rules.max_bytes) return invalid(Cause::kTooLong);
      return read_number(to, text, rules.numbers) ? converted() : invalid(Cause::kInvalidNumber);
    }
    default:
      return invalid(Cause::kWrongType);
  }
}

/// Rounds, which the rules must allow if it changes anything.
void round_as_planned(Decimal& number, int scale, Loss loss, Cause cause, const ConversionRules& rules,
                      Result& result) {
  if (!is_done(result) || !round_to(number, scale)) return;
  if (rules.allows(loss)) {
    lose(result, loss);
    // -0.4 is rounded to 0, which says as much as -0.
    if (number.is_zero()) number.negative = false;
  } else {
    result = invalid(cause);
  }
}

/// Zero has no sign where we write it: the minus is lost.
void drop_sign_of_zero(const Decimal& number, const ConversionRules& rules, Result& result) {
  if (!number.is_negative_zero() || !is_done(result)) return;
  if (rules.allows(Loss::kNegativeZero)) {
    lose(result, Loss::kNegativeZero);
  } else {
    result = invalid(Cause::kNegativeZero);
  }
}

bool is_negative(const bson::Element& value, const ConversionRules& rules) {
  Decimal number;
  return is_done(read_decimal(number, value, rules)) && number.negative;
}

}  // namespace sojourn::map
