// Brings one value into one type: a pure function of the value, the type and what the plan says about it.
//
// A converter never decides what becomes of a value that does not fit: it tells, and whoever maps applies the
// plan's policies. Null and missing values never come here, nor do arrays for array columns (their elements
// do).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bson.h"
#include "map/cause.h"
#include "map/row_sink.h"
#include "plan/catalogue.h"
#include "plan/rule.h"

namespace sojourn::map {

struct Result {
  enum class Kind : std::uint8_t {
    kDone,     ///< One cell was written.
    kNull,     ///< The plan's table of values says null; nothing was written.
    kEmpty,    ///< "" for a type that is no text.
    kUnknown,  ///< Not in the table of values, not a label of the enum.
    kInvalid,  ///< See `cause`.
  } kind = Kind::kDone;
  Cause cause = Cause::kWrongType;
  bool converted = false;    ///< From another type than the column's natural one, without loss.
  bool mapped = false;       ///< By the plan's table of values.
  bool folded = false;       ///< Letters' case was ignored.
  bool clampable = false;    ///< Of kInvalid with kOutOfRange: `write_clamped` has an answer.
  std::uint16_t losses = 0;  ///< Bits by plan::Loss: declared, and they happened.
};

class Converter {
 public:
  virtual ~Converter() = default;
  /// Writes exactly one cell if the result is kDone, else none.
  [[nodiscard]] virtual Result write(const bson::Element& value, RowSink& sink) const = 0;
  /// The nearest end of the range. REQUIRES: the last `write` of this value was clampable.
  virtual void write_clamped(const bson::Element& value, RowSink& sink) const = 0;
};

/// For a type that is no array; of a conversion for arrays it is that of the elements. What makes no sense (a
/// format for a boolean, a verb that does not fit the type, a type that cannot be filled) is appended to
/// `problems` in words; then null is returned.
[[nodiscard]] std::unique_ptr<Converter> make_converter(const plan::ColumnType& type,
                                                        const plan::Conversion& conversion,
                                                        std::vector<std::string>& problems);

/// A text of the plan as a cell: a default, a constant. Unlike texts of documents it may say `true` for a
/// boolean, and for JSON it is JSON itself.
class Constant {
 public:
  Constant(std::unique_ptr<const Converter> converter, bson::Type type, std::string value)
      : converter_(std::move(converter)), type_(type), value_(std::move(value)) {}
  void write(RowSink& sink) const;

 private:
  std::unique_ptr<const Converter> converter_;
  bson::Type type_;
  std::string value_;  ///< As it would lie in BSON.
};

/// Null, and `problems` has words, if the type cannot hold it.
[[nodiscard]] std::unique_ptr<Constant> make_constant(const plan::ColumnType& type, std::string_view text,
                                                      std::vector<std::string>& problems);

}  // namespace sojourn::map
