#include "tools/make_crm/bad_dump.h"

#include "tools/make_crm/counts.h"
#include "tools/make_crm/dumps.h"
#include "tools/make_crm/faults.h"

namespace sojourn::make_crm {
namespace {

constexpr void (*kFaults[])(Planter&) = {plant_comment_routes,   plant_split_creators,
                                         plant_dangling,         plant_failed_parents,
                                         plant_duplicate_users,  plant_amounts,
                                         plant_states_as_text,   plant_free_texts,
                                         plant_missing_required, plant_positions_and_days,
                                         plant_arrays,           plant_bad_text,
                                         plant_old_shapes,       plant_strays,
                                         plant_bad_dates,        plant_unknown_values,
                                         plant_oversized,        plant_missing_everywhere,
                                         plant_wrong_types,      plant_json};

}  // namespace

BadDump plan_bad_dump(std::uint64_t seed) {
  const Ids ids(sample_counts(), seed, KeyOrder::kRising);
  const DocumentMaker maker(ids);
  Planter planter(ids, maker);
  for (const auto plant : kFaults) plant(planter);
  return {planter.documents(), planter.manifest()};
}

std::vector<Written> make_bad(const std::filesystem::path& folder, std::uint64_t seed) {
  const BadDump dump = plan_bad_dump(seed);
  // With two users of one e-mail address the unique index was never built.
  DumpFolder to(folder, {.seed = seed, .unique_email = false});
  for (const auto& collection : dump.documents) {
    to.add(collection.first, [&](BsonFile& file) {
      for (const std::string& document : collection.second) {
        file.buffer() += document;
        file.document_done();
      }
    });
  }
  write_whole(folder / kManifestName, manifest_json(dump.manifest));
  return to.written();
}

}  // namespace sojourn::make_crm
