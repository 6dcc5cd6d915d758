#include "tools/bench/flat_rows.h"

#include <fmt/format.h>

#include <fstream>

#include "base/bson.h"
#include "base/bytes.h"
#include "base/error.h"

namespace sojourn::bench {
namespace {

namespace fs = std::filesystem;

struct Column {
  const char* name;
  const char* sql_type;
};

/// In the order of the document's fields; the first is `_id`.
constexpr std::array<Column, 12> kColumns{{{"id", "uuid"},
                                           {"first_name", "text"},
                                           {"last_name", "text"},
                                           {"email", "text"},
                                           {"company", "text"},
                                           {"city", "text"},
                                           {"note", "text"},
                                           {"age", "integer"},
                                           {"visits", "bigint"},
                                           {"balance", "double precision"},
                                           {"created_at", "timestamp(3)"},
                                           {"active", "boolean"}}};

constexpr std::size_t kUuidBytes = 16;
constexpr std::int64_t k2000InMs = 946'684'800'000;  // PostgreSQL counts from 2000-01-01.
constexpr std::size_t kWriteBytes = 1u << 20;

void append_cell(std::string& row, std::string_view bytes) {
  append_be(row, static_cast<std::uint32_t>(bytes.size()));
  row += bytes;
}

template <typename Integer>
void append_number(std::string& row, Integer value) {
  append_be(row, static_cast<std::uint32_t>(sizeof value));
  append_be(row, value);
}

void append_value(std::string& row, const bson::Element& value) {
  switch (value.type) {
    case bson::Type::kObjectId:
      append_cell(row, std::string(value.value).append(kUuidBytes - value.value.size(), '\0'));
      return;
    case bson::Type::kString:
      return append_cell(row, value.as_text());
    case bson::Type::kInt32:
      return append_number(row, static_cast<std::uint32_t>(value.as_int32()));
    case bson::Type::kInt64:
      return append_number(row, static_cast<std::uint64_t>(value.as_int64()));
    case bson::Type::kDouble:
      return append_number(row, std::bit_cast<std::uint64_t>(value.as_double()));
    case bson::Type::kDate:
      return append_number(row, static_cast<std::uint64_t>((value.as_int64() - k2000InMs) * 1000));
    case bson::Type::kBool:
      return append_cell(row, value.as_bool() ? std::string_view("\1", 1) : std::string_view("\0", 1));
    default:
      throw Error({.doing = "make rows for the floor",
                   .subject = std::string(value.name),
                   .cause = fmt::format("a flat table has no {}", bson::type_name(value.type))});
  }
}

void append_row(std::string& rows, std::string_view document) {
  const auto count_at = rows.size();  // Of two bytes, the higher one always 0.
  rows.append(2, '\0');
  std::uint8_t columns = 0;
  for (bson::Walker walker(document); walker.next(); ++columns) append_value(rows, walker.element());
  rows[count_at + 1] = static_cast<char>(columns);
  if (columns == kColumns.size()) return;
  throw Error({.doing = "make rows for the floor", .cause = "a document has other fields than the table"});
}

/// A file in PostgreSQL's binary COPY format.
class CopyFile {
 public:
  explicit CopyFile(const fs::path& path) : out_(path, std::ios::binary) {
    rows_ = std::string_view("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
  }
  void add(std::string_view document) {
    append_row(rows_, document);
    if (rows_.size() >= kWriteBytes) flush();
  }
  std::uint64_t finish() {
    rows_ += "\377\377";
    flush();
    out_.close();
    if (!out_) throw Error({.doing = "write rows for the floor", .cause = errno_text()});
    return written_;
  }

 private:
  void flush() {
    out_.write(rows_.data(), static_cast<std::streamsize>(rows_.size()));
    written_ += rows_.size();
    rows_.clear();
  }
  std::ofstream out_;
  std::string rows_;
  std::uint64_t written_ = 0;
};

/// The next document of a file that make_crm wrote; false at its end.
bool read_document(std::istream& in, std::string& document) {
  document.resize(sizeof(std::int32_t));
  if (!in.read(document.data(), sizeof(std::int32_t))) return false;
  document.resize(static_cast<std::size_t>(load_le<std::int32_t>(document.data())));
  in.read(document.data() + sizeof(std::int32_t),
          static_cast<std::streamsize>(document.size() - sizeof(std::int32_t)));
  return true;
}

}  // namespace

std::string create_flat_table() {
  std::string columns;
  for (const Column& column : kColumns) {
    columns += fmt::format("{}{} {} NOT NULL", columns.empty() ? "" : ", ", column.name, column.sql_type);
  }
  return fmt::format("CREATE TABLE {} ({})", kFlatTable, columns);
}

std::vector<std::string> flat_table_indexes() {
  std::vector<std::string> statements{fmt::format("ALTER TABLE {} ADD PRIMARY KEY (id)", kFlatTable)};
  for (const char* column : {"email", "company", "created_at"}) {
    statements.push_back(fmt::format("CREATE INDEX ON {} ({})", kFlatTable, column));
  }
  return statements;
}

CopyFiles write_copy_files(const fs::path& bson_file, const fs::path& folder) {
  CopyFiles files;
  std::ifstream in(bson_file, std::ios::binary);
  const std::uint64_t half = fs::file_size(bson_file) / files.halves.size();
  std::uint64_t past = 0;
  std::uint64_t read = 0;
  std::string document;
  for (fs::path& path : files.halves) {
    path = folder / fmt::format("rows-{}.copy", &path - files.halves.data() + 1);
    CopyFile file(path);
    for (past += half + 1; read < past && read_document(in, document); read += document.size()) {
      file.add(document);
    }
    files.bytes += file.finish();
  }
  return files;
}

}  // namespace sojourn::bench
