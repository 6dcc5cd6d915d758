#include "target/session.h"

#include <libpq-fe.h>

#include <fmt/format.h>

#include <array>

#include "target/query_session.h"

namespace sojourn::target {
namespace {

/// What we want where the operator says nothing, and behind the operator's words what he cannot change. A
/// connection that a firewall forgot is noticed within a minute.
constexpr std::size_t kBefore = 5;
constexpr std::array<const char*, 9> kKeywords = {
    "connect_timeout",  "keepalives_idle",  "keepalives_interval",
    "keepalives_count", "tcp_user_timeout", "dbname",
    "application_name", "client_encoding",  nullptr};
constexpr std::array<const char*, kBefore> kValuesBefore = {"15", "30", "10", "3", "60000"};

std::array<const char*, kKeywords.size()> values(const ConnectionWords& words, const std::string& name) {
  std::array<const char*, kKeywords.size()> all{};
  std::copy(kValuesBefore.begin(), kValuesBefore.end(), all.begin());
  all[kBefore] = words.full().c_str();
  all[kBefore + 1] = name.c_str();
  all[kBefore + 2] = "UTF8";
  return all;
}

/// Whether the server is there and takes sessions, only not ours.
bool server_accepts(const std::array<const char*, kKeywords.size()>& all) {
  return PQpingParams(kKeywords.data(), all.data(), 1) == PQPING_OK;
}

/// Those at the end are set where the server knows them.
constexpr char kSettings[] = R"(
SET statement_timeout = 0; SET lock_timeout = {0}; SET idle_in_transaction_session_timeout = {1};
SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres';
SET extra_float_digits = 3; SET bytea_output = 'hex'; SET search_path = ''; SET row_security = off;
SET standard_conforming_strings = on; SET quote_all_identifiers = off; SET default_tablespace = '';
SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off;
SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('idle_session_timeout', 'transaction_timeout'))";

}  // namespace

void Session::Close::operator()(pg_conn* connection) const {
  PQfinish(connection);
}
void Session::Close::operator()(pg_cancel* cancel) const {
  PQfreeCancel(cancel);
}
void Session::Close::operator()(pg_result* result) const {
  PQclear(result);
}

Session::Session(const SessionOptions& options) : words_(options.connection) {
  connect(options);
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  cancel_.reset(PQgetCancel(connection_.get()));
  if (server_version() < kServerVersionMin) {
    throw words_.failure(fmt::format("the server is PostgreSQL {}; sojourn needs {} or newer",
                                     server_version() / 10000, kServerVersionMin / 10000));
  }
  apply_settings(options);
}

Session::~Session() = default;
Session::Session(Session&& other) noexcept = default;
Session& Session::operator=(Session&& other) noexcept = default;

void Session::connect(const SessionOptions& options) {
  const std::string name = "sojourn " + options.migration;
  const auto all = values(words_, name);
  connection_.reset(PQconnectdbParams(kKeywords.data(), all.data(), 1));
  if (PQstatus(connection_.get()) == CONNECTION_OK) return;
  Error error = words_.failure(PQerrorMessage(connection_.get()));
  if (!server_accepts(all)) throw ConnectionLost(error);
  // It may just have come up; if not, it refuses us, and patience would not help.
  connection_.reset(PQconnectdbParams(kKeywords.data(), all.data(), 1));
  if (PQstatus(connection_.get()) != CONNECTION_OK) throw error;
}

void Session::apply_settings(const SessionOptions& options) {
  run("set up a session",
      fmt::format(kSettings, options.lock_timeout.count(), options.idle_in_transaction_timeout.count()), {});
}

int Session::server_version() const {
  return PQserverVersion(connection_.get());
}

void Session::cancel() const {
  std::array<char, 256> ignored{};  // What could not be cancelled goes on, and its caller waits for it.
  PQcancel(cancel_.get(), ignored.data(), ignored.size());
}

Session::Result Session::next_result() {
  return Result(PQgetResult(connection_.get()));
}

Session::Result Session::finish(const std::string& purpose, const CopyOf* copy) {
  Result last;
  while (Result result = next_result()) {
    const ExecStatusType status = PQresultStatus(result.get());
    const bool failed = last && PQresultStatus(last.get()) == PGRES_FATAL_ERROR;
    if (!failed) last = std::move(result);
    // These wait for us.
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) break;
  }
  if (!last || PQstatus(connection_.get()) == CONNECTION_BAD) {
    throw_lost(purpose, last ? words_of(last.get()) : "");
  }
  const ExecStatusType status = PQresultStatus(last.get());
  if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) throw_failure(purpose, last.get(), copy);
  return last;
}

void Session::throw_lost(const std::string& purpose, std::string cause) const {
  if (cause.empty()) cause = PQerrorMessage(connection_.get());
  if (cause.empty()) cause = "the connection to the server is lost";
  throw ConnectionLost(Error({.doing = purpose,
                              .subject = description(),
                              .cause = words_.plain(cause),
                              .hint = "check that the server runs; the same command goes on"}));
}

