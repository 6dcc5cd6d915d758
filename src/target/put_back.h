// Puts back what was held back, resumable at every step, and tells which rows are in the way.
#pragma once

#include <string>
#include <vector>

#include "target/hold_back.h"

namespace sojourn::target {

/// One that cannot be put back, as a rule because of rows that are there.
struct LateFailure {
  HeldBack what;
  ServerError error;
};

/// Puts all back that is still held, the sessions side by side; each has joined the ledger. Foreign keys are
/// begun when all keys are in place, so what fails is to be mended and this called again. Empty: all is back.
/// Throws what is not about the rows: a lost connection, a full disk, a lock that somebody holds.
[[nodiscard]] std::vector<LateFailure> put_back(std::vector<Session>& sessions, const Ledger& ledger);

}  // namespace sojourn::target
