#include "plan/write_expanded.h"

#include <array>
#include <string_view>

namespace sojourn::plan {
namespace {

constexpr std::array<std::string_view, 9> kAnswers = {"fail", "null", "value", "field",      "time_of",
                                                      "skip", "stop", "clamp", "placeholder"};
constexpr std::array<std::string_view, 8> kOrigins = {"field",   "reference",   "identity", "constant",
                                                      "time_of", "stream_name", "rest",     "route"};
constexpr std::array<std::string_view, 3> kUnits = {"s", "ms", "us"};
constexpr std::array<std::string_view, 3> kUnmappedAnswers = {"report", "fail", "stop"};
constexpr std::array<std::string_view, 4> kExistingAnswers = {"refuse", "keep", "upsert", "replace"};
constexpr std::array<std::string_view, 3> kKeeps = {"first", "last", "newest"};

template <typename Enum, std::size_t kSize>
std::string_view word(const std::array<std::string_view, kSize>& words, Enum value) {
  return words.at(static_cast<std::size_t>(value));
}

/// Writes either everything, or only what decides about rows: where and why the plan says so, what the target
/// does with rows that are there, and how parents are numbered may change and the rows stay the same.
class ExpandedWriter {
 public:
  enum class Extent { kAll, kShape };

  ExpandedWriter(JsonWriter& json, const ExpandedPlan& plan, Extent extent)
      : json_(json), plan_(plan), all_(extent == Extent::kAll) {}

  void projection(const Projection& projection);
  void derived(const Derived& derived);

 private:
  void texts(std::string_view name, const std::vector<std::string>& texts);
  void place(const Place& place);
  void type(const ColumnType& type);
  void column(const ColumnRule& column);
  void policy(std::string_view name, const std::optional<Policy>& policy);
  void policies(std::string_view name, const Policies& policies);
  void conversion(const Conversion& conversion);
  void conversion_lists(const Conversion& conversion);
  void parents(const std::vector<std::size_t>& indexes);
  void route(const RouteRule& route, const Projection& projection);
  void projection_head(const Projection& projection);
  void merge(const Merge& merge);
  void pairs(const Derived& derived);

  template <typename Text>
  void unless_empty(std::string_view name, const Text& text) {
    if (!text.empty()) json_.field(name, text);
  }
  void if_set(std::string_view name, bool set) {
    if (set) json_.field(name, true);
  }

