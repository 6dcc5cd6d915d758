// Derived streams: documents computed in the journal from other streams once those are complete.
//
// They are streams like any other, with log, keys and versions. Each is written by one pass over its inputs
// and is resumable; when an input changed since, only the groups of the changed documents are computed again.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "journal/writer.h"
#include "plan/expanded.h"

namespace sojourn::derive {

struct Options {
  std::size_t memory_bytes = 512u << 20;
};

/// Called now and then with documents read and to be read.
using Progress = std::function<void(const std::string& stream, std::uint64_t done, std::uint64_t total)>;

struct Outcome {
  bool complete = false;       ///< False: the operator wished to stop; the same command goes on.
  std::uint64_t computed = 0;  ///< Groups written in this run.
  std::uint64_t deleted = 0;
};

/// Brings the derived streams up to date with their inputs. Throws if an input is not complete.
[[nodiscard]] Outcome derive(journal::Writer& writer, const plan::ExpandedPlan& plan, const Options& options,
                             const Progress& progress);

/// What section 3 of the CRM's sheet asks of a many-to-many; sums over the pairs in force.
struct PairsReport {
  std::string stream;
  std::uint64_t pairs = 0;
  std::uint64_t first_only = 0;  ///< Stated by documents of the first end alone.
  std::uint64_t second_only = 0;
  std::uint64_t both = 0;
  std::uint64_t duplicates = 0;  ///< Ids repeated within one array.
  std::uint64_t merged = 0;      ///< Pairs that became equal to another since documents were merged.
  std::uint64_t dangling = 0;    ///< Ids of no document.
  std::uint64_t malformed = 0;   ///< Elements that are no id.
  std::vector<std::string> dangling_samples;  ///< "crm.Documents 65f0… invoiceIDs[2]", three at most.
  std::vector<std::string> malformed_samples;
};

/// What a merge did.
struct MergeReport {
  std::string stream;
  std::uint64_t documents = 0;
  std::uint64_t groups = 0;
  std::uint64_t merged = 0;       ///< Documents that share another one's row.
  std::uint64_t without_key = 0;  ///< Documents without the natural key: a group each.
  struct Differed {
    std::string field;
    std::uint64_t groups = 0;
    std::vector<std::string> samples;
  };
  std::vector<Differed> differed;  ///< Fields in which the members of a group do not agree.
};

[[nodiscard]] PairsReport pairs_report(const journal::View& view, const plan::Derived& derived);
[[nodiscard]] MergeReport merge_report(const journal::View& view, const plan::Derived& derived);

}  // namespace sojourn::derive
