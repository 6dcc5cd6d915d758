#include "tools/make_crm/document_maker.h"

#include <algorithm>
#include <limits>

#include "base/hash.h"
#include "tools/make_crm/groups.h"
#include "tools/make_crm/running_text.h"

namespace sojourn::make_crm {
namespace {

constexpr std::uint32_t kValuePercent = 70;
/// The app never wrote the field before April 2026.
constexpr std::uint32_t kRareValuePercent = 5;
constexpr std::int64_t kContactNotesSinceMs = 1'733'702'400'000;  // 2024-12-09
constexpr std::int64_t kSharedBoardsSinceMs = 1'708'560'000'000;  // 2024-02-22

/// Fields that say the same thing twice draw from one sequence, so that they agree.
std::uint64_t salt_of(std::string_view field) {
  if (field == "created_by" || field == "created_by_user") return hash64("createdBy");
  if (field == "accountsIDs") return hash64("account");
  return hash64(field);
}

std::uint32_t value_percent(const Field& field) {
  if (field.presence != Presence::kOptional) return 100;
  return field.name == "assigned_crm_account_task" ? kRareValuePercent : kValuePercent;
}

std::int64_t exists_since_ms(std::string_view collection, std::string_view field) {
  if (collection == "crm_Contacts" && (field == "tags" || field == "notes")) return kContactNotesSinceMs;
  if (collection == "Boards" && field == "sharedWith") return kSharedBoardsSinceMs;
  return std::numeric_limits<std::int64_t>::min();
}

}  // namespace

DocumentMaker::DocumentMaker(const Ids& ids, std::size_t document_bytes)
    : ids_(ids), document_bytes_(document_bytes) {
  for (std::size_t i = 0; i < collections().size(); ++i) {
    const Collection& collection = collections()[i];
    Plan plan;
    for (std::size_t field = 1; field < collection.fields.size(); ++field) {
      plan.steps.push_back(make_step(i, field));
    }
    const std::string_view padded = padded_field(collection.name);
    if (document_bytes_ > 0 && !padded.empty()) {
      plan.padded = static_cast<std::ptrdiff_t>(collection.index_of(padded)) - 1;
    }
    plans_.push_back(std::move(plan));
  }
}

DocumentMaker::Step DocumentMaker::make_step(std::size_t collection_at, std::size_t field_at) const {
  const Collection& collection = collections()[collection_at];
  const Field& field = collection.fields[field_at];
  Step step{.field = field, .salt = salt_of(field.name), .value_percent = value_percent(field)};
  step.exists_since_ms = exists_since_ms(collection.name, field.name);
  step.percent_true = percent_true(field.name);
  if (!field.refers_to.empty()) step.target = collection_index(field.refers_to);
  step.dealt_out = (collection.name == "Sections" && field.name == "board") || field.name == "section";
  if (field.kind == Kind::kText) step.text = text_maker(collection.name, field.name);
  if (field.kind == Kind::kInt32) step.integer = int_maker(collection.name, field.name);
  if (field.kind == Kind::kDate) step.date = date_maker(field.name);
  if (field.kind == Kind::kJson || field.kind == Kind::kTexts) {
    step.list = list_maker(collection.name, field.name);
  }
  if (field.kind != Kind::kReferences || field.soft) return step;
  for (const Relation& relation : relations()) {
    const auto is = [&](const End& end) {
      return end.collection == collection.name && end.field == field.name;
    };
    if (!is(relation.a) && !is(relation.b)) continue;
    step.pairs.emplace_back(relation, ids_);
    step.is_b = is(relation.b);
  }
  return step;
}

void DocumentMaker::append(std::string& to, std::size_t collection, std::uint64_t index) const {
  const Facts facts{ids_, collection, index, mix(ids_.seed(), collection, index),
                    ids_.created_ms(collection, index)};
  make_document(to, facts, ids_.at(collection, index));
}

void DocumentMaker::append_stray(std::string& to, std::size_t collection, std::uint32_t number,
                                 std::int64_t second) const {
  // Indexes far behind the counted ones keep e-mail addresses and positions unlike all others.
  const std::uint64_t index = ids_.count(collection) + 100'000 + number;
  const Facts facts{ids_, collection, index, mix(ids_.seed(), collection, index), second * 1000};
  make_document(to, facts, ids_.stray(collection, number, second));
}

void DocumentMaker::make_document(std::string& to, const Facts& facts, const ObjectId& id) const {
  const Plan& plan = plans_[facts.collection];
  BsonWriter writer(to);
  const std::size_t start = writer.begin();
  writer.object_id("_id", id);
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    if (static_cast<std::ptrdiff_t>(i) != plan.padded) append_field(writer, plan.steps[i], facts);
  }
  if (plan.padded >= 0) {
    append_padding(writer, plan.steps[static_cast<std::size_t>(plan.padded)], start, facts);
  }
  writer.end(start);
}

