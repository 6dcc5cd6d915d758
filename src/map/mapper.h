// Turns documents of one stream into rows of all the tables that it feeds: pure (J5), one walk over each
// document.
//
// Made once per stream from the expanded plan, used by many threads, each with a Worker of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "map/outcome.h"
#include "map/references.h"
#include "map/row_sink.h"
#include "map/tally.h"
#include "plan/expand.h"
#include "plan/expanded.h"

namespace sojourn::map {

/// A document as the journal holds it.
struct Document {
  std::uint64_t sequence = 0;
  std::string_view key;   ///< Canonical.
  std::string_view body;  ///< A document that bson::scan accepted.
};

struct Program;

/// What cannot be mapped as planned: types without a way, constants that do not fit, formats that say
/// nothing.
[[nodiscard]] std::vector<plan::Complaint> check(const plan::ExpandedPlan& plan);

class Mapper {
 public:
  /// REQUIRES: `check` found no error; `plan` outlives the mapper. `projections` are those to be filled, all
  /// of the same stream.
  Mapper(const plan::ExpandedPlan& plan, std::vector<std::size_t> projections);
  ~Mapper();
  Mapper(Mapper&&) noexcept;

  [[nodiscard]] const std::vector<std::size_t>& projections() const;

  class Worker {
   public:
    /// Both stay as long as the worker.
    Worker(const Mapper& mapper, const References& references);
    ~Worker();
    /// Writes the rows of the document into `sink`, projection by projection. `outcomes` and `tallies` have
    /// one element for each of `projections()`; outcomes are overwritten, tallies added to. A projection
    /// whose outcome is not kApplied gets no row: one that was begun is abandoned.
    void map(const Document& document, RowSink& sink, std::span<Outcome> outcomes, std::span<Tally> tallies);

   private:
    class State;
    std::unique_ptr<State> state_;
  };

 private:
  std::unique_ptr<const Program> program_;
};

}  // namespace sojourn::map
