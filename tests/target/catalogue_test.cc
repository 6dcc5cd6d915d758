// The catalogue of a real server, with one table of each kind that matters.
#include <doctest/doctest.h>

#include "base/error.h"
#include "target/read_catalogue.h"
#include "target/server.h"

namespace sojourn::target {
namespace {

using plan::Catalogue;
using plan::Column;
using plan::Table;
using plan::TypeKind;
using test::Database;

const Column& column(const Catalogue& catalogue, const std::string& table, const std::string& name) {
  const Column* const found = catalogue.tables.at(table).find(name);
  REQUIRE_MESSAGE(found != nullptr, name);
  return *found;
}

TEST_CASE("every built-in type is read with its kind, its length, its precision and its scale") {
  const Database database(
      {"CREATE TABLE t (a text, b varchar(7), c varchar, d char(3), e int2, f int4, g int8, "
       "h float4, i float8, j numeric(12,2), k numeric, l bool, m timestamp(3), n timestamptz, "
       "o date, p time(0), q interval, r uuid, s bytea, t json, u jsonb, v inet, w point, "
       "x interval year to month, y \"char\", z numeric(3,-2), aa timestamp, bb xml)"});
  const Catalogue catalogue = read_catalogue(database.connection(), "public");
  const std::vector<TypeKind> kinds = {
      TypeKind::kText,      TypeKind::kVarchar,     TypeKind::kText,      TypeKind::kChar,
      TypeKind::kInt16,     TypeKind::kInt32,       TypeKind::kInt64,     TypeKind::kFloat4,
      TypeKind::kFloat8,    TypeKind::kNumeric,     TypeKind::kNumeric,   TypeKind::kBool,
      TypeKind::kTimestamp, TypeKind::kTimestamptz, TypeKind::kDate,      TypeKind::kTime,
      TypeKind::kInterval,  TypeKind::kUuid,        TypeKind::kBytea,     TypeKind::kJson,
      TypeKind::kJsonb,     TypeKind::kInet,        TypeKind::kOther,     TypeKind::kOther,
      TypeKind::kOther,     TypeKind::kNumeric,     TypeKind::kTimestamp, TypeKind::kOther};
  const Table& table = catalogue.tables.at("t");
  REQUIRE(table.columns.size() == kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    CHECK_MESSAGE(table.columns[i].type.kind == kinds[i], table.columns[i].name);
  }
  CHECK(column(catalogue, "t", "b").type.length == 7);
  CHECK(column(catalogue, "t", "d").type.length == 3);
  CHECK(column(catalogue, "t", "j").type.precision == 12);
  CHECK(column(catalogue, "t", "j").type.scale == 2);
  CHECK_FALSE(column(catalogue, "t", "k").type.precision.has_value());
  CHECK(column(catalogue, "t", "m").type.scale == 3);
  CHECK(column(catalogue, "t", "m").type.name == "timestamp(3) without time zone");
  CHECK(column(catalogue, "t", "p").type.scale == 0);
  CHECK_FALSE(column(catalogue, "t", "aa").type.scale.has_value());
  CHECK(column(catalogue, "t", "z").type.scale == -2);
  CHECK(column(catalogue, "t", "f").type.oid == 23);
  CHECK_FALSE(column(catalogue, "t", "t").type.has_equality);
  CHECK(column(catalogue, "t", "u").type.has_equality);
  CHECK(column(catalogue, "t", "b").type.has_equality);
  CHECK_FALSE(column(catalogue, "t", "bb").type.has_equality);
}

TEST_CASE("enums, arrays and domains are resolved, also within each other") {
  const Database database({"CREATE TYPE \"Status\" AS ENUM ('zeta', 'Alpha', 'it''s')",
                           "CREATE TYPE unused AS ENUM ()", "CREATE SCHEMA other",
                           "CREATE TYPE other.colour AS ENUM ('red')",
                           "CREATE DOMAIN code AS varchar(5) DEFAULT 'none' NOT NULL CHECK (VALUE <> '')",
                           "CREATE DOMAIN inner_code AS code", "CREATE DOMAIN codes AS varchar(9)[]",
                           "CREATE TABLE t (a \"Status\", b \"Status\"[], c numeric(5,1)[], d inner_code, e "
                           "codes, f other.colour, "
                           "g code[], h json[])"});
  const Catalogue catalogue = read_catalogue(database.connection(), "public");
  CHECK(catalogue.enums.at("Status").labels == std::vector<std::string>{"zeta", "Alpha", "it's"});
  CHECK(catalogue.enums.at("unused").labels.empty());
  CHECK(catalogue.enums.at("other.colour").labels == std::vector<std::string>{"red"});
  CHECK(column(catalogue, "t", "a").type.enum_name == "Status");
  CHECK(column(catalogue, "t", "a").type.labels == catalogue.enums.at("Status").labels);
  CHECK(column(catalogue, "t", "f").type.labels == std::vector<std::string>{"red"});
  CHECK(column(catalogue, "t", "a").type.name == "\"Status\"");
  CHECK(column(catalogue, "t", "f").type.enum_name == "other.colour");
  const auto& labels = column(catalogue, "t", "b").type;
  REQUIRE(labels.kind == TypeKind::kArray);
  CHECK(labels.element.at(0).enum_name == "Status");
  CHECK(column(catalogue, "t", "c").type.element.at(0).scale == 1);
  CHECK(column(catalogue, "t", "c").type.element.at(0).name == "numeric(5,1)");
  const Column& domain = column(catalogue, "t", "d");
  CHECK(domain.type.kind == TypeKind::kVarchar);
  CHECK(domain.type.length == 5);
  CHECK(domain.type.name == "character varying(5)");
  CHECK(domain.type.domain == "inner_code");
  CHECK(domain.type.oid == 1043);
  CHECK(domain.not_null);
  CHECK(column(catalogue, "t", "e").type.element.at(0).length == 9);
  CHECK(column(catalogue, "t", "g").type.element.at(0).domain == "code");
  CHECK_FALSE(column(catalogue, "t", "g").not_null);
  CHECK_FALSE(column(catalogue, "t", "h").type.has_equality);
}

TEST_CASE("defaults, generated and identity columns are told apart") {
  const Database database(
      {"CREATE DOMAIN code AS text DEFAULT 'none'",
       "CREATE TABLE t (a int NOT NULL DEFAULT 3, b int GENERATED ALWAYS AS (a * 2) STORED, "
       "c int GENERATED ALWAYS AS IDENTITY, d int GENERATED BY DEFAULT AS IDENTITY, e serial, f code, g int)",
       "ALTER TABLE t DROP COLUMN g"});
  const Catalogue catalogue = read_catalogue(database.connection(), "public");
  CHECK(column(catalogue, "t", "a").default_expression == "3");
  CHECK(column(catalogue, "t", "a").not_null);
  CHECK(column(catalogue, "t", "b").generated);
  CHECK_FALSE(column(catalogue, "t", "b").default_expression.has_value());
  CHECK(column(catalogue, "t", "c").identity_always);
  CHECK(column(catalogue, "t", "d").identity);
  CHECK_FALSE(column(catalogue, "t", "d").identity_always);
  CHECK(column(catalogue, "t", "e").default_expression == "nextval('t_e_seq'::regclass)");
  CHECK(column(catalogue, "t", "f").default_expression == "'none'::text");
  CHECK(catalogue.tables.at("t").find("g") == nullptr);
}

TEST_CASE("keys, indexes, foreign keys, checks and triggers keep order, mixed case and odd names") {
  const Database database(
      {"CREATE TABLE \"Users\" (id uuid PRIMARY KEY, \"eMail \"\"x\"\"\" text UNIQUE, a int, b int, "
       "UNIQUE (b, a), CHECK (a > 0))",
       "CREATE UNIQUE INDEX lower_mail ON \"Users\" (lower(\"eMail \"\"x\"\"\"), a)",
       "CREATE UNIQUE INDEX \"Some\" ON \"Users\" (a) WHERE b > 0",
       "CREATE INDEX plain ON \"Users\" (a) INCLUDE (b)", "CREATE SCHEMA other",
       "CREATE TABLE other.t (x int, y int, PRIMARY KEY (x, y))",
       "CREATE TABLE child (id uuid, \"user\" uuid REFERENCES \"Users\" DEFERRABLE, p int, q int, "
       "FOREIGN KEY (q, p) REFERENCES other.t (x, y))",
       "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
       "CREATE TRIGGER on_insert BEFORE INSERT ON child FOR EACH ROW EXECUTE FUNCTION f()",
       "CREATE TRIGGER off BEFORE INSERT ON child FOR EACH ROW EXECUTE FUNCTION f()",
       "ALTER TABLE child DISABLE TRIGGER off"});
  const Catalogue catalogue = read_catalogue(database.connection(), "public");
  CHECK(catalogue.tables.size() == 2);
  const Table& users = catalogue.tables.at("Users");
  REQUIRE(users.primary_key() != nullptr);
  CHECK(users.primary_key()->columns == std::vector<std::string>{"id"});
  REQUIRE(users.keys.size() == 3);
  CHECK(users.keys[1].columns == std::vector<std::string>{"b", "a"});
  CHECK(users.keys[2].columns == std::vector<std::string>{"eMail \"x\""});
  REQUIRE(users.indexes.size() == 6);
  for (const plan::Index& index : users.indexes) {
    if (index.name == "lower_mail") CHECK(index.columns == std::vector<std::string>{"", "a"});
    if (index.name == "Some") CHECK(index.partial);
    if (index.name == "plain") CHECK(index.columns == std::vector<std::string>{"a"});
    if (index.name == "plain")
      CHECK(index.definition == "CREATE INDEX plain ON public.\"Users\" USING btree (a) INCLUDE (b)");
  }
  CHECK(users.checks == std::vector<std::string>{"CHECK ((a > 0))"});
  const Table& child = catalogue.tables.at("child");
  CHECK(child.primary_key() == nullptr);
  REQUIRE(child.foreign_keys.size() == 2);
  CHECK(child.foreign_keys[0].columns == std::vector<std::string>{"q", "p"});
  CHECK(child.foreign_keys[0].to_columns == std::vector<std::string>{"x", "y"});
  CHECK(child.foreign_keys[0].schema == "other");
  CHECK(child.foreign_keys[1].table == "Users");
  CHECK(child.foreign_keys[1].deferrable);
  CHECK(child.triggers == std::vector<std::string>{"on_insert"});
}

TEST_CASE("a partitioned table stands for its partitions, and a foreign key to it is one") {
  const Database database({"CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                           "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)",
                           "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)",
                           "CREATE TABLE c (p int REFERENCES p)", "INSERT INTO p VALUES (12)",
                           "CREATE VIEW v AS SELECT * FROM p"});
  const Catalogue catalogue = read_catalogue(database.connection(), "public");
  CHECK(catalogue.tables.size() == 2);
  CHECK(catalogue.tables.at("p").partitioned);
  CHECK_FALSE(catalogue.tables.at("p").empty);
  CHECK(catalogue.tables.at("p").primary_key() != nullptr);
  CHECK(catalogue.tables.at("c").foreign_keys.size() == 1);
  CHECK(catalogue.tables.at("c").empty);
}

TEST_CASE("rights, ownership and row security are those of our role") {
  const Database database(
      {"CREATE ROLE guest LOGIN", "CREATE TABLE mine (a int)", "CREATE TABLE theirs (a int)",
       "CREATE TABLE hidden (a int)", "CREATE TABLE secure (a int)", "ALTER TABLE mine OWNER TO guest",
       "GRANT SELECT, INSERT ON theirs, secure TO guest", "ALTER TABLE secure ENABLE ROW LEVEL SECURITY",
       "INSERT INTO theirs VALUES (1)", "INSERT INTO hidden VALUES (1)", "DELETE FROM theirs"});
  const Catalogue catalogue = read_catalogue(database.connection("guest"), "public");
  const Table& mine = catalogue.tables.at("mine");
  CHECK((mine.owned && mine.may_insert && mine.may_select && mine.may_update && mine.may_delete));
  const Table& theirs = catalogue.tables.at("theirs");
  CHECK_FALSE(theirs.owned);
  CHECK((theirs.may_insert && theirs.may_select && !theirs.may_update && !theirs.may_delete));
  CHECK(theirs.empty);
  CHECK_FALSE(theirs.row_security);
  CHECK_FALSE(catalogue.tables.at("hidden").may_select);
  CHECK_FALSE(catalogue.tables.at("hidden").empty);
  CHECK(catalogue.tables.at("secure").row_security);
  CHECK_FALSE(read_catalogue(database.connection(), "public").tables.at("secure").row_security);
  database.run({"DROP OWNED BY guest", "DROP ROLE guest"});
}

TEST_CASE("the head says database, schema and version, and counts what the server estimates") {
  const Database database({"CREATE SCHEMA \"My Schema\"",
                           "CREATE TABLE \"My Schema\".t AS SELECT generate_series(1, 500)",
                           "ANALYZE \"My Schema\".t"});
  const Catalogue catalogue = read_catalogue(database.connection(), "My Schema");
  CHECK(catalogue.database == database.name());
  CHECK(catalogue.schema == "My Schema");
  CHECK(catalogue.server_version == test::Server::shared().version());
  CHECK(catalogue.tables.at("t").estimated_rows == 500);
  CHECK_FALSE(catalogue.tables.at("t").empty);
}

TEST_CASE("a schema that is not there is an error of the plan, with the nearest name") {
  const Database database({"CREATE SCHEMA crm_data"});
  try {
    (void)read_catalogue(database.connection(), "crm_dat");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::kUsage);
    CHECK(error.text().cause == "there is no schema \"crm_dat\"");
    CHECK(error.text().hint == "did you mean \"crm_data\"?");
  }
}

}  // namespace
}  // namespace sojourn::target
