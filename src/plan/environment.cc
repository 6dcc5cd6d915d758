#include "plan/environment.h"

#include <fmt/format.h>

#include <cstdlib>

namespace sojourn::plan {
namespace {

bool is_variable_name(std::string_view name) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
  constexpr std::string_view kOthers = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
  return !name.empty() && kLetters.find(name.front()) != std::string_view::npos &&
         name.find_first_not_of(kOthers) == std::string_view::npos;
}

std::string variable(const Value& value, const std::string& name) {
  if (!is_variable_name(name)) {
    throw value.wrong(fmt::format("\"{}\" is no name of an environment variable", name),
                      "write ${NAME} with letters, digits and underscores");
  }
  const char* content = std::getenv(name.c_str());
  if (content == nullptr) {
    throw value.wrong(fmt::format("the environment variable {} is not set", name),
                      fmt::format("set it: export {}=...", name));
  }
  return content;
}

}  // namespace

std::string expanded_text(const Value& value, std::string_view meaning) {
  const std::string text = value.text(meaning);
  std::string expanded;
  std::size_t from = 0;
  for (std::size_t open = text.find("${"); open != std::string::npos; open = text.find("${", from)) {
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) throw value.wrong("\"${\" without \"}\"", "write ${NAME}");
    expanded.append(text, from, open - from);
    expanded += variable(value, text.substr(open + 2, close - open - 2));
    from = close + 1;
  }
  return expanded.append(text, from);
}

}  // namespace sojourn::plan
