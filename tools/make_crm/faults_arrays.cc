// Arrays of ids: stated by one side only, null, repeated, dangling, malformed.
#include "base/bytes.h"
#include "tools/make_crm/faults.h"
#include "tools/make_crm/relations.h"

namespace sojourn::make_crm {
namespace {

std::vector<std::string> columns_of(const Relation& relation) {
  return {std::string(relation.a.column), std::string(relation.b.column)};
}

Expectation expectation_for(const Relation& relation, const End& end, const std::string& kind,
                            Outcome outcome, const std::string& cause) {
  return {.kind = kind,
          .field = std::string(end.field),
          .outcome = outcome,
          .cause = cause,
          .columns = columns_of(relation),
          .table = std::string(relation.junction)};
}

Expectation row_for(const Relation& relation, const std::string& kind, Outcome outcome,
                    const std::string& cause, const Value& a, const Value& b) {
  Expectation expectation = expectation_for(relation, relation.a, kind, outcome, cause);
  expectation.expect = {{std::string(relation.a.column), a}, {std::string(relation.b.column), b}};
  return expectation;
}

/// A pair that only one side states; the other side is a clean document that knows nothing of it.
void plant_one_sided(Planter& planter, const Relation& relation) {
  if (relation.b.field.empty()) return;  // There the one side is all there is.
  for (int i = 0; i < 2; ++i) {
    const Value b = planter.some(relation.b.collection);
    Planted& on_a = planter.document(relation.a.collection).set(relation.a.field, array({b}));
    planter.expect(on_a, row_for(relation, "pair_on_a_only", Outcome::kUnion, "a_only", on_a.key(), b));
    ++planter.junction(relation.junction).a_only;

    const Value a = planter.some(relation.a.collection);
    Planted& on_b = planter.document(relation.b.collection).set(relation.b.field, array({a}));
    Expectation expectation = row_for(relation, "pair_on_b_only", Outcome::kUnion, "b_only", a, on_b.key());
    expectation.field = relation.b.field;
    planter.expect(on_b, expectation);
    ++planter.junction(relation.junction).b_only;
  }
}

/// Sets the mirror array of a pair, and counts the pair by the sides that state it.
void mirror(Planter& planter, const Relation& relation, const Planted& a, Planted& b) {
  if (relation.b.field.empty()) {
    ++planter.junction(relation.junction).a_only;
    return;
  }
  b.set(relation.b.field, array({a.key()}));
  ++planter.junction(relation.junction).both;
}

void plant_repeated(Planter& planter, const Relation& relation) {
  Planted& b = planter.document(relation.b.collection);
  Planted& a = planter.document(relation.a.collection).set(relation.a.field, array({b.key(), b.key()}));
  mirror(planter, relation, a, b);
  ++planter.junction(relation.junction).duplicates;
  planter.expect(a, row_for(relation, "id_repeated", Outcome::kSkipped, "duplicate", a.key(), b.key()));
}

void plant_dangling_end(Planter& planter, const Relation& relation) {
  // Deleted users have a line of their own.
  planter.line(relation.b.collection == "Users" ? "5.3.3" : "5.3.11");
  Planted& a = planter.document(relation.a.collection);
  a.set(relation.a.field, array({planter.missing(relation.b.collection)}));
  ++planter.junction(relation.junction).dangling;
  planter.expect(a, expectation_for(relation, relation.a, "end_dangling", Outcome::kSkipped, "dangling"));
  planter.line("5.3.11");
}

void plant_malformed(Planter& planter, const Relation& relation) {
  for (const Value& malformed : {text("not-an-id"), null(), int32(42), text("")}) {
    Planted& a = planter.document(relation.a.collection).set(relation.a.field, array({malformed}));
    ++planter.junction(relation.junction).malformed;
    planter.expect(
        a, expectation_for(relation, relation.a, "id_malformed", Outcome::kSkipped, "invalid_reference"));
  }
}

/// An id as 24 hexadecimal digits is still that id.
void plant_id_as_text(Planter& planter, const Relation& relation) {
  Planted& b = planter.document(relation.b.collection);
  Planted& a =
      planter.document(relation.a.collection).set(relation.a.field, array({text(to_hex(b.key().bytes))}));
  mirror(planter, relation, a, b);
  planter.expect(a, row_for(relation, "id_as_text", Outcome::kConverted, "text_to_id", a.key(), b.key()));
}

void plant_null_array(Planter& planter, const Relation& relation) {
  for (const End* end : {&relation.a, &relation.b}) {
    if (end->field.empty()) continue;
    Planted& planted = planter.document(end->collection).set(end->field, null());
    planter.expect(planted, expectation_for(relation, *end, "array_null", Outcome::kApplied, "no_pairs"));
  }
}

void plant_native_arrays(Planter& planter) {
  for (const auto& [collection, field] :
       {std::pair("crm_Contacts", "tags"), std::pair("crm_Contacts", "notes"),
        std::pair("Documents", "connected_documents"), std::pair("Boards", "sharedWith")}) {
    planter.plant(collection, null(),
                  {.kind = "array_null",
                   .field = field,
                   .outcome = Outcome::kApplied,
                   .cause = "null_kept",
                   .expect = {{field, null()}}});
  }
  const Value user = planter.some("Users");
  planter.plant("Boards", array({user, user}),
                {.kind = "id_repeated",
                 .field = "sharedWith",
                 .outcome = Outcome::kApplied,
                 .cause = "duplicate_kept",
                 .expect = {{"sharedWith", array({user, user})}}});
  planter.plant("Boards", array({text("not-an-id"), user}),
                {.kind = "id_malformed",
                 .field = "sharedWith",
                 .outcome = Outcome::kSkipped,
                 .cause = "invalid_reference",
                 .expect = {{"sharedWith", array({user})}}});
  planter.line("5.3.3");
  planter.plant("Boards", array({planter.missing("Users"), user}),
                {.kind = "element_dangling",
                 .field = "sharedWith",
                 .outcome = Outcome::kSkipped,
                 .cause = "dangling",
                 .expect = {{"sharedWith", array({user})}}});
  planter.line("5.3.11");
}

}  // namespace

void plant_arrays(Planter& planter) {
  planter.line("5.3.11");
  for (const Relation& relation : relations()) {
    plant_one_sided(planter, relation);
    plant_repeated(planter, relation);
    plant_dangling_end(planter, relation);
    plant_malformed(planter, relation);
    plant_id_as_text(planter, relation);
    plant_null_array(planter, relation);
  }
  plant_native_arrays(planter);
}

}  // namespace sojourn::make_crm
