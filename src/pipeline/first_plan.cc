#include "pipeline/first_plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <map>
#include <memory>

#include "apply/rehearsal.h"
#include "base/error.h"
#include "base/key.h"
#include "base/log.h"
#include "base/text.h"
#include "journal/reader.h"
#include "map/mapper.h"
#include "pipeline/pair_fields.h"
#include "pipeline/plan_draft.h"
#include "pipeline/planning.h"
#include "plan/expand_types.h"
#include "plan/read_plan.h"

namespace sojourn::pipeline {
namespace {

namespace fs = std::filesystem;
using plan::TypeKind;

constexpr char kDoing[] = "write a first plan";

/// Fit for a migration or a source: letters, digits, - and _.
std::string plain_name(const std::string& text) {
  std::string name;
  for (const char c : text) name += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' ? c : '_';
  return name.empty() ? "migration" : name;
}

/// Names that differ in case and underscores only are meant alike.
std::string folded(const std::string& name) {
  std::string text;
  for (const char c : name) {
    if (c != '_') text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

std::string name_within(const std::string& stream) {
  return stream.substr(stream.find('.') + 1);
}

bool is_export(const fs::path& source) {
  const auto is_json = [](const fs::path& file) {
    return file.extension() == ".json" && !file.string().ends_with(".metadata.json");
  };
  if (!fs::is_directory(source)) return is_json(source);
  const fs::directory_iterator files(source);
  return std::any_of(begin(files), end(files), [&](const auto& entry) { return is_json(entry.path()); });
}

std::string_view verb_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::kText:
    case TypeKind::kVarchar:
    case TypeKind::kChar:
      return "text";
    case TypeKind::kInt16:
    case TypeKind::kInt32:
    case TypeKind::kInt64:
    case TypeKind::kFloat4:
    case TypeKind::kFloat8:
    case TypeKind::kNumeric:
      return "number";
    case TypeKind::kBool:
      return "bool";
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      return "timestamp";
    case TypeKind::kDate:
      return "date";
    case TypeKind::kTime:
      return "time";
    case TypeKind::kInterval:
      return "interval";
    case TypeKind::kUuid:
      return "uuid";
    case TypeKind::kBytea:
      return "bytes";
    case TypeKind::kJson:
    case TypeKind::kJsonb:
      return "json";
    case TypeKind::kEnum:
      return "enum";
    case TypeKind::kInet:
      return "inet";
    case TypeKind::kArray:
      return "array";
    case TypeKind::kOther:
      break;
  }
  return "field";
}

const plan::ForeignKey* foreign_key(const plan::Table& table, const std::string& column) {
  for (const plan::ForeignKey& key : table.foreign_keys) {
    if (key.columns == std::vector<std::string>{column}) return &key;
  }
  return nullptr;
}

bool is_primary(const plan::Table& table, const std::string& column) {
  const plan::Key* const primary = table.primary_key();
  return primary != nullptr && primary->columns == std::vector<std::string>{column};
}

bool is_error(const plan::Complaint& complaint) {
  return complaint.weight == plan::Complaint::Weight::kError;
}

class Author {
 public:
  explicit Author(const FirstPlanRequest& request) : request_(request) { name_things(); }

  FirstPlan write() {
    around_ = make_planning(empty_plan(), journal_);
    if (around_.extracted) reader_ = journal::Reader::open(journal_);
    match_tables();
    settle();
    match_pairs();
    settle();
    if (reader_) note_what_fails();
    note_what_is_left();
    draft_.head = head();
    save(request_.out, draft_.yaml());
    return summary();
  }

 private:
  void name_things();
  [[nodiscard]] plan::Plan empty_plan() const;
  void match_tables();
  void add_table(const std::string& table, const std::string& stream);
  void fix_keys(DraftTable& draft, const plan::Table& table) const;
  void fix_columns(DraftTable& draft, const plan::Table& table) const;
  void match_pairs();
  [[nodiscard]] std::string propose_pairs(const plan::Table& table, DraftTable& draft) const;
  [[nodiscard]] std::vector<std::string> fields_between(const std::string& from, const std::string& to) const;
  void settle();
  [[nodiscard]] std::map<std::string, std::string> errors();
  [[nodiscard]] plan::Plan read_draft() const;
  void leave_out(const std::string& table, const std::string& reason);
  void note_what_fails();
  void note(const apply::ProjectionResult& result);
  void note(DraftTable& draft, const plan::Projection& projection, std::size_t column, map::Cause cause,
            const apply::FailureGroup& group) const;
  [[nodiscard]] std::string explicit_rule(const plan::ColumnRule& column) const;
  [[nodiscard]] std::string unknown_values(const std::string& stream, const plan::ColumnRule& column) const;
  void note_what_is_left();
  [[nodiscard]] std::string head() const;
  [[nodiscard]] FirstPlan summary() const;
  static void save(const fs::path& file, const std::string& text);

