#include "target/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace sojourn::target {
namespace {

/// {0} is the quoted schema. Kept as plain as it is so that an operator can read it with psql.
constexpr char kTables[] = R"(
CREATE TABLE {0}.migration (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  journal text NOT NULL,
  name text NOT NULL,
  target text NOT NULL,
  format integer NOT NULL,
  epoch integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  taken_over_at timestamptz);
CREATE TABLE {0}.ranges (
  projection text NOT NULL,
  generation integer NOT NULL,
  first bigint NOT NULL,
  past bigint NOT NULL CHECK (past > first),
  shape text NOT NULL,
  rows bigint NOT NULL,
  set_aside jsonb NOT NULL,
  digest text NOT NULL,
  epoch integer NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (projection, generation, first));
CREATE TABLE {0}.held_back (
  table_schema text NOT NULL,
  table_name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('primary key', 'unique key', 'index', 'foreign key')),
  name text NOT NULL,
  steps text[] NOT NULL,
  done integer NOT NULL DEFAULT 0,
  state text NOT NULL GENERATED ALWAYS AS (CASE WHEN done = cardinality(steps) THEN 'built'
    WHEN done = 0 THEN 'held' ELSE 'building' END) STORED,
  columns text[] NOT NULL,
  condition text,
  nulls_distinct boolean NOT NULL,
  to_table text,
  to_columns text[],
  match_full boolean,
  held_at timestamptz NOT NULL DEFAULT now(),
  built_at timestamptz,
  PRIMARY KEY (table_schema, table_name, kind, name));
)";

/// The sessions that joined under an older epoch; $1 is the ledger's number, $2 our epoch.
constexpr char kEndOlder[] = R"(
SELECT pid, pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND classid = ($1::bigint & 4294967295)::oid AND objid::bigint < $2 AND objsubid = 2 AND pid <> pg_backend_pid())";

constexpr char kRangeColumns[] = R"(
SELECT first, past, rows, digest, ARRAY(SELECT key || '=' || value FROM jsonb_each_text(set_aside)),
  shape, generation FROM {} )";
enum RangeColumn : std::size_t { kFirst, kPast, kRows, kDigest, kSetAside, kShape, kGeneration };

std::uint64_t number(const std::optional<std::string>& cell) {
  return std::stoull(cell.value());
}

Hash128 hash_from(const std::string& hex) {
  Hash128 hash;
  std::from_chars(hex.data(), hex.data() + 16, hash.high, 16);
  std::from_chars(hex.data() + 16, hex.data() + 32, hash.low, 16);
  return hash;
}

AppliedRange range_from(const Row& row) {
  AppliedRange range{.first = number(row[kFirst]),
                     .past = number(row[kPast]),
                     .rows = number(row[kRows]),
                     .set_aside = {},
                     .digest = hash_from(row[kDigest].value())};
  for (const std::string& count : array_from(row[kSetAside].value())) {
    const std::size_t sign = count.rfind('=');
    range.set_aside[count.substr(0, sign)] = std::stoull(count.substr(sign + 1));
  }
  return range;
}

/// The ledger must never say twice that a document is applied.
void require_apart(const std::vector<AppliedRange>& ranges, const std::string& projection) {
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    if (ranges[i].first >= ranges[i - 1].past) continue;
    throw Error({.doing = "read the ledger",
                 .subject = fmt::format("projection {}", projection),
                 .cause = fmt::format("its ranges overlap at {}", ranges[i].first),
                 .hint = "was the ledger changed by hand?"});
  }
}

std::vector<AppliedRange> joined(const std::vector<AppliedRange>& ranges) {
  std::vector<AppliedRange> result;
  for (const AppliedRange& range : ranges) {
    if (result.empty() || result.back().past != range.first) {
      result.push_back(range);
      continue;
    }
    AppliedRange& last = result.back();
    last.past = range.past;
    last.rows += range.rows;
    for (const auto& [name, count] : range.set_aside) last.set_aside[name] += count;
    last.digest = sum(last.digest, range.digest);
  }
  return result;
}

}  // namespace

Hash128 sum(const Hash128& a, const Hash128& b) {
  const std::uint64_t low = a.low + b.low;
  return {.high = a.high + b.high + (low < a.low ? 1U : 0U), .low = low};
}

std::optional<Ledger> Ledger::find(Session& session, const std::string& schema, const Owner& owner) {
  Ledger ledger(schema);
  if (!ledger.read(session, owner)) return {};
  return ledger;
}

