#include "pipeline/planning.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "journal/in_force.h"
#include "journal/reader.h"
#include "journal/summary.h"
#include "map/mapper.h"
#include "pipeline/listing.h"
#include "pipeline/planning_text.h"
#include "pipeline/profile.h"
#include "target/read_catalogue.h"

namespace sojourn::pipeline {
namespace {

/// With a file of its own for the schema a target may still be empty; to fill it is for the operator to do.
void require_tables(const plan::Plan& plan, const plan::TargetPlan& target,
                    const plan::Catalogue& catalogue) {
  const bool none = std::none_of(plan.tables.begin(), plan.tables.end(), [&](const plan::TablePlan& each) {
    return catalogue.tables.contains(each.table);
  });
  if (!none || target.ddl.empty() || plan.tables.empty()) return;
  // A connection that is spelt out may hold a password; the name of a variable does not.
  const std::string& words = target.connection_text;
  const bool is_variable = words.starts_with("${") && words.find('}') == words.size() - 1;
  const std::string connection =
      is_variable ? "\"$" + words.substr(2, words.size() - 3) + "\"" : "CONNECTION";
  throw usage_error(
      {.doing = "plan",
       .subject = target.place.text(),
       .cause = fmt::format("the tables of the plan are not in schema \"{}\" of database \"{}\" yet",
                            target.schema, catalogue.database),
       .hint =
           fmt::format("create them: psql {} -v ON_ERROR_STOP=1 -f {}", connection, target.ddl.string())});
}

bool is_ignored(const plan::Plan& plan, const std::string& stream) {
  for (const plan::SourcePlan& source : plan.sources) {
    for (const plan::IgnoredStream& ignored : source.ignored) {
      if (source.name + "." + ignored.name == stream) return true;
    }
  }
  return false;
}

std::vector<std::string> listed_streams(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const extract::SourceWork& work : list_sources(plan).work) {
    for (const source::CursorListing& cursor : work.cursors) {
      for (const source::StreamListing& stream : cursor.streams)
        names.push_back(work.name + "." + stream.name);
    }
  }
  return names;
}

std::vector<std::string> sensitive_of(const plan::Plan& plan, const std::string& stream) {
  for (const plan::SourcePlan& source : plan.sources) {
    for (const plan::StreamPlan& each : source.streams) {
      if (source.name + "." + each.name == stream) return each.sensitive;
    }
  }
  return {};
}

class JournalLook {
 public:
  JournalLook(const plan::Plan& plan, const journal::View& view, Look look, Planning& planning)
      : plan_(plan), view_(view), look_(look), planning_(planning) {}

  void look() {
    require_same_migration();
    for (const journal::StreamSummary& stream : journal::summarize(view_)) {
      if (!stream.info.cursor_only && !is_ignored(plan_, stream.info.name)) look_at(stream);
    }
    if (look_ == Look::kThrough) planning_.twins = find_twins(view_, extracted_);
  }

 private:
  void require_same_migration() const {
    const std::string& migration = view_.header().migration;
    if (migration == plan_.migration) return;
    throw usage_error({.doing = "plan",
                       .subject = view_.folder().string(),
                       .cause = fmt::format("the journal belongs to the migration \"{}\", the plan to \"{}\"",
                                            migration, plan_.migration),
                       .hint = "name the right journal with --journal"});
  }
  void look_at(const journal::StreamSummary& stream) {
    const std::string& name = stream.info.name;
    // What was derived has no source of its own.
    if (stream.info.source.empty()) {
      if (look_ == Look::kThrough) planning_.derived[name] = journal::count_documents(view_, stream);
      return;
    }
    if (look_ == Look::kBriefly) {
      const plan::StreamFacts& facts = planning_.facts[name] = glance(view_, stream);
      if (facts.complete || !is_in_doubt(name, facts)) return;
    }
    log::info("Looking through {} ({})", name, count_text(stream.documents, "document"));
    planning_.facts[name] =
        profile(view_, stream, sensitive_of(plan_, name), std::max(1u, std::thread::hardware_concurrency()));
    extracted_.emplace_back(stream.id, name);
  }

  /// Whether a column that the plan does not name may or may not be filled from the field of its name: a
  /// field that the first documents have not decides how the plan is expanded.
  [[nodiscard]] bool is_in_doubt(const std::string& stream, const plan::StreamFacts& facts) const {
    for (const plan::TablePlan& planned : plan_.tables) {
      const auto table = planning_.catalogue.tables.find(planned.table);
      if (table == planning_.catalogue.tables.end() || !feeds(stream, planned)) continue;
      for (const plan::Column& column : table->second.columns) {
        const bool is_named = std::any_of(planned.columns.begin(), planned.columns.end(),
                                          [&](const auto& rule) { return rule.first == column.name; });
        if (!is_named && may_be_left_out(table->second, column) && !facts.fields.contains(column.name))
          return true;
      }
    }
    return false;
  }