  [[nodiscard]] const plan::StreamFacts* facts_of(const std::string& stream) const {
    const auto found = around_.facts.find(stream);
    return found == around_.facts.end() || found->second.documents == 0 ? nullptr : &found->second;
  }
  [[nodiscard]] DraftTable* find(const std::string& table) {
    for (DraftTable& each : draft_.tables) {
      if (each.table == table) return &each;
    }
    return nullptr;
  }
  [[nodiscard]] const DraftTable* find(const std::string& table) const {
    const auto found = std::find_if(draft_.tables.begin(), draft_.tables.end(),
                                    [&](const DraftTable& each) { return each.table == table; });
    return found == draft_.tables.end() ? nullptr : &*found;
  }

  const FirstPlanRequest& request_;
  fs::path journal_;
  Planning around_;
  std::unique_ptr<journal::Reader> reader_;
  Draft draft_;
  std::optional<plan::ExpandedPlan> expanded_;
  std::vector<plan::UnmappedField> untaken_;
};

/// A journal that is there knows the names under which its documents lie.
void Author::name_things() {
  if (fs::exists(request_.out)) {
    throw usage_error({.doing = kDoing,
                       .subject = request_.out.string(),
                       .cause = "the file is there already",
                       .hint = "name another one with --out"});
  }
  const std::string stem = plain_name(fs::absolute(request_.source).lexically_normal().stem().string());
  draft_.migration = request_.migration.empty() ? stem : plain_name(request_.migration);
  draft_.source = stem;
  draft_.schema = request_.schema;
  journal_ = request_.journal.empty() ? request_.out.parent_path() / (draft_.migration + ".journal")
                                      : request_.journal;
  if (fs::exists(journal_)) {
    const auto reader = journal::Reader::open(journal_);
    if (request_.migration.empty()) draft_.migration = reader->view().header().migration;
    for (const auto& [id, info] : reader->view().streams()) {
      if (!info.source.empty()) draft_.source = info.source;
    }
  }
  draft_.source_kind = is_export(request_.source) ? "mongoexport" : "mongodump";
  const fs::path folder = fs::absolute(request_.out).parent_path();
  draft_.source_path = request_.source.is_absolute()
                           ? request_.source.string()
                           : fs::proximate(fs::absolute(request_.source), folder).string();
}

plan::Plan Author::empty_plan() const {
  plan::Plan plan;
  plan.file = request_.out;
  plan.migration = draft_.migration;
  plan::SourcePlan source;
  source.name = draft_.source;
  source.kind =
      draft_.source_kind == "mongoexport" ? plan::SourceKind::kMongoexport : plan::SourceKind::kMongodump;
  source.path_text = fs::absolute(request_.source).string();
  plan.sources.push_back(source);
  plan::TargetPlan target;
  target.name = "main";
  target.connection_text = request_.connection;
  target.schema = request_.schema;
  plan.targets.push_back(target);
  return plan;
}

void Author::match_tables() {
  std::map<std::string, std::string> exact;
  std::map<std::string, std::vector<std::string>> alike;
  for (const std::string& stream : around_.streams) {
    exact.emplace(name_within(stream), stream);
    alike[folded(name_within(stream))].push_back(stream);
  }
  for (const auto& [name, table] : around_.catalogue.tables) {
    const auto same = exact.find(name);
    const auto near = alike.find(folded(name));
    const bool is_near = near != alike.end() && near->second.size() == 1 &&
                         !around_.catalogue.tables.contains(name_within(near->second.front()));
    if (same != exact.end()) {
      add_table(name, same->second);
    } else if (is_near) {
      add_table(name, near->second.front());
    }
  }
  for (const auto& [name, table] : around_.catalogue.tables) {
    if (find(name) == nullptr) draft_.left_out.push_back({name, "no stream has its name"});
  }
}

void Author::add_table(const std::string& table, const std::string& stream) {
  DraftTable draft{.table = table, .stream = stream};
  if (const plan::StreamFacts* const facts = facts_of(stream))
    draft.about = count_text(facts->documents, "document");
  fix_keys(draft, around_.catalogue.tables.at(table));
  draft_.tables.push_back(std::move(draft));
}

void Author::fix_keys(DraftTable& draft, const plan::Table& table) const {
  draft.keyless = table.keys.empty();
  if (draft.keyless) draft.comments.emplace_back("No unique key: it can be loaded only while it is empty.");
  for (const plan::Column& column : table.columns) {
    if (!is_primary(table, column.name) || plan::holds_derived_ids(column.type)) continue;
    draft.keep_ids = true;
    draft.comments.push_back(
        fmt::format("\"{}\" is of type {}, which holds no derived ids: the documents' own "
                    "are kept.",
                    column.name, column.type.name));
  }
}

/// Columns that a plan has to speak of, or it would not be sound.
void Author::fix_columns(DraftTable& draft, const plan::Table& table) const {
  const plan::StreamFacts* const facts = facts_of(draft.stream);
  for (const plan::Column& column : table.columns) {
    if (is_primary(table, column.name) || column.generated) continue;
    const bool absent = facts != nullptr && !facts->fields.contains(column.name);
    const plan::ForeignKey* const key = foreign_key(table, column.name);
    const bool has_parent = key != nullptr && find(key->table) != nullptr;
    const std::string_view verb = has_parent ? "ref" : verb_of(column.type.kind);
    DraftColumn fixed{.column = column.name, .rule = {}, .comments = {}};
    if (absent && column.not_null && !column.default_expression && !column.identity) {
      fixed.rule = fmt::format("{{ {}: {}, missing: fail }}", verb, yaml_text(column.name));
      fixed.comments.push_back(
          fmt::format("In none of {}, and it may not be null: name another field, or `missing: VALUE`.",
                      count_text(facts->documents, "document")));
    } else if (!absent && key != nullptr && !has_parent) {
      fixed.rule = fmt::format("{{ {}: {} }}", verb, yaml_text(column.name));
      fixed.comments.push_back(fmt::format("It refers to \"{}\", which nothing fills.", key->table));
    }
    if (!fixed.rule.empty()) draft.column(column.name) = fixed;
  }
}

std::vector<std::string> Author::fields_between(const std::string& from, const std::string& to) const {
  const plan::StreamFacts* const facts = facts_of(from);
  if (facts == nullptr || !reader_) return {};
  return fields_leading_to(reader_->view(), from, *facts, to);
}

/// Empty, and the draft filled, if there is one way to read the pairs; else why not.
std::string Author::propose_pairs(const plan::Table& table, DraftTable& draft) const {
  const plan::Key* const primary = table.primary_key();
  if (primary == nullptr || primary->columns.size() != 2) return "no stream has its name";
  std::vector<const DraftTable*> ends;
  for (const std::string& column : primary->columns) {
    const plan::ForeignKey* const key = foreign_key(table, column);
    const DraftTable* const end = key == nullptr ? nullptr : find(key->table);
    if (end == nullptr || end->stream.empty()) return "no stream has its name";
    ends.push_back(end);
    draft.ends.emplace_back(column, end->table);
  }
  const std::string of = fmt::format("pairs of {} and {}", ends[0]->table, ends[1]->table);
  if (ends[0] == ends[1]) return of + ", which are one table: which array holds which end?";
  std::vector<std::string> names;
  bool several = false;
  for (const std::size_t from : {0u, 1u}) {
    std::vector<std::string> fields = fields_between(ends[from]->stream, ends[1 - from]->stream);
    // A field that a column of its own takes is no other table's.
    const plan::Table& end = around_.catalogue.tables.at(ends[from]->table);
    std::erase_if(fields, [&](const std::string& field) { return end.find(field) != nullptr; });
    several = several || fields.size() > 1;
    for (const std::string& field : fields) {
      draft.sides.emplace_back(ends[from]->stream, field);
      names.push_back(ends[from]->stream + " " + field);
    }
  }
  if (names.empty()) return of + ", but no array of ids was seen that leads from one to the other";
  return several ? fmt::format("{}; their ids may be in {}", of, fmt::join(names, ", ")) : std::string();
}

void Author::match_pairs() {
  std::vector<LeftOutDraft> left;
  std::vector<DraftTable> pairs;
  for (LeftOutDraft& each : draft_.left_out) {
    DraftTable draft{.table = each.table};
    const std::string why = propose_pairs(around_.catalogue.tables.at(each.table), draft);
    if (why.empty()) {
      draft.comments.emplace_back("Proposed, since the arrays hold ids of the other side.");
      pairs.push_back(std::move(draft));
    } else {
      left.push_back({each.table, each.reason == "no stream has its name" ? why : each.reason});
    }
  }
  draft_.left_out = std::move(left);
  for (DraftTable& each : pairs) draft_.tables.push_back(std::move(each));
}

void Author::save(const fs::path& file, const std::string& text) {
  std::FILE* const to = std::fopen(file.c_str(), "wx");
  const bool whole = to != nullptr && std::fwrite(text.data(), 1, text.size(), to) == text.size();
  const bool closed = to != nullptr && std::fclose(to) == 0;
  if (whole && closed) return;
  throw Error({.doing = kDoing,
               .subject = file.string(),
               .cause = errno_text(),
               .hint = "name another place with --out"});
}

/// The draft as the reader of plans understands it.
plan::Plan Author::read_draft() const {
  fs::path file = request_.out;
  file += ".draft";
  fs::remove(file);
  save(file, draft_.yaml());
  try {
    plan::Plan plan = plan::read_plan(file);
    fs::remove(file);
    return plan;
  } catch (...) {
    fs::remove(file);
    throw;
  }
}

/// What is wrong with the draft, by table.
std::map<std::string, std::string> Author::errors() {
  const plan::Plan plan = read_draft();
  plan::Expansion expansion = plan::expand(plan, around_.catalogue, around_.streams, around_.facts);
  std::vector<plan::Complaint> complaints = std::move(expansion.complaints);
  if (expansion.expanded) complaints = map::check(*expansion.expanded);
  std::map<std::string, std::string> errors;
  for (const plan::Complaint& each : complaints) {
    if (!is_error(each)) continue;
    const plan::TablePlan* at = nullptr;
    for (const plan::TablePlan& table : plan.tables) {
      if (table.place.line <= each.place.line) at = &table;
    }
    if (at == nullptr)
      throw usage_error({.doing = kDoing, .subject = each.place.text(), .cause = each.cause});
    errors.emplace(at->table, each.cause);
  }
  expanded_ = std::move(expansion.expanded);
  untaken_ = std::move(expansion.unmapped);
  return errors;
}

void Author::leave_out(const std::string& table, const std::string& reason) {
  std::erase_if(draft_.tables, [&](const DraftTable& each) { return each.table == table; });
  draft_.left_out.push_back({table, reason});
}

/// Takes out the tables that cannot be filled yet, until the rest is sound.
void Author::settle() {
  while (true) {
    for (DraftTable& each : draft_.tables) {
      if (!each.stream.empty()) fix_columns(each, around_.catalogue.tables.at(each.table));
    }
    if (draft_.tables.empty()) return;
    const std::map<std::string, std::string> wrong = errors();
    if (wrong.empty()) return;
    for (const auto& [table, cause] : wrong) leave_out(table, cause);
  }
}

std::string Author::explicit_rule(const plan::ColumnRule& column) const {
  if (column.rule.fields.empty()) return {};
  const std::string field = yaml_text(column.rule.fields.front());
  if (column.rule.origin == plan::Origin::kField)
    return fmt::format("{{ {}: {} }}", verb_of(column.column.type.kind), field);
  if (column.rule.origin != plan::Origin::kReference || column.rule.to.empty()) return {};
  return fmt::format("{{ ref: {}, to: {} }}", field, yaml_text(column.rule.to.front().table));
}

/// "Actif (12), done (3)": texts that are no label of the enum, as far as they are known.
std::string Author::unknown_values(const std::string& stream, const plan::ColumnRule& column) const {
  const plan::StreamFacts* const facts = facts_of(stream);
  if (facts == nullptr || column.rule.fields.empty()) return {};
  const auto field = facts->fields.find(column.rule.fields.front());
  if (field == facts->fields.end()) return {};
  std::string text;
  const std::vector<std::string>& labels = column.column.type.labels;
  for (const auto& [value, times] : field->second.values) {
    if (std::find(labels.begin(), labels.end(), value) != labels.end()) continue;
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", yaml_text(value), with_commas(times));
  }
  return text;
}

void Author::note(DraftTable& draft, const plan::Projection& projection, std::size_t column, map::Cause cause,
                  const apply::FailureGroup& group) const {
  std::vector<std::string> keys;
  for (const apply::FailureSample& sample : group.samples) keys.push_back(key_text(sample.key));
  const std::string what = fmt::format("{}: {}, as in {}", map::cause_code(cause),
                                       count_text(group.documents, "document"), fmt::join(keys, ", "));
  if (column == map::kNoColumn) {
    draft.comments.push_back(what);
    return;
  }
  const plan::ColumnRule& rule = projection.columns[column];
  DraftColumn& noted = draft.column(rule.column.name);
  noted.comments.push_back(what);
  if (noted.rule.empty()) noted.rule = explicit_rule(rule);
  const std::string values =
      cause == map::Cause::kUnknownValue ? unknown_values(draft.stream, rule) : std::string();
  if (!values.empty()) {
    noted.comments.push_back("  no labels: " + values);
    noted.comments.push_back(fmt::format("  labels: {}", fmt::join(rule.column.type.labels, ", ")));
  }
  noted.comments.push_back(fmt::format("  try: {}", map::cause_hint(cause)));
}

void Author::note(const apply::ProjectionResult& result) {
  const plan::Projection& projection = expanded_->projections[result.projection];
  DraftTable* const draft = find(projection.table);
  if (draft == nullptr) return;
  for (const auto& [group_of, group] : result.failures) {
    const auto& [cause, column] = group_of;
    // A document that waits for another one needs no decision of its own.
    if (cause != map::Cause::kParentFailed) note(*draft, projection, column, cause, group);
  }
}

/// Rehearses the draft and says beside each column what would fail.
void Author::note_what_fails() {
  std::vector<std::string> tables;
  for (const DraftTable& each : draft_.tables) {
    if (!each.stream.empty()) tables.push_back(each.table);
  }
  if (tables.empty() || !expanded_) return;
  log::info("Rehearsing the plan");
  const auto result =
      apply::rehearse(reader_->view(), *expanded_, {.tables = tables}, [](const auto&, auto, auto) {});
  if (!result.complete) throw paused({.doing = kDoing, .cause = "stopped on request"});
  for (const apply::ProjectionResult& each : result.projections) note(each);
  // A rule that is spelt out may be judged more strictly than the same left unsaid.
  for (const auto& [name, cause] : errors()) {
    DraftTable& table = *find(name);
    for (DraftColumn& column : table.columns) column.rule.clear();
    fix_columns(table, around_.catalogue.tables.at(name));
  }
}

void Author::note_what_is_left() {
  for (const plan::UnmappedField& field : untaken_) {
    for (DraftTable& table : draft_.tables) {
      if (table.stream != field.stream) continue;
      table.untaken.emplace_back(field.field,
                                 fmt::format("{}, as in {}", count_text(field.documents, "document"),
                                             fmt::join(field.sample_keys, ", ")));
      break;
    }
  }
  for (const std::string& stream : around_.streams) {
    const auto uses = [&](const DraftTable& table) { return table.stream == stream; };
    if (std::any_of(draft_.tables.begin(), draft_.tables.end(), uses)) continue;
    const plan::StreamFacts* const facts = facts_of(stream);
    draft_.streams_left.emplace_back(
        name_within(stream), facts == nullptr ? "not known" : count_text(facts->documents, "document"));
  }
}

std::string Author::head() const {
  std::string text =
      "# A first plan, written by `sojourn plan init`. It is sound, and says in comments what is to be "
      "decided:\n"
      "# counts of documents that would fail as it stands, with three of their keys.\n";
  if (!reader_) {
    text +=
        "# Nothing was extracted when it was written, so only names were matched. After `sojourn extract` "
        "write\n"
        "# another one with --out and the same journal: it will know the documents.\n";
  }
  return text + "\n";
}

FirstPlan Author::summary() const {
  FirstPlan plan{.journal = journal_, .extracted = reader_ != nullptr};
  for (const DraftTable& each : draft_.tables) ++(each.stream.empty() ? plan.pairs : plan.tables);
  plan.left_out = draft_.left_out.size();
  plan.decisions = draft_.decisions();
  return plan;
}

}  // namespace

FirstPlan write_first_plan(const FirstPlanRequest& request) {
  return Author(request).write();
}

}  // namespace sojourn::pipeline
