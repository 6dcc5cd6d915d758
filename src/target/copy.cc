#include "target/copy.h"

#include <libpq-fe.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

namespace sojourn::target {
namespace {

// The signature, no flags, no extension; behind the last row a count of -1 columns.
constexpr std::string_view kHeader{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};
constexpr std::string_view kTrailer{"\377\377", 2};

}  // namespace

CopyIn::CopyIn(Session& session, const TableName& table, std::vector<std::string> columns)
    : session_(session),
      what_{.table = table.name, .columns = std::move(columns)},
      purpose_("copy rows into a table") {
  session_.run(
      purpose_,
      fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", quoted_name(table), quoted_names(what_.columns)),
      {});
  put(kHeader);
}

CopyIn::~CopyIn() {
  if (!open_) return;
  try {
    if (PQputCopyEnd(session_.connection_.get(), "given up") == 1) session_.finish(purpose_);
  } catch (const Error&) {
    // That it was given up, or that the connection is lost: then the next use of the session says so.
  }
}

void CopyIn::put(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t size = std::min<std::size_t>(bytes.size(), std::numeric_limits<int>::max());
    if (PQputCopyData(session_.connection_.get(), bytes.data(), static_cast<int>(size)) != 1) {
      open_ = false;
      session_.finish(purpose_, &what_);  // The server may have said why.
      session_.throw_lost(purpose_);
    }
    bytes.remove_prefix(size);
  }
}

void CopyIn::send(std::string_view rows) {
  put(rows);
}

std::uint64_t CopyIn::finish() {
  put(kTrailer);
  open_ = false;
  if (PQputCopyEnd(session_.connection_.get(), nullptr) != 1) session_.throw_lost(purpose_);
  const Session::Result result = session_.finish(purpose_, &what_);
  return std::strtoull(PQcmdTuples(result.get()), nullptr, 10);
}

void CopyOut::Free::operator()(char* piece) const {
  PQfreemem(piece);
}

CopyOut::CopyOut(Session& session, std::string purpose, const std::string& statement)
    : session_(session), purpose_(std::move(purpose)) {
  session_.run(purpose_, statement, {});
}

CopyOut::~CopyOut() {
  if (!open_) return;
  session_.cancel();
  try {
    while (next()) {
    }
  } catch (const Error&) {
    // That it was cancelled, or that the connection is lost: then the next use of the session says so.
  }
}

std::optional<std::string_view> CopyOut::next() {
  char* piece = nullptr;
  const int size = PQgetCopyData(session_.connection_.get(), &piece, 0);
  piece_.reset(piece);
  if (size > 0) return std::string_view(piece, static_cast<std::size_t>(size));
  open_ = false;
  session_.finish(purpose_);
  return {};
}

}  // namespace sojourn::target
