// make_crm: dumps of a made-up NextCRM, to try sojourn on. The same arguments give the same bytes on any day.
#include <fmt/format.h>

#include <cstdio>

#include "base/error.h"
#include "base/table.h"
#include "base/text.h"
#include "tools/make_crm/program/verbs.h"

namespace sojourn::make_crm {

void add_seed_option(CLI::App& verb, std::uint64_t& seed) {
  verb.add_option("--seed", seed, "Another number gives another dump")->capture_default_str();
}

void print_written(const std::vector<Written>& written, double seconds) {
  using Align = Table::Align;
  Table table({{"collection"}, {"documents", Align::kRight}, {"bytes", Align::kRight}});
  Written total;
  for (const Written& each : written) {
    table.add({each.collection, with_commas(each.documents), with_commas(each.bytes)});
    total.documents += each.documents;
    total.bytes += each.bytes;
  }
  table.add_totals({"total", with_commas(total.documents), with_commas(total.bytes)});
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(total.bytes) / std::max(seconds, 1e-6));
  fmt::print("{}{:.2f} s, {}/s\n", table.text(), seconds, size_text(rate));
}

namespace {

int run(int argc, char** argv) {
  CLI::App app("Writes MongoDB dumps of a made-up NextCRM to try sojourn on.", "make_crm");
  app.require_subcommand(1);
  add_sample_verb(app);
  add_bad_verb(app);
  add_large_verb(app);
  try {
    app.parse(argc, argv);
    return static_cast<int>(ExitCode::kDone);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return static_cast<int>(code == 0 ? ExitCode::kDone : ExitCode::kUsage);
  }
}

}  // namespace
}  // namespace sojourn::make_crm

int main(int argc, char** argv) {
  try {
    return sojourn::make_crm::run(argc, argv);
  } catch (const sojourn::Error& error) {
    fmt::print(stderr, "make_crm: {}\n", error.what());
    if (!error.text().hint.empty()) fmt::print(stderr, "try: {}\n", error.text().hint);
    return static_cast<int>(error.exit_code());
  } catch (const std::exception& error) {
    fmt::print(stderr, "make_crm: {}\n", error.what());
    return static_cast<int>(sojourn::ExitCode::kFailed);
  }
}
