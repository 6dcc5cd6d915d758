#include "derive/inputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bson.h"
#include "base/bson_writer.h"
#include "base/error.h"
#include "journal/rows.h"

namespace sojourn::derive {
namespace {

[[noreturn]] void throw_incomplete(const std::string& stream, std::string_view cause) {
  throw Error({.doing = "derive documents",
               .subject = "stream " + stream,
               .cause = std::string(cause),
               .hint = "extract it to its end first"});
}

/// Whether an archive of the same source is read anew and has not come to this stream, or no longer holds it.
bool is_of_older_pass(const journal::View& view, const std::string& source, std::uint64_t pass) {
  const auto streams = view.streams();
  return std::any_of(streams.begin(), streams.end(), [&](const auto& stream) {
    if (!stream.second.cursor_only || stream.second.source != source) return false;
    const auto last = view.last_batch(stream.first);
    return last && last->pass > pass;
  });
}

void write_hash(BsonWriter& writer, std::string_view name, const Hash128& hash) {
  const std::size_t pair = writer.begin_array(name);
  writer.int64("0", static_cast<std::int64_t>(hash.high));
  writer.int64("1", static_cast<std::int64_t>(hash.low));
  writer.end(pair);
}

std::uint64_t number(std::string_view document, std::string_view path) {
  const auto element = bson::find_path(document, path);
  return element && element->type == bson::Type::kInt64 ? static_cast<std::uint64_t>(element->as_int64()) : 0;
}

Hash128 read_hash(std::string_view document, const std::string& name) {
  return {.high = number(document, name + ".0"), .low = number(document, name + ".1")};
}

Input read_input(std::string_view document) {
  const auto stream = bson::find(document, "stream");
  return {.stream = stream ? std::string(stream->as_text()) : std::string(),
          .id = static_cast<journal::StreamId>(number(document, "id")),
          .batches = number(document, "batches"),
          .next = number(document, "next"),
          .running = read_hash(document, "running")};
}

bool is_held(const journal::View& view, const Input& input) {
  if (view.find_stream(input.stream) != input.id || input.batches == 0) return false;
  if (view.batch_count(input.id) < input.batches) return false;
  const auto batches = view.batches(input.id, input.batches - 1);
  const journal::Batch& last = batches.front();
  return last.first + last.count == input.next && journal::from_fb(last.running) == input.running;
}

}  // namespace

Input complete_input(const journal::View& view, const std::string& stream) {
  const auto id = view.find_stream(stream);
  if (!id) throw_incomplete(stream, "the journal does not hold it");
  const auto last = view.last_batch(*id);
  if (!last || !last->done) throw_incomplete(stream, "its source was not yet read to the end");
  const auto streams = view.streams();
  const auto info =
      std::find_if(streams.begin(), streams.end(), [&](const auto& each) { return each.first == *id; });
  if (is_of_older_pass(view, info->second.source, last->pass)) {
    throw_incomplete(stream, "its source is being read anew, or was, without this stream");
  }
  return {.stream = stream,
          .id = *id,
          .batches = view.batch_count(*id),
          .next = last->first + last->count,
          .running = journal::from_fb(last->running)};
}

const Input* find_input(const Derivation& derivation, const std::string& stream) {
  const auto found = std::find_if(derivation.inputs.begin(), derivation.inputs.end(),
                                  [&](const Input& input) { return input.stream == stream; });
  return found == derivation.inputs.end() ? nullptr : &*found;
}

std::string to_token(const Derivation& derivation) {
  std::string token;
  BsonWriter writer(token);
  const std::size_t whole = writer.begin();
  write_hash(writer, "grouping", derivation.grouping);
  write_hash(writer, "rule", derivation.rule);
  const std::size_t inputs = writer.begin_array("inputs");
  ElementName name;
  for (std::size_t i = 0; i < derivation.inputs.size(); ++i) {
    const Input& input = derivation.inputs[i];
    const std::size_t one = writer.begin_document(name(i));
    writer.text("stream", input.stream);
    writer.int64("id", input.id);
    writer.int64("batches", static_cast<std::int64_t>(input.batches));
    writer.int64("next", static_cast<std::int64_t>(input.next));
    write_hash(writer, "running", input.running);
    writer.end(one);
  }
  writer.end(inputs);
  writer.end(whole);
  return token;
}

std::optional<Derivation> last_derivation(const journal::View& view, journal::StreamId stream) {
  const auto last = view.last_batch(stream);
  if (!last) return std::nullopt;
  const std::string_view token = journal::to_view(last->position);
  if (bson::scan(token).problem != nullptr) return std::nullopt;
  Derivation found{.grouping = read_hash(token, "grouping"), .rule = read_hash(token, "rule"), .inputs = {}};
  const auto inputs = bson::find(token, "inputs");
  if (!inputs) return std::nullopt;
  for (bson::Walker walker(inputs->as_document()); walker.next();) {
    found.inputs.push_back(read_input(walker.element().as_document()));
    if (!is_held(view, found.inputs.back())) return std::nullopt;
  }
  return found;
}

std::vector<std::string> keys_changed(const journal::View& view, const Input& from, journal::Sequence past) {
  std::vector<std::string> keys;
  for (auto cursor = view.log(from.id, from.next); cursor.valid() && cursor.entry().sequence < past;
       cursor.next()) {
    keys.emplace_back(cursor.entry().key);
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace sojourn::derive
