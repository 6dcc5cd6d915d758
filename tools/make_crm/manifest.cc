#include "tools/make_crm/manifest.h"

#include "base/bytes.h"
#include "base/ext_json.h"
#include "base/json_string.h"

namespace sojourn::make_crm {
namespace {

void append_field(std::string& to, std::string_view name, std::string_view content) {
  if (content.empty()) return;
  append_json_string(to, name);
  to += ':';
  append_json_string(to, content);
  to += ',';
}

void append_field(std::string& to, std::string_view name, const Value& value) {
  append_json_string(to, name);
  to += ':';
  bson::append_json_value(to, element_of(name, value), bson::JsonMode::kCanonical);
  to += ',';
}

/// Ends an object or list, taking back the comma behind its last member.
void close(std::string& to, char bracket) {
  if (to.back() == ',') to.pop_back();
  to += bracket;
}

/// Larger values would fill the manifest; their size tells enough.
constexpr std::size_t kPlantedBytesMax = 4096;

/// What stands in the document. Bytes that are no UTF-8 would not survive JSON, so such values are given
/// as the hexadecimal digits of their BSON.
void append_planted(std::string& to, const std::optional<Value>& planted) {
  if (!planted) {
    to += R"("missing":true,)";
    return;
  }
  if (planted->bytes.size() > kPlantedBytesMax) {
    to += "\"planted_bson_bytes\":" + std::to_string(planted->bytes.size()) + ",";
  } else if (bson::scan(document({{"v", *planted}}).bytes).invalid_utf8) {
    append_field(to, "planted_bson_hex", to_hex(planted->bytes));
  } else {
    append_field(to, "planted", *planted);
  }
}

std::string fault_json(const Fault& fault) {
  std::string json = "{";
  append_field(json, "line", fault.line);
  append_field(json, "kind", fault.kind);
  append_field(json, "collection", fault.collection);
  if (fault.key) append_field(json, "key", *fault.key);
  append_field(json, "field", fault.field);
  if (!fault.field.empty()) append_planted(json, fault.planted);
  append_field(json, "outcome", outcome_name(fault.outcome));
  append_field(json, "cause", fault.cause);
  append_field(json, "table", fault.table);
  json += R"("columns":[)";
  for (const std::string& column : fault.columns) {
    append_json_string(json, column);
    json += ',';
  }
  close(json, ']');
  json += R"(,"expect":{)";
  for (const auto& [column, value] : fault.expect) append_field(json, column, value);
  close(json, '}');
  close(json, '}');
  return json;
}

Fields counts_of(const TableBalance& balance) {
  const auto count = [](std::uint64_t number) { return int64(static_cast<std::int64_t>(number)); };
  return {{"documents", count(balance.documents)},
          {"applied", count(balance.applied)},
          {"merged", count(balance.merged)},
          {"held", count(balance.held)},
          {"failed", count(balance.failed)}};
}

Fields counts_of(const JunctionBalance& balance) {
  const auto count = [](std::uint64_t number) { return int64(static_cast<std::int64_t>(number)); };
  return {{"rows", count(balance.rows)},
          {"both", count(balance.both)},
          {"a_only", count(balance.a_only)},
          {"b_only", count(balance.b_only)},
          {"merged", count(balance.merged)},
          {"held", count(balance.held)},
          {"duplicates", count(balance.duplicates)},
          {"dangling", count(balance.dangling)},
          {"malformed", count(balance.malformed)}};
}

/// A member of the manifest: an object with a line for each table.
template <typename Balances>
std::string balances_json(std::string_view name, const Balances& balances) {
  std::string json = "\"" + std::string(name) + "\":{";
  for (const auto& [table, balance] : balances) {
    json += "\n ";
    append_json_string(json, table);
    json += ':';
    bson::append_json(json, document(counts_of(balance)).bytes, bson::JsonMode::kRelaxed);
    json += ',';
  }
  close(json, '}');
  return json;
}

}  // namespace

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kApplied:
      return "applied";
    case Outcome::kConverted:
      return "converted";
    case Outcome::kDefaulted:
      return "defaulted";
    case Outcome::kNulled:
      return "nulled";
    case Outcome::kOwed:
      return "owed";
    case Outcome::kDeclaredLoss:
      return "declared_loss";
    case Outcome::kReported:
      return "reported";
    case Outcome::kSkipped:
      return "skipped";
    case Outcome::kUnion:
      return "union";
    case Outcome::kMerged:
      return "merged";
    case Outcome::kHeld:
      return "held";
    case Outcome::kFailed:
      return "failed";
  }
  return "unknown";
}

std::string manifest_json(const Manifest& manifest) {
  std::string json = "{\"format\":1,\n\"seed\":" + std::to_string(manifest.seed) + ",\n";
  json += balances_json("tables", manifest.tables) + ",\n";
  json += balances_json("junctions", manifest.junctions) + ",\n";
  json += "\"faults\":[";
  for (const Fault& fault : manifest.faults) json += "\n" + fault_json(fault) + ",";
  close(json, ']');
  return json + "}\n";
}

}  // namespace sojourn::make_crm
