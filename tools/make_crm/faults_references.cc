// Single references: routed, split in two, dangling.
#include <array>

#include "tools/make_crm/faults.h"
#include "tools/make_crm/schema.h"

namespace sojourn::make_crm {
namespace {

constexpr int kInstances = 3;

Planted& comment_on(Planter& planter, const Value& task) {
  return planter.document("tasksComments").remove("assigned_crm_account_task").set("task", task);
}

/// A task and an account task of one id: nothing tells which of them a comment means.
void plant_ambiguous_route(Planter& planter) {
  Planted& task = planter.document("Tasks");
  Planted& account_task = planter.document("crm_Accounts_Tasks").set("_id", task.key());
  for (Planted* twin : {&task, &account_task}) {
    planter.expect(*twin, {.kind = "id_in_two_collections",
                           .field = "_id",
                           .outcome = Outcome::kReported,
                           .cause = "id_in_two_collections",
                           .columns = {"id"}});
  }
  planter.expect(comment_on(planter, task.key()), {.kind = "task_is_in_both",
                                                   .field = "task",
                                                   .outcome = Outcome::kFailed,
                                                   .cause = "ambiguous_reference",
                                                   .columns = {"task", "assigned_crm_account_task"}});
}

/// Two fields that should name the same thing. A plan fills each column from its own field, else from the
/// other one.
struct Twins {
  std::string_view collection;
  std::string_view declared;
  std::string_view soft;
  std::string_view refers_to;
};
constexpr Twins kTwins[] = {
    {"crm_Contacts", "created_by", "createdBy", "Users"},
    {"crm_Opportunities", "created_by", "createdBy", "Users"},
    {"Documents", "created_by_user", "createdBy", "Users"},
    {"crm_Contacts", "accountsIDs", "account", "crm_Accounts"},
};

bool is_twin(std::string_view collection, std::string_view field) {
  for (const Twins& twins : kTwins) {
    if (twins.collection == collection && (twins.declared == field || twins.soft == field)) return true;
  }
  return false;
}

void plant_only_one_creator(Planter& planter, const Twins& twins, std::string_view written,
                            std::string_view lacking) {
  for (int i = 0; i < kInstances; ++i) {
    const Value user = planter.some("Users");
    planter.expect(planter.document(twins.collection).set(written, user).remove(lacking),
                   {.kind = "only_" + std::string(written),
                    .field = std::string(lacking),
                    .outcome = Outcome::kDefaulted,
                    .cause = "other_field",
                    .expect = {{std::string(lacking), user}}});
  }
}

void plant_unlike_creators(Planter& planter, const Twins& twins) {
  Planted& planted = planter.document(twins.collection);
  for (const std::string_view field : {twins.declared, twins.soft}) {
    const Value user = planter.some("Users");
    planter.expect(planted.set(field, user), {.kind = "creators_differ",
                                              .field = std::string(field),
                                              .outcome = Outcome::kApplied,
                                              .cause = "own_field_wins",
                                              .expect = {{std::string(field), user}}});
  }
}

/// The line of the description: users were deleted, campaigns were left behind, the rest is any other loss.
std::string_view line_of(std::string_view refers_to) {
  return refers_to == "Users" ? "5.3.3" : "8.1";
}

void plant_dangling_twins(Planter& planter) {
  for (const Twins& twins : kTwins) {
    planter.line(line_of(twins.refers_to));
    const Value lost = planter.missing(twins.refers_to);
    Planted& planted = planter.document(twins.collection).set(twins.declared, lost).set(twins.soft, lost);
    for (const std::string_view field : {twins.declared, twins.soft}) {
      planter.expect(planted, {.kind = "dangling_optional",
                               .field = std::string(field),
                               .outcome = Outcome::kNulled,
                               .cause = "dangling",
                               .expect = {{std::string(field), null()}}});
    }
  }
}

void plant_dangling_field(Planter& planter, const Collection& collection, const Field& field) {
  const bool required = field.presence == Presence::kRequired;
  Expectation expectation{.kind = required ? "dangling_required" : "dangling_optional",
                          .field = std::string(field.name),
                          .outcome = required ? Outcome::kFailed : Outcome::kNulled,
                          .cause = "dangling"};
  if (!required) expectation.expect = {{std::string(field.name), null()}};
  for (int i = 0; i < 2; ++i) {
    Planted& planted = planter.document(collection.name).set(field.name, planter.missing(field.refers_to));
    planter.expect(planted, expectation);
  }
}

void plant_abandoned_campaigns(Planter& planter) {
  planter.line("5.3.14");
  for (int i = 0; i < kInstances; ++i) {
    const Value campaign = planter.missing("crm_campaigns");
    planter.foreign_document("crm_campains", {{"_id", campaign},
                                              {"__v", int32(0)},
                                              {"name", text("Spring fair " + std::to_string(2020 + i))},
                                              {"description", text("From before the renaming")}});
    planter.expect(planter.document("crm_Opportunities").set("campaign", campaign),
                   {.kind = "campaign_left_behind",
                    .field = "campaign",
                    .outcome = Outcome::kNulled,
                    .cause = "dangling",
                    .expect = {{"campaign", null()}}});
  }
}

}  // namespace

void plant_comment_routes(Planter& planter) {
  planter.line("5.3.1");
  for (int i = 0; i < kInstances; ++i) {
    const Value task = planter.some("crm_Accounts_Tasks");
    planter.expect(comment_on(planter, task),
                   {.kind = "task_is_account_task",
                    .field = "task",
                    .outcome = Outcome::kApplied,
                    .cause = "routed",
                    .expect = {{"task", null()}, {"assigned_crm_account_task", task}}});
  }
  for (int i = 0; i < kInstances; ++i) {
    planter.expect(comment_on(planter, planter.missing("Tasks")),
                   {.kind = "task_is_nothing",
                    .field = "task",
                    .outcome = Outcome::kFailed,
                    .cause = "dangling",
                    .columns = {"task", "assigned_crm_account_task"}});
  }
  for (int i = 0; i < 2; ++i) plant_ambiguous_route(planter);
  const std::vector<std::string> columns = {"task", "assigned_crm_account_task"};
  planter.expect(comment_on(planter, null()), {.kind = "required_null",
                                               .field = "task",
                                               .outcome = Outcome::kFailed,
                                               .cause = "null_required",
                                               .columns = columns});
  planter.expect(comment_on(planter, null()).remove("task"), {.kind = "required_missing",
                                                              .field = "task",
                                                              .outcome = Outcome::kFailed,
                                                              .cause = "missing_required",
                                                              .columns = columns});
}

void plant_split_creators(Planter& planter) {
  planter.line("5.3.2");
  for (const Twins& twins : kTwins) {
    if (twins.refers_to != "Users") continue;
    // Opportunities were written with the one field, contacts and uploads with the other.
    const bool declared = twins.collection == "crm_Opportunities";
    plant_only_one_creator(planter, twins, declared ? twins.declared : twins.soft,
                           declared ? twins.soft : twins.declared);
    plant_unlike_creators(planter, twins);
  }
}

void plant_dangling(Planter& planter) {
  plant_dangling_twins(planter);
  for (std::size_t at = 0; at < kCrmCollections; ++at) {
    const Collection& collection = collections()[at];
    for (const Field& field : collection.fields) {
      if (field.kind != Kind::kReference || is_twin(collection.name, field.name)) continue;
      if (field.name == "task") continue;  // It is routed.
      planter.line(line_of(field.refers_to));
      plant_dangling_field(planter, collection, field);
    }
  }
  plant_abandoned_campaigns(planter);
}

}  // namespace sojourn::make_crm
