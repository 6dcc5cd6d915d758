// COPY: rows into a table in PostgreSQL's binary format, and out of it in any.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "target/session.h"
#include "target/sql_text.h"

namespace sojourn::target {

/// Rows on their way into a table. Given up at its end unless finished; the transaction is lost with that.
class CopyIn {
 public:
  CopyIn(Session& session, const TableName& table, std::vector<std::string> columns);
  ~CopyIn();
  CopyIn(const CopyIn&) = delete;
  CopyIn& operator=(const CopyIn&) = delete;

  /// Rows, or a part of one, without header and trailer. Blocks while the server is behind. A row that it
  /// refuses shows at the latest in `finish`.
  void send(std::string_view rows);
  /// Waits until the server has taken all; returns how many rows that were. A ServerError names the row.
  std::uint64_t finish();

 private:
  void put(std::string_view bytes);

  Session& session_;
  CopyOf what_;
  std::string purpose_;
  bool open_ = true;
};

/// What a COPY ... TO STDOUT sends.
class CopyOut {
 public:
  CopyOut(Session& session, std::string purpose, const std::string& statement);
  /// Cancels what was not read to its end.
  ~CopyOut();
  CopyOut(const CopyOut&) = delete;
  CopyOut& operator=(const CopyOut&) = delete;

  /// The next row as the server sent it, valid until the next call; nothing at the end.
  [[nodiscard]] std::optional<std::string_view> next();

 private:
  struct Free {
    void operator()(char* piece) const;
  };

  Session& session_;
  std::string purpose_;
  std::unique_ptr<char, Free> piece_;
  bool open_ = true;
};

}  // namespace sojourn::target
