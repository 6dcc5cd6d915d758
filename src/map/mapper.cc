#include "map/mapper.h"

#include "base/error.h"
#include "base/key.h"
#include "map/cells.h"
#include "map/program.h"
#include "map/row.h"

namespace sojourn::map {
namespace {

const std::string kUnmappedRule = "unmapped";

}  // namespace

std::vector<plan::Complaint> check(const plan::ExpandedPlan& plan) {
  std::vector<plan::Complaint> complaints;
  for (std::size_t i = 0; i < plan.projections.size(); ++i) (void)compile(plan, {i}, complaints);
  return complaints;
}

Mapper::Mapper(const plan::ExpandedPlan& plan, std::vector<std::size_t> projections) {
  std::vector<plan::Complaint> complaints;
  program_ = std::make_unique<Program>(compile(plan, std::move(projections), complaints));
  if (complaints.empty()) return;
  throw usage_error({.doing = "map documents as planned",
                     .subject = complaints.front().place.text(),
                     .cause = complaints.front().cause});
}

Mapper::~Mapper() = default;
Mapper::Mapper(Mapper&&) noexcept = default;

const std::vector<std::size_t>& Mapper::projections() const {
  return program_->indexes;
}

class Mapper::Worker::State {
 public:
  State(const Program& program, const References& references)
      : program_(program), fields_(program.fields), cells_(fields_, references, row_) {}

  void map(const Document& document, RowSink& sink, std::span<Outcome> outcomes, std::span<Tally> tallies) {
    std::string_view body = document.body;
    std::string_view key = document.key;
    const bool whole = program_.body.empty() || step_into_body(body, key);
    if (whole) fields_.walk(body);
    for (std::size_t i = 0; i < program_.projections.size(); ++i) {
      row_.begin(document.sequence, document.key, outcomes[i], tallies[i]);
      if (!whole) {
        row_.problem(Cause::kInvalidDocument, {.path = program_.body}, "derived stream");
        (void)row_.finish();
        continue;
      }
      map_row(program_.projections[i], key, sink);
    }
  }

 private:
  /// A merged document has its fields in a member, and the key that its row's id follows from in another.
  bool step_into_body(std::string_view& body, std::string_view& key) {
    const auto identity = bson::find(body, "identity");
    const auto inner = bson::find(body, program_.body);
    if (!identity || !inner || inner->type != bson::Type::kDocument) return false;
    identity_.clear();
    append_key(identity_, *identity);
    key = identity_;
    body = inner->as_document();
    return true;
  }

  void map_row(const CompiledProjection& projection, std::string_view key, RowSink& sink) {
    sink.begin_row(projection.index);
    cells_.begin_row(projection, key, sink);
    for (const CompiledColumn& column : projection.columns) cells_.write(column);
    if (!fields_.untaken().empty() && !program_.ours && !projection.rest) unmapped(*projection.plan);
    if (row_.finish() == Fate::kApplied) {
      sink.end_row();
    } else {
      sink.abandon_row();
    }
  }

  void unmapped(const plan::Projection& projection) {
    for (const Untaken& untaken : fields_.untaken()) {
      path_ = *untaken.prefix;
      path_ += untaken.element.name;
      if (untaken.repeated) path_ += " (repeated)";
      row_.unmapped(path_);
      const Subject subject{.path = path_};
      if (projection.unmapped == plan::Unmapped::kFail)
        row_.problem(Cause::kUnmappedField, subject, kUnmappedRule);
      if (projection.unmapped == plan::Unmapped::kStop)
        row_.stop(Cause::kUnmappedField, subject, kUnmappedRule);
    }
  }

  const Program& program_;
  Row row_;
  FieldWalk fields_;
  Cells cells_;
  std::string identity_;  ///< A key.
  std::string path_;
};

Mapper::Worker::Worker(const Mapper& mapper, const References& references)
    : state_(std::make_unique<State>(*mapper.program_, references)) {}

Mapper::Worker::~Worker() = default;

void Mapper::Worker::map(const Document& document, RowSink& sink, std::span<Outcome> outcomes,
                         std::span<Tally> tallies) {
  state_->map(document, sink, outcomes, tallies);
}

}  // namespace sojourn::map
