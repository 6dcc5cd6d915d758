#include "extract/cursor_pass.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/key.h"
#include "base/log.h"
#include "journal/rows.h"

namespace sojourn::extract {
namespace {

/// The fingerprint and, behind it, the time of last change: equal bytes at both ends do not prove an equal
/// middle.
std::string source_mark(const source::CursorListing& listing) {
  std::string mark = listing.fingerprint;
  append_be(mark, static_cast<std::uint64_t>(listing.modified_ns));
  return mark;
}

std::string_view fingerprint_of(const journal::Batch& batch) {
  const std::string_view mark = journal::to_view(batch.source);
  return mark.substr(0, mark.size() - std::min(mark.size(), sizeof(std::uint64_t)));
}

}  // namespace

CursorPass::CursorPass(journal::Writer& writer, const std::string& source,
                       const source::CursorListing& listing,
                       const std::function<std::vector<std::string>(const std::string&)>& sensitive_of,
                       std::uint64_t again_from)
    : writer_(writer), listing_(listing) {
  put_streams(source, sensitive_of);
  begin(writer_.view().last_batch(id_), again_from);
  if (nothing_to_do_) return;
  for (const journal::StreamId stream : stream_ids_) {
    streams_.push_back(std::make_unique<StreamPass>(writer_, stream, pass_));
  }
}

void CursorPass::put_streams(
    const std::string& source,
    const std::function<std::vector<std::string>(const std::string&)>& sensitive_of) {
  for (const source::StreamListing& stream : listing_.streams) {
    journal::StreamInfo info;
    info.name = source + "." + stream.name;
    info.source = source;
    info.location = stream.location;
    info.metadata = stream.metadata;
    info.sensitive = sensitive_of(stream.name);
    stream_ids_.push_back(writer_.put_stream(info));
  }
  name_ = source + (cursor_only() ? ":" : ".") + listing_.name;
  if (!cursor_only()) {
    id_ = stream_ids_.front();
    return;
  }
  journal::StreamInfo info;
  info.name = name_;
  info.source = source;
  info.cursor_only = true;
  id_ = writer_.put_stream(info);
}

void CursorPass::begin(const std::optional<journal::Batch>& last, std::uint64_t again_from) {
  if (!last || last->pass == 0) return;
  pass_ = last->pass;
  if (!last->done && looks_the_same(*last)) {
    token_ = journal::to_view(last->position);
    resumed_at_ = last->at;
    return;
  }
  if (last->done && last->run >= again_from && source_mark(listing_) == journal::to_view(last->source)) {
    nothing_to_do_ = true;
    return;
  }
  ++pass_;
  if (looks_the_same(*last)) {
    log::info("{}: read again in full; documents that did not change add nothing", name_);
  } else {
    log::info(
        "{}: another file lies under the same name; it is a new extraction, compared with what the journal "
        "holds{}",
        name_, last->done ? "" : " (the one before had not been read to its end)");
  }
}

bool CursorPass::looks_the_same(const journal::Batch& last) const {
  return fingerprint_of(last) == listing_.fingerprint;
}

std::uint64_t CursorPass::fill(Job& job, const source::Position& position) {
  job.keys.clear();
  std::vector<std::size_t> ends;
  ends.reserve(job.documents.documents.size());
  for (const source::Document& document : job.documents.documents) {
    if (document.id) {
      append_key(job.keys, *document.id);
    } else {
      append_key_without_id(job.keys, document.body);
    }
    ends.push_back(job.keys.size());
  }
  std::size_t begin = 0;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const source::Document& document = job.documents.documents[i];
    const std::string_view key = std::string_view(job.keys).substr(begin, ends[i] - begin);
    streams_[document.stream]->add(document, key, !document.id);
    begin = ends[i];
  }
  for (const source::Damage& damage : job.documents.damages) streams_[damage.stream]->add_damage(damage);
  std::vector<journal::Part> parts;
  std::uint64_t entries = 0;
  for (const auto& stream : streams_) {
    if (!stream->has_news()) continue;
    parts.push_back(stream->take_part());
    stamp(parts.back().batch, position, false);
    entries += parts.back().entries.size();
  }
  if (cursor_only()) parts.push_back(cursor_part(position, false));
  job.sealed = writer_.seal(std::move(parts));
  return entries;
}

std::uint64_t CursorPass::finish(bool deletes, const source::Position& position) {
  // What could not be read would look as if it had vanished.
  const bool damaged =
      std::any_of(streams_.begin(), streams_.end(), [](const auto& s) { return s->damaged(); });
  if (deletes && damaged) {
    log::warning(
        "{}: nothing is deleted, since damaged stretches were left out and may hold what seems to be gone",
        name_);
  }
  std::uint64_t entries = 0;
  for (const auto& stream : streams_) {
    stream->finish(deletes && !damaged, [&](journal::Part part) {
      stamp(part.batch, position, part.batch.done);
      entries += part.entries.size();
      std::vector<journal::Part> parts;
      parts.push_back(std::move(part));
      writer_.append(std::move(parts));
    });
  }
  if (cursor_only()) {
    std::vector<journal::Part> parts;
    parts.push_back(cursor_part(position, true));
    writer_.append(std::move(parts));
  }
  return entries;
}

void CursorPass::stamp(journal::Batch& batch, const source::Position& position, bool done) const {
  batch.done = done;
  batch.position = journal::to_vector(position.token);
  batch.at = position.at;
  batch.of = position.of;
  batch.source = journal::to_vector(source_mark(listing_));
}

journal::Part CursorPass::cursor_part(const source::Position& position, bool done) const {
  journal::Part part;
  part.stream = id_;
  part.batch.pass = pass_;
  stamp(part.batch, position, done);
  return part;
}

}  // namespace sojourn::extract
