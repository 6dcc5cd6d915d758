#include "tools/make_crm/planter.h"

#include <algorithm>

#include "tools/make_crm/random.h"
#include "tools/make_crm/schema.h"

namespace sojourn::make_crm {
namespace {

/// Strays from here on are ids of nothing.
constexpr std::uint32_t kFirstMissing = 1'000'000;

/// MongoDB's order of `_id`s of the types we plant: numbers, texts, binary, ObjectIds.
std::pair<int, std::string> sort_key(std::string_view document) {
  const bson::Element id = *bson::find(document, "_id");
  static constexpr bson::Type kOrder[] = {bson::Type::kInt32, bson::Type::kString, bson::Type::kBinary,
                                          bson::Type::kObjectId};
  const auto* const rank = std::find(std::begin(kOrder), std::end(kOrder), id.type);
  return {static_cast<int>(rank - std::begin(kOrder)),
          std::string(id.type == bson::Type::kString ? id.as_text() : id.value)};
}

std::vector<std::string> columns_of(const Expectation& expectation) {
  const bool has_none =
      expectation.outcome == Outcome::kReported || expectation.outcome == Outcome::kDeclaredLoss;
  if (has_none || !expectation.columns.empty()) return expectation.columns;
  std::vector<std::string> columns;
  for (const auto& [column, value] : expectation.expect) columns.push_back(column);
  if (columns.empty() && !expectation.field.empty()) columns.push_back(expectation.field);
  return columns;
}

/// The pairs that the clean documents of both sides state.
std::uint64_t clean_pairs(const Relation& relation, const Ids& ids) {
  const Pairs pairs(relation, ids);
  std::uint64_t count = 0;
  for (std::uint64_t a = 0; a < ids.count(pairs.a_collection()); ++a) {
    pairs.bs_of(a, [&](std::uint64_t) { ++count; });
  }
  return count;
}

}  // namespace

Planted& Planted::set(std::string_view field, const Value& value) {
  bytes_ = with_field(bytes_, field, value);
  return *this;
}

Planted& Planted::remove(std::string_view field) {
  bytes_ = without_field(bytes_, field);
  return *this;
}

Planted& Planted::rename(std::string_view from, std::string_view to, const Value& otherwise) {
  const std::optional<Value> value = get(from);
  const bool usable = value && value->type != bson::Type::kNull;
  return remove(from).set(to, usable ? *value : otherwise);
}

std::optional<Value> Planted::get(std::string_view field) const {
  const auto found = bson::find(bytes_, field);
  return found ? std::optional(value_of(*found)) : std::nullopt;
}

Planter::Planter(const Ids& ids, const DocumentMaker& maker) : ids_(ids), maker_(maker) {
  manifest_.seed = ids.seed();
}

std::uint32_t Planter::next_number(std::string_view what, std::string_view collection) {
  return numbers_[std::string(what) + " " + std::string(collection)]++;
}

Planted& Planter::document(std::string_view collection) {
  const std::uint64_t random = mix(ids_.seed(), planted_.size(), 0x706c616e74);
  constexpr std::uint64_t kSpan = kTodaySecond - kFirstSecond;
  return document_created_at(collection, kFirstSecond + static_cast<std::int64_t>(random % kSpan));
}

Planted& Planter::document_created_at(std::string_view collection, std::int64_t second) {
  std::string bytes;
  maker_.append_stray(bytes, collection_index(collection), next_number("planted", collection), second);
  return planted_.emplace_back(collection, std::move(bytes));
}

Planted& Planter::foreign_document(std::string_view collection, const Fields& fields) {
  return planted_.emplace_back(collection, make_crm::document(fields).bytes);
}

void Planter::expect(Planted& planted, const Expectation& expectation) {
  const std::string table = expectation.table.empty() ? planted.collection() : expectation.table;
  const std::optional<Value> value =
      expectation.field.empty() ? std::nullopt : planted.get(expectation.field);
  manifest_.faults.push_back({.line = line_,
                              .kind = expectation.kind,
                              .collection = planted.collection(),
                              .key = planted.key(),
                              .field = expectation.field,
                              .planted = value,
                              .outcome = expectation.outcome,
                              .cause = expectation.cause,
                              .table = table,
                              .columns = columns_of(expectation),
                              .expect = expectation.expect});
  if (table == planted.collection()) planted.fate_ = std::max(planted.fate_, expectation.outcome);
}

void Planter::plant(std::string_view collection, const std::optional<Value>& value,
                    const Expectation& expectation, int times) {
  for (int i = 0; i < times; ++i) {
    Planted& planted = document(collection);
    value ? planted.set(expectation.field, *value) : planted.remove(expectation.field);
    expect(planted, expectation);
  }
}

void Planter::expect_collection(std::string_view collection, const Expectation& expectation) {
  manifest_.faults.push_back({.line = line_,
                              .kind = expectation.kind,
                              .collection = std::string(collection),
                              .outcome = expectation.outcome,
                              .cause = expectation.cause});
}

Value Planter::some(std::string_view collection) {
  const std::size_t at = collection_index(collection);
  const std::uint64_t turn = next_number("some", collection);
  return id(ids_.at(at, mix(ids_.seed(), turn, 0x736f6d65) % ids_.count(at)));
}

std::string Planter::clean_document(std::string_view collection, std::uint64_t index) const {
  std::string bytes;
  maker_.append(bytes, collection_index(collection), index);
  return bytes;
}

Value Planter::missing(std::string_view collection) {
  const std::uint32_t number = next_number("missing", collection);
  return id(ids_.stray(collection_index(collection), kFirstMissing + number, kFirstSecond + number));
}

std::map<std::string, std::vector<std::string>> Planter::documents() const {
  std::map<std::string, std::vector<std::string>> result;
  for (std::size_t at = 0; at < collections().size(); ++at) {
    for (std::uint64_t i = 0; i < ids_.count(at); ++i) {
      maker_.append(result[std::string(collections()[at].name)].emplace_back(), at, i);
    }
  }
  for (const Planted& planted : planted_) result[planted.collection_].push_back(planted.bytes_);
  for (auto& [name, documents] : result) {
    std::sort(documents.begin(), documents.end(),
              [](const std::string& a, const std::string& b) { return sort_key(a) < sort_key(b); });
  }
  return result;
}

Manifest Planter::manifest() const {
  Manifest manifest = manifest_;
  for (std::size_t at = 0; at < kCrmCollections; ++at) {
    TableBalance& table = manifest.tables[std::string(collections()[at].name)];
    table.documents = table.applied = ids_.count(at);
  }
  for (const Planted& planted : planted_) {
    const auto found = manifest.tables.find(planted.collection_);
    if (found == manifest.tables.end()) continue;
    TableBalance& table = found->second;
    ++table.documents;
    ++(planted.fate_ == Outcome::kFailed   ? table.failed
       : planted.fate_ == Outcome::kHeld   ? table.held
       : planted.fate_ == Outcome::kMerged ? table.merged
                                           : table.applied);
  }
  for (const Relation& relation : relations()) {
    JunctionBalance& junction = manifest.junctions[std::string(relation.junction)];
    const std::uint64_t clean = clean_pairs(relation, ids_);
    (relation.b.field.empty() ? junction.a_only : junction.both) += clean;
    junction.rows = junction.both + junction.a_only + junction.b_only - junction.merged - junction.held;
  }
  return manifest;
}

}  // namespace sojourn::make_crm
