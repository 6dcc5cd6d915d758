#include "target/query_session.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace sojourn::target {
namespace {

using Transaction = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;

/// A look must never hang behind somebody's ALTER TABLE, nor depend on what role and database are set to.
constexpr char kSettings[] =
    "SET lock_timeout = '10s'; SET statement_timeout = '5min'; SET row_security = on; "
    "SET DateStyle = 'ISO, MDY'; SET TimeZone = 'UTC'; SET client_encoding = 'UTF8'";

std::string connection_hint(const std::string& message) {
  const auto says = [&](const char* words) { return message.find(words) != std::string::npos; };
  if (says("password")) return "check user and password; ~/.pgpass or PGPASSWORD keep one out of the plan";
  if (says("does not exist")) return "check the names of database and user";
  if (says("could not translate host name")) return "check the host's name";
  if (says("pg_hba.conf")) return "the server's pg_hba.conf must allow this user, database and address";
  return "check that the server runs there and can be reached from here";
}

}  // namespace

QuerySession::QuerySession(const std::string& connection) : words_(connection) {
  connect();
  if (server_version() >= kServerVersionMin) return;
  throw Error({.doing = "read the catalogue",
               .subject = description(),
               .cause = fmt::format("the server is PostgreSQL {}", server_version() / 10000),
               .hint = fmt::format("sojourn needs PostgreSQL {} or newer", kServerVersionMin / 10000)});
}

// What libpqxx says as it goes has nobody to be told to.
QuerySession::~QuerySession() {
  transaction_.reset();
  quiet_.reset();
}

void QuerySession::connect() {
  try {
    connection_ = std::make_unique<pqxx::connection>(words_.full());
    quiet_ = std::make_unique<pqxx::quiet_errorhandler>(*connection_);
    pqxx::nontransaction(*connection_).exec(kSettings);
    transaction_ = std::make_unique<Transaction>(*connection_);
  } catch (const std::exception& problem) {
    const std::string message = plain(problem.what());
    throw Error({.doing = "connect to the target",
                 .subject = description(),
                 .cause = message,
                 .hint = connection_hint(message)});
  }
}

pqxx::result QuerySession::query(const std::string& purpose, const std::string& text,
                                 const std::vector<std::string>& parameters) {
  try {
    return transaction_->exec_params(
        text, pqxx::prepare::make_dynamic_params(parameters.begin(), parameters.end()));
  } catch (const std::exception& problem) {
    throw Error({.doing = purpose, .subject = description(), .cause = plain(problem.what())});
  }
}

std::string QuerySession::quoted_name(const std::string& name) const {
  return connection_->quote_name(name);
}

std::string QuerySession::quoted_text(const std::string& text) const {
  return connection_->quote(text);
}

int QuerySession::server_version() const {
  return connection_->server_version();
}

/// In one line and without secrets.
std::string QuerySession::plain(const char* message) const {
  std::string text = words_.without_secrets(message);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  text.erase(std::remove(text.begin(), text.end(), '\t'), text.end());
  return text;
}

}  // namespace sojourn::target
