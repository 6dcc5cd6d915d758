#include "schema.h"

#include <algorithm>
#include <regex>
#include <stdexcept>

namespace sojourn::test {
namespace {

using plan::Entry;
using plan::Value;

/// What an editor takes a value for, by YAML 1.2.
std::string type_of(const Value& value) {
  if (value.is_mapping()) return "object";
  if (value.is_list()) return "array";
  if (value.is_empty()) return "null";
  const std::string text = value.text_with_variables("a value");
  if (!value.is_word()) return "string";
  if (text == "true" || text == "false") return "boolean";
  if (std::regex_match(text, std::regex("-?[0-9]+"))) return "integer";
  if (std::regex_match(text, std::regex("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?"))) return "number";
  return "string";
}

bool has_type(const Value& data, const Value& wanted) {
  const std::string type = type_of(data);
  const std::string name = wanted.text("a type");
  return type == name || (name == "number" && type == "integer");
}

bool equal(const Value& a, const Value& b) {
  if (type_of(a) != type_of(b)) return false;
  return a.is_empty() || a.text("a value") == b.text("a value");
}

std::vector<Value> one_or_list(const Value& value) {
  return value.is_list() ? value.elements("a list") : std::vector<Value>{value};
}

std::size_t size_of(const Value& data) {
  if (data.is_mapping()) return data.entries("a mapping").size();
  return data.is_list() ? data.elements("a list").size() : data.text_with_variables("a text").size();
}

bool is_least(const std::string& word) {
  return word == "minItems" || word == "minProperties" || word == "minLength";
}

/// Bounds hold for the kind that they are about.
bool within(const Entry& bound, const Value& data) {
  const std::string type = type_of(data);
  const bool concerned = bound.key == "minItems"    ? type == "array"
                         : bound.key == "minLength" ? type == "string"
                                                    : type == "object";
  const std::size_t limit = std::stoul(bound.value.text("a bound"));
  return !concerned || (is_least(bound.key) ? size_of(data) >= limit : size_of(data) <= limit);
}

bool is_one_of(const Entry& word, const Value& data) {
  const auto all = one_or_list(word.value);
  return std::any_of(all.begin(), all.end(), [&](const Value& each) {
    return word.key == "type" ? has_type(data, each) : equal(each, data);
  });
}

bool has_all(const Value& names, const Value& data) {
  if (!data.is_mapping()) return true;
  const auto members = data.entries("a mapping");
  const auto wanted = names.elements("names");
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const Value& name) { return Schema::at(members, name.text("a name")) != nullptr; });
}

}  // namespace

Schema::Schema()
    : file_(plan::YamlFile::load(std::string(SOURCE_DIR) + "/schema/plan/plan.schema.json")),
      root_(file_.root()) {}

const Value* Schema::at(const std::vector<Entry>& entries, std::string_view key) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

Value Schema::definition(std::string_view name) const {
  const std::vector<Entry> top = root_.entries("the schema");
  const std::vector<Entry> definitions = at(top, "$defs")->entries("the definitions");
  const Value* found = at(definitions, name);
  if (found == nullptr) throw std::logic_error("the schema does not define " + std::string(name));
  return *found;
}

std::string Schema::problem(const Value& schema, const Value& data) const {
  const std::vector<Entry> words = schema.entries("a schema");
  for (const Entry& word : words) {
    if (std::string found = problem_of(word, words, data); !found.empty()) return found;
  }
  return {};
}

std::string Schema::problem_of(const Entry& word, const std::vector<Entry>& schema, const Value& data) const {
  const auto complain = [&](const std::string& what) { return data.place().text() + ": " + what; };
  if (word.key == "$ref") return problem(definition(word.value.text("a name").substr(8)), data);
  if (word.key == "type" || word.key == "enum" || word.key == "const") {
    return is_one_of(word, data) ? "" : complain("no such " + word.key);
  }
  if (word.key == "anyOf" || word.key == "oneOf" || word.key == "not") {
    return fits(word, data) ? "" : complain("too many or no cases fit");
  }
  if (word.key == "pattern") {
    const std::regex pattern(word.value.text("a pattern"));
    return std::regex_match(data.text("a text"), pattern) ? "" : complain("not of the form");
  }
  if (word.key.starts_with("min") || word.key.starts_with("max")) {
    return within(word, data) ? "" : complain("too many or too few");
  }
  if (word.key == "items") return problem_of_items(word.value, data);
  if (word.key == "properties" || word.key == "additionalProperties") return problem_of_members(schema, data);
  if (word.key == "required") return has_all(word.value, data) ? "" : complain("a key is missing");
  if (word.key != "$schema" && word.key != "$defs" && word.key != "title" && word.key != "description") {
    throw std::logic_error("the test does not know " + word.key);
  }
  return {};
}

bool Schema::fits(const Entry& cases, const Value& data) const {
  const auto one_fits = [&](const Value& each) { return problem(each, data).empty(); };
  if (cases.key == "not") return !one_fits(cases.value);
  const auto all = cases.value.elements("the cases");
  const auto count = std::count_if(all.begin(), all.end(), one_fits);
  return count == 1 || (count > 1 && cases.key == "anyOf");
}

std::string Schema::problem_of_items(const Value& schema, const Value& data) const {
  if (!data.is_list()) return {};
  for (const Value& each : data.elements("a list")) {
    if (std::string found = problem(schema, each); !found.empty()) return found;
  }
  return {};
}

std::string Schema::problem_of_members(const std::vector<Entry>& schema, const Value& data) const {
  if (!data.is_mapping()) return {};
  const Value* properties = at(schema, "properties");
  const std::vector<Entry> known =
      properties == nullptr ? std::vector<Entry>{} : properties->entries("properties");
  const Value* others = at(schema, "additionalProperties");
  for (const Entry& member : data.entries("a mapping")) {
    const Value* rule = at(known, member.key);
    if (rule == nullptr) rule = others;
    if (rule == nullptr) continue;
    if (!rule->is_mapping()) return member.key_value.place().text() + ": no key " + member.key;
    if (std::string found = problem(*rule, member.value); !found.empty()) return found;
  }
  return {};
}

}  // namespace sojourn::test
