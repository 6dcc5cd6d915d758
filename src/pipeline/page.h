// Text as pages of the verbs show it: in lines of a width that a terminal has.
#pragma once

#include <cstddef>
#include <string>

namespace sojourn::pipeline {

inline constexpr std::size_t kPageWidth = 100;

/// At most so many columns; what is cut off ends in an ellipsis.
[[nodiscard]] std::string cut(const std::string& text, std::size_t width);

/// Words in lines of at most kPageWidth columns, each but the first behind `indent`. Blanks at the front
/// stay.
[[nodiscard]] std::string wrapped(const std::string& text, const std::string& indent);

/// Every line that is not empty two columns further in.
[[nodiscard]] std::string indented(const std::string& text);

}  // namespace sojourn::pipeline
