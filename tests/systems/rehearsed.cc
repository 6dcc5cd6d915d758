#include "systems/rehearsed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "apply/copy_rows.h"
#include "base/bson.h"
#include "base/key.h"
#include "journal/reader.h"
#include "journal/writer.h"
#include "map/mapper.h"
#include "pipeline/extraction.h"
#include "systems/nextcrm.h"
#include "target/copy.h"
#include "tools/make_crm/bad_dump.h"
#include "tools/make_crm/dumps.h"

namespace sojourn::test {
namespace {

/// Hands cells on, since a rehearsal owns its sink.
class HandingOn final : public map::RowSink {
 public:
  explicit HandingOn(map::RowSink& to) : to_(to) {}
  void begin_row(std::size_t projection) override { to_.begin_row(projection); }
  void end_row() override { to_.end_row(); }
  void abandon_row() override { to_.abandon_row(); }
  void null() override { to_.null(); }
  void boolean(bool value) override { to_.boolean(value); }
  void int16(std::int16_t value) override { to_.int16(value); }
  void int32(std::int32_t value) override { to_.int32(value); }
  void int64(std::int64_t value) override { to_.int64(value); }
  void float4(float value) override { to_.float4(value); }
  void float8(double value) override { to_.float8(value); }
  void numeric(const map::Numeric& value) override { to_.numeric(value); }
  void text(std::string_view value) override { to_.text(value); }
  void bytea(std::string_view value) override { to_.bytea(value); }
  void uuid(const map::Uuid& value) override { to_.uuid(value); }
  void timestamp(std::int64_t value) override { to_.timestamp(value); }
  void date(std::int32_t value) override { to_.date(value); }
  void time(std::int64_t value) override { to_.time(value); }
  void interval(std::int32_t m, std::int32_t d, std::int64_t us) override { to_.interval(m, d, us); }
  void json(std::string_view value) override { to_.json(value); }
  void jsonb(std::string_view value) override { to_.jsonb(value); }
  void inet(const map::Inet& value) override { to_.inet(value); }
  void begin_array(std::uint32_t oid, std::size_t n, bool nulls) override { to_.begin_array(oid, n, nulls); }
  void end_array() override { to_.end_array(); }

 private:
  map::RowSink& to_;
};

class Silent : public extract::Observer {
 public:
  void progress(const extract::Progress&) override {}
};

// Of a whole binary COPY; the session writes its own.
constexpr std::size_t kCopyHeader = 19;
constexpr std::size_t kCopyTrailer = 2;

void nobody_asks(const std::string&, std::uint64_t, std::uint64_t) {}

void require_none(const std::vector<plan::Complaint>& complaints) {
  for (const plan::Complaint& complaint : complaints) {
    if (complaint.weight == plan::Complaint::Weight::kWarning) continue;
    FAIL_CHECK(complaint.place.text() << ": " << complaint.cause << " | " << complaint.hint);
  }
}

}  // namespace

Rehearsed::Rehearsed(const std::filesystem::path& dump) {
  const plan::Plan plan = nextcrm_plan(dump.string());
  extract(plan);
  expand(plan);
  derive();
  rehearse();
}

void Rehearsed::extract(const plan::Plan& plan) {
  Silent silent;
  const auto extracted = pipeline::run_extract(
      {.plan = plan, .journal = folder_ / "journal", .options = {}, .options_text = {}}, silent);
  REQUIRE(extracted.outcome.complete);
}

void Rehearsed::expand(const plan::Plan& plan) {
  setenv("DATABASE_URL", nextcrm().connection().c_str(), 1);
  planning_ = pipeline::make_planning(plan, folder_ / "journal");
  require_none(planning_.expansion.complaints);
  REQUIRE(planning_.expansion.expanded.has_value());
  require_none(map::check(this->plan()));
}

void Rehearsed::derive() {
  const auto writer = journal::Writer::open(folder_ / "journal", {.migration = plan().migration});
  REQUIRE(derive::derive(*writer, plan(), {}, nobody_asks).complete);
}

void Rehearsed::rehearse() {
  const auto reader = journal::Reader::open(folder_ / "journal");
  read_groups(reader->view());
  const auto list = [&](const apply::Listed& listed) {
    const std::string& table = plan().projections[listed.projection].table;
    const auto group = first_of_group_.find(listed.key);
    const bool grouped = table == "Users" && group != first_of_group_.end();
    told_[table + " " + (grouped ? group->second : listed.key)] = listed.outcome;
  };
  apply::RehearsalOptions options;
  options.make_sink = [&] { return std::make_unique<CapturingSink>(rows_); };
  result_ = apply::rehearse(reader->view(), plan(), options, nobody_asks, list);
  REQUIRE(result_.complete);
  for (std::size_t i = 0; i < plan().projections.size(); ++i) {
    const plan::Projection& projection = plan().projections[i];
    for (const CapturedRows::Cells& cells : rows_.of(i)) {
      const std::string second = projection.self ? "" : " " + cells.at(1);
      by_id_[projection.table + " " + cells.at(0) + second] = &cells;
    }
  }
}

/// Users that share a row, and the one among them whose id it has.
void Rehearsed::read_groups(const journal::View& view) {
  const auto stream = view.find_stream("crm.Users+merged");
  REQUIRE(stream.has_value());
  for (auto cursor = view.log(*stream); cursor.valid(); cursor.next()) {
    const std::string_view body = cursor.entry().body;
    std::string& first = first_of_group_[std::string(cursor.entry().key)];
    append_key(first, *bson::find(body, "identity"));
    for (bson::Walker each(bson::find(body, "contributors")->as_document()); each.next();) {
      std::string key;
      append_key(key, *bson::find(each.element().as_document(), "_id"));
      if (key != first) merged_.push_back(key);
    }
  }
}

const plan::Projection& Rehearsed::projection(const std::string& table) const {
  const auto& all = plan().projections;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.table == table; });
  REQUIRE_MESSAGE(found != all.end(), table);
  return *found;
}

