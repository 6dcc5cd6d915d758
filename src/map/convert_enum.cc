#include "map/convert_enum.h"

#include <optional>
#include <utility>

#include "map/folded_text.h"
#include "map/plain_text.h"

namespace sojourn::map {
namespace {

using bson::Type;

class EnumConverter final : public UnclampedConverter {
 public:
  EnumConverter(const plan::ColumnType& type, bool fold, const ConversionRules& rules)
      : rules_(rules), fold_(fold) {
    for (const std::string& label : type.labels) labels_.emplace_back(label);
  }

  Result write(const bson::Element& value, RowSink& sink) const override {
    if (!rules_.accepts(value.type)) return invalid(Cause::kNotAccepted);
    if (value.type != Type::kString && value.type != Type::kSymbol) return invalid(Cause::kWrongType);
    const std::string_view text = rules_.text_of(value);
    bool folded = false;
    const FoldedText* label = find_text(labels_, text, fold_, folded);
    if (label == nullptr) return text.empty() ? empty() : unknown();
    sink.text(label->text());
    return {.converted = value.type != Type::kString, .folded = folded};
  }

 private:
  ConversionRules rules_;
  bool fold_;
  std::vector<FoldedText> labels_;
};

class TableConverter final : public Converter {
 public:
  TableConverter(const ConversionRules& rules, bool fold, std::unique_ptr<Converter> inner)
      : rules_(rules), fold_(fold), inner_(std::move(inner)) {}

  /// `constant`: none for null. `is_itself`: as text it is mapped; a flag is there without the table.
  void add(const std::string& from, std::unique_ptr<const Constant> constant, bool is_itself) {
    texts_.emplace_back(from);
    constants_.push_back(std::move(constant));
    is_itself_.push_back(is_itself);
  }

  Result write(const bson::Element& value, RowSink& sink) const override {
    if (!rules_.accepts(value.type)) return invalid(Cause::kNotAccepted);
    bool folded = false;
    const FoldedText* found = find(value, folded);
    if (found != nullptr) {
      const auto& constant = constants_[static_cast<std::size_t>(found - texts_.data())];
      if (constant) constant->write(sink);
      return {.kind = constant ? Result::Kind::kDone : Result::Kind::kNull, .mapped = true, .folded = folded};
    }
    const Result result = inner_->write(value, sink);
    // For a type that takes no text at all, the table is the list of those it knows.
    const bool no_way = result.kind == Result::Kind::kInvalid && result.cause == Cause::kWrongType;
    return no_way && value.type == Type::kString ? unknown() : result;
  }

  void write_clamped(const bson::Element& value, RowSink& sink) const override {
    inner_->write_clamped(value, sink);
  }

 private:
  const FoldedText* find(const bson::Element& value, bool& folded) const {
    if (value.type == Type::kString) return find_text(texts_, rules_.text_of(value), fold_, folded);
    static thread_local std::string text;
    text.clear();
    if (!is_done(append_plain_text(text, value))) return nullptr;
    const FoldedText* found = find_text(texts_, text, fold_, folded);
    if (found == nullptr || value.type != Type::kBool) return found;
    return is_itself_[static_cast<std::size_t>(found - texts_.data())] ? nullptr : found;
  }

  ConversionRules rules_;
  bool fold_;
  std::unique_ptr<Converter> inner_;
  std::vector<FoldedText> texts_;
  std::vector<std::unique_ptr<const Constant>> constants_;  ///< One for each of `texts_`.
  std::vector<bool> is_itself_;                             ///< Likewise.
};

}  // namespace

std::unique_ptr<Converter> make_enum_converter(const plan::ColumnType& type, bool fold,
                                               const ConversionRules& rules) {
  return std::make_unique<EnumConverter>(type, fold, rules);
}

std::unique_ptr<Converter> make_table_converter(const plan::ColumnType& type,
                                                const plan::Conversion& conversion,
                                                const ConversionRules& rules,
                                                std::unique_ptr<Converter> inner,
                                                std::vector<std::string>& problems) {
  const std::size_t before = problems.size();
  auto table = std::make_unique<TableConverter>(rules, conversion.fold_case, std::move(inner));
  for (const auto& [from, to] : conversion.map) {
    const bool is_itself = type.kind == plan::TypeKind::kBool && from == to;
    table->add(from, to ? make_constant(type, *to, problems) : nullptr, is_itself);
  }
  if (problems.size() != before) return nullptr;
  return table;
}

}  // namespace sojourn::map
