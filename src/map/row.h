// One document on its way into one projection: what was noticed so far, and its fate in the end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bson.h"
#include "map/outcome.h"
#include "map/program.h"
#include "map/tally.h"

namespace sojourn::map {

/// A value of a document, and whose it is to be.
struct Subject {
  std::size_t column = kNoColumn;
  std::string_view path{};                ///< Of the field; empty where no field gives it.
  bool sensitive = false;                 ///< The field is.
  const bson::Element* value = nullptr;   ///< Null if there is none.
  std::size_t element = ~std::size_t{0};  ///< Number within an array.
};

class Row {
 public:
  /// `outcome` and `tally` stay until `finish`. Forgets the row before.
  void begin(std::uint64_t sequence, std::string_view key, Outcome& outcome, Tally& tally);

  void event(std::size_t column, Event event, plan::Loss loss = {}) {
    events_.push_back({column, event, loss});
  }
  /// What a converter says about a value that it wrote.
  void converted(std::size_t column, const Result& result);
  void problem(Cause cause, const Subject& subject, const std::string& rule);
  void stop(Cause cause, const Subject& subject, const std::string& rule);
  /// The document makes no row; `rule` is kept if it is the first.
  void skip(std::string_view rule);
  /// A parent failed that the row cannot be without.
  void hold(const Target& parent, std::string_view key, const Subject& subject, const std::string& rule);
  /// A parent failed that the row can be without.
  void owe(const Target& parent, std::string_view key, std::size_t column);
  void unmapped(std::string_view path) { tally_->add_unmapped(path, sequence_, key_); }

  [[nodiscard]] std::size_t failures() const { return failures_; }
  /// The gravest of what was noticed decides; only what became of a row is counted.
  Fate finish();

 private:
  struct Noticed {
    std::size_t column;
    Event event;
    plan::Loss loss;
  };

  void add(Cause cause, const Subject& subject, const std::string& rule);

  std::uint64_t sequence_ = 0;
  std::string_view key_;
  Outcome* outcome_ = nullptr;
  Tally* tally_ = nullptr;
  std::vector<Noticed> events_;
  std::size_t failures_ = 0;
  bool stopped_ = false;
  bool held_ = false;
  bool skipped_ = false;
};

/// What decided: the policy, or that the stream in which a reference ends makes no rows (null if it does
/// not).
[[nodiscard]] std::string rule_of(const CompiledPolicy& policy, const Target* retired);

}  // namespace sojourn::map
