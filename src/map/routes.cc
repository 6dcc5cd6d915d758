#include "map/routes.h"

namespace sojourn::map {

using plan::Answer;

void Routes::evaluate(const CompiledProjection& projection) {
  projection_ = &projection;
  routed_.assign(projection.columns.size(), {});
  for (const CompiledRoute& route : projection.routes) evaluate(route);
}

void Routes::evaluate(const CompiledRoute& route) {
  Subject subject{.column = route.columns.front(), .path = route.fields.front().path};
  bool null = false;
  for (const Field& field : route.fields) {
    const bson::Element* value = fields_.find(field.slot);
    null = null || (value != nullptr && is_null(*value));
    if (value == nullptr || is_null(*value)) continue;
    subject = {.column = subject.column, .path = field.path, .sensitive = field.sensitive, .value = value};
    return arrive(route, resolver_.resolve(route.reference, *value, Resolver::Ask::kAll), subject);
  }
  const Situation situation = null ? Situation::kNull : Situation::kMissing;
  none(route, situation, words_of(situation).cause, subject);
}

void Routes::arrive(const CompiledRoute& route, Resolution&& resolution, const Subject& subject) {
  if (resolution.ambiguous) {
    row_.problem(Cause::kAmbiguousReference, subject, route.none.rule);
    return break_all(route);
  }
  switch (resolution.kind) {
    case Resolution::Kind::kInvalid:
      return none(route, Situation::kInvalid, resolution.cause, subject);
    case Resolution::Kind::kEmpty:
      return none(route, Situation::kEmpty, Cause::kEmpty, subject);
    case Resolution::Kind::kNull:
      return none(route, Situation::kNull, Cause::kNullRequired, subject);
    case Resolution::Kind::kDangling:
      return none(route, Situation::kDangling, Cause::kDangling, subject);
    case Resolution::Kind::kFound:
    case Resolution::Kind::kParentFailed:
      break;
  }
  const std::size_t column = route.columns[resolution.which];
  Routed& routed = routed_[column];
  if (resolution.kind == Resolution::Kind::kFound) {
    routed = {Routed::Kind::kFound, std::move(resolution)};
    return;
  }
  Subject there = subject;
  there.column = column;
  const bool required = route.none.answer == Answer::kFail || route.none.answer == Answer::kStop ||
                        projection_->columns[column].required;
  if (required) {
    row_.hold(*resolution.target, resolution.key, there, route.none.rule);
    return break_all(route);
  }
  row_.owe(*resolution.target, resolution.key, column);
  routed.kind = Routed::Kind::kOwed;
}

void Routes::none(const CompiledRoute& route, Situation situation, Cause cause, const Subject& subject) {
  switch (route.none.answer) {
    case Answer::kNull:
      if (const auto nulled = words_of(situation).nulled) row_.event(subject.column, *nulled);
      return;
    case Answer::kSkip:
      row_.skip(projection_->skip_rule(subject.column, situation));
      return break_all(route);
    case Answer::kStop:
      row_.stop(cause, subject, route.none.rule);
      return break_all(route);
    default:
      row_.problem(cause, subject, route.none.rule);
      return break_all(route);
  }
}

void Routes::break_all(const CompiledRoute& route) {
  for (const std::size_t column : route.columns) routed_[column].kind = Routed::Kind::kBroken;
}

}  // namespace sojourn::map