const plan::ColumnRule& Rehearsed::column(const std::string& table, const std::string& name) const {
  const auto& all = projection(table).columns;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.column.name == name; });
  REQUIRE_MESSAGE(found != all.end(), table << "." << name);
  return *found;
}

const apply::ProjectionResult& Rehearsed::of(const std::string& table) const {
  return result_.projections.at(static_cast<std::size_t>(&projection(table) - plan().projections.data()));
}

derive::PairsReport Rehearsed::pairs(const std::string& table) const {
  const auto reader = journal::Reader::open(folder_ / "journal");
  for (const plan::Derived& derived : plan().derived) {
    if (derived.name == projection(table).stream) return derive::pairs_report(reader->view(), derived);
  }
  FAIL(table << " has no pairs");
  return {};
}

const map::Outcome* Rehearsed::told(const std::string& table, const std::string& key) const {
  const auto found = told_.find(table + " " + key);
  return found == told_.end() ? nullptr : &found->second;
}

std::map<Rehearsed::EventKey, std::uint64_t> Rehearsed::events() const {
  std::map<EventKey, std::uint64_t> all;
  for (const apply::ProjectionResult& result : result_.projections) {
    const plan::Projection& projection = plan().projections[result.projection];
    for (const auto& [key, count] : result.tally.events()) {
      all[{projection.table, projection.columns[key.column].column.name, key.event}] += count.count;
    }
  }
  return all;
}

std::uint64_t Rehearsed::load(target::Session& session) const {
  std::vector<std::size_t> all(plan().projections.size());
  std::iota(all.begin(), all.end(), 0);
  apply::CopyRows rows(all);
  apply::RehearsalOptions options;
  options.threads = 1;
  options.make_sink = [&] { return std::make_unique<HandingOn>(rows); };
  const auto reader = journal::Reader::open(folder_ / "journal");
  (void)apply::rehearse(reader->view(), plan(), options, nobody_asks);
  std::uint64_t sum = 0;
  for (const std::size_t i : all) {
    const plan::Projection& projection = plan().projections[i];
    std::vector<std::string> columns;
    for (const plan::ColumnRule& column : projection.columns) columns.push_back(column.column.name);
    target::Transaction transaction(session);
    target::CopyIn copy(session, {.schema = projection.schema, .name = projection.table}, columns);
    const std::string_view batch = rows.batch(i).finish();
    copy.send(batch.substr(kCopyHeader, batch.size() - kCopyHeader - kCopyTrailer));
    sum += copy.finish();
    transaction.commit();
  }
  return sum;
}

std::string Rehearsed::id_cell(const std::string& stream, const std::string& key) const {
  return map::uuid_text(map::IdentityScheme(plan().migration, stream).id_of(key));
}

std::optional<std::string> Rehearsed::cell(const std::string& table, const std::string& id,
                                           const std::string& column) const {
  const auto row = by_id_.find(table + " " + id);
  if (row == by_id_.end()) return std::nullopt;
  return row->second->at(
      static_cast<std::size_t>(&this->column(table, column) - projection(table).columns.data()));
}

bool Rehearsed::has_pair(const std::string& table, const std::string& first,
                         const std::string& second) const {
  return by_id_.contains(table + " " + first + " " + second);
}

const Rehearsed& rehearsed_sample() {
  static const TempDir folder;
  static const auto written = make_crm::make_sample(folder.path(), kDumpSeed);
  static const Rehearsed rehearsed(folder.path());
  return rehearsed;
}

namespace {

make_crm::Manifest write_bad(const std::filesystem::path& folder) {
  make_crm::make_bad(folder, kDumpSeed);
  return make_crm::plan_bad_dump(kDumpSeed).manifest;
}

}  // namespace

RehearsedBad::RehearsedBad() : manifest(write_bad(folder.path())), rehearsed(folder.path()) {}

const RehearsedBad& rehearsed_bad() {
  static const RehearsedBad bad;
  return bad;
}

}  // namespace sojourn::test
