// Reads answers: what a plan wants where a value is missing, null, empty, invalid, unknown or dangling.
#pragma once

#include "plan/rule.h"
#include "plan/yaml.h"

namespace sojourn::plan {

/// What may answer besides the words `null`, `fail`, `skip`, `stop`, `clamp` and `placeholder`.
enum class Answers {
  kWords,           ///< Nothing: of defaults and routes, which stand for many columns.
  kValues,          ///< A value: of elements.
  kValuesAndFields  ///< A value, or another field: of columns.
};

/// `question` is the key: "missing". A word without quotes is an answer, with quotes a value.
[[nodiscard]] Policy read_answer(const std::string& question, const Value& value, Answers answers);

/// Reads the entry into `policies` if its key is a question.
[[nodiscard]] bool read_policy(Policies& policies, const Entry& entry, Answers answers);

}  // namespace sojourn::plan
