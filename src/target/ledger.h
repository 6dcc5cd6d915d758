// The ledger: what of a migration is applied, kept in the target beside the rows it speaks of (J4), and the
// epoch that says who may write (J9).
//
// A Ledger knows where the ledger is and which epoch is ours; it holds no session. After take_over its const
// functions may be called from any thread, each with a session of its own. docs/LEDGER.md has the tables.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "target/session.h"
#include "target/sql_text.h"

namespace sojourn::target {

/// Another process has taken over: this one must neither write nor connect again.
class Superseded : public Error {
 public:
  using Error::Error;
};

/// Documents [first, past) of the stream of a projection, applied in one transaction.
struct AppliedRange {
  std::uint64_t first = 0;
  std::uint64_t past = 0;
  std::uint64_t rows = 0;
  std::map<std::string, std::uint64_t> set_aside;  ///< Documents without a row, by what became of them.
  Hash128 digest;                                  ///< Of the rows: the sum of a hash of each.
  friend bool operator==(const AppliedRange&, const AppliedRange&) = default;
};

/// What is applied of a projection under the shape that was asked for.
struct Applied {
  int generation = 1;                ///< For `record`: rises whenever a projection gets another shape.
  bool other_shapes = false;         ///< The table may hold rows of an earlier shape.
  std::vector<AppliedRange> ranges;  ///< By `first`; they do not overlap.
};

/// Numbers that only rise. What the journal remembers of them tells a target that was set back.
struct Standing {
  int epoch = 0;
  std::uint64_t documents = 0;  ///< Of all ranges of all shapes.
  friend bool operator==(const Standing&, const Standing&) = default;
};

/// Sums do not depend on the order, so digests of adjacent ranges can be joined.
[[nodiscard]] Hash128 sum(const Hash128& a, const Hash128& b);

class Ledger {
 public:
  /// Which migration a ledger must be of.
  struct Owner {
    std::string journal;  ///< The id of the journal.
    std::string name;     ///< Of the migration.
  };

  /// The ledger in that schema, if there is one. Throws if it is of another migration or a newer format.
  [[nodiscard]] static std::optional<Ledger> find(Session& session, const std::string& schema,
                                                  const Owner& owner);
  /// The same, made if there is none. Makes the schema, too.
  [[nodiscard]] static Ledger open(Session& session, const std::string& schema, const Owner& owner);

  /// The target's own random id.
  [[nodiscard]] const std::string& target() const { return target_; }
  [[nodiscard]] const std::string& schema() const { return schema_; }
  /// "sojourn"."ranges"
  [[nodiscard]] std::string table(const std::string& name) const { return quoted_name({schema_, name}); }
  [[nodiscard]] Standing standing(Session& session) const;

  /// Makes this process the one that writes: raises the epoch, ends the sessions that joined before, and
  /// waits until they are gone, so that nothing of theirs is committed later. The session has joined then.
  void take_over(Session& session);
  /// Every further session joins before it writes. Throws Superseded.
  void join(Session& session) const;
  /// The last statement of every transaction that writes without `record`. Throws Superseded.
  void check(Session& session) const;
  /// The last statement of the transaction that applied the range. Throws Superseded.
  void record(Session& session, const std::string& projection, const std::string& shape, int generation,
              const AppliedRange& range) const;

  [[nodiscard]] Applied applied(Session& session, const std::string& projection,
                                const std::string& shape) const;
  /// Joins adjacent ranges of all projections, in a transaction of its own.
  void merge_ranges(Session& session) const;

 private:
  Ledger(std::string schema) : schema_(std::move(schema)) {}
  void create(Session& session, const Owner& owner) const;
  bool read(Session& session, const Owner& owner);
  /// Throws what it means that the epoch in the ledger is not ours.
  [[noreturn]] void throw_other_epoch(Session& session) const;
  void end_older_sessions(Session& session) const;
  void merge_ranges_of(Session& session, const std::string& projection, int generation) const;

  std::string schema_;
  std::string target_;
  std::string lock_;  ///< Of advisory locks: the ledger's number in the database.
  int epoch_ = 0;     ///< 0 until take_over.
};

/// The format of the ledger's tables. Only ever rises.
inline constexpr int kLedgerFormat = 1;

}  // namespace sojourn::target
