#include "map/cells.h"

#include "base/bson_writer.h"
#include "base/bytes.h"
#include "map/json_references.h"

namespace sojourn::map {
namespace {

using bson::Element;
using bson::Type;
using plan::Answer;
using plan::Origin;

constexpr std::int64_t kMillisecondsPerSecond = 1000;

/// Milliseconds since 1970, as BSON has them: the first four bytes of an ObjectId are seconds.
std::array<char, 8> creation_time_of(const Element& object_id) {
  const std::int64_t time = kMillisecondsPerSecond * load_be<std::uint32_t>(object_id.value.data());
  std::array<char, 8> bytes;
  std::memcpy(bytes.data(), &time, sizeof time);
  return bytes;
}

Subject subject_of(const CompiledColumn& column, const Field& field, const Element* value) {
  return {.column = column.index, .path = field.path, .sensitive = field.sensitive, .value = value};
}

/// Of what no field is to blame for, or the first field.
Subject subject_of(const CompiledColumn& column) {
  if (column.fields.empty()) return {.column = column.index};
  return subject_of(column, column.fields.front(), nullptr);
}

bool same(const Element& one, const Element& other) {
  return one.type == other.type && one.value == other.value;
}

}  // namespace

void write_uuid(const plan::ColumnType& type, const Uuid& id, RowSink& sink) {
  if (type.kind == plan::TypeKind::kUuid) return sink.uuid(id);
  sink.text(uuid_text(id));
}

Cells::Cells(const FieldWalk& fields, const References& references, Row& row)
    : fields_(fields),
      row_(row),
      resolver_(references),
      routes_(fields, resolver_, row),
      array_(resolver_, row) {}

void Cells::begin_row(const CompiledProjection& projection, std::string_view key, RowSink& sink) {
  projection_ = &projection;
  key_ = key;
  sink_ = &sink;
  if (!projection.routes.empty()) routes_.evaluate(projection);
}

void Cells::write(const CompiledColumn& column) {
  if (column.plain && plain(column)) return;
  switch (column.origin) {
    case Origin::kField:
    case Origin::kReference:
    case Origin::kRouted:
      return from_fields(column);
    case Origin::kIdentity:
      return identity(column);
    case Origin::kConstant:
      return constant(column.constant.get(), column);
    case Origin::kTimeOf:
      return creation_time(column, column.fields.front(), false);
    case Origin::kStreamName: {
      const Element name{Type::kString, {}, projection_->stream_value};
      return value({.column = column, .subject = {.column = column.index, .value = &name}});
    }
    case Origin::kRest:
      return rest(column);
  }
}

/// Most cells of most documents; false if there is no value.
bool Cells::plain(const CompiledColumn& column) {
  const Field& field = column.fields.front();
  const Element* found = fields_.find(field.slot);
  if (found == nullptr || is_null(*found)) return false;
  const Result result = column.converter->write(*found, *sink_);
  const bool exact = !result.converted && !result.mapped && !result.folded && result.losses == 0;
  if (is_done(result) && exact) return true;
  converted({.column = column, .subject = subject_of(column, field, found)}, result);
  return true;
}

void Cells::from_fields(const CompiledColumn& column) {
  bool null = false;
  for (std::size_t i = 0; i < column.fields.size(); ++i) {
    const Element* found = fields_.find(column.fields[i].slot);
    if (found == nullptr) continue;
    if (is_null(*found)) {
      null = true;
      continue;
    }
    if (column.fields.size() > 1) note_candidates(column, i);
    return value({.column = column, .subject = subject_of(column, column.fields[i], found)});
  }
  if (has_routed(column)) return routed(column, routes_.of(column.index));
  without_value(column, null ? Situation::kNull : Situation::kMissing);
}

bool Cells::has_routed(const CompiledColumn& column) const {
  return column.routed && routes_.of(column.index).kind != Routed::Kind::kNothing;
}

void Cells::note_candidates(const CompiledColumn& column, std::size_t taken) {
  if (taken > 0) row_.event(column.index, Event::kOtherField);
  const Element& value = *fields_.find(column.fields[taken].slot);
  for (std::size_t i = taken + 1; i < column.fields.size(); ++i) {
    const Element* other = fields_.find(column.fields[i].slot);
    if (other == nullptr || is_null(*other) || same(value, *other)) continue;
    return row_.event(column.index, Event::kOwnFieldWins);
  }
}

void Cells::without_value(const CompiledColumn& column, Situation situation) {
  answer({.column = column, .subject = subject_of(column)}, situation, words_of(situation).cause);
}

void Cells::routed(const CompiledColumn& column, const Routed& routed) {
  if (routed.kind != Routed::Kind::kFound) return sink_->null();
  row_.event(column.index, Event::kRouted);
  id(column, routed.resolution);
}

void Cells::value(const Value& value) {
  const CompiledColumn& column = value.column;
  const Element& element = *value.subject.value;
  if (column.asks_empty && is_empty_text(column, element)) {
    return answer(value, Situation::kEmpty, Cause::kEmpty);
  }
  if (column.array) {
    if (element.type == Type::kArray) return array_.write(column, value.subject, *sink_);
    return answer(value, Situation::kInvalid, column.reference ? Cause::kNotAnArray : Cause::kWrongType);
  }
  if (column.reference) return reference(value);
  if (has_routed(column)) row_.event(column.index, Event::kOwnFieldWins);
  if (column.json != nullptr) {
    JsonReferences ids(column, resolver_, row_);
    return converted(value, column.json->write_with_ids(element, &ids, *sink_));
  }
  converted(value, column.converter->write(element, *sink_));
}

void Cells::converted(const Value& value, const Result& result) {
  row_.converted(value.column.index, result);
  switch (result.kind) {
    case Result::Kind::kDone:
      return;
    case Result::Kind::kNull:
      if (!value.column.required) return sink_->null();
      return row_.problem(Cause::kNullRequired, value.subject, "not null");
    case Result::Kind::kEmpty:
      return answer(value, Situation::kEmpty, Cause::kEmpty);
    case Result::Kind::kUnknown:
      return answer(value, Situation::kUnknown, Cause::kUnknownValue);
    case Result::Kind::kInvalid:
      return answer(value, Situation::kInvalid, result.cause, result.clampable);
  }
}

void Cells::reference(const Value& value) {
  const CompiledColumn& column = value.column;
  const Resolution to = resolver_.resolve(*column.reference, *value.subject.value, Resolver::Ask::kFirst);
  if (to.mapped) row_.event(column.index, Event::kMapped);
  if (to.folded) row_.event(column.index, Event::kFolded);
  switch (to.kind) {
    case Resolution::Kind::kFound:
      if (to.converted) row_.event(column.index, Event::kConverted);
      if (has_routed(column) && routes_.of(column.index).resolution.id != to.id) {
        row_.event(column.index, Event::kOwnFieldWins);
      }
      return id(column, to);
    case Resolution::Kind::kParentFailed:
      if (column.required) return row_.hold(*to.target, to.key, value.subject, "not null");
      row_.owe(*to.target, to.key, column.index);
      return sink_->null();
    case Resolution::Kind::kNull:
      if (!column.required) return sink_->null();
      return row_.problem(Cause::kNullRequired, value.subject, "not null");
    case Resolution::Kind::kEmpty:
      return answer(value, Situation::kEmpty, Cause::kEmpty);
    case Resolution::Kind::kInvalid:
      return answer(value, Situation::kInvalid, to.cause);
    case Resolution::Kind::kDangling:
      return answer({value.column, value.subject, value.second, to.target}, Situation::kDangling,
                    Cause::kDangling);
  }
}

void Cells::id(const CompiledColumn& column, const Resolution& resolution) {
  if (resolution.merged) row_.event(column.index, Event::kMergedParent);
  if (!resolution.keeps) return write_uuid(column.plan->column.type, resolution.id, *sink_);
  const Element kept{resolution.kept_type, {}, resolution.kept};
  const Result result = column.converter->write(kept, *sink_);
  if (!is_done(result)) row_.problem(result.cause, subject_of(column), column.policies.front().rule);
}

void Cells::identity(const CompiledColumn& column) {
  if (projection_->own) return write_uuid(column.plan->column.type, projection_->own->id_of(key_), *sink_);
  const Element* id = fields_.find(projection_->id.slot);
  const Value kept{.column = column, .subject = subject_of(column, projection_->id, id)};
  if (id == nullptr) return answer(kept, Situation::kMissing, Cause::kMissingRequired);
  if (is_null(*id)) return answer(kept, Situation::kNull, Cause::kNullRequired);
  value(kept);
}

void Cells::creation_time(const CompiledColumn& column, const Field& field, bool second) {
  const Element* id = fields_.find(field.slot);
  Value from{.column = column, .subject = subject_of(column, field, id), .second = second};
  if (id == nullptr) return answer(from, Situation::kMissing, Cause::kMissingRequired);
  if (is_null(*id)) return answer(from, Situation::kNull, Cause::kNullRequired);
  if (id->type != Type::kObjectId) return answer(from, Situation::kInvalid, Cause::kWrongType);
  const std::array<char, 8> time = creation_time_of(*id);
  const Element date{Type::kDate, {}, {time.data(), time.size()}};
  row_.event(column.index, Event::kTimeOfId);
  from.subject.value = &date;
  converted(from, column.converter->write(date, *sink_));
}

void Cells::rest(const CompiledColumn& column) {
  if (fields_.untaken().empty()) return without_value(column, Situation::kMissing);
  rest_.clear();
  BsonWriter writer(rest_);
  const std::size_t whole = writer.begin();
  bool sensitive = false;
  for (const Untaken& untaken : fields_.untaken()) {
    const std::string path = *untaken.prefix + std::string(untaken.element.name);
    writer.element(untaken.element.type, path);
    rest_ += untaken.element.value;
    sensitive = sensitive || projection_->is_sensitive(path);
  }
  writer.end(whole);
  const Element document{Type::kDocument, {}, rest_};
  const Subject subject{.column = column.index, .sensitive = sensitive, .value = &document};
  converted({.column = column, .subject = subject}, column.converter->write(document, *sink_));
}

void Cells::constant(const Constant* constant, const CompiledColumn& column) {
  if (constant != nullptr) return constant->write(*sink_);
  sink_->begin_array(column.plan->column.type.element.front().oid, 0, false);
  sink_->end_array();
}

void Cells::from_field(const CompiledColumn& column, const Field& field, bool second) {
  const Element* found = fields_.find(field.slot);
  const Value other{.column = column, .subject = subject_of(column, field, found), .second = second};
  if (found == nullptr) return answer(other, Situation::kMissing, Cause::kMissingRequired);
  if (is_null(*found)) return answer(other, Situation::kNull, Cause::kNullRequired);
  row_.event(column.index, Event::kOtherField);
  value(other);
}

void Cells::answer(const Value& value, Situation situation, Cause cause, bool clampable) {
  const CompiledColumn& column = value.column;
  const CompiledPolicy& policy = column.policies[static_cast<std::size_t>(situation)];
  const SituationWords& words = words_of(situation);
  Answer answer = policy.answer;
  // One answer leads to one other field; where that has nothing either, only null or a failure is left.
  if (value.second && (answer == Answer::kField || answer == Answer::kTimeOf)) {
    answer = column.required || words.nulled ? Answer::kFail : Answer::kNull;
  }
  switch (answer) {
    case Answer::kNull:
      if (words.nulled) row_.event(column.index, *words.nulled);
      return sink_->null();
    case Answer::kValue:
      row_.event(column.index, words.defaulted);
      return constant(policy.constant.get(), column);
    case Answer::kField:
      return from_field(column, policy.field, true);
    case Answer::kTimeOf:
      return creation_time(column, policy.field, true);
    case Answer::kSkip:
      return row_.skip(projection_->skip_rule(column.index, situation));
    case Answer::kStop:
      return row_.stop(cause, value.subject, rule_of(policy, value.retired));
    case Answer::kClamp:
      if (!clampable) break;
      row_.event(column.index, Event::kClamped);
      return column.converter->write_clamped(*value.subject.value, *sink_);
    case Answer::kPlaceholder:
      row_.event(column.index, Event::kPlaceholder);
      return write_uuid(column.plan->column.type, *column.reference->placeholder, *sink_);
    case Answer::kFail:
      break;
  }
  row_.problem(cause, value.subject, rule_of(policy, value.retired));
}

}  // namespace sojourn::map