void DocumentMaker::append_field(BsonWriter& to, const Step& step, const Facts& facts) const {
  Random random(mix(facts.hash ^ step.salt));
  if (facts.created_ms < step.exists_since_ms) return;
  if (step.value_percent < 100) {
    const std::uint32_t roll = random.below(100);
    if (roll >= step.value_percent) {
      if (roll % 2 == 0) to.null(step.field.name);
      return;
    }
  }
  append_value(to, step, random, facts);
}

void DocumentMaker::append_value(BsonWriter& to, const Step& step, Random& random, const Facts& facts) const {
  const std::string_view name = step.field.name;
  switch (step.field.kind) {
    case Kind::kId:
      return;
    case Kind::kReference:
      return append_reference(to, step, random, facts);
    case Kind::kReferences:
    case Kind::kTexts:
      return append_array(to, step, random, facts);
    case Kind::kText: {
      const std::size_t text = to.begin_text(name);
      step.text(to.buffer(), random, facts);
      return to.end_text(text);
    }
    case Kind::kDate:
      return to.date(name, step.date(random, facts));
    case Kind::kInt32:
      return to.int32(name, step.integer(random, facts));
    case Kind::kInt64:
      return to.int64(name, static_cast<std::int64_t>(random.next() >> 24));
    case Kind::kDouble:
      return to.number(name, static_cast<double>(random.next() >> 40) / 100);
    case Kind::kBool:
      return to.boolean(name, random.percent(step.percent_true));
    case Kind::kEnum: {
      // About 70 % the first value, 20 % the second, the rest the others.
      const std::uint32_t roll = random.below(100);
      const std::size_t count = step.field.values.size();
      const std::size_t at = roll < 70 ? 0 : roll < 90 || count < 3 ? 1 : 2 + random.below(count - 2);
      return to.text(name, step.field.values[at]);
    }
    case Kind::kJson:
      return step.list(to, name, random, facts);
  }
}

void DocumentMaker::append_reference(BsonWriter& to, const Step& step, Random& random,
                                     const Facts& facts) const {
  const std::uint64_t targets = ids_.count(step.target);
  if (targets == 0) return to.null(step.field.name);
  const std::uint64_t children = ids_.count(facts.collection);
  // Some are referred to much more often than others.
  const std::uint64_t target = step.dealt_out && facts.index < children
                                   ? parent_of(facts.index, children, targets)
                                   : std::min(random.below(targets), random.below(targets));
  to.object_id(step.field.name, ids_.at(step.target, target));
}

void DocumentMaker::append_array(BsonWriter& to, const Step& step, Random& random, const Facts& facts) const {
  if (lacks_arrays(ids_.seed(), facts.collection, facts.index)) return;
  if (step.field.kind == Kind::kTexts) return step.list(to, step.field.name, random, facts);
  const std::size_t array = to.begin_array(step.field.name);
  if (step.pairs.empty()) {
    append_shared(to, step, random);
  } else if (facts.index < ids_.count(facts.collection)) {
    append_related(to, step, facts);
  }
  to.end(array);
}

void DocumentMaker::append_related(BsonWriter& to, const Step& step, const Facts& facts) const {
  ElementName name;
  std::size_t count = 0;
  const Pairs& pairs = step.pairs.front();
  const auto use = [&](std::uint64_t other) { to.object_id(name(count++), ids_.at(step.target, other)); };
  step.is_b ? pairs.as_of(facts.index, use) : pairs.bs_of(facts.index, use);
}

/// Up to four ids that follow each other, so that none comes twice.
void DocumentMaker::append_shared(BsonWriter& to, const Step& step, Random& random) const {
  const std::uint64_t targets = ids_.count(step.target);
  const std::uint64_t count = std::min<std::uint64_t>(random.below(5), targets);
  if (count == 0) return;
  const std::uint64_t first = random.below(targets);
  ElementName name;
  for (std::uint64_t i = 0; i < count; ++i) {
    to.object_id(name(i), ids_.at(step.target, (first + i) % targets));
  }
}

/// Fills the document up to its wanted size with text.
void DocumentMaker::append_padding(BsonWriter& to, const Step& step, std::size_t start,
                                   const Facts& facts) const {
  Random random(mix(facts.hash ^ step.salt));
  const std::size_t text = to.begin_text(step.field.name);
  constexpr std::size_t kEnds = 2;  // The NULs behind the text and the document.
  const std::size_t used = to.buffer().size() - start + kEnds;
  constexpr std::size_t kTextMin = 16;
  append_text(to.buffer(), random, std::max(document_bytes_, used + kTextMin) - used);
  to.end_text(text);
}

}  // namespace sojourn::make_crm
