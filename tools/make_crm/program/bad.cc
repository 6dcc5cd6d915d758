// make_crm bad: the sample with every kind of dirt, and a list of it.
#include <memory>

#include "tools/make_crm/program/verbs.h"

namespace sojourn::make_crm {
namespace {

struct BadVerb {
  std::string folder;
  std::uint64_t seed = kDefaultSeed;
};

}  // namespace

void add_bad_verb(CLI::App& app) {
  auto verb = std::make_shared<BadVerb>();
  CLI::App* bad = app.add_subcommand(
      "bad", "Write the sample with every kind of dirt, and DIR/manifest.json that lists each fault");
  bad->add_option("DIR", verb->folder, "Folder to write to; the dump becomes DIR/nextcrm")->required();
  add_seed_option(*bad, verb->seed);
  bad->footer("docs/MAKE_CRM.md explains the manifest.\n\nExample:\n  make_crm bad dirty --seed 7");
  bad->callback([verb] { run_and_print([&] { return make_bad(verb->folder, verb->seed); }); });
}

}  // namespace sojourn::make_crm
