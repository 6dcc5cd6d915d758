// What a journal holds, as JSON for programs; docs/JSON.md describes every key. Keys are only ever added.
#pragma once

#include "base/json_writer.h"
#include "journal/summary.h"

namespace sojourn::journal {

void write_stream(JsonWriter& json, const StreamSummary& stream);
/// A file behind many streams.
void write_file(JsonWriter& json, const StreamSummary& file);
void write_run(JsonWriter& json, const RunSummary& summary);

}  // namespace sojourn::journal
