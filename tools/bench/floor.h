// The floor: what PostgreSQL itself takes for the finished rows, by psql \copy and then keys and indexes.
#pragma once

#include "tools/bench/flat_rows.h"
#include "tools/bench/samples.h"
#include "tools/harness/private_postgres.h"

namespace sojourn::bench {

/// The server's settings for measuring; the same for the floor and for every bench against it.
[[nodiscard]] harness::PostgresSettings measured_settings();

/// Loads the rows into an empty table, with so many sessions (1 or 2) side by side, then makes its indexes.
/// What came before is checkpointed first, outside of what is timed.
void measure_floor(const harness::PrivatePostgres& server, const CopyFiles& rows, int sessions,
                   Timings& timings);

}  // namespace sojourn::bench
