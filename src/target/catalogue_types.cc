#include "target/catalogue_types.h"

#include <array>
#include <string_view>

namespace sojourn::target {
namespace {

using plan::ColumnType;
using plan::TypeKind;

constexpr char kTypesQuery[] = R"(
WITH RECURSIVE used(id) AS (
  SELECT a.atttypid FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
  UNION
  SELECT inner_type FROM used JOIN pg_type t ON t.oid = used.id
    CROSS JOIN LATERAL (VALUES (t.typbasetype), (t.typelem)) AS step(inner_type) WHERE inner_type <> 0)
SELECT t.oid, CASE WHEN n.nspname IN ('pg_catalog', $1) THEN '' ELSE n.nspname || '.' END || t.typname AS name,
  n.nspname = 'pg_catalog' AS built_in, t.typtype AS sort, t.typbasetype AS base,
  t.typtypmod AS base_modifier, format_type(nullif(t.typbasetype, 0), t.typtypmod) AS base_printed,
  CASE WHEN t.oid = e.typarray THEN e.oid ELSE 0 END AS element, t.typnotnull AS not_null,
  t.typdefault AS default_expression,
  EXISTS (SELECT FROM pg_operator o
          WHERE o.oprname = '=' AND o.oprleft = t.oid AND o.oprright = t.oid) AS has_equality
FROM used JOIN pg_type t ON t.oid = used.id JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_type e ON e.oid = t.typelem)";

// Those of the schema, used or not, and those of other schemas that our columns have.
constexpr char kEnumsQuery[] = R"(
SELECT CASE WHEN n.nspname = $1 THEN '' ELSE n.nspname || '.' END || t.typname AS name, e.enumlabel AS label
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_enum e ON e.enumtypid = t.oid
WHERE t.typtype = 'e' AND (n.nspname = $1 OR EXISTS (
  SELECT FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace cn ON cn.oid = c.relnamespace JOIN pg_type at ON at.oid = a.atttypid
  WHERE cn.nspname = $1 AND NOT a.attisdropped AND t.oid IN (at.oid, at.typelem, at.typbasetype)))
ORDER BY t.oid, e.enumsortorder)";

struct Named {
  std::string_view name;
  TypeKind kind;
};
constexpr std::array<Named, 20> kBuiltIn = {
    {{"text", TypeKind::kText},           {"varchar", TypeKind::kVarchar},
     {"bpchar", TypeKind::kChar},         {"int2", TypeKind::kInt16},
     {"int4", TypeKind::kInt32},          {"int8", TypeKind::kInt64},
     {"float4", TypeKind::kFloat4},       {"float8", TypeKind::kFloat8},
     {"numeric", TypeKind::kNumeric},     {"bool", TypeKind::kBool},
     {"timestamp", TypeKind::kTimestamp}, {"timestamptz", TypeKind::kTimestamptz},
     {"date", TypeKind::kDate},           {"time", TypeKind::kTime},
     {"interval", TypeKind::kInterval},   {"uuid", TypeKind::kUuid},
     {"bytea", TypeKind::kBytea},         {"json", TypeKind::kJson},
     {"jsonb", TypeKind::kJsonb},         {"inet", TypeKind::kInet}}};

TypeKind kind_of(const std::string& name, bool built_in) {
  // Text in another coat: it is sent as text is.
  if (name == "citext" || name.ends_with(".citext")) return TypeKind::kText;
  if (!built_in) return TypeKind::kOther;
  for (const Named& named : kBuiltIn) {
    if (named.name == name) return named.kind;
  }
  return TypeKind::kOther;
}

// How PostgreSQL packs type modifiers (utils/adt): lengths carry a header of four bytes; the scale of numeric
// has 11 bits and may be negative since version 15; an interval's modifier also says which fields it keeps.
constexpr int kHeader = 4;
constexpr int kScaleSign = 1024;
constexpr int kAllIntervalFields = 0x7fff;

void apply_modifier(ColumnType& type, int modifier) {
  if (type.kind == TypeKind::kVarchar && modifier < 0) type.kind = TypeKind::kText;
  if (modifier < 0) return;
  if (type.kind == TypeKind::kVarchar || type.kind == TypeKind::kChar) {
    type.length = modifier - kHeader;
  } else if (type.kind == TypeKind::kNumeric) {
    type.precision = ((modifier - kHeader) >> 16) & 0xffff;
    type.scale = (((modifier - kHeader) & (2 * kScaleSign - 1)) ^ kScaleSign) - kScaleSign;
  } else if (type.kind == TypeKind::kInterval) {
    if (((modifier >> 16) & kAllIntervalFields) != kAllIntervalFields) type.kind = TypeKind::kOther;
    if ((modifier & 0xffff) != 0xffff) type.scale = modifier & 0xffff;
  } else {
    type.scale = modifier;  // Digits of a second; no other of our types has one.
  }
}

}  // namespace

CatalogueTypes::CatalogueTypes(QuerySession& session, const std::string& schema) {
  for (const auto& row : session.query("read the types of the columns", kTypesQuery, {schema})) {
    Row type;
    type.name = row["name"].c_str();
    type.built_in = row["built_in"].as<bool>();
    type.sort = row["sort"].c_str()[0];
    type.base = row["base"].as<std::uint32_t>();
    type.base_modifier = row["base_modifier"].as<int>();
    type.base_printed = row["base_printed"].c_str();
    type.element = row["element"].as<std::uint32_t>();
    type.not_null = row["not_null"].as<bool>();
    type.has_equality = row["has_equality"].as<bool>();
    if (!row["default_expression"].is_null()) type.default_expression = row["default_expression"].c_str();
    types_.emplace(row["oid"].as<std::uint32_t>(), std::move(type));
  }
  for (const auto& row : session.query("read the enums", kEnumsQuery, {schema})) {
    plan::EnumType& type = enums_[row["name"].c_str()];
    type.name = row["name"].c_str();
    if (!row["label"].is_null()) type.labels.emplace_back(row["label"].c_str());
  }
}

ColumnType CatalogueTypes::resolve(std::uint32_t oid, int modifier, const std::string& printed) const {
  const Row& row = types_.at(oid);
  if (row.sort == 'd') {
    ColumnType type = resolve(row.base, row.base_modifier, row.base_printed);
    type.domain = row.name;
    return type;
  }
  ColumnType type;
  type.name = printed;
  type.oid = oid;
  if (row.element != 0) {
    type.kind = TypeKind::kArray;
    type.element.push_back(resolve(row.element, modifier, printed.substr(0, printed.rfind("[]"))));
    type.has_equality = type.element.front().has_equality;
    return type;
  }
  type.kind = row.sort == 'e' ? TypeKind::kEnum : kind_of(row.name, row.built_in);
  if (row.sort == 'e') {
    type.enum_name = row.name;
    if (const auto found = enums_.find(row.name); found != enums_.end()) type.labels = found->second.labels;
  }
  type.has_equality = row.has_equality || row.sort == 'e' || type.kind == TypeKind::kVarchar;
  apply_modifier(type, modifier);
  return type;
}

bool CatalogueTypes::forbids_null(std::uint32_t oid) const {
  const Row& row = types_.at(oid);
  return row.sort == 'd' && (row.not_null || forbids_null(row.base));
}

std::optional<std::string> CatalogueTypes::default_of(std::uint32_t oid) const {
  const Row& row = types_.at(oid);
  return row.sort == 'd' ? row.default_expression : std::nullopt;
}

}  // namespace sojourn::target
