#include "pipeline/status_json.h"

#include "journal/summary_json.h"

namespace sojourn::pipeline {

void write_status(JsonWriter& json, const Status& status) {
  json.begin_object();
  json.field("migration", status.migration).field("journal", status.journal.string());
  json.field("complete", status.complete());
  json.key("last_run");
  if (status.last_run) {
    journal::write_run(json, *status.last_run);
  } else {
    json.null();
  }
  json.key("streams").begin_list();
  for (const journal::StreamSummary& stream : status.streams) journal::write_stream(json, stream);
  json.end_list();
  json.key("files").begin_list();
  for (const journal::StreamSummary& file : status.files) journal::write_file(json, file);
  json.end_list().end_object();
}

std::string status_json(const Status& status) {
  JsonWriter json;
  write_status(json, status);
  return json.text();
}

}  // namespace sojourn::pipeline
