// What a target database says about its tables, as plain data: what a plan is expanded and checked against.
//
// src/target reads it from a live server. Names are as the server keeps them: case matters, no quotes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::plan {

/// What a value of a column is, seen from a document. The server has more types than we convert to.
enum class TypeKind : std::uint8_t {
  kText,     ///< text, also varchar and citext-free text-like types without a length.
  kVarchar,  ///< varchar(n).
  kChar,     ///< char(n), padded with blanks.
  kInt16,
  kInt32,
  kInt64,
  kFloat4,
  kFloat8,
  kNumeric,
  kBool,
  kTimestamp,  ///< timestamp(p) without time zone.
  kTimestamptz,
  kDate,
  kTime,  ///< time(p) without time zone.
  kInterval,
  kUuid,
  kBytea,
  kJson,
  kJsonb,
  kEnum,
  kInet,
  kArray,  ///< Of `element`.
  kOther,  ///< A type that we cannot fill.
};

/// The type of a column. A domain appears as its base type with `domain` set.
struct ColumnType {
  TypeKind kind = TypeKind::kOther;
  std::string name;                 ///< As the server prints it: "timestamp(3) without time zone".
  std::uint32_t oid = 0;            ///< Of the type itself; of the base type for a domain.
  std::optional<int> length;        ///< Characters of varchar(n) and char(n).
  std::optional<int> precision;     ///< Digits of numeric(p,s).
  std::optional<int> scale;         ///< Of numeric(p,s); fractional digits of seconds for times.
  std::string enum_name;            ///< Of an enum.
  std::vector<std::string> labels;  ///< Of an enum, in its order.
  std::string domain;               ///< Its name, if it is one.
  bool has_equality = true;         ///< json and a few others cannot be compared.
  std::vector<ColumnType> element;  ///< One, for an array.
};

struct Column {
  std::string name;
  ColumnType type;
  bool not_null = false;  ///< Of the column or its domain.
  std::optional<std::string> default_expression;
  bool generated = false;        ///< Stored generated column: must not be sent.
  bool identity_always = false;  ///< GENERATED ALWAYS AS IDENTITY: sent only with OVERRIDING.
  bool identity = false;         ///< Either kind of identity.
};

/// Columns in the order of the key or index.
struct Key {
  std::string name;
  std::vector<std::string> columns;
  bool primary = false;
  bool nulls_distinct = true;
};

struct Index {
  std::string name;
  std::string method;                ///< "btree", "gin".
  std::vector<std::string> columns;  ///< Empty name for an expression.
  std::string definition;            ///< As pg_get_indexdef prints it.
  bool unique = false;
  bool partial = false;
};

struct ForeignKey {
  std::string name;
  std::vector<std::string> columns;
  std::string schema;  ///< Of the table that is referred to.
  std::string table;
  std::vector<std::string> to_columns;
  std::string definition;
  bool deferrable = false;
};

struct Table {
  std::string schema;
  std::string name;
  std::vector<Column> columns;  ///< In the server's order.
  std::vector<Key> keys;        ///< Primary and unique constraints and unique indexes without expressions.
  std::vector<Index> indexes;   ///< All, those of keys too.
  std::vector<ForeignKey> foreign_keys;
  std::vector<std::string> checks;    ///< Definitions of check constraints.
  std::vector<std::string> triggers;  ///< Names of user triggers that are enabled.
  bool row_security = false;
  bool partitioned = false;
  bool owned = false;  ///< Our role may alter it.
  bool may_insert = false;
  bool may_select = false;
  bool may_update = false;
  bool may_delete = false;
  std::uint64_t estimated_rows = 0;  ///< By the server's statistics.
  bool empty = true;                 ///< By looking.

  [[nodiscard]] const Column* find(const std::string& column) const;
  [[nodiscard]] const Key* primary_key() const;
};

struct EnumType {
  std::string name;
  std::vector<std::string> labels;
};

/// One schema of one database.
struct Catalogue {
  std::string database;
  std::string schema;
  std::string server_version;
  std::map<std::string, Table> tables;
  std::map<std::string, EnumType> enums;
};

}  // namespace sojourn::plan
