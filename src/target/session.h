// A session of the target: all writing and all bulk reading goes through one.
//
// It depends on nothing that role, database or machine are set to, and carries nothing from one transaction
// to the next. One thread uses it at a time. Errors are ServerError, ConnectionLost and CommitUnknown, none
// with a password or a value of a row (J10); once the connection is lost, every further use says so.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "target/connection_words.h"
#include "target/patience.h"
#include "target/server_error.h"

struct pg_cancel;
struct pg_conn;

namespace sojourn::target {

struct SessionOptions {
  std::string connection;                          ///< Whatever libpq understands.
  std::string migration;                           ///< The server lists the session as "sojourn MIGRATION".
  std::chrono::milliseconds lock_timeout{30'000};  ///< 0: waits for ever.
  std::chrono::milliseconds idle_in_transaction_timeout{600'000};  ///< The server ends us then.
};

/// Cells as the server prints them; null is no text.
using Row = std::vector<std::optional<std::string>>;
using Rows = std::vector<Row>;

class Session {
 public:
  explicit Session(const SessionOptions& options);
  ~Session();
  Session(Session&& other) noexcept;
  Session& operator=(Session&& other) noexcept;

  /// Runs one statement; `purpose` is what an Error says: "list the ranges". Parameters are $1, $2, ...
  Rows query(const std::string& purpose, const std::string& text,
             const std::vector<std::string>& parameters = {});
  /// Runs one statement for its effect and returns how many rows it touched. Without parameters the text may
  /// be several statements.
  std::uint64_t execute(const std::string& purpose, const std::string& text,
                        const std::vector<std::string>& parameters = {});

  /// Asks the server to end the statement under way, which then fails with SQLSTATE 57014. Any thread may
  /// call it while the session lives.
  void cancel() const;

  [[nodiscard]] const std::string& description() const { return words_.description(); }
  /// 150008 for 15.8.
  [[nodiscard]] int server_version() const;

 private:
  friend class Transaction;
  friend class CopyIn;
  friend class CopyOut;
  struct Close {
    void operator()(pg_conn* connection) const;
    void operator()(pg_cancel* cancel) const;
    void operator()(pg_result* result) const;
  };
  using Result = std::unique_ptr<pg_result, Close>;

  void connect(const SessionOptions& options);
  void apply_settings(const SessionOptions& options);
  /// Sends a statement, with parameters if there are any, and waits for its end.
  Result run(const std::string& purpose, const std::string& text, const std::vector<std::string>& parameters);
  /// Waits for what the server says last of the statement under way; throws if that is an error.
  Result finish(const std::string& purpose, const CopyOf* copy = nullptr);
  /// What it says next; null when it has said everything.
  Result next_result();
  [[noreturn]] void throw_lost(const std::string& purpose, std::string cause = {}) const;
  [[noreturn]] void throw_failure(const std::string& purpose, const pg_result* result, const CopyOf* copy);

  ConnectionWords words_;
  std::unique_ptr<pg_conn, Close> connection_;
  std::unique_ptr<pg_cancel, Close> cancel_;
};

/// Connects; while the server cannot be reached, tries again as long as the patience lasts.
[[nodiscard]] Session connect_patiently(const SessionOptions& options, Patience patience);

/// From BEGIN to COMMIT. Rolled back at its end unless it was committed.
class Transaction {
 public:
  explicit Transaction(Session& session);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Throws CommitUnknown if the connection is lost when it may already have happened.
  void commit();

 private:
  Session& session_;
  bool open_ = true;
};

/// What became of a transaction.
enum class CommitFate : std::uint8_t {
  kCommitted,
  kAborted,
  kForgotten,  ///< The server does not know: long ago, or it was restored. Only what it wrote can tell.
};

/// Asks a new session what became of a commit, after the transaction has ended: if it is still open, its
/// session, which has lost us, is ended. Throws if that takes too long.
[[nodiscard]] CommitFate settle(Session& session, const CommitUnknown& unknown);

}  // namespace sojourn::target
