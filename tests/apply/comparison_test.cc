#include "apply/comparison.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/error.h"
#include "base/key.h"
#include "base/stop.h"
#include "journal/fixture.h"
#include "plan/expand_fixture.h"
#include "support/bson_builder.h"

using namespace sojourn;
using namespace sojourn::apply;
using sojourn::test::Doc;
using sojourn::test::TempDir;

namespace {

class Documents {
 public:
  void add(std::int32_t id, const Doc& rest) {
    const std::string body = Doc(rest).int32("_id", id).bytes();
    std::string key;
    append_key(key, *bson::find(body, "_id"));
    entries_.put_body(std::move(key), body);
  }
  void write(journal::Writer& writer, const std::string& stream) const {
    journal::test::bulk(writer, journal::test::put_stream(writer, stream), entries_);
  }

 private:
  journal::test::Entries entries_;
};

constexpr std::int32_t kUsers = 25'000;

/// Each tenth user has no e-mail address; every second one is Active, the others are pending; each leads to
/// the one before.
void write_users(journal::Writer& writer) {
  Documents users;
  for (std::int32_t id = 0; id < kUsers; ++id) {
    Doc user;
    if (id % 10 != 0) user.text("email", fmt::format("u{}@x.org", id));
    user.text("status", id % 2 == 0 ? "Active" : "PENDING").text("token", fmt::format("secret-{}", id));
    if (id > 0) user.int32("boss", id - 1);
    users.add(id, user.int32("n", id));
  }
  users.write(writer, "crm.Users");
}

test::World world() {
  test::World world;
  world.table("Users", {{"id", "uuid!"},
                        {"email", "text"},
                        {"status", "Status"},
                        {"n", "int"},
                        {"token", "text"},
                        {"boss", "uuid"},
                        {"origin", "text="}});
  world.table("Copies", {{"id", "uuid!"}, {"n", "int"}});
  world.stream("crm.Users").sensitive("Users", "token");
  return world;
}

const std::string kOld =
    "tables:\n"
    "  Users:\n"
    "    from: crm.Users\n"
    "    columns: { status: { enum: status, fold: case }, boss: { ref: boss, to: Users, dangling: null } }\n";

/// The old plan with one text replaced by another.
std::string changed(const std::string& what, const std::string& by) {
  std::string text = kOld;
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

class Journal {
 public:
  Journal() : writer_(journal::test::open_writer(dir_ / "j")) { write_users(*writer_); }

  std::vector<TableComparison> compare(const std::string& before, const std::string& after,
                                       const ComparisonOptions& options = {}) const {
    const test::World known = world();
    return apply::compare(writer_->view(), known.whole(before), known.whole(after), options,
                          [](const auto&, auto, auto) {});
  }

 private:
  TempDir dir_;
  std::unique_ptr<journal::Writer> writer_;
};

std::string keys_of(const map::Count& count) {
  std::string text = fmt::format("{}:", count.count);
  for (const auto& [sequence, key] : count.samples) text += " " + key_text(key);
  return text;
}

std::string column_text(const ChangedColumn& column) {
  std::string text = fmt::format("{} {}:", column.column, column.rows);
  for (const CellChange& change : column.samples) {
    text += fmt::format(" {} {}->{}", key_text(change.key), change.before.value_or("null"),
                        change.after.value_or("null"));
  }
  return text;
}

/// All that a comparison tells, to be compared itself.
std::string described(const std::vector<TableComparison>& tables) {
  std::string text;
  for (const TableComparison& table : tables) {
    text +=
        fmt::format("{} {} {}{} {} {} = {} + {}, changed {}, lost {}, gained {}\n", table.table, table.stream,
                    table.in_old, table.in_new, table.incomparable, table.documents, table.same,
                    table.neither, keys_of(table.changed), keys_of(table.lost), keys_of(table.gained));
    for (const auto& [reason, count] : table.no_rows) text += reason + " " + keys_of(count) + "\n";
    for (const ChangedColumn& column : table.columns) text += column_text(column) + "\n";
  }
  return text;
}

TEST_CASE("plans that say the same are alike, and their documents are only counted") {
  const auto tables = Journal().compare(kOld, kOld);
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].alike);
  CHECK(tables[0].documents == kUsers);
  CHECK_FALSE(tables[0].differs());
}

TEST_CASE("plans that say the same in other words give the same rows") {
  const auto tables = Journal().compare(kOld, changed("fold: case", "fold: case, map: { Never: ACTIVE }"));
  CHECK_FALSE(tables[0].alike);
  CHECK(tables[0].same == kUsers);
  CHECK_FALSE(tables[0].differs());
  CHECK(tables[0].columns.empty());
}

