// Holds plans against schema/plan/plan.schema.json: the part of JSON Schema that it uses, and no more.
#pragma once

#include <string>

#include "plan/yaml.h"

namespace sojourn::test {

class Schema {
 public:
  Schema();

  /// What is wrong with a plan's value; empty if nothing is.
  [[nodiscard]] std::string problem(const plan::Value& data) const { return problem(root_, data); }

  /// The member of a schema, or none: `at(root(), "properties")`.
  [[nodiscard]] static const plan::Value* at(const std::vector<plan::Entry>& entries, std::string_view key);
  [[nodiscard]] plan::Value definition(std::string_view name) const;
  [[nodiscard]] const plan::Value& root() const { return root_; }

 private:
  [[nodiscard]] std::string problem(const plan::Value& schema, const plan::Value& data) const;
  [[nodiscard]] std::string problem_of(const plan::Entry& word, const std::vector<plan::Entry>& schema,
                                       const plan::Value& data) const;
  [[nodiscard]] std::string problem_of_members(const std::vector<plan::Entry>& schema,
                                               const plan::Value& data) const;

  [[nodiscard]] bool fits(const plan::Entry& cases, const plan::Value& data) const;
  [[nodiscard]] std::string problem_of_items(const plan::Value& schema, const plan::Value& data) const;

  plan::YamlFile file_;
  plan::Value root_;
};

}  // namespace sojourn::test
