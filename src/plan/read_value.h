// The small values that plans are made of: flags, words to choose from, paths of fields, reasons.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/language.h"
#include "plan/yaml.h"

namespace sojourn::plan {

// Each throws a usage_error with the place of what is wrong. `meaning` is said to people: "the unit".

[[nodiscard]] bool contains(const Words& words, std::string_view word);
/// The one of `words` that stands there, as its index.
[[nodiscard]] std::size_t read_choice(const Value& value, std::string_view meaning, const Words& words);
[[nodiscard]] bool read_flag(const Value& value, std::string_view meaning);
/// Text that is not empty.
[[nodiscard]] std::string read_name(const Value& value, std::string_view meaning);
/// The value itself, or the elements of a list that is not empty.
[[nodiscard]] std::vector<Value> one_or_more(const Value& value, std::string_view meaning);
/// One name or several, none of them twice.
[[nodiscard]] std::vector<std::string> read_names(const Value& value, std::string_view meaning);

/// A path of a field, with dots: "address.city".
[[nodiscard]] std::string read_path(const Value& value, std::string_view meaning);
[[nodiscard]] std::vector<std::string> read_paths(const Value& value, std::string_view meaning);
void check_path(const Value& value, const std::string& path, std::string_view meaning);

/// Why the key of `entry` is left out (J6). `subject` begins the complaint: "the field".
[[nodiscard]] std::string read_reason(const Entry& entry, std::string_view subject);

/// Throws if the key is a word of a later release.
void refuse_later(const Entry& entry);

}  // namespace sojourn::plan
