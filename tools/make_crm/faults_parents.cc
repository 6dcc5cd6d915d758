// What becomes of rows whose parent failed: held where they need it, owed where they can do without.
#include "tools/make_crm/faults.h"

namespace sojourn::make_crm {
namespace {

Planted& failed_account(Planter& planter) {
  Planted& account = planter.document("crm_Accounts").remove("name");
  planter.expect(account, {.kind = "required_missing",
                           .field = "name",
                           .outcome = Outcome::kFailed,
                           .cause = "missing_required"});
  return account;
}

Planted& failed_user(Planter& planter) {
  Planted& user = planter.document("Users").remove("email");
  planter.expect(user, {.kind = "required_missing",
                        .field = "email",
                        .outcome = Outcome::kFailed,
                        .cause = "missing_required"});
  return user;
}

Planted& failed_board(Planter& planter) {
  Planted& board = planter.document("Boards").set("user", planter.missing("Users"));
  planter.expect(
      board,
      {.kind = "dangling_required", .field = "user", .outcome = Outcome::kFailed, .cause = "dangling"});
  return board;
}

void owed(Planter& planter, Planted& child, const std::string& field, const std::string& cause) {
  planter.expect(child, {.kind = "optional_" + cause,
                         .field = field,
                         .outcome = Outcome::kOwed,
                         .cause = cause,
                         .expect = {{field, null()}}});
}

void held(Planter& planter, Planted& child, const std::string& field, const std::string& cause) {
  planter.expect(child,
                 {.kind = "required_" + cause, .field = field, .outcome = Outcome::kHeld, .cause = cause});
}

/// A section of a failed board is held, and a task of that section waits for it.
void plant_under_failed_board(Planter& planter) {
  Planted& board = failed_board(planter);
  Planted& section = planter.document("Sections").set("board", board.key());
  held(planter, section, "board", "parent_failed");
  owed(planter, planter.document("Tasks").set("section", section.key()), "section", "parent_held");

  Planted& watcher = planter.document("Users").set("watching_boardsIDs", array({board.key()}));
  board.set("watchers", array({watcher.key()}));
  ++planter.junction("BoardWatchers").both;
  ++planter.junction("BoardWatchers").held;
  planter.expect(board, {.kind = "pair_of_failed",
                         .field = "watchers",
                         .outcome = Outcome::kHeld,
                         .cause = "parent_failed",
                         .columns = {"board_id", "user_id"},
                         .table = "BoardWatchers"});
}

void plant_under_failed_account(Planter& planter) {
  Planted& account = failed_account(planter);
  Planted& contact =
      planter.document("crm_Contacts").set("account", account.key()).set("accountsIDs", account.key());
  owed(planter, contact, "account", "parent_failed");
  owed(planter, contact, "accountsIDs", "parent_failed");
  owed(planter, planter.document("crm_Leads").set("accountsIDs", account.key()), "accountsIDs",
       "parent_failed");
  owed(planter, planter.document("Invoices").set("assigned_account_id", account.key()), "assigned_account_id",
       "parent_failed");
}

void plant_under_failed_user(Planter& planter) {
  Planted& user = failed_user(planter);
  owed(planter, planter.document("crm_Leads").set("assigned_to", user.key()), "assigned_to", "parent_failed");
  Planted& board = planter.document("Boards").set("user", user.key());
  held(planter, board, "user", "parent_failed");
  held(planter, planter.document("Sections").set("board", board.key()), "board", "parent_held");
}

}  // namespace

void plant_failed_parents(Planter& planter) {
  planter.line("5.3.3");
  for (int i = 0; i < 2; ++i) plant_under_failed_board(planter);
  planter.line("8.5");
  for (int i = 0; i < 2; ++i) plant_under_failed_account(planter);
  for (int i = 0; i < 2; ++i) plant_under_failed_user(planter);
}

}  // namespace sojourn::make_crm