  /// Of other columns the plan is the same whether or not a document has their field.
  static bool may_be_left_out(const plan::Table& table, const plan::Column& column) {
    const plan::Key* const primary = table.primary_key();
    if (primary != nullptr && primary->columns == std::vector{column.name}) return false;
    return column.default_expression || column.generated || column.identity || column.not_null ||
           column.type.kind == plan::TypeKind::kOther;
  }

  static bool feeds(const std::string& stream, const plan::TablePlan& table) {
    if (table.merge) return table.merge->stream == stream;
    return std::any_of(table.streams.begin(), table.streams.end(),
                       [&](const auto& from) { return from.first == stream; });
  }

  const plan::Plan& plan_;
  const journal::View& view_;
  const Look look_;
  Planning& planning_;
  std::vector<std::pair<journal::StreamId, std::string>> extracted_;
};

/// Sources may be gone once they are extracted.
void find_streams(const plan::Plan& plan, Planning& planning) {
  try {
    planning.streams = listed_streams(plan);
  } catch (const Error& error) {
    if (planning.facts.empty() || error.exit_code() == ExitCode::kUsage) throw;
    log::warning("{}; going by the journal", error.what());
  }
  for (const auto& [name, facts] : planning.facts) {
    if (std::find(planning.streams.begin(), planning.streams.end(), name) == planning.streams.end()) {
      planning.streams.push_back(name);
    }
  }
  std::sort(planning.streams.begin(), planning.streams.end());
}

/// What only mapping can say: constants that do not fit, formats that say nothing.
void check_mapping(plan::Expansion& expansion) {
  if (!expansion.expanded) return;
  const std::vector<plan::Complaint> more = map::check(*expansion.expanded);
  expansion.complaints.insert(expansion.complaints.begin(), more.begin(), more.end());
  const bool wrong = std::any_of(more.begin(), more.end(), [](const plan::Complaint& each) {
    return each.weight == plan::Complaint::Weight::kError;
  });
  if (wrong) expansion.expanded.reset();
}

}  // namespace

std::optional<std::uint64_t> Planning::documents_of(const plan::Projection& projection) const {
  if (projection.placeholder) return 1;
  if (const auto found = facts.find(projection.stream); found != facts.end()) return found->second.documents;
  if (const auto found = derived.find(projection.stream); found != derived.end()) return found->second;
  return std::nullopt;
}

const plan::TargetPlan& only_target(const plan::Plan& plan) {
  if (plan.targets.size() == 1) return plan.targets.front();
  throw usage_error({.doing = "plan",
                     .subject = plan.file.string(),
                     .cause = plan.targets.empty()
                                  ? "the plan names no target"
                                  : fmt::format("the plan names {} targets", plan.targets.size()),
                     .hint = plan.targets.empty() ? "add `targets: { main: { postgresql: ${DATABASE_URL} } }`"
                                                  : "this release works with one"});
}

Planning make_planning(const plan::Plan& plan, const std::filesystem::path& journal, Look look) {
  const plan::TargetPlan& target = only_target(plan);
  Planning planning;
  planning.catalogue = target::read_catalogue(target.connection(), target.schema);
  require_tables(plan, target, planning.catalogue);
  planning.extracted = std::filesystem::exists(journal);
  if (planning.extracted) {
    const auto reader = journal::Reader::open(journal);
    JournalLook(plan, reader->view(), look, planning).look();
  }
  find_streams(plan, planning);
  planning.expansion = plan::expand(plan, planning.catalogue, planning.streams, planning.facts);
  check_mapping(planning.expansion);
  return planning;
}

plan::ExpandedPlan expanded_plan(const plan::Plan& plan, const std::filesystem::path& journal) {
  Planning planning = make_planning(plan, journal, Look::kBriefly);
  if (planning.expansion.expanded) return std::move(*planning.expansion.expanded);
  throw usage_error({.doing = "work by the plan",
                     .subject = plan.file.string(),
                     .cause = "it is wrong:\n" + complaints_text(planning.expansion.complaints),
                     .hint = "sojourn plan tells the same, and more"});
}

}  // namespace sojourn::pipeline