Ledger Ledger::open(Session& session, const std::string& schema, const Owner& owner) {
  Ledger ledger(schema);
  if (ledger.read(session, owner)) return ledger;
  try {
    ledger.create(session, owner);
  } catch (const ServerError& error) {
    if (error.refusal().sqlstate != "42501") throw;
    ErrorText text = error.text();
    text.hint = fmt::format(
        "let the schema's owner run: CREATE SCHEMA {0} AUTHORIZATION our role; or GRANT CREATE ON SCHEMA {0} "
        "to "
        "it",
        quoted_name(schema));
    throw ServerError(text, error.refusal());
  }
  ledger.read(session, owner);
  return ledger;
}

void Ledger::create(Session& session, const Owner& owner) const {
  const std::string purpose = "create the ledger";
  Transaction transaction(session);
  // Two that come at once: the second waits, and then finds it.
  session.query(purpose, "SELECT pg_advisory_xact_lock(hashtext($1))", {"sojourn ledger " + schema_});
  if (session.query(purpose, "SELECT FROM pg_namespace WHERE nspname = $1", {schema_}).empty()) {
    session.execute(purpose, "CREATE SCHEMA " + quoted_name(schema_));
  }
  if (!session.query(purpose, "SELECT FROM pg_class WHERE oid = to_regclass($1)", {table("migration")})
           .empty()) {
    return;
  }
  session.execute(purpose, fmt::format(kTables, quoted_name(schema_)));
  session.execute(purpose,
                  fmt::format("INSERT INTO {} (journal, name, target, format) VALUES ($1, $2, "
                              "md5(random()::text || clock_timestamp()::text || pg_backend_pid()::text), $3)",
                              table("migration")),
                  {owner.journal, owner.name, std::to_string(kLedgerFormat)});
  transaction.commit();
}

bool Ledger::read(Session& session, const Owner& owner) {
  const std::string purpose = "open the ledger";
  const Rows found =
      session.query(purpose, "SELECT oid::bigint::bit(32)::integer FROM pg_class WHERE oid = to_regclass($1)",
                    {table("migration")});
  if (found.empty()) return false;
  lock_ = found[0][0].value();
  const std::string where = fmt::format("{}, schema \"{}\"", session.description(), schema_);
  const auto refuse = [&](std::string cause, std::string hint) {
    throw Error({.doing = purpose, .subject = where, .cause = std::move(cause), .hint = std::move(hint)});
  };
  const Rows format = session.query(purpose, "SELECT format FROM " + table("migration"));
  if (format.empty()) refuse("its table migration is empty", "was the ledger changed by hand?");
  if (number(format[0][0]) > kLedgerFormat) {
    refuse(fmt::format("it has format {}, newer than ours", *format[0][0]), "use the newer sojourn");
  }
  const Row row = session.query(purpose, "SELECT journal, name, target FROM " + table("migration"))[0];
  if (row[0] != owner.journal) {
    refuse(fmt::format("it belongs to the migration \"{}\" of another journal", row[1].value()),
           "use that journal, or choose another schema for this ledger");
  }
  target_ = row[2].value();
  return true;
}

Standing Ledger::standing(Session& session) const {
  const Row row = session.query(
      "read the ledger",
      fmt::format("SELECT (SELECT epoch FROM {}), (SELECT coalesce(sum(past - first), 0) FROM {})",
                  table("migration"), table("ranges")))[0];
  return {.epoch = static_cast<int>(number(row[0])), .documents = number(row[1])};
}

void Ledger::take_over(Session& session) {
  const Rows rows = session.query("take over the ledger",
                                  fmt::format("UPDATE {} SET epoch = epoch + 1, taken_over_at = now() "
                                              "RETURNING epoch",
                                              table("migration")));
  epoch_ = static_cast<int>(number(rows.at(0)[0]));
  join(session);
  end_older_sessions(session);
}

// Who joins shows its epoch by a lock that the server takes back with the session. The lock comes first: one
// that a taking over does not see was taken later, so the look at the epoch behind it sees the higher one.
void Ledger::join(Session& session) const {
  session.query("join the ledger", "SELECT pg_advisory_lock_shared($1::integer, $2::integer)",
                {lock_, std::to_string(epoch_)});
  check(session);
}

void Ledger::check(Session& session) const {
  const Rows rows = session.query(
      "check the epoch", "SELECT FROM " + table("migration") + " WHERE epoch = $1", {std::to_string(epoch_)});
  if (rows.empty()) throw_other_epoch(session);
}

