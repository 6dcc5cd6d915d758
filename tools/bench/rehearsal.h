// The rehearsal under measurement: `sojourn apply --dry-run`, with plan, target and journal in place, and the
// rows that the same plan makes as files for the floor.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/bench/samples.h"
#include "tools/bench/table_floor.h"
#include "tools/harness/private_postgres.h"

namespace sojourn::bench {

/// A dump and what is planned for it.
struct MappingShape {
  std::string name;                     ///< "flat", "crm".
  std::vector<std::string> make_crm;    ///< Words behind the number of documents and the folder.
  std::string plan;                     ///< Text; reads CRM_DUMP and DATABASE_URL.
  std::vector<std::string> statements;  ///< Make the tables.
};

[[nodiscard]] MappingShape flat_shape();
/// NextCRM with the plan and the schema that are shipped.
[[nodiscard]] MappingShape crm_shape();

class Rehearsal {
 public:
  /// Makes dump, tables and journal within `folder`.
  Rehearsal(const MappingShape& shape, std::uint64_t documents, const std::filesystem::path& folder,
            const harness::PrivatePostgres& server);

  /// One rehearsal on one core, from start to exit.
  void measure(Timings& timings);
  /// The rows that it makes, as files in the folder.
  [[nodiscard]] std::vector<TableRows> write_rows() const;

  [[nodiscard]] std::uint64_t documents() const { return documents_; }
  [[nodiscard]] std::uint64_t dump_bytes() const { return dump_bytes_; }
  [[nodiscard]] std::uint64_t anonymous_peak() const { return anonymous_peak_; }

 private:
  [[nodiscard]] std::vector<std::string> command(const std::vector<std::string>& words) const;

  std::filesystem::path folder_;
  std::filesystem::path plan_;
  std::filesystem::path journal_;
  std::uint64_t documents_ = 0;
  std::uint64_t dump_bytes_ = 0;
  std::uint64_t anonymous_peak_ = 0;
};

}  // namespace sojourn::bench
