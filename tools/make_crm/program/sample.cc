// make_crm sample: a small clean dump of every collection.
#include <memory>

#include "tools/make_crm/program/verbs.h"

namespace sojourn::make_crm {
namespace {

struct SampleVerb {
  std::string folder;
  std::uint64_t seed = kDefaultSeed;
};

}  // namespace

void add_sample_verb(CLI::App& app) {
  auto verb = std::make_shared<SampleVerb>();
  CLI::App* sample = app.add_subcommand(
      "sample", "Write a small clean dump: all 29 collections, 100 to 1000 documents each");
  sample->add_option("DIR", verb->folder, "Folder to write to; the dump becomes DIR/nextcrm")->required();
  add_seed_option(*sample, verb->seed);
  sample->footer("Example:\n  make_crm sample dump --seed 7");
  sample->callback([verb] { run_and_print([&] { return make_sample(verb->folder, verb->seed); }); });
}

}  // namespace sojourn::make_crm
