#include "extract/cursor_pass.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/crash_point.h"
#include "base/hash.h"
#include "base/key.h"
#include "base/log.h"
#include "journal/rows.h"

namespace sojourn::extract {
namespace {

constexpr std::size_t kTimeBytes = sizeof(std::uint64_t);

/// What is read: the file's fingerprint and the streams that are taken from it, for the plan may ignore
/// others than before. Behind them the time of last change: equal bytes at both ends do not prove an equal
/// middle.
std::string source_mark(const source::CursorListing& listing) {
  std::string names;
  for (const source::StreamListing& stream : listing.streams) names.append(stream.name).push_back('\0');
  std::string mark = listing.fingerprint;
  append_be(mark, hash64(names));
  append_be(mark, static_cast<std::uint64_t>(listing.modified_ns));
  return mark;
}

std::string_view without_time(std::string_view mark) {
  return mark.substr(0, mark.size() - std::min(mark.size(), kTimeBytes));
}

/// The last batch that an extraction wrote; small writes (pass 0) may follow it.
std::optional<journal::Batch> last_extracted(const journal::View& view, journal::StreamId stream) {
  auto last = view.last_batch(stream);
  if (!last || last->pass != 0) return last;
  std::optional<journal::Batch> extracted;
  for (journal::Batch& batch : view.batches(stream)) {
    if (batch.pass != 0) extracted = std::move(batch);
  }
  return extracted;
}

std::uint64_t pass_of(const std::optional<journal::Batch>& batch) {
  return batch ? batch->pass : 0;
}

}  // namespace

CursorPass::CursorPass(journal::Writer& writer, const std::string& source,
                       const source::CursorListing& listing, const SensitiveOf& sensitive_of,
                       std::uint64_t again_from)
    : writer_(writer), listing_(listing) {
  name_ = source + (cursor_only() ? ":" : ".") + listing_.name;
  stream_ids_ = register_streams(writer, source, listing, sensitive_of);
  id_ = stream_ids_.back();
  if (cursor_only()) stream_ids_.pop_back();
  begin(again_from);
  if (nothing_to_do_) return;
  for (const journal::StreamId stream : stream_ids_) {
    streams_.push_back(std::make_unique<StreamPass>(writer_, stream, pass_));
  }
}

std::vector<journal::StreamId> CursorPass::register_streams(journal::Writer& writer,
                                                            const std::string& source,
                                                            const source::CursorListing& listing,
                                                            const SensitiveOf& sensitive_of) {
  std::vector<journal::StreamId> ids;
  for (const source::StreamListing& stream : listing.streams) {
    journal::StreamInfo info;
    info.name = source + "." + stream.name;
    info.source = source;
    info.location = stream.location;
    info.metadata = stream.metadata;
    info.sensitive = sensitive_of(stream.name);
    ids.push_back(writer.put_stream(info));
  }
  if (ids.size() == 1) return ids;
  journal::StreamInfo info;
  info.name = source + ":" + listing.name;
  info.source = source;
  info.cursor_only = true;
  info.location = listing.streams.empty() ? listing.name : listing.streams.front().location;
  ids.push_back(writer.put_stream(info));
  return ids;
}

void CursorPass::begin(std::uint64_t again_from) {
  const auto last = last_extracted(writer_.view(), id_);
  std::uint64_t newest = pass_of(last);
  for (const journal::StreamId stream : stream_ids_) {
    newest = std::max(newest, pass_of(last_extracted(writer_.view(), stream)));
  }
  pass_ = newest + 1;
  if (newest == 0) return;
  // A stream may since have been read from elsewhere: what this cursor last did is then no longer the newest.
  const bool is_newest = last && last->pass == newest;
  const std::string mark = source_mark(listing_);
  const bool looks_the_same = is_newest && without_time(journal::to_view(last->source)) == without_time(mark);
  if (looks_the_same && !last->done) {
    pass_ = newest;
    token_ = journal::to_view(last->position);
    resumed_at_ = last->at;
  } else if (looks_the_same && last->run >= again_from && mark == journal::to_view(last->source)) {
    nothing_to_do_ = true;
  } else {
    tell_of_new_pass(looks_the_same, is_newest && !last->done);
  }
}

void CursorPass::tell_of_new_pass(bool looks_the_same, bool was_unfinished) const {
  if (looks_the_same) {
    log::info("{}: read again in full; documents that did not change add nothing", name_);
    return;
  }
  log::info(
      "{}: another file lies under the same name, or the plan takes other streams from it; it is a new "
      "extraction, compared with what the journal holds{}",
      name_, was_unfinished ? " (the one before had not been read to its end)" : "");
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
    crash_point("extract.stream.finished");
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