void Session::throw_failure(const std::string& purpose, const pg_result* result, const CopyOf* copy) {
  if (ends_session(result)) throw_lost(purpose, words_of(result));
  Refusal refusal = refusal_of(result, copy);
  if (refusal.sqlstate.empty()) throw_lost(purpose, words_of(result));
  std::string subject = description();
  const std::string table = copy == nullptr ? refusal.table : copy->table;
  if (!table.empty()) subject += fmt::format(", table \"{}\"", table);
  if (!refusal.column.empty()) subject += fmt::format(", column \"{}\"", refusal.column);
  if (refusal.line) subject += fmt::format(", row {} of a COPY", *refusal.line);
  ErrorText text{.doing = purpose,
                 .subject = subject,
                 .cause = words_.plain(words_of(result)),
                 .hint = hint_for(refusal.sqlstate)};
  throw ServerError(std::move(text), std::move(refusal));
}

Session::Result Session::run(const std::string& purpose, const std::string& text,
                             const std::vector<std::string>& parameters) {
  std::vector<const char*> cells;
  cells.reserve(parameters.size());
  for (const std::string& parameter : parameters) cells.push_back(parameter.c_str());
  const int count = static_cast<int>(cells.size());
  const int sent = cells.empty() ? PQsendQuery(connection_.get(), text.c_str())
                                 : PQsendQueryParams(connection_.get(), text.c_str(), count, nullptr,
                                                     cells.data(), nullptr, nullptr, 0);
  if (sent == 0) throw_lost(purpose);
  return finish(purpose);
}

Rows Session::query(const std::string& purpose, const std::string& text,
                    const std::vector<std::string>& parameters) {
  const Result result = run(purpose, text, parameters);
  Rows rows(static_cast<std::size_t>(PQntuples(result.get())));
  for (int i = 0; i < PQntuples(result.get()); ++i) {
    Row& row = rows[static_cast<std::size_t>(i)];
    for (int k = 0; k < PQnfields(result.get()); ++k) {
      if (PQgetisnull(result.get(), i, k) != 0) {
        row.emplace_back();
      } else {
        row.emplace_back(std::in_place, PQgetvalue(result.get(), i, k),
                         static_cast<std::size_t>(PQgetlength(result.get(), i, k)));
      }
    }
  }
  return rows;
}

std::uint64_t Session::execute(const std::string& purpose, const std::string& text,
                               const std::vector<std::string>& parameters) {
  const Result result = run(purpose, text, parameters);
  return std::strtoull(PQcmdTuples(result.get()), nullptr, 10);
}

Session connect_patiently(const SessionOptions& options, Patience patience) {
  while (true) {
    try {
      return Session(options);
    } catch (const ConnectionLost&) {
      if (!patience.wait()) throw;
    }
  }
}

Transaction::Transaction(Session& session) : session_(session) {
  session_.execute("begin a transaction", "BEGIN");
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    session_.execute("roll back a transaction", "ROLLBACK");
  } catch (const Error&) {
    // The connection is lost, and the transaction with it; the next use of the session says so.
  }
}

// The dangerous moment: a connection that breaks before COMMIT is sent has committed nothing; one that breaks
// later may have. So the server is asked for the transaction's number first. A transaction that has none
// wrote nothing.
void Transaction::commit() {
  const std::string purpose = "commit a transaction";
  const Rows number = session_.query(purpose, "SELECT txid_current_if_assigned()");
  open_ = false;
  try {
    session_.execute(purpose, "COMMIT");
  } catch (const ConnectionLost& lost) {
    if (!number[0][0]) throw;
    throw CommitUnknown(lost, *number[0][0]);
  }
}

namespace {

/// "committed", "aborted" or "in progress"; nothing if the server does not know.
std::optional<std::string> status_of(Session& session, const std::vector<std::string>& number) {
  try {
    return session.query("learn what became of a commit", "SELECT txid_status($1)", number)[0][0];
  } catch (const ServerError& error) {
    // A number that this server has not given yet: it is an older state of the one that gave it.
    if (error.refusal().sqlstate == "22023") return {};
    throw;
  }
}

}  // namespace

CommitFate settle(Session& session, const CommitUnknown& unknown) {
  constexpr std::chrono::seconds kLimit{60};
  const std::vector<std::string> number = {unknown.transaction()};
  for (Patience patience(kLimit);;) {
    const auto status = status_of(session, number);
    if (!status) return CommitFate::kForgotten;
    if (*status == "committed") return CommitFate::kCommitted;
    if (*status == "aborted") return CommitFate::kAborted;
    session.query("end a session that lost us",
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                  "WHERE backend_xid = ($1::bigint % 4294967296)::text::xid",
                  number);
    if (patience.wait()) continue;
    throw paused({.doing = "learn what became of a commit",
                  .subject = session.description(),
                  .cause = "the transaction does not end on the server",
                  .hint = "pg_stat_activity shows its session"});
  }
}

}  // namespace sojourn::target
