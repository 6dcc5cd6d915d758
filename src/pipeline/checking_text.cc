#include "pipeline/checking_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "pipeline/page.h"

namespace sojourn::pipeline {
namespace {

/// Room for the longest weight.
const std::string kIndent(9, ' ');

std::string_view weight_name(Finding::Weight weight) {
  switch (weight) {
    case Finding::Weight::kOk:
      return "ok";
    case Finding::Weight::kWarning:
      return "warning";
    case Finding::Weight::kError:
      return "error";
  }
  return {};
}

std::uint64_t count_of(const std::vector<Finding>& findings, Finding::Weight weight) {
  return static_cast<std::uint64_t>(std::count_if(
      findings.begin(), findings.end(), [&](const Finding& each) { return each.weight == weight; }));
}

}  // namespace

std::string findings_page(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& each : findings) {
    const std::string_view weight = weight_name(each.weight);
    std::string lines = wrapped(kIndent + each.subject + ": " + each.text, kIndent);
    text += lines.replace(0, weight.size(), weight);
    if (!each.hint.empty()) text += wrapped(kIndent + each.hint, kIndent);
  }
  return text + fmt::format("\n{}, {}.\n", count_text(count_of(findings, Finding::Weight::kError), "error"),
                            count_text(count_of(findings, Finding::Weight::kWarning), "warning"));
}

std::string findings_json(const plan::Plan& plan, const std::vector<Finding>& findings) {
  const bool wrong = has_error(findings);
  JsonWriter json;
  json.begin_object().field("outcome", wrong ? "wrong" : "sound");
  json.field("exit_code", static_cast<int>(wrong ? ExitCode::kUsage : ExitCode::kDone));
  json.field("migration", plan.migration);
  json.key("findings").begin_list();
  for (const Finding& each : findings) {
    json.begin_object().field("weight", weight_name(each.weight)).field("subject", each.subject);
    json.field("text", each.text).field("hint", each.hint).end_object();
  }
  json.end_list().end_object();
  return json.text();
}

}  // namespace sojourn::pipeline
