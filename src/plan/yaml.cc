#include "plan/yaml.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <unordered_map>

#include "base/bson.h"

namespace sojourn::plan {
namespace {

constexpr char kDoing[] = "read the plan";
/// Deeper than any plan; keeps the walk over a hostile file within the stack.
constexpr int kNestingMax = 64;
/// Stand for the braces of `${NAME}` while yaml-cpp reads: in `{ mongodump: ${DUMP} }` the braces would be a
/// mapping's. One byte each, so that columns stay true.
constexpr char kOpenBrace = '\x01';
constexpr char kCloseBrace = '\x02';
/// Larger than any plan; keeps what is no file at all, like /dev/zero, out of memory.
constexpr std::size_t kBytesMax = 16 << 20;
/// An alias may stand for much, and aliases of aliases for more than time allows to walk.
constexpr int kValuesMax = 1'000'000;

Error plan_error(std::string subject, std::string cause, std::string hint = {}) {
  return usage_error(
      {.doing = kDoing, .subject = std::move(subject), .cause = std::move(cause), .hint = std::move(hint)});
}

Place place_of(const YAML::Mark& mark, const std::string& file) {
  return {.file = file, .line = std::max(mark.line, 0) + 1, .column = std::max(mark.column, 0) + 1};
}

std::string read_text(const std::filesystem::path& file) {
  std::error_code problem;
  if (std::filesystem::is_directory(file, problem)) {
    throw plan_error(file.string(), "it is a folder", "name the plan's YAML file");
  }
  std::ifstream input(file, std::ios::binary);
  if (!input) throw plan_error(file.string(), errno_text(), "check the path and the file's permissions");
  std::string content;
  std::array<char, 64 << 10> chunk{};
  while (input && content.size() <= kBytesMax) {
    input.read(chunk.data(), chunk.size());
    content.append(chunk.data(), static_cast<std::size_t>(input.gcount()));
  }
  if (input.bad()) throw plan_error(file.string(), errno_text());
  if (content.size() > kBytesMax) throw plan_error(file.string(), "it is larger than any plan");
  return content;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r';
}

void check_utf8(const std::string& text, const std::string& file) {
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (bson::is_utf8(line) && std::none_of(line.begin(), line.end(), is_control)) continue;
    throw plan_error(fmt::format("{}:{}", file, number), "this line is not UTF-8 text",
                     "save the plan as UTF-8");
  }
}

std::string hide_variables(std::string text) {
  constexpr std::string_view kNameLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
  for (auto open = text.find("${"); open != std::string::npos; open = text.find("${", open + 2)) {
    const auto close = text.find_first_not_of(kNameLetters, open + 2);
    if (close == std::string::npos || text[close] != '}') continue;
    text[open + 1] = kOpenBrace;
    text[close] = kCloseBrace;
  }
  return text;
}

std::string show_variables(std::string text) {
  std::replace(text.begin(), text.end(), kOpenBrace, '{');
  std::replace(text.begin(), text.end(), kCloseBrace, '}');
  return text;
}

/// The word null is a key of the language, and YAML's null.
std::string key_text(const YAML::Node& key) {
  return key.IsNull() ? "null" : show_variables(key.Scalar());
}

/// A key as a complaint may show it. What looks like an address may be a connection that lost its key: a
/// secret (J10).
std::string shown_key(const std::string& key) {
  return key.find("://") == std::string::npos && key.find('=') == std::string::npos ? key : "...";
}

/// Walks the whole file once: yaml-cpp keeps both of two equal keys and lets an alias contain itself.
class Checker {
 public:
  explicit Checker(const std::string& file) : file_(file) {}

  void check(const YAML::Node& node, int depth) {
    if (depth > kNestingMax) throw at(node, "values are nested too deeply here");
    if (++values_ > kValuesMax) throw at(node, "the plan holds too many values, counting each alias anew");
    if (node.IsSequence()) {
      for (const YAML::Node& element : node) check(element, depth + 1);
    } else if (node.IsMap()) {
      check_mapping(node, depth);
    }
  }

 private:
  void check_mapping(const YAML::Node& node, int depth) {
    std::unordered_map<std::string, YAML::Mark> seen;
    for (const auto& pair : node) {
      if (!pair.first.IsScalar() && !pair.first.IsNull()) throw at(pair.first, "a key must be plain text");
      const auto [first, is_new] = seen.emplace(key_text(pair.first), pair.first.Mark());
      if (!is_new) {
        throw at(pair.first, fmt::format("the key \"{}\" stands here a second time; first in line {}",
                                         shown_key(first->first), first->second.line + 1));
      }
      check(pair.second, depth + 1);
    }
  }

  [[nodiscard]] Error at(const YAML::Node& node, std::string cause) const {
    return plan_error(place_of(node.Mark(), file_).text(), std::move(cause));
  }