TEST_CASE("a cell that changes is counted for its column, with the first documents as samples") {
  const auto tables = Journal().compare(kOld, changed("fold: case", "map: { Active: PENDING }"));
  REQUIRE(tables[0].columns.size() == 1);
  CHECK(column_text(tables[0].columns[0]) ==
        "status 12500: 0 ACTIVE->PENDING 2 ACTIVE->PENDING 4 ACTIVE->PENDING");
  CHECK(tables[0].changed.count == 12'500);
  CHECK(tables[0].same == 12'500);
}

TEST_CASE("a document that has no row any more is told with what the new plan says of it") {
  const auto tables =
      Journal().compare(kOld, changed("columns: {", "columns: { email: { text: email, missing: skip },"));
  CHECK(keys_of(tables[0].lost) == "2500: 0 10 20");
  CHECK(tables[0].changed.count == 0);
  CHECK(tables[0].no_rows.size() == 1);
  CHECK(tables[0].no_rows.begin()->first.starts_with("left out: "));
}

TEST_CASE("a document that has a row at last is told with what the old plan said of it") {
  const auto tables = Journal().compare(changed(", fold: case", ""), kOld);
  CHECK(tables[0].gained.count == 12'500);
  CHECK(keys_of(tables[0].no_rows.at("unknown_value in status")) == "12500: 0 2 4");
  CHECK(tables[0].documents == tables[0].same + tables[0].gained.count);
}

TEST_CASE("of a sensitive field only keys are shown") {
  const auto tables =
      Journal().compare(kOld, changed("columns: {",
                                      "columns: { token: { text: token, max_bytes: 8, invalid: "
                                      "null },"));
  REQUIRE(tables[0].columns.size() == 1);
  const ChangedColumn& token = tables[0].columns[0];
  CHECK(token.sensitive);
  CHECK(token.rows == kUsers - 10);
  REQUIRE(token.samples.size() == map::kSamples);
  CHECK_FALSE(token.samples[0].before.has_value());
  CHECK(described(tables).find("secret") == std::string::npos);
}

TEST_CASE("a column that only one plan sends changes where the server would fill it") {
  const auto tables = Journal().compare(kOld, changed("columns: {", "columns: { origin: { constant: crm },"));
  const auto& columns = tables[0].columns;
  REQUIRE(columns.size() == 1);
  CHECK(columns[0].rows == kUsers);
  CHECK(columns[0].samples[0].after == "crm");
}

TEST_CASE("a table that only one plan fills is told with the rows that it gains or loses") {
  const Journal journal;
  const std::string more = kOld + "  Copies: { from: crm.Users, unmapped: report }\n";
  const auto gained = journal.compare(kOld, more);
  REQUIRE(gained.size() == 2);
  const auto& copies = gained[0].table == "Copies" ? gained[0] : gained[1];
  CHECK_FALSE(copies.in_old);
  CHECK(copies.gained.count == kUsers);
  CHECK(copies.no_rows.empty());
  const auto lost = journal.compare(more, kOld);
  CHECK(lost.back().table == "Copies");
  CHECK(lost.back().lost.count == kUsers);
}

TEST_CASE("rows of documents that are merged otherwise are not compared one by one") {
  const auto tables =
      Journal().compare(kOld, changed("from: crm.Users", "from: { merge: crm.Users, by: email }"));
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].incomparable == "its documents come from crm.Users+merged instead of crm.Users");
  CHECK(tables[0].documents == kUsers);
  CHECK(tables[0].differs());
}

TEST_CASE("a merge that was never derived says so") {
  const std::string merged = changed("from: crm.Users", "from: { merge: crm.Users, by: email }");
  const std::string with_more = merged + "    leave_out: { other: of no use }\n";
  const auto tables = Journal().compare(merged, with_more);
  CHECK(tables[0].incomparable == "crm.Users+merged is not derived yet");
}

TEST_CASE("the comparison is the same for any number of threads and any memory") {
  const Journal journal;
  const std::string other =
      changed("fold: case", "map: { Active: PENDING }") + "  Copies: { from: crm.Users }\n";
  const std::string one = described(journal.compare(kOld, other, {.threads = 1}));
  for (const std::size_t threads : {2, 5}) {
    CHECK(described(journal.compare(kOld, other, {.threads = threads})) == one);
  }
  CHECK(described(journal.compare(kOld, other, {.memory_bytes = 0})) == one);
}

TEST_CASE("a comparison that is to stop says that it is not whole") {
  const Journal journal;
  request_stop();
  CHECK_THROWS_AS((void)journal.compare(kOld, changed(", fold: case", "")), Error);
  clear_stop();
}

}  // namespace
