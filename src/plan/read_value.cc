#include "plan/read_value.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sojourn::plan {

bool contains(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::size_t read_choice(const Value& value, std::string_view meaning, const Words& words) {
  const std::string word = value.text(meaning);
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const std::string nearest = nearest_name(word, words);
  throw value.wrong(fmt::format("{} is {}, not \"{}\"", meaning, fmt::join(words, ", "), word),
                    nearest.empty() ? "" : fmt::format("did you mean \"{}\"?", nearest));
}

bool read_flag(const Value& value, std::string_view meaning) {
  return read_choice(value, meaning, {"false", "true"}) == 1;
}

std::string read_name(const Value& value, std::string_view meaning) {
  std::string name = value.text(meaning);
  if (name.empty()) throw value.wrong(fmt::format("{} is empty", meaning));
  return name;
}

std::vector<Value> one_or_more(const Value& value, std::string_view meaning) {
  if (!value.is_list()) return {value};
  std::vector<Value> all = value.elements(meaning);
  if (all.empty()) throw value.wrong(fmt::format("{}: the list is empty", meaning));
  return all;
}

std::vector<std::string> read_names(const Value& value, std::string_view meaning) {
  std::vector<std::string> names;
  for (const Value& each : one_or_more(value, meaning)) {
    std::string name = read_name(each, meaning);
    if (contains(names, name)) throw each.wrong(fmt::format("\"{}\" stands here a second time", name));
    names.push_back(std::move(name));
  }
  return names;
}

void check_path(const Value& value, const std::string& path, std::string_view meaning) {
  if (path.empty() || path.front() == '.' || path.back() == '.' || path.find("..") != std::string::npos) {
    throw value.wrong(
        fmt::format("\"{}\" is no path: {} is a name, or names with dots between", path, meaning),
        "write it like address.city");
  }
  if (path.find('[') != std::string::npos) {
    throw value.wrong(fmt::format("\"{}\": paths into arrays come with a later release", path),
                      "take the whole array, with `elements` for what is in it");
  }
}

std::string read_path(const Value& value, std::string_view meaning) {
  std::string path = value.text(meaning);
  check_path(value, path, meaning);
  return path;
}

std::vector<std::string> read_paths(const Value& value, std::string_view meaning) {
  const std::vector<Value> values = one_or_more(value, meaning);
  std::vector<std::string> paths = read_names(value, meaning);
  for (std::size_t i = 0; i < paths.size(); ++i) check_path(values[i], paths[i], meaning);
  return paths;
}

std::string read_reason(const Entry& entry, std::string_view subject) {
  std::string reason =
      entry.value.is_empty() ? "" : entry.value.text(fmt::format("the reason to leave out {}", subject));
  if (reason.empty()) {
    throw entry.key_value.wrong(fmt::format("{} \"{}\" is left out without a reason", subject, entry.key),
                                fmt::format("write {}: WHY IT IS NOT NEEDED", entry.key));
  }
  return reason;
}

void refuse_later(const Entry& entry) {
  if (!contains(kLaterKeys, entry.key)) return;
  throw entry.key_value.wrong(fmt::format("`{}` comes with a later release", entry.key),
                              "docs/PLAN.md says what this release can do instead");
}

}  // namespace sojourn::plan
