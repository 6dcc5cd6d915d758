#include "tools/dump/condition.h"

#include <algorithm>

#include "base/error.h"
#include "base/key.h"
#include "tools/dump/paths.h"

namespace sojourn::dump {

Condition::Condition(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) {
    throw usage_error({.doing = "understand the condition",
                       .subject = std::string(text),
                       .cause = "it is not of the form path=value",
                       .hint = "--where status=open, --where address.zip='\"01234\"'"});
  }
  path_ = text.substr(0, equals);
  keys_ = keys_meant_by(text.substr(equals + 1));
}

bool Condition::holds(std::string_view document) {
  const auto equals = [this](const bson::Element& element) {
    scratch_.clear();
    append_key(scratch_, element);
    return std::find(keys_.begin(), keys_.end(), scratch_) != keys_.end();
  };
  return any_at(document, path_, false, [&](const bson::Element& element) {
    if (equals(element)) return true;
    if (element.type != bson::Type::kArray) return false;
    for (bson::Walker walker(element.as_document()); walker.next();) {
      if (equals(walker.element())) return true;
    }
    return false;
  });
}

}  // namespace sojourn::dump