void Ledger::throw_other_epoch(Session& session) const {
  const Standing now = standing(session);
  if (now.epoch > epoch_) {
    throw Superseded({.doing = "go on writing",
                      .subject = session.description(),
                      .cause = "another run of this migration has taken over",
                      .hint = "let that one finish; a new start takes over from it"});
  }
  throw Error({.doing = "go on writing",
               .subject = session.description(),
               .cause = fmt::format("the ledger is at epoch {}, which was {} before: the target was set back",
                                    now.epoch, epoch_),
               .hint = "start again; what it lost is applied again"});
}

void Ledger::end_older_sessions(Session& session) const {
  constexpr std::chrono::seconds kLimit{60};
  Rows older;
  for (Patience patience(kLimit);;) {
    older = session.query("end the sessions of an earlier run", kEndOlder, {lock_, std::to_string(epoch_)});
    if (older.empty()) return;
    if (!patience.wait()) break;
  }
  throw paused({.doing = "take over the ledger",
                .subject = session.description(),
                .cause = fmt::format("session {} of an earlier run does not end", older[0][0].value()),
                .hint = "pg_stat_activity shows what it does"});
}

void Ledger::record(Session& session, const std::string& projection, const std::string& shape, int generation,
                    const AppliedRange& range) const {
  std::vector<std::string> names;
  std::vector<std::string> counts;
  for (const auto& [name, count] : range.set_aside) {
    names.push_back(name);
    counts.push_back(std::to_string(count));
  }
  const std::uint64_t added = session.execute(
      "record a range in the ledger",
      fmt::format(
          "INSERT INTO {} (projection, shape, generation, first, past, rows, digest, epoch, set_aside) "
          "SELECT $1, $2, $3, $4, $5, $6, $7, epoch, (SELECT coalesce(jsonb_object_agg(name, count), "
          "'{{}}') FROM unnest($8::text[], $9::bigint[]) AS set_aside(name, count)) "
          "FROM {} WHERE epoch = $10",
          table("ranges"), table("migration")),
      {projection, shape, std::to_string(generation), std::to_string(range.first), std::to_string(range.past),
       std::to_string(range.rows), to_hex(range.digest), array_text(names), array_text(counts),
       std::to_string(epoch_)});
  if (added == 0) throw_other_epoch(session);
}

Applied Ledger::applied(Session& session, const std::string& projection, const std::string& shape) const {
  const Rows rows =
      session.query("read the ledger",
                    fmt::format(kRangeColumns, table("ranges")) +
                        fmt::format("WHERE projection = $1 AND generation = (SELECT max(generation) FROM {} "
                                    "WHERE projection = $1) ORDER BY first",
                                    table("ranges")),
                    {projection});
  if (rows.empty()) return {};
  const int generation = static_cast<int>(number(rows[0][kGeneration]));
  // A shape that comes back after another one begins anew: the rows are those of the other.
  if (rows[0][kShape] != shape) return {.generation = generation + 1, .other_shapes = true, .ranges = {}};
  Applied applied{.generation = generation, .other_shapes = generation > 1, .ranges = {}};
  for (const Row& row : rows) applied.ranges.push_back(range_from(row));
  require_apart(applied.ranges, projection);
  return applied;
}

void Ledger::merge_ranges(Session& session) const {
  Transaction transaction(session);
  const Rows rows =
      session.query("read the ledger",
                    fmt::format("SELECT projection, generation FROM {} GROUP BY 1, 2 HAVING count(*) > 1",
                                table("ranges")));
  for (const Row& row : rows) merge_ranges_of(session, row[0].value(), static_cast<int>(number(row[1])));
  check(session);
  transaction.commit();
}

void Ledger::merge_ranges_of(Session& session, const std::string& projection, int generation) const {
  const std::vector<std::string> which = {projection, std::to_string(generation)};
  const std::string where = "WHERE projection = $1 AND generation = $2";
  const Rows rows = session.query(
      "read the ledger", fmt::format(kRangeColumns, table("ranges")) + where + " ORDER BY first", which);
  std::vector<AppliedRange> ranges;
  for (const Row& row : rows) ranges.push_back(range_from(row));
  require_apart(ranges, projection);
  const std::vector<AppliedRange> merged = joined(ranges);
  if (merged.size() == ranges.size()) return;
  session.execute("merge ranges", fmt::format("DELETE FROM {} {}", table("ranges"), where), which);
  for (const AppliedRange& range : merged) {
    record(session, projection, rows[0][kShape].value(), generation, range);
  }
}

}  // namespace sojourn::target