  const std::string& file_;
  int values_ = 0;
};

/// Notes where documents begin, and builds nothing.
class DocumentStarts : public YAML::EventHandler {
 public:
  std::vector<YAML::Mark> marks;

  void OnDocumentStart(const YAML::Mark& mark) override { marks.push_back(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {}
  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {}
  void OnMapEnd() override {}
};

/// yaml-cpp's own LoadAll never ends where a document begins with a comma: it takes nothing from the text,
/// and begins the next document at the same place.
void require_single_document(const std::string& text, const std::string& file) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  DocumentStarts starts;
  while (starts.marks.size() < 2 && parser.HandleNextDocument(starts)) {
  }
  if (starts.marks.size() < 2) return;
  const std::string place = place_of(starts.marks[1], file).text();
  if (starts.marks[1].pos == starts.marks[0].pos) {
    throw plan_error(place, "this is not YAML: nothing begins like this", "remove what stands here");
  }
  throw plan_error(place, "a second YAML document begins here",
                   "a plan is one document; remove the line `---`");
}

YAML::Node parse(const std::string& text, const std::string& file) {
  const std::string hidden = hide_variables(text);
  try {
    require_single_document(hidden, file);
    const YAML::Node root = YAML::Load(hidden);
    if (root.IsNull()) throw plan_error(file, "the file is empty", "a plan begins with `migration: NAME`");
    return root;
  } catch (const YAML::Exception& problem) {
    throw plan_error(place_of(problem.mark, file).text(), "this is not YAML: " + problem.msg,
                     "check indentation, quotes and brackets around this place");
  }
}

}  // namespace

YamlFile YamlFile::load(const std::filesystem::path& file) {
  const auto name = std::make_shared<const std::string>(file.string());
  std::string text = read_text(file);
  check_utf8(text, *name);
  const YAML::Node root = parse(text, *name);
  Checker(*name).check(root, 0);
  return {std::move(text), Value(root, root.Mark(), name)};
}

Place Value::place() const {
  return place_of(mark_, *file_);
}

Error Value::wrong(std::string cause, std::string hint) const {
  return wrong_plan(place(), std::move(cause), std::move(hint));
}

Error Value::wrong_kind(std::string_view meaning, std::string_view wanted) const {
  const std::string_view found = is_mapping() ? "a mapping (key: value)"
                                 : is_list()  ? "a list"
                                 : is_empty() ? "null or nothing"
                                              : "plain text";
  return wrong(fmt::format("{} must be {}, but {} stands here", meaning, wanted, found));
}

std::string Value::text(std::string_view meaning) const {
  if (is_text() && node_.Scalar().find(kOpenBrace) != std::string::npos) {
    throw wrong(fmt::format("{} cannot hold ${{NAME}}", meaning),
                "what decides about rows is the same on every machine: write it out");
  }
  return text_with_variables(meaning);
}

std::string Value::text_with_variables(std::string_view meaning) const {
  if (!is_text()) throw wrong_kind(meaning, "plain text");
  return show_variables(node_.Scalar());
}

std::vector<std::string> Value::texts(std::string_view meaning) const {
  std::vector<std::string> all;
  for (const Value& element : elements(meaning))
    all.push_back(element.text(fmt::format("each of {}", meaning)));
  return all;
}

std::vector<Value> Value::elements(std::string_view meaning) const {
  if (!is_list()) throw wrong_kind(meaning, "a list");
  std::vector<Value> all;
  for (const YAML::Node& element : node_) all.push_back(Value(element, element.Mark(), file_));
  return all;
}

std::vector<Entry> Value::entries(std::string_view meaning) const {
  if (!is_mapping()) throw wrong_kind(meaning, "a mapping (key: value)");
  std::vector<Entry> all;
  for (const auto& pair : node_) {
    const YAML::Mark key = pair.first.Mark();
    // Where nothing was written, yaml-cpp's mark is that of whatever comes next.
    const bool is_behind = pair.second.IsNull() && pair.second.Mark().line > key.line;
    all.push_back({key_text(pair.first), Value(pair.first, key, file_),
                   Value(pair.second, is_behind ? key : pair.second.Mark(), file_)});
  }
  return all;
}

Error unknown_key(const Entry& entry, std::string_view owner, const std::vector<std::string>& valid) {
  const std::string nearest = nearest_name(entry.key, valid);
  return entry.key_value.wrong(fmt::format("{} has no key \"{}\"", owner, shown_key(entry.key)),
                               nearest.empty() ? fmt::format("the keys are {}", fmt::join(valid, ", "))
                                               : fmt::format("did you mean \"{}\"?", nearest));
}

}  // namespace sojourn::plan
