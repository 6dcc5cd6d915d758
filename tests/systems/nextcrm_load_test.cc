// The rows of both dumps of NextCRM on a real server, with all keys of the schema in place: they fit each
// other, and of what only a server can refuse, it refuses what the manifest states.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "systems/nextcrm.h"
#include "systems/rehearsed.h"
#include "target/server_error.h"

namespace sojourn::test {
namespace {

target::Session session_of(const Database& database) {
  return target::Session({.connection = database.connection(), .migration = "nextcrm"});
}

TEST_CASE("the clean dump's rows go into the schema as it is, parents before children, and are found there") {
  const Database database({kNextcrmSchema});
  target::Session session = session_of(database);
  std::uint64_t rows = 0;
  for (const apply::ProjectionResult& each : rehearsed_sample().result().projections) rows += each.rows;
  CHECK(rehearsed_sample().load(session) == rows);
  CHECK(rows > 24'000);
  CHECK(database.ask("SELECT count(*) > 600 FROM \"DocumentsToInvoices\" JOIN \"Documents\" d ON d.id = "
                     "document_id JOIN \"Invoices\" i ON i.id = invoice_id") == "t");
  CHECK(database.ask("SELECT count(*) > 0 FROM \"crm_Accounts\" WHERE to_tsvector('english', "
                     "left(coalesce(\"name\", ''), 100000)) @@ plainto_tsquery('english', (SELECT name FROM "
                     "\"crm_Accounts\" LIMIT 1))") == "t");
}

/// What an index lies over, as "crm_Leads.status": its table and its one text column that is not of ids.
std::set<std::string> refused_indexes(target::Session& session, const target::Rows& indexes) {
  std::set<std::string> refused;
  for (const target::Row& index : indexes) {
    try {
      session.execute("build an index", *index.at(0));
    } catch (const target::ServerError&) {
      refused.insert(*index.at(1));
    }
  }
  return refused;
}

TEST_CASE("the bad dump's rows fit each other too, but for the texts that the manifest calls too large") {
  const Database database({kNextcrmSchema});
  target::Session session = session_of(database);
  const target::Rows indexes = session.query(
      "list the indexes",
      "SELECT indexdef, tablename || '.' || (SELECT min(attname) FROM pg_attribute a WHERE a.attrelid = "
      "('public.' || quote_ident(indexname))::regclass AND atttypid = 'text'::regtype), indexname FROM "
      "pg_indexes "
      "WHERE schemaname = 'public' AND indexname !~ '_pkey$'");
  for (const target::Row& index : indexes) {
    session.execute("drop an index", "DROP INDEX public.\"" + *index.at(2) + "\"");
  }
  rehearsed_bad().rehearsed.load(session);
  std::set<std::string> too_large;
  for (const make_crm::Fault& fault : rehearsed_bad().manifest.faults) {
    if (fault.cause == "index_entry_too_large") too_large.insert(fault.table + "." + fault.field);
  }
  CHECK(refused_indexes(session, indexes) == too_large);
  CHECK(indexes.size() == 121 + 15);
}

}  // namespace
}  // namespace sojourn::test
