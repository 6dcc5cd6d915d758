#include <cstdlib>

#include "base/error.h"
#include "fuzz.h"
#include "plan/read_plan.h"
#include "support/temp_dir.h"
#include "targets.h"

namespace sojourn::test {
namespace {

/// What every plan has, however odd its text.
void check_plan(const plan::Plan& plan, std::string_view bytes) {
  demand(!plan.migration.empty() && !plan.sources.empty(), "a plan has a name and a source");
  demand(plan.text.starts_with(bytes), "a plan keeps its text");
  for (const plan::TablePlan& table : plan.tables) {
    const int kinds = (table.streams.empty() ? 0 : 1) + (table.merge ? 1 : 0) + (table.pairs ? 1 : 0);
    demand(kinds == 1, "a table comes from streams, from a merge or from pairs");
    demand(!table.pairs || (table.pairs->ends.size() == 2 && !table.pairs->from.empty()), "pairs are whole");
    for (const auto& [column, rule] : table.columns) {
      const bool takes_field = rule.origin == plan::Origin::kField ||
                               rule.origin == plan::Origin::kReference ||
                               rule.origin == plan::Origin::kTimeOf;
      demand(takes_field != rule.fields.empty(), "a rule that takes a field has one");
      demand(rule.place.line > 0, "a rule knows its place");
    }
    for (const plan::LeftOut& field : table.left_out)
      demand(!field.reason.empty(), "nothing is left out without a reason");
  }
}

}  // namespace

void fuzz_plan(std::string_view bytes) {
  static const TempDir folder;
  const auto file = folder / "plan.yaml";
  write_file(file, bytes);
  setenv("EXPORTS", "/exports", 1);
  try {
    check_plan(plan::read_plan(file), bytes);
  } catch (const Error& error) {
    demand(error.exit_code() == ExitCode::kUsage, "a wrong plan is a mistake of its writer");
    demand(error.text().subject.starts_with(folder.path().string()), "the error names the file");
    demand(!error.text().cause.empty(), "the error says what is wrong");
  }
}

}  // namespace sojourn::test
