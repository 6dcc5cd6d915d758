#include "plan/environment.h"

#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

namespace sojourn::plan {
namespace {

bool is_variable_name(std::string_view name) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
  constexpr std::string_view kOthers = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
  return !name.empty() && kLetters.find(name.front()) != std::string_view::npos &&
         name.find_first_not_of(kOthers) == std::string_view::npos;
}

using Lookup = std::string (*)(const std::string& name, const Place& place);

std::string replaced(const std::string& text, const Place& place, Lookup lookup) {
  std::string result;
  std::size_t from = 0;
  for (std::size_t open = text.find("${"); open != std::string::npos; open = text.find("${", from)) {
    const std::size_t close = text.find('}', open);
    const std::string name = close == std::string::npos ? "" : text.substr(open + 2, close - open - 2);
    if (!is_variable_name(name)) {
      throw wrong_plan(place, "\"${\" is not followed by the name of a variable and \"}\"",
                       "write ${NAME} with letters, digits and underscores");
    }
    result.append(text, from, open - from) += lookup(name, place);
    from = close + 1;
  }
  return result.append(text, from);
}

std::string content_of(const std::string& name, const Place& place) {
  const char* content = std::getenv(name.c_str());
  if (content == nullptr) {
    throw wrong_plan(place, fmt::format("the environment variable {} is not set", name),
                     fmt::format("set it: export {}=...", name));
  }
  return content;
}

}  // namespace

std::string expanded_text(const std::string& text, const Place& place) {
  return replaced(text, place, content_of);
}

void check_variables(const std::string& text, const Place& place) {
  (void)replaced(text, place, [](const std::string&, const Place&) { return std::string(); });
}

}  // namespace sojourn::plan
