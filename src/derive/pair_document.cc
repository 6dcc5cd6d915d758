#include "derive/pair_document.h"

#include <algorithm>

#include "base/bson_writer.h"
#include "base/bytes.h"

namespace sojourn::derive {
namespace {

void write(BsonWriter& writer, std::string_view name, const Id& id) {
  writer.element(id.type, name);
  writer.buffer().append(id.value);
}

void write_ids(BsonWriter& writer, std::string_view pair) {
  write(writer, "first", first_of(pair));
  write(writer, "second", second_of(pair));
}

void write_sides(BsonWriter& writer, const plan::Pairs& pairs, const std::vector<std::uint32_t>& counts) {
  const std::size_t sides = writer.begin_document("sides");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) writer.int32(from_name(pairs.from[i]), static_cast<std::int32_t>(counts[i]));
  }
  writer.end(sides);
}

Id id_in(std::string_view pair, std::string_view name) {
  const auto element = bson::find(pair, name);
  return element ? id_of_element(*element) : Id{};
}

/// Takes a document off the front.
std::string_view take_document(std::string_view& bytes) {
  const std::string_view document = bytes.substr(0, load_le<std::uint32_t>(bytes.data()));
  bytes.remove_prefix(document.size());
  return document;
}

enum Flag : std::uint8_t { kOtherStated = 1, kOtherLeads = 2 };

}  // namespace

std::string pair_id(const Id& first, const Id& second) {
  std::string pair;
  BsonWriter writer(pair);
  const std::size_t whole = writer.begin();
  write(writer, "first", first);
  write(writer, "second", second);
  writer.end(whole);
  return pair;
}

Id first_of(std::string_view pair) {
  return id_in(pair, "first");
}

Id second_of(std::string_view pair) {
  return id_in(pair, "second");
}

std::string from_name(const plan::Pairs::From& from) {
  return from.stream + "." + from.field;
}

std::string unpaired_name(const plan::Derived& derived) {
  return derived.name + "+unpaired";
}

void append_resolved(std::string& to, const Resolved& resolved) {
  const bool other_stated = resolved.stated != resolved.identities;
  const bool other_leads = resolved.leads != resolved.identities;
  to.append(resolved.identities);
  to += static_cast<char>((other_stated ? kOtherStated : 0) | (other_leads ? kOtherLeads : 0));
  if (other_stated) to.append(resolved.stated);
  to += static_cast<char>(resolved.from);
  if (other_leads) to.append(resolved.leads);
}

Resolved parse_resolved(std::string_view record) {
  Resolved resolved;
  resolved.identities = take_document(record);
  const auto flags = static_cast<std::uint8_t>(record.front());
  record.remove_prefix(1);
  resolved.stated = (flags & kOtherStated) != 0 ? take_document(record) : resolved.identities;
  resolved.from = static_cast<std::uint8_t>(record.front());
  record.remove_prefix(1);
  resolved.leads = (flags & kOtherLeads) != 0 ? record : resolved.identities;
  return resolved;
}

PairDocument::PairDocument(const plan::Pairs& pairs, std::string_view identities)
    : pairs_(pairs), id_(identities) {}

void PairDocument::add(const Resolved& resolved) {
  leads_ = resolved.leads;
  if (stated_.empty() || stated_.back().pair != resolved.stated) {
    stated_.push_back(
        {.pair = std::string(resolved.stated), .counts = std::vector<std::uint32_t>(pairs_.from.size())});
  }
  ++stated_.back().counts[resolved.from];
}

std::string PairDocument::body() const {
  std::vector<std::uint32_t> sums(pairs_.from.size());
  for (const Stated& stated : stated_) {
    std::transform(sums.begin(), sums.end(), stated.counts.begin(), sums.begin(), std::plus<>());
  }
  std::string body;
  BsonWriter writer(body);
  const std::size_t whole = writer.begin();
  writer.element(bson::Type::kDocument, "_id");
  body.append(id_);
  write_ids(writer, leads_);
  write_sides(writer, pairs_, sums);
  if (stated_.size() > 1 || stated_.front().pair != id_) {
    ElementName name;
    std::size_t count = 0;
    const std::size_t merged = writer.begin_array("merged");
    for (const Stated& stated : stated_) {
      const std::size_t one = writer.begin_document(name(count++));
      write_ids(writer, stated.pair);
      write_sides(writer, pairs_, stated.counts);
      writer.end(one);
    }
    writer.end(merged);
  }
  writer.end(whole);
  return body;
}

std::string unpaired_id(const plan::Pairs& pairs, const Unpaired& unpaired) {
  std::string id;
  BsonWriter writer(id);
  const std::size_t whole = writer.begin();
  writer.text("from", from_name(pairs.from[unpaired.from]));
  write(writer, "of", unpaired.of);
  writer.int32("at", static_cast<std::int32_t>(unpaired.at));
  writer.end(whole);
  return id;
}

std::string unpaired_document(const plan::Pairs& pairs, const Unpaired& unpaired) {
  std::string body;
  BsonWriter writer(body);
  const std::size_t whole = writer.begin();
  writer.element(bson::Type::kDocument, "_id");
  body.append(unpaired_id(pairs, unpaired));
  writer.text("cause", unpaired.dangling ? "dangling" : "malformed");
  write(writer, "id", unpaired.id);
  writer.end(whole);
  return body;
}

}  // namespace sojourn::derive
