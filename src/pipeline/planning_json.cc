#include "pipeline/planning_json.h"

#include "base/error.h"
#include "plan/write_expanded.h"

namespace sojourn::pipeline {
namespace {

void texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name).begin_list();
  for (const std::string& text : texts) json.value(text);
  json.end_list();
}

void target(JsonWriter& json, const plan::Plan& plan, const plan::Catalogue& catalogue) {
  json.key("target").begin_object().field("name", only_target(plan).name);
  json.field("database", catalogue.database).field("schema", catalogue.schema);
  json.field("server_version", catalogue.server_version).end_object();
}

void complaints(JsonWriter& json, const std::vector<plan::Complaint>& complaints) {
  json.key("complaints").begin_list();
  for (const plan::Complaint& each : complaints) {
    const bool is_error = each.weight == plan::Complaint::Weight::kError;
    json.begin_object().field("weight", is_error ? "error" : "warning").field("file", each.place.file);
    json.field("line", each.place.line).field("column", each.place.column);
    json.field("cause", each.cause).field("hint", each.hint).end_object();
  }
  json.end_list();
}

void rows(JsonWriter& json, const Planning& planning) {
  json.key("rows").begin_list();
  if (planning.expansion.expanded) {
    for (const plan::Projection& each : planning.expansion.expanded->projections) {
      json.begin_object().field("projection", each.name).field("table", each.table).key("expected");
      const auto documents = planning.documents_of(each);
      documents ? json.value(*documents) : json.null();
      json.end_object();
    }
  }
  json.end_list();
}

void unmapped(JsonWriter& json, const std::vector<plan::UnmappedField>& fields) {
  json.key("unmapped").begin_list();
  for (const plan::UnmappedField& each : fields) {
    json.begin_object().field("stream", each.stream).field("field", each.field);
    json.field("documents", each.documents);
    texts(json, "keys", each.sample_keys);
    json.end_object();
  }
  json.end_list();
}

void twins(JsonWriter& json, const std::vector<Twins>& all) {
  json.key("twins").begin_list();
  for (const Twins& each : all) {
    json.begin_object().field("first", each.first).field("second", each.second).field("ids", each.count);
    texts(json, "keys", each.samples);
    json.end_object();
  }
  json.end_list();
}

}  // namespace

std::string planning_json(const plan::Plan& plan, const Planning& planning) {
  const bool sound = planning.expansion.expanded.has_value();
  JsonWriter json;
  json.begin_object().field("outcome", sound ? "sound" : "wrong");
  json.field("exit_code", static_cast<int>(sound ? ExitCode::kDone : ExitCode::kUsage));
  json.field("migration", plan.migration);
  target(json, plan, planning.catalogue);
  json.field("extracted", planning.extracted);
  texts(json, "streams", planning.streams);
  complaints(json, planning.expansion.complaints);
  json.key("plan");
  if (sound) {
    plan::write_expanded(json, *planning.expansion.expanded);
  } else {
    json.null();
  }
  rows(json, planning);
  unmapped(json, planning.expansion.unmapped);
  twins(json, planning.twins);
  json.end_object();
  return json.text();
}

}  // namespace sojourn::pipeline
