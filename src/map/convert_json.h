// Values into json and jsonb.
#pragma once

#include <memory>

#include "map/conversion_rules.h"
#include "map/converter.h"
#include "map/json_form.h"

namespace sojourn::map {

class JsonConverter final : public UnclampedConverter {
 public:
  JsonConverter(const plan::ColumnType& type, const plan::Conversion& conversion,
                const ConversionRules& rules);

  [[nodiscard]] Result write(const bson::Element& value, RowSink& sink) const override {
    return write_with_ids(value, nullptr, sink);
  }
  /// `ids` answers for the paths of plan::Conversion::json_ids; null: they stay as they are.
  [[nodiscard]] Result write_with_ids(const bson::Element& value, JsonIds* ids, RowSink& sink) const;

 private:
  ConversionRules rules_;
  bool binary_;
  JsonForm form_;
};

/// As make_converter, for a json or jsonb column in which ids are rewritten. REQUIRES: kJson or kJsonb.
[[nodiscard]] std::unique_ptr<JsonConverter> make_json_converter(const plan::ColumnType& type,
                                                                 const plan::Conversion& conversion,
                                                                 std::vector<std::string>& problems);

}  // namespace sojourn::map
