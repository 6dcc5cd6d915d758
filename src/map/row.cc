#include "map/row.h"

#include "map/excerpt.h"

namespace sojourn::map {
namespace {

std::string_view hint_for(Cause cause, const Subject& subject) {
  const bool is_id = subject.value != nullptr && subject.value->type == bson::Type::kObjectId;
  // How an ObjectId becomes a UUID is a matter of identity; only a reference knows whose.
  if (cause == Cause::kWrongType && is_id)
    return "if it names a document, plan the column as a reference: `ref`";
  return cause_hint(cause);
}

}  // namespace

void Row::begin(std::uint64_t sequence, std::string_view key, Outcome& outcome, Tally& tally) {
  sequence_ = sequence;
  key_ = key;
  outcome_ = &outcome;
  tally_ = &tally;
  events_.clear();
  failures_ = 0;
  stopped_ = held_ = skipped_ = false;
  outcome.clear();
}

void Row::converted(std::size_t column, const Result& result) {
  if (result.converted) event(column, Event::kConverted);
  if (result.mapped) event(column, Event::kMapped);
  if (result.folded) event(column, Event::kFolded);
  for (std::size_t loss = 0; result.losses >> loss != 0; ++loss) {
    if ((result.losses >> loss & 1) != 0) event(column, Event::kLoss, static_cast<plan::Loss>(loss));
  }
}

void Row::add(Cause cause, const Subject& subject, const std::string& rule) {
  Problem& problem = outcome_->problems.emplace_back();
  problem.cause = cause;
  problem.column = subject.column;
  problem.field = subject.path;
  if (subject.element != Subject().element) problem.field += "[" + std::to_string(subject.element) + "]";
  problem.rule = rule;
  const bool shown = subject.value != nullptr && !is_null(*subject.value) && !subject.sensitive;
  if (shown) problem.value = excerpt(*subject.value);
  problem.hint = hint_for(cause, subject);
}

void Row::problem(Cause cause, const Subject& subject, const std::string& rule) {
  ++failures_;
  add(cause, subject, rule);
}

void Row::stop(Cause cause, const Subject& subject, const std::string& rule) {
  stopped_ = true;
  problem(cause, subject, rule);
}

void Row::skip(std::string_view rule) {
  if (!skipped_) outcome_->skipped_by = rule;
  skipped_ = true;
}

void Row::hold(const Target& parent, std::string_view key, const Subject& subject, const std::string& rule) {
  held_ = true;
  add(Cause::kParentFailed, subject, rule);
  outcome_->waits.push_back({parent.parent, std::string(key), subject.column});
}

void Row::owe(const Target& parent, std::string_view key, std::size_t column) {
  event(column, Event::kOwed);
  outcome_->waits.push_back({parent.parent, std::string(key), column});
}

std::string rule_of(const CompiledPolicy& policy, const Target* retired) {
  return retired == nullptr ? policy.rule : "retired stream " + retired->plan->stream;
}

Fate Row::finish() {
  Fate fate = Fate::kApplied;
  if (skipped_) fate = Fate::kSkipped;
  if (held_) fate = Fate::kHeld;
  if (failures_ > 0) fate = Fate::kFailed;
  if (stopped_) fate = Fate::kStop;
  outcome_->fate = fate;
  // Only a document that has nothing else against it is worth mapping again when a parent is mended.
  if (fate != Fate::kHeld && fate != Fate::kApplied) outcome_->waits.clear();
  if (fate != Fate::kSkipped) outcome_->skipped_by.clear();
  if (fate == Fate::kSkipped) outcome_->problems.clear();
  if (fate != Fate::kApplied) return fate;
  for (const Noticed& noticed : events_) {
    tally_->add(noticed.column, noticed.event, noticed.loss, sequence_, key_);
  }
  return fate;
}

}  // namespace sojourn::map
