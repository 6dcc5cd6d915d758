#include "tools/bench/rehearsal.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <fstream>

#include "apply/copy_rows.h"
#include "apply/rehearsal.h"
#include "base/error.h"
#include "journal/reader.h"
#include "pipeline/planning.h"
#include "plan/read_plan.h"
#include "tools/bench/flat_rows.h"
#include "tools/bench/work.h"
#include "tools/harness/process.h"

namespace sojourn::bench {
namespace {

namespace fs = std::filesystem;

constexpr char kFlatPlan[] = R"(migration: bench
sources: { crm: { mongodump: "${CRM_DUMP}" } }
targets: { main: { postgresql: "${DATABASE_URL}" } }
tables:
  contacts_flat: { from: crm.contacts_flat }
)";

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in && !text.empty()) return text;
  throw Error({.doing = "read the shipped example", .subject = file.string(), .cause = errno_text()});
}

void write_file(const fs::path& file, std::string_view bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) throw Error({.doing = "write rows", .subject = file.string(), .cause = errno_text()});
}

std::uint64_t bytes_in(const fs::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".bson") bytes += entry.file_size();
  }
  return bytes;
}

}  // namespace

MappingShape flat_shape() {
  std::vector<std::string> statements{create_flat_table()};
  for (const std::string& index : flat_table_indexes()) statements.push_back(index);
  return {.name = "flat", .make_crm = {"--flat"}, .plan = kFlatPlan, .statements = std::move(statements)};
}

MappingShape crm_shape() {
  const fs::path example = fs::path(SOURCE_DIR) / "schema/systems/nextcrm";
  return {.name = "crm",
          .make_crm = {},
          .plan = text_of(example / "plan.yaml"),
          .statements = {text_of(example / "target.sql")}};
}

Rehearsal::Rehearsal(const MappingShape& shape, std::uint64_t documents, const fs::path& folder,
                     const harness::PrivatePostgres& server)
    : folder_(folder),
      plan_(folder / "plan.yaml"),
      journal_(folder / "bench.journal"),
      documents_(documents) {
  const fs::path dump = folder / "dump";
  std::vector<std::string> make{program_beside("make_crm"), "large", std::to_string(documents), dump};
  make.insert(make.end(), shape.make_crm.begin(), shape.make_crm.end());
  harness::run({.words = make, .output = {}});
  dump_bytes_ = bytes_in(dump / "nextcrm");
  server.run(shape.statements);
  write_file(plan_, shape.plan);
  setenv("CRM_DUMP", (dump / "nextcrm").c_str(), 1);
  setenv("DATABASE_URL", server.connection().c_str(), 1);
  harness::run({.words = command({"extract"}), .output = folder_ / "extract.txt"});
}

std::vector<std::string> Rehearsal::command(const std::vector<std::string>& words) const {
  std::vector<std::string> all{program_beside("sojourn")};
  all.insert(all.end(), words.begin(), words.end());
  all.insert(all.end(), {plan_, "--journal", journal_});
  return all;
}

void Rehearsal::measure(Timings& timings) {
  const harness::Ended ended = harness::run(
      {.words = command({"apply", "--dry-run", "--threads", "1"}), .output = folder_ / "rehearsal.txt"});
  timings.seconds.add(ended.seconds);
  timings.cpu_seconds.add(ended.cpu_seconds);
  anonymous_peak_ = std::max(anonymous_peak_, ended.anonymous_peak);
}

std::vector<TableRows> Rehearsal::write_rows() const {
  const plan::Plan plan = plan::read_plan(plan_);
  const plan::ExpandedPlan expanded = pipeline::expanded_plan(plan, journal_);
  const auto reader = journal::Reader::open(journal_);
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < expanded.projections.size(); ++i) all.push_back(i);
  const auto rows = std::make_shared<apply::CopyRows>(all);
  const apply::RehearsalOptions options{.threads = 1, .make_sink = [&] { return rows; }};
  (void)apply::rehearse(reader->view(), expanded, options, [](const auto&, auto, auto) {});
  std::vector<TableRows> files;
  for (const std::size_t i : all) {
    const plan::Projection& projection = expanded.projections[i];
    TableRows table{.table = projection.table, .columns = {}, .file = folder_ / (projection.table + ".copy")};
    for (const plan::ColumnRule& column : projection.columns) table.columns.push_back(column.column.name);
    write_file(table.file, rows->batch(i).finish());
    files.push_back(std::move(table));
  }
  return files;
}

}  // namespace sojourn::bench