  JsonWriter& json_;
  const ExpandedPlan& plan_;
  bool all_;
};

void ExpandedWriter::texts(std::string_view name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  json_.key(name).begin_list();
  for (const std::string& text : texts) json_.value(text);
  json_.end_list();
}

void ExpandedWriter::place(const Place& place) {
  if (all_ && place.line > 0) json_.field("place", place.text());
}

/// Without the type's number, which differs between a database and its copy.
void ExpandedWriter::type(const ColumnType& type) {
  json_.field("type", type.name);
  unless_empty("domain", type.domain);
  texts("labels", type.labels);
  if (type.element.empty()) return;
  json_.key("element").begin_object();
  this->type(type.element.front());
  json_.end_object();
}

void ExpandedWriter::policy(std::string_view name, const std::optional<Policy>& policy) {
  if (!policy) return;
  json_.key(name).begin_object().field("answer", word(kAnswers, policy->answer));
  if (policy->answer == Answer::kValue) json_.field("value", policy->text);
  unless_empty("field", policy->field);
  place(policy->place);
  json_.end_object();
}

void ExpandedWriter::policies(std::string_view name, const Policies& policies) {
  json_.key(name).begin_object();
  policy("missing", policies.missing);
  policy("null", policies.null);
  policy("empty", policies.empty);
  policy("invalid", policies.invalid);
  policy("unknown", policies.unknown);
  policy("dangling", policies.dangling);
  json_.end_object();
}

void ExpandedWriter::conversion(const Conversion& conversion) {
  json_.key("conversion").begin_object();
  unless_empty("verb", conversion.verb);
  if_set("fold", conversion.fold_case);
  if_set("trim", conversion.trim);
  unless_empty("zone", conversion.zone);
  if (conversion.unit) json_.field("unit", word(kUnits, *conversion.unit));
  unless_empty("decimal", conversion.decimal);
  unless_empty("group", conversion.group);
  if (conversion.max_bytes) json_.field("max_bytes", *conversion.max_bytes);
  if_set("dedupe", conversion.dedupe);
  conversion_lists(conversion);
  json_.end_object();
}

void ExpandedWriter::conversion_lists(const Conversion& conversion) {
  texts("formats", conversion.formats);
  texts("accept", conversion.accept);
  std::vector<std::string> losses;
  for (const Loss loss : conversion.losses) losses.emplace_back(loss_name(loss));
  texts("lose", losses);
  if (!conversion.map.empty()) {
    json_.key("map").begin_list();
    for (const auto& [from, to] : conversion.map) {
      json_.begin_object().field("from", from).key("to");
      to ? json_.value(*to) : json_.null();
      json_.end_object();
    }
    json_.end_list();
  }
  if (conversion.json_ids.empty()) return;
  json_.key("ids").begin_object();
  for (const auto& [path, table] : conversion.json_ids) json_.field(path, table);
  json_.end_object();
}

void ExpandedWriter::parents(const std::vector<std::size_t>& indexes) {
  if (indexes.empty()) return;
  json_.key("to").begin_list();
  for (const std::size_t index : indexes) {
    const Parent& parent = plan_.parents.at(index);
    json_.begin_object().field("stream", parent.stream);
    unless_empty("table", parent.table);
    unless_empty("derived", parent.derived);
    if_set("keeps_ids", parent.keeps_ids);
    if_set("object_ids", parent.object_ids);
    if_set("placeholder", parent.placeholder);
    json_.end_object();
  }
  json_.end_list();
}

void ExpandedWriter::column(const ColumnRule& column) {
  const Rule& rule = column.rule;
  json_.begin_object().field("column", column.column.name);
  type(column.column.type);
  json_.field("not_null", column.column.not_null).field("from", word(kOrigins, rule.origin));
  texts("fields", rule.fields);
  if (rule.origin == Origin::kConstant) json_.field("constant", rule.constant);
  parents(column.parents);
  if (rule.origin == Origin::kReference) json_.field("check", rule.check);
  if_set("deferred", rule.deferred);
  conversion(rule.conversion);
  policies("answers", rule.policies);
  if (!column.column.type.element.empty()) policies("elements", rule.conversion.element);
  if (all_) json_.field("why", column.why);
  place(rule.place);
  json_.end_object();
}

void ExpandedWriter::route(const RouteRule& route, const Projection& projection) {
  json_.begin_object();
  texts("fields", route.route.fields);
  std::vector<std::string> columns;
  for (const std::size_t column : route.columns) columns.push_back(projection.columns.at(column).column.name);
  texts("columns", columns);
  parents(route.parents);
  policy("none", route.route.none);
  place(route.route.place);
  json_.end_object();
}

void ExpandedWriter::projection_head(const Projection& projection) {
  json_.field("name", projection.name).field("stream", projection.stream);
  unless_empty("body", projection.body);
  json_.field("schema", projection.schema).field("table", projection.table);
  texts("key", projection.key);
  if_set("keyless", projection.keyless);
  if_set("placeholder", projection.placeholder);
  json_.field("unmapped", word(kUnmappedAnswers, projection.unmapped));
  texts("sensitive", projection.sensitive);
  if (!all_) return;
  json_.field("existing", word(kExistingAnswers, projection.existing));
  json_.field("shape", to_hex(projection.shape));
}

void ExpandedWriter::projection(const Projection& projection) {
  json_.begin_object();
  projection_head(projection);
  if (projection.self) parents({*projection.self});
  json_.key("columns").begin_list();
  for (const ColumnRule& each : projection.columns) column(each);
  json_.end_list();
  json_.key("routes").begin_list();
  for (const RouteRule& each : projection.routes) route(each, projection);
  json_.end_list();
  json_.key("leave_out").begin_list();
  for (const LeftOut& left_out : projection.left_out) {
    json_.begin_object().field("field", left_out.field);
    if (all_) json_.field("reason", left_out.reason);
    place(left_out.place);
    json_.end_object();
  }
  json_.end_list().end_object();
}

void ExpandedWriter::merge(const Merge& merge) {
  json_.field("merge", merge.stream);
  texts("by", merge.by);
  if_set("fold", merge.fold_case);
  if_set("trim", merge.trim);
  json_.field("keep", word(kKeeps, merge.keep));
  unless_empty("newest", merge.newest);
  json_.key("precedence").begin_object();
  for (const auto& [field, order] : merge.precedence) json_.field(field, order);
  json_.end_object();
  place(merge.place);
}

void ExpandedWriter::pairs(const Derived& derived) {
  json_.key("ends").begin_list();
  for (const Pairs::End& end : derived.pairs.ends) {
    json_.begin_object().field("column", end.column).field("table", end.table).end_object();
  }
  json_.end_list();
  parents(derived.end_parents);
  json_.key("sides").begin_list();
  for (std::size_t i = 0; i < derived.pairs.from.size(); ++i) {
    const Pairs::From& from = derived.pairs.from[i];
    json_.begin_object().field("stream", from.stream).field("field", from.field);
    json_.field("end", derived.from_is_first.at(i) ? "first" : "second");
    place(from.place);
    json_.end_object();
  }
  json_.end_list();
  place(derived.pairs.place);
}

void ExpandedWriter::derived(const Derived& derived) {
  json_.begin_object().field("name", derived.name);
  if (derived.kind == DerivedKind::kMerge) {
    merge(derived.merge);
  } else {
    pairs(derived);
  }
  json_.end_object();
}

/// How a projection's documents come to be belongs to its shape.
Hash128 shape_of(const ExpandedPlan& plan, const Projection& projection) {
  JsonWriter json;
  ExpandedWriter writer(json, plan, ExpandedWriter::Extent::kShape);
  json.begin_object().field("migration", plan.migration).key("projection");
  writer.projection(projection);
  for (const Derived& derived : plan.derived) {
    if (derived.name != projection.stream) continue;
    json.key("derived");
    writer.derived(derived);
  }
  json.end_object();
  return hash128(json.text());
}

void write_content(JsonWriter& json, const ExpandedPlan& plan) {
  ExpandedWriter writer(json, plan, ExpandedWriter::Extent::kAll);
  json.field("migration", plan.migration);
  json.key("derived").begin_list();
  for (const Derived& each : plan.derived) writer.derived(each);
  json.end_list().key("projections").begin_list();
  for (const Projection& each : plan.projections) writer.projection(each);
  json.end_list().key("after_load").begin_list();
  for (const auto& [statement, place] : plan.after_load) json.value(statement);
  json.end_list();
}

}  // namespace

void write_expanded(JsonWriter& json, const ExpandedPlan& plan) {
  json.begin_object().field("hash", to_hex(plan.hash));
  write_content(json, plan);
  json.end_object();
}

void set_hashes(ExpandedPlan& plan) {
  for (Projection& projection : plan.projections) projection.shape = shape_of(plan, projection);
  JsonWriter json;
  json.begin_object();
  write_content(json, plan);
  json.end_object();
  plan.hash = hash128(json.text());
}

}  // namespace sojourn::plan
