#include "tools/dump/show.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/ext_json.h"
#include "base/key.h"
#include "base/text.h"
#include "tools/dump/flat.h"

namespace sojourn::dump {
namespace {

namespace fb = journal::fb;

std::string_view kind_name(fb::Kind kind) {
  return kind == fb::Kind::Delete ? "delete" : "put";
}

std::string_view origin_name(fb::Origin origin) {
  switch (origin) {
    case fb::Origin::Extract:
      return "extract";
    case fb::Origin::Fix:
      return "fix";
    case fb::Origin::Follow:
      return "follow";
    case fb::Origin::Derive:
      return "derive";
  }
  return "unknown";
}

std::string_view state_name(const journal::LogEntry& entry, bool in_force) {
  if (entry.conflict) return "conflict, undecided";
  return in_force ? "in force" : "superseded";
}

void append_field(std::string& to, std::string_view name, std::string_view text) {
  fmt::format_to(std::back_inserter(to), ",\"{}\":", name);
  append_json_string(to, text);
}

}  // namespace

Form ShowOptions::form() const {
  if (json) return Form::kCanonical;
  if (bson) return Form::kBson;
  return flat ? Form::kFlat : Form::kRelaxed;
}

void add_show_options(CLI::App& verb, ShowOptions& options) {
  auto* const json = verb.add_flag("--json", options.json, "Canonical Extended JSON: keeps every type");
  auto* const bson = verb.add_flag("--bson", options.bson, "The bytes of each document as they were read");
  auto* const flat = verb.add_flag("--flat", options.flat, "One line `path = value` for each field");
  json->excludes(bson)->excludes(flat);
  bson->excludes(flat);
  verb.add_flag("--show-sensitive", options.show_sensitive,
                "Show fields that the plan marks as sensitive, else \"***\"");
}

Mask mask_for(const journal::StreamInfo& info, const ShowOptions& options) {
  if (options.show_sensitive) return Mask({});
  if (options.bson && !info.sensitive.empty()) {
    throw usage_error({.doing = "give out the bytes of a stream",
                       .subject = info.name,
                       .cause = "it has sensitive fields, and bytes are given out unaltered or not at all",
                       .hint = "--show-sensitive gives them out; --json and --flat can hide the fields"});
  }
  return Mask(info.sensitive);
}

void require_document(const journal::StreamInfo& info, const journal::LogEntry& entry) {
  if (entry.kind == fb::Kind::Delete) return;
  const bson::Scan scan = bson::scan(entry.body);
  if (scan.problem == nullptr) return;
  throw Error({.doing = "read a document of the journal",
               .subject = fmt::format("{}, entry @{}, byte {}", info.name, entry.sequence, scan.problem_at),
               .cause = fmt::format("it is no BSON document: {}", scan.problem),
               .hint = "whatever wrote it is at fault; --bson shows the bytes as they are"});
}

void DocumentPrinter::print(std::string_view body) {
  if (form_ == Form::kBson) {
    out_ << body;
    return;
  }
  const std::string_view document = mask_.apply(body);
  std::string& to = out_.buffer();
  if (form_ == Form::kFlat) {
    if (!first_) to += '\n';
    first_ = false;
    append_flat(to, document);
  } else {
    bson::append_json(to, document,
                      form_ == Form::kCanonical ? bson::JsonMode::kCanonical : bson::JsonMode::kRelaxed);
    to += '\n';
  }
  out_.flush_if_full();
}

VersionPrinter::VersionPrinter(Output& out, Form form, Mask mask, const journal::View& view,
                               journal::StreamId stream)
    : out_(out), form_(form), mask_(std::move(mask)), batches_(view.batches(stream)) {}

void VersionPrinter::print(const journal::LogEntry& entry, bool in_force) {
  if (form_ == Form::kBson) {
    out_ << entry.body;
    return;
  }
  std::string& to = out_.buffer();
  if (form_ == Form::kCanonical) {
    append_object(to, entry, in_force);
  } else {
    append_head(to, entry, in_force);
    if (entry.kind == fb::Kind::Delete) {
      // Nothing is left to show.
    } else if (form_ == Form::kFlat) {
      append_flat(to, mask_.apply(entry.body));
    } else {
      bson::append_json(to, mask_.apply(entry.body), bson::JsonMode::kRelaxed);
      to += '\n';
    }
  }
  out_.flush_if_full();
}

void VersionPrinter::append_head(std::string& to, const journal::LogEntry& entry, bool in_force) const {
  const journal::Batch& batch = batch_of(entry.sequence);
  fmt::format_to(std::back_inserter(to), "# @{} {}: {} by {}, run {}, {}, {}{}\n", entry.sequence,
                 key_of(entry), kind_name(entry.kind), origin_name(entry.origin), batch.run,
                 time_text(batch.time_ms), state_name(entry, in_force),
                 entry.invalid_utf8 ? ", has text that is not UTF-8" : "");
  if (entry.note.empty()) return;
  to += "# note: ";
  append_json_string(to, entry.note);
  to += '\n';
}

void VersionPrinter::append_object(std::string& to, const journal::LogEntry& entry, bool in_force) {
  const journal::Batch& batch = batch_of(entry.sequence);
  fmt::format_to(std::back_inserter(to), "{{\"sequence\":{},\"kind\":\"{}\",\"origin\":\"{}\"",
                 entry.sequence, kind_name(entry.kind), origin_name(entry.origin));
  fmt::format_to(std::back_inserter(to), ",\"in_force\":{},\"conflict\":{},\"invalid_utf8\":{}", in_force,
                 entry.conflict, entry.invalid_utf8);
  fmt::format_to(std::back_inserter(to), ",\"run\":{},\"written_ms\":{}", batch.run, batch.time_ms);
  append_field(to, "key", key_of(entry));
  append_field(to, "note", entry.note);
  to += ",\"document\":";
  if (entry.kind == fb::Kind::Delete) {
    to += "null";
  } else {
    bson::append_json(to, mask_.apply(entry.body), bson::JsonMode::kCanonical);
  }
  to += "}\n";
}

const journal::Batch& VersionPrinter::batch_of(journal::Sequence sequence) const {
  const auto behind = std::upper_bound(
      batches_.begin(), batches_.end(), sequence,
      [](journal::Sequence wanted, const journal::Batch& batch) { return wanted < batch.first; });
  return *std::prev(behind);
}

std::string VersionPrinter::key_of(const journal::LogEntry& entry) const {
  return mask_.touches("_id") ? std::string(kHidden) : key_text(entry.key);
}

}  // namespace sojourn::dump
