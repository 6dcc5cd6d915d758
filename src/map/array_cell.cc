#include "map/array_cell.h"

#include <algorithm>

#include "map/cells.h"

namespace sojourn::map {

using plan::Answer;

void ArrayCell::write(const CompiledColumn& column, const Subject& array, RowSink& sink) {
  cells_.clear();
  seen_.clear();
  const std::size_t failures = row_.failures();
  Subject subject = array;
  subject.element = 0;
  for (bson::Walker walker(array.value->as_document()); walker.next(); ++subject.element) {
    subject.value = &walker.element();
    element(column, subject);
  }
  if (row_.failures() != failures) return;
  const plan::ColumnType& type = column.plan->column.type.element.front();
  const bool has_null = std::any_of(cells_.begin(), cells_.end(),
                                    [](const Cell& cell) { return cell.kind == Cell::Kind::kNull; });
  sink.begin_array(type.oid, cells_.size(), has_null);
  for (const Cell& cell : cells_) write_cell(column, type, cell, sink);
  sink.end_array();
}

void ArrayCell::element(const CompiledColumn& column, const Subject& subject) {
  const bson::Element& value = *subject.value;
  if (is_null(value)) return answer(column, subject, Situation::kNull, Cause::kNullElement);
  if (column.reference) return reference(column, subject);
  const bool asks_empty = column.element_asks_empty && is_empty_text(column, value);
  const Result result = asks_empty ? empty() : column.converter->write(value, discard_);
  switch (result.kind) {
    case Result::Kind::kDone:
      row_.converted(column.index, result);
      return add(column, {.kind = Cell::Kind::kValue, .value = value}, value.value);
    case Result::Kind::kNull:
      row_.converted(column.index, result);
      return add(column, {.kind = Cell::Kind::kNull}, {});
    case Result::Kind::kEmpty:
      return answer(column, subject, Situation::kEmpty, Cause::kEmpty);
    case Result::Kind::kUnknown:
      return answer(column, subject, Situation::kUnknown, Cause::kUnknownValue);
    case Result::Kind::kInvalid:
      return answer(column, subject, Situation::kInvalid, result.cause, result.clampable);
  }
}

void ArrayCell::reference(const CompiledColumn& column, const Subject& subject) {
  Resolution to = resolver_.resolve(*column.reference, *subject.value, Resolver::Ask::kFirst);
  if (to.mapped) row_.event(column.index, Event::kMapped);
  if (to.folded) row_.event(column.index, Event::kFolded);
  switch (to.kind) {
    case Resolution::Kind::kFound:
      break;
    case Resolution::Kind::kParentFailed:
      // The column has the others for now; the whole row is mapped again when the parent is mended.
      return row_.owe(*to.target, to.key, column.index);
    case Resolution::Kind::kNull:
      return add(column, {.kind = Cell::Kind::kNull}, {});
    case Resolution::Kind::kEmpty:
      return answer(column, subject, Situation::kEmpty, Cause::kEmpty);
    case Resolution::Kind::kInvalid:
      return answer(column, subject, Situation::kInvalid, to.cause);
    case Resolution::Kind::kDangling:
      return answer(column, subject, Situation::kDangling, Cause::kDangling, false, to.target);
  }
  if (to.converted) row_.event(column.index, Event::kConverted);
  if (to.merged) row_.event(column.index, Event::kMergedParent);
  if (to.keeps) return kept_id(column, subject, std::move(to));
  add(column, {.kind = Cell::Kind::kId, .id = to.id},
      {reinterpret_cast<const char*>(to.id.data()), to.id.size()});
}

void ArrayCell::kept_id(const CompiledColumn& column, const Subject& subject, Resolution&& to) {
  const Result result = column.converter->write({to.kept_type, {}, to.kept}, discard_);
  if (!is_done(result)) return answer(column, subject, Situation::kInvalid, result.cause);
  Cell cell{.kind = Cell::Kind::kKeptId, .value = {to.kept_type, {}, {}}, .kept = std::move(to.kept)};
  const std::string same_as = cell.kept;
  add(column, std::move(cell), same_as);
}

void ArrayCell::answer(const CompiledColumn& column, const Subject& subject, Situation situation, Cause cause,
                       bool clampable, const Target* retired) {
  const CompiledPolicy& policy = column.element[static_cast<std::size_t>(situation)];
  const SituationWords& words = words_of(situation);
  switch (policy.answer) {
    case Answer::kNull:
      if (words.nulled) row_.event(column.index, *words.nulled);
      return add(column, {.kind = Cell::Kind::kNull}, {});
    case Answer::kValue:
      row_.event(column.index, words.defaulted);
      return add(column, {.kind = Cell::Kind::kConstant, .constant = policy.constant.get()}, {});
    case Answer::kSkip:
      return row_.event(column.index, Event::kSkippedElement);
    case Answer::kStop:
      return row_.stop(cause, subject, rule_of(policy, retired));
    case Answer::kClamp:
      if (!clampable) break;
      row_.event(column.index, Event::kClamped);
      return add(column, {.kind = Cell::Kind::kClamped, .value = *subject.value}, subject.value->value);
    case Answer::kPlaceholder:
      row_.event(column.index, Event::kPlaceholder);
      return add(column, {.kind = Cell::Kind::kId, .id = *column.reference->placeholder}, {});
    case Answer::kFail:
    case Answer::kField:
    case Answer::kTimeOf:
      break;
  }
  row_.problem(cause, subject, rule_of(policy, retired));
}

void ArrayCell::add(const CompiledColumn& column, Cell&& cell, std::string_view same_as) {
  if (column.dedupe && !same_as.empty()) {
    const bool is_new = seen_.insert(static_cast<char>(cell.value.type) + std::string(same_as)).second;
    if (!is_new) return row_.event(column.index, Event::kDuplicateElement);
  }
  cells_.push_back(std::move(cell));
}

void ArrayCell::write_cell(const CompiledColumn& column, const plan::ColumnType& type, const Cell& cell,
                           RowSink& sink) {
  switch (cell.kind) {
    case Cell::Kind::kValue:
      (void)column.converter->write(cell.value, sink);
      return;
    case Cell::Kind::kClamped:
      return column.converter->write_clamped(cell.value, sink);
    case Cell::Kind::kNull:
      return sink.null();
    case Cell::Kind::kConstant:
      return cell.constant->write(sink);
    case Cell::Kind::kId:
      return write_uuid(type, cell.id, sink);
    case Cell::Kind::kKeptId:
      (void)column.converter->write({cell.value.type, {}, cell.kept}, sink);
      return;
  }
}

}  // namespace sojourn::map
