#include "target/query_session.h"

#include <fmt/format.h>

#include "base/error.h"

namespace sojourn::target {
namespace {

using Transaction = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;

/// A look must never hang behind somebody's ALTER TABLE, nor depend on what role and database are set to.
constexpr char kSettings[] =
    "SET lock_timeout = '10s'; SET statement_timeout = '5min'; SET row_security = on; "
    "SET DateStyle = 'ISO, MDY'; SET TimeZone = 'UTC'; SET client_encoding = 'UTF8'";

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
    throw words_.failure(problem.what());
  }
}

pqxx::result QuerySession::query(const std::string& purpose, const std::string& text,
                                 const std::vector<std::string>& parameters) {
  try {
    return transaction_->exec_params(
        text, pqxx::prepare::make_dynamic_params(parameters.begin(), parameters.end()));
  } catch (const std::exception& problem) {
    throw Error({.doing = purpose, .subject = description(), .cause = words_.plain(problem.what())});
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

}  // namespace sojourn::target
