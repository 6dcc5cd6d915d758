// Users created twice: the first of an e-mail address keeps its row, the others share it.
#include <algorithm>

#include "tools/make_crm/faults.h"
#include "tools/make_crm/schema.h"

namespace sojourn::make_crm {
namespace {

constexpr std::int64_t kDay = 86400;

std::string upper(std::string text) {
  for (char& letter : text) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
  return text;
}

std::string capitalised(const std::string& text) {
  return upper(text.substr(0, 1)) + text.substr(1);
}

Planted& duplicate(Planter& planter, const Value& winner, const std::string& email, std::int64_t second,
                   const std::string& kind) {
  Planted& user = planter.document_created_at("Users", second).set("email", text(email));
  planter.expect(user, {.kind = kind,
                        .field = "email",
                        .outcome = Outcome::kMerged,
                        .cause = "duplicate_key",
                        .expect = {{"id", winner}}});
  return user;
}

/// Children of a merged user point to the row that was kept.
void plant_children(Planter& planter, const Value& loser, const Value& winner) {
  static constexpr std::pair<std::string_view, std::string_view> kChildren[] = {
      {"crm_Contacts", "assigned_to"}, {"Boards", "user"}, {"openAi_keys", "user"}, {"Tasks", "updatedBy"}};
  for (const auto& [collection, field] : kChildren) {
    planter.expect(planter.document(collection).set(field, loser),
                   {.kind = "reference_to_duplicate",
                    .field = std::string(field),
                    .outcome = Outcome::kConverted,
                    .cause = "merged_parent",
                    .expect = {{std::string(field), winner}}});
  }
  const Value other = planter.some("Users");
  planter.expect(planter.document("Boards").set("sharedWith", array({other, loser})),
                 {.kind = "element_is_duplicate",
                  .field = "sharedWith",
                  .outcome = Outcome::kConverted,
                  .cause = "merged_parent",
                  .expect = {{"sharedWith", array({other, winner})}}});
}

void plant_duplicate_of_clean_user(Planter& planter, std::uint64_t index, bool same_case) {
  const std::string clean = planter.clean_document("Users", index);
  const std::string email(bson::find(clean, "email")->as_text());
  const Value winner = value_of(*bson::find(clean, "_id"));
  // Later than the first: the file is sorted by `_id`, and the first one read is kept.
  const std::int64_t later = planter.ids().created_ms(collection_index("Users"), index) / 1000 + kDay;
  const Planted& loser = duplicate(planter, winner, same_case ? email : upper(email), later,
                                   same_case ? "duplicate_email" : "duplicate_email_other_case");
  plant_children(planter, loser.key(), winner);
}

/// Three documents of one person, and what they watch: two pairs become one row, a third one follows.
void plant_three_of_one(Planter& planter, int number) {
  const std::string email = "three.of.one" + std::to_string(number) + "@example.com";
  const std::int64_t second = kFirstSecond + 100 * kDay;
  Planted& winner = planter.document_created_at("Users", second).set("email", text(capitalised(email)));
  Planted& second_user = duplicate(planter, winner.key(), email, second + kDay, "duplicate_email_other_case");
  Planted& third_user =
      duplicate(planter, winner.key(), upper(email), second + 2 * kDay, "duplicate_email_other_case");

  Planted& account =
      planter.document("crm_Accounts").set("watchers", array({winner.key(), second_user.key()}));
  winner.set("watching_accountsIDs", array({account.key()}));
  second_user.set("watching_accountsIDs", array({account.key()}));
  planter.junction("AccountWatchers").both += 2;
  ++planter.junction("AccountWatchers").merged;
  planter.expect(account, {.kind = "pairs_of_one_person",
                           .field = "watchers",
                           .outcome = Outcome::kMerged,
                           .cause = "merged_parent",
                           .columns = {"account_id", "user_id"},
                           .table = "AccountWatchers"});

  Planted& board = planter.document("Boards").set("watchers", array({third_user.key()}));
  third_user.set("watching_boardsIDs", array({board.key()}));
  ++planter.junction("BoardWatchers").both;
  planter.expect(board, {.kind = "pair_of_duplicate",
                         .field = "watchers",
                         .outcome = Outcome::kConverted,
                         .cause = "merged_parent",
                         .expect = {{"board_id", board.key()}, {"user_id", winner.key()}},
                         .table = "BoardWatchers"});
}

}  // namespace

void plant_duplicate_users(Planter& planter) {
  planter.line("5.3.4");
  for (const std::uint64_t index : {10u, 200u}) {
    plant_duplicate_of_clean_user(planter, index, true);
    plant_duplicate_of_clean_user(planter, index + 1, false);
  }
  for (int i = 0; i < 2; ++i) plant_three_of_one(planter, i);
}

}  // namespace sojourn::make_crm
