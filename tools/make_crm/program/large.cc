// make_crm large: as many documents as wanted, for measuring.
#include <map>
#include <memory>

#include "tools/make_crm/program/verbs.h"

namespace sojourn::make_crm {
namespace {

struct LargeVerb {
  std::string folder;
  LargeOptions options;
};

}  // namespace

void add_large_verb(CLI::App& app) {
  static const std::map<std::string, KeyOrder> orders = {{"rising", KeyOrder::kRising},
                                                         {"random", KeyOrder::kRandom}};
  auto verb = std::make_shared<LargeVerb>();
  LargeOptions& options = verb->options;
  CLI::App* large =
      app.add_subcommand("large", "Write N clean documents over the big collections, in constant memory");
  large->add_option("N", options.documents, "How many documents in all")->required();
  large->add_option("DIR", verb->folder, "Folder to write to; the dump becomes DIR/nextcrm")->required();
  add_seed_option(*large, options.seed);
  large->add_option("--keys", options.keys, "Whether the ids of a file rise or come in no order")
      ->transform(CLI::CheckedTransformer(orders))
      ->option_text("rising|random");
  large
      ->add_option("--document-bytes", options.document_bytes,
                   "Fill documents that have free text up to about this size")
      ->option_text("B");
  large->add_flag("--flat", options.flat, "Only one collection, contacts_flat, of twelve scalar fields");
  large->footer(
      "Examples:\n  make_crm large 500000 dump\n  make_crm large 5000000 dump --flat --keys random\n"
      "  make_crm large 100000 dump --document-bytes 10000");
  large->callback([verb] { run_and_print([&] { return make_large(verb->folder, verb->options); }); });
}

}  // namespace sojourn::make_crm
