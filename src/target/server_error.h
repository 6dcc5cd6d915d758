// What can go wrong in a session, told apart by type because each asks for another answer: the server
// refused, the connection is lost, the fate of a commit is unknown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

struct pg_result;

namespace sojourn::target {

/// What the server said of a statement besides words. Empty where it said nothing.
struct Refusal {
  std::string sqlstate;  ///< "23505".
  std::string schema;
  std::string table;
  std::string column;
  std::string constraint;
  std::optional<std::uint64_t> line;  ///< The row of a COPY, from 1.
};

/// The server refused a statement. The transaction is lost with it, the session is not.
class ServerError : public Error {
 public:
  ServerError(ErrorText text, Refusal refusal);
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }
  /// The same may well succeed when it is tried again: a deadlock, a lock that somebody held.
  [[nodiscard]] bool is_passing() const;

 private:
  Refusal refusal_;
};

/// There is no connection, or no longer. What was not committed is not in the target.
class ConnectionLost : public Error {
 public:
  explicit ConnectionLost(const Error& error) : Error(error.text(), ExitCode::kPaused) {}
};

/// The connection was lost after COMMIT was sent: only the server knows what became of it (see settle).
class CommitUnknown : public Error {
 public:
  CommitUnknown(const Error& error, std::string transaction)
      : Error(error.text(), ExitCode::kPaused), transaction_(std::move(transaction)) {}
  /// The number that the server gave the transaction.
  [[nodiscard]] const std::string& transaction() const { return transaction_; }

 private:
  std::string transaction_;
};

/// What a COPY is of; the server names row and column of one only in words.
struct CopyOf {
  std::string table;
  std::vector<std::string> columns;
};

/// REQUIRES: the result of a statement that failed. `copy` may be null.
[[nodiscard]] Refusal refusal_of(const pg_result* result, const CopyOf* copy);
/// What the server says of it, without values of rows (J10): messages that may hold one are withheld.
[[nodiscard]] std::string words_of(const pg_result* result);
/// What to try; empty if there is nothing to say.
[[nodiscard]] std::string hint_for(std::string_view sqlstate);
/// Whether the server ends the session with this error.
[[nodiscard]] bool ends_session(const pg_result* result);

}  // namespace sojourn::target
