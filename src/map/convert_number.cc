#include "map/convert_number.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "map/decimal_of.h"

namespace sojourn::map {
namespace {

using bson::Type;
using plan::Loss;

template <typename Integer>
void put(RowSink& sink, Integer value) {
  if constexpr (sizeof(Integer) == 2) sink.int16(value);
  if constexpr (sizeof(Integer) == 4) sink.int32(value);
  if constexpr (sizeof(Integer) == 8) sink.int64(value);
}

template <typename Integer>
class IntegerConverter final : public Converter {
 public:
  explicit IntegerConverter(const ConversionRules& rules) : rules_(rules) {}

  Result write(const bson::Element& value, RowSink& sink) const override {
    if (!rules_.accepts(value.type)) return invalid(Cause::kNotAccepted);
    // An int32 is the smallest there is; an int64 in a smaller column was once meant to be larger.
    if (value.type == Type::kInt32) return put_whole(value.as_int32(), done(), sink);
    if (value.type == Type::kInt64) {
      return put_whole(value.as_int64(), {.converted = sizeof(Integer) < sizeof(std::int64_t)}, sink);
    }
    if (value.type == Type::kDouble) {
      const double number = value.as_double();
      const bool is_whole = std::trunc(number) == number && number >= -kInt64Past && number < kInt64Past;
      if (is_whole && (number != 0 || !std::signbit(number))) {
        return put_whole(static_cast<std::int64_t>(number), converted(), sink);
      }
    }
    return write_decimal(value, sink);
  }

  void write_clamped(const bson::Element& value, RowSink& sink) const override {
    put(sink, is_negative(value, rules_) ? Limits::min() : Limits::max());
  }

 private:
  using Limits = std::numeric_limits<Integer>;
  static constexpr double kInt64Past = 9223372036854775808.0;

  Result put_whole(std::int64_t value, Result result, RowSink& sink) const {
    if (value < Limits::min() || value > Limits::max()) return out_of_range();
    put(sink, static_cast<Integer>(value));
    return result;
  }

  Result write_decimal(const bson::Element& value, RowSink& sink) const {
    Decimal number;
    Result result = read_decimal(number, value, rules_);
    if (!is_done(result)) return result;
    if (number.kind != Decimal::Kind::kFinite) return invalid(Cause::kNotFinite);
    round_as_planned(number, 0, Loss::kFraction, Cause::kNotWhole, rules_, result);
    drop_sign_of_zero(number, rules_, result);
    if (!is_done(result)) return result;
    const auto whole = to_int64(number);
    return whole ? put_whole(*whole, result, sink) : out_of_range();
  }

  ConversionRules rules_;
};

template <typename Real>
class RealConverter final : public Converter {
 public:
  explicit RealConverter(const ConversionRules& rules) : rules_(rules) {}

  Result write(const bson::Element& value, RowSink& sink) const override {
    if (!rules_.accepts(value.type)) return invalid(Cause::kNotAccepted);
    if (value.type == Type::kDouble) return write_double(value.as_double(), sink);
    if (is_whole_number(value.type)) return write_whole(whole_number(value), sink);
    Decimal number;
    const Result result = read_decimal(number, value, rules_);
    return is_done(result) ? write_decimal(number, result, sink) : result;
  }

  void write_clamped(const bson::Element& value, RowSink& sink) const override {
    const Real most = std::numeric_limits<Real>::max();
    put(is_negative(value, rules_) ? -most : most, sink);
  }

 private:
  static void put(Real value, RowSink& sink) {
    if constexpr (sizeof(Real) == sizeof(float)) {
      sink.float4(value);
    } else {
      sink.float8(value);
    }
  }

  Result write_double(double value, RowSink& sink) const {
    const bool fits = !(std::abs(value) > std::numeric_limits<Real>::max()) || std::isinf(value);
    if (fits && (static_cast<double>(static_cast<Real>(value)) == value || std::isnan(value))) {
      put(static_cast<Real>(value), sink);
      return {.converted = sizeof(Real) != sizeof(double)};
    }
    Decimal number;
    set(number, value);
    return write_decimal(number, converted(), sink);
  }

