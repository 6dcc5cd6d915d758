// What the text of a field looks like, chosen by the field's name.
#pragma once

#include <string>
#include <string_view>

#include "tools/make_crm/facts.h"
#include "tools/make_crm/random.h"

namespace sojourn::make_crm {

/// Appends one text.
using TextMaker = void (*)(std::string& to, Random& random, const Facts& facts);

/// The maker for a field; every text field of the table has one.
[[nodiscard]] TextMaker text_maker(std::string_view collection, std::string_view field);

/// The field that takes what `--document-bytes` adds, or empty for collections without free text.
[[nodiscard]] std::string_view padded_field(std::string_view collection);

}  // namespace sojourn::make_crm
