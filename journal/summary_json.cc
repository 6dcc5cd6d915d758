#include "journal/summary_json.h"

namespace sojourn::journal {
namespace {

void write_time(JsonWriter& json, std::string_view name, std::uint64_t ms) {
  json.key(name);
  if (ms == 0) {
    json.null();
  } else {
    json.value(ms);
  }
}

void write_pass(JsonWriter& json, const PassSummary& pass) {
  const auto& totals = pass.totals;
  json.begin_object();
  json.field("pass", pass.pass).field("complete", pass.complete);
  write_time(json, "started_ms", pass.started_ms);
  write_time(json, "ended_ms", pass.ended_ms);
  json.field("read", totals.read).field("read_bytes", totals.read_bytes);
  json.field("new", totals.fresh).field("changed", totals.changed).field("unchanged", totals.unchanged);
  json.field("vanished", totals.vanished).field("deleted", totals.deleted);
  json.field("conflicts", totals.conflicts).field("repeated", totals.repeated);
  json.field("without_id", totals.without_id).field("invalid_utf8", totals.invalid_utf8);
  json.field("damaged", totals.damaged).field("damaged_bytes", totals.damaged_bytes);
  json.key("first_damages").begin_list();
  for (const auto& damage : pass.first_damages) {
    json.begin_object().field("offset", damage.offset).field("length", damage.length);
    json.field("cause", damage.cause).end_object();
  }
  json.end_list().end_object();
}

void write_position(JsonWriter& json, std::uint64_t at, std::uint64_t of) {
  json.key("position").begin_object().field("at", at).field("of", of).end_object();
}

}  // namespace

void write_run(JsonWriter& json, const RunSummary& summary) {
  const Run& run = summary.run;
  json.begin_object();
  json.field("number", summary.number).field("verb", run.verb).field("options", run.options);
  json.field("state", run_state_name(summary.state)).field("message", run.message);
  json.field("host", run.host).field("process", run.process).field("version", run.version);
  write_time(json, "started_ms", run.started_ms);
  write_time(json, "ended_ms", run.ended_ms);
  json.end_object();
}

void write_stream(JsonWriter& json, const StreamSummary& stream) {
  json.begin_object().field("name", stream.info.name).field("location", stream.info.location);
  json.field("complete", stream.complete).field("documents", stream.documents);
  json.field("documents_exact", stream.documents_exact);
  json.field("versions", stream.versions).field("bytes", stream.bytes);
  write_position(json, stream.at, stream.of);
  json.key("passes").begin_list();
  for (const PassSummary& pass : stream.passes) write_pass(json, pass);
  json.end_list().end_object();
}

void write_file(JsonWriter& json, const StreamSummary& file) {
  json.begin_object().field("name", file.info.name).field("location", file.info.location);
  json.field("complete", file.complete);
  write_position(json, file.at, file.of);
  json.end_object();
}

}  // namespace sojourn::journal
