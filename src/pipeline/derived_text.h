// What the derived streams say of the data: who was merged with whom, which pairs only one side states.
#pragma once

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "derive/derive.h"
#include "plan/expanded.h"

namespace sojourn::pipeline {

struct DerivedReports {
  std::vector<derive::MergeReport> merges;
  std::vector<derive::PairsReport> pairs;
};

/// REQUIRES: the derived streams are up to date.
[[nodiscard]] DerivedReports read_derived(const journal::View& view, const plan::ExpandedPlan& plan);

[[nodiscard]] std::string derived_text(const DerivedReports& reports);
/// As members `merges` and `pairs` of an object that is open. Keys are only ever added.
void write_derived(JsonWriter& json, const DerivedReports& reports);

}  // namespace sojourn::pipeline