  Result write_whole(std::int64_t value, RowSink& sink) const {
    constexpr auto kInt64Past = static_cast<Real>(9223372036854775808.0);
    const auto real = static_cast<Real>(value);
    if (real < kInt64Past && static_cast<std::int64_t>(real) == value) {
      put(real, sink);
      return converted();
    }
    Decimal number;
    set(number, value);
    return write_decimal(number, converted(), sink);
  }

  /// Exact if the number that arrives is printed as the one that was meant.
  Result write_decimal(const Decimal& number, Result result, RowSink& sink) const {
    const Real real = nearest<Real>(number);
    if (number.kind == Decimal::Kind::kFinite && std::isinf(real)) return out_of_range();
    Decimal arrives;
    set(arrives, real);
    if (!same_value(number, arrives)) {
      if (!rules_.allows(Loss::kPrecision)) return invalid(Cause::kPrecision);
      lose(result, Loss::kPrecision);
    }
    put(real, sink);
    return result;
  }

  ConversionRules rules_;
};

class NumericConverter final : public Converter {
 public:
  NumericConverter(const plan::ColumnType& type, const ConversionRules& rules)
      : rules_(rules),
        precision_(type.precision),
        scale_(type.precision ? type.scale.value_or(0) : kScaleMax) {}

  Result write(const bson::Element& value, RowSink& sink) const override {
    if (!rules_.accepts(value.type)) return invalid(Cause::kNotAccepted);
    Decimal number;
    Result result = read_decimal(number, value, rules_);
    if (!is_done(result)) return result;
    if (value.type == Type::kDecimal128) result.converted = false;
    if (number.kind != Decimal::Kind::kFinite) return write_special(number, result, sink);
    if (!precision_ && number.count > 0 && -number.exponent > kScaleMax) return invalid(Cause::kOutOfRange);
    round_as_planned(number, scale_, Loss::kPrecision, Cause::kPrecision, rules_, result);
    drop_sign_of_zero(number, rules_, result);
    if (!is_done(result)) return result;
    if (number.count > 0 && number.whole_digits() > whole_digits_max()) {
      return precision_ ? out_of_range() : invalid(Cause::kOutOfRange);
    }
    sink.numeric(to_numeric(number, scale_of(number)));
    return result;
  }

  void write_clamped(const bson::Element& value, RowSink& sink) const override {
    Decimal most;
    most.exponent = -scale_;
    most.count = static_cast<std::size_t>(precision_.value_or(0));
    std::fill_n(most.digits.begin(), most.count, '9');
    most.negative = is_negative(value, rules_);
    sink.numeric(to_numeric(most, scale_of(most)));
  }

 private:
  /// Behind the point numeric keeps at most so many digits, before it far more than we write.
  static constexpr int kScaleMax = 16383;
  static constexpr int kWholeDigitsMax = 131072;

  Result write_special(const Decimal& number, Result result, RowSink& sink) const {
    if (precision_ && number.kind == Decimal::Kind::kInfinity) return invalid(Cause::kNotFinite);
    sink.numeric(to_numeric(number, 0));
    return result;
  }

  int whole_digits_max() const { return precision_ ? *precision_ - scale_ : kWholeDigitsMax; }

  std::uint16_t scale_of(const Decimal& number) const {
    return static_cast<std::uint16_t>(std::max(precision_ ? scale_ : -number.exponent, 0));
  }

  ConversionRules rules_;
  std::optional<int> precision_;
  int scale_;
};

}  // namespace

std::unique_ptr<Converter> make_integer_converter(const plan::ColumnType& type,
                                                  const ConversionRules& rules) {
  if (type.kind == plan::TypeKind::kInt16) return std::make_unique<IntegerConverter<std::int16_t>>(rules);
  if (type.kind == plan::TypeKind::kInt32) return std::make_unique<IntegerConverter<std::int32_t>>(rules);
  return std::make_unique<IntegerConverter<std::int64_t>>(rules);
}

std::unique_ptr<Converter> make_real_converter(const plan::ColumnType& type, const ConversionRules& rules) {
  if (type.kind == plan::TypeKind::kFloat4) return std::make_unique<RealConverter<float>>(rules);
  return std::make_unique<RealConverter<double>>(rules);
}

std::unique_ptr<Converter> make_numeric_converter(const plan::ColumnType& type,
                                                  const ConversionRules& rules) {
  return std::make_unique<NumericConverter>(type, rules);
}

}  // namespace sojourn::map
