// What the plan says about the values of one column, in a form that is cheap to ask for each of them; and the
// words in which converters answer.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/bson.h"
#include "base/fold.h"
#include "map/cause.h"
#include "map/converter.h"
#include "plan/rule.h"

namespace sojourn::map {

/// How numbers are written in texts.
struct NumberFormat {
  std::string decimal = ".";
  std::string group;  ///< Between groups of three digits; empty: not allowed.
};

struct ConversionRules {
  std::uint32_t accepted = ~std::uint32_t{0};  ///< A bit for each BSON type.
  std::uint16_t allowed_losses = 0;            ///< Bits by plan::Loss.
  bool trim = false;
  std::uint64_t max_bytes = std::numeric_limits<std::uint64_t>::max();
  NumberFormat numbers;

  ConversionRules() = default;
  /// Appends to `problems` what `accept` names that is no BSON type.
  ConversionRules(const plan::Conversion& conversion, std::vector<std::string>& problems);

  [[nodiscard]] bool accepts(bson::Type type) const { return (accepted >> bit(type) & 1) != 0; }
  [[nodiscard]] bool allows(plan::Loss loss) const {
    return (allowed_losses >> static_cast<unsigned>(loss) & 1) != 0;
  }
  /// What converters see of a text.
  [[nodiscard]] std::string_view text_of(const bson::Element& value) const {
    return trim ? sojourn::trim(value.as_text()) : value.as_text();
  }

 private:
  /// Type bytes are 1 to 19, 127 and 255.
  static constexpr unsigned bit(bson::Type type) {
    const auto byte = static_cast<unsigned>(type);
    return (byte & 31) - (byte >> 7);
  }
};

inline Result done() {
  return {};
}
inline Result converted() {
  return {.converted = true};
}
inline Result empty() {
  return {.kind = Result::Kind::kEmpty};
}
inline Result unknown() {
  return {.kind = Result::Kind::kUnknown, .cause = Cause::kUnknownValue};
}
inline Result invalid(Cause cause) {
  return {.kind = Result::Kind::kInvalid, .cause = cause};
}
inline Result out_of_range() {
  return {.kind = Result::Kind::kInvalid, .cause = Cause::kOutOfRange, .clampable = true};
}
inline void lose(Result& result, plan::Loss loss) {
  result.losses = static_cast<std::uint16_t>(result.losses | 1u << static_cast<unsigned>(loss));
}
inline bool is_done(const Result& result) {
  return result.kind == Result::Kind::kDone;
}

/// A part of every converter: writes nothing where a value is out of range, since nothing else was clampable.
class UnclampedConverter : public Converter {
 public:
  void write_clamped(const bson::Element&, RowSink&) const override {}
};

}  // namespace sojourn::map
