#include "tools/make_crm/number_makers.h"

#include <algorithm>
#include <limits>
#include <string>

#include "base/error.h"
#include "tools/make_crm/groups.h"
#include "tools/make_crm/schema.h"

namespace sojourn::make_crm {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kTodayMs = kTodaySecond * 1000;

/// What dates may be at their edges and still fit every column: the first and the last day of four-digit
/// years, the turn of the epoch, a leap day, today.
constexpr std::int64_t kEdgeDates[] = {-62'135'596'800'000, -2'208'988'800'000,  -1,      0,
                                       1'709'164'800'000,   253'402'300'799'999, kTodayMs};

template <std::int32_t kValue>
std::int32_t always(Random&, const Facts&) {
  return kValue;
}
template <std::int32_t kFirst, std::int32_t kLast>
std::int32_t between(Random& random, const Facts&) {
  return kFirst + static_cast<std::int32_t>(random.below(kLast - kFirst + 1));
}
std::int32_t index(Random&, const Facts& facts) {
  return static_cast<std::int32_t>(facts.index % std::numeric_limits<std::int32_t>::max());
}
std::int32_t probability(Random&, const Facts& facts) {
  return static_cast<std::int32_t>(facts.index * 10 % 101);
}
/// Round sums more often than others.
std::int32_t money(Random& random, const Facts&) {
  const auto sum = static_cast<std::int32_t>(1 + random.below(5'000'000));
  return random.percent(60) ? sum / 1000 * 1000 : sum;
}
/// Money, at times what an int32 holds at its edges.
std::int32_t money_or_edge(Random& random, const Facts& facts) {
  using Limits = std::numeric_limits<std::int32_t>;
  static constexpr std::int32_t kEdges[] = {Limits::max(), Limits::min(), 0, -1};
  if (random.below(100) == 0) return kEdges[random.below(std::size(kEdges))];
  return money(random, facts);
}
/// How many stood in the parent before: positions are unlike within a parent.
std::int32_t place(const Facts& facts, std::string_view parents) {
  const std::uint64_t count = facts.ids.count(collection_index(parents));
  const std::uint64_t children = facts.ids.count(facts.collection);
  if (count == 0 || facts.index >= children) return static_cast<std::int32_t>(facts.index);
  return static_cast<std::int32_t>(place_among_children(facts.index, children, count));
}
std::int32_t place_in_board(Random&, const Facts& facts) {
  return place(facts, "Boards");
}
std::int32_t place_in_section(Random&, const Facts& facts) {
  return place(facts, "Sections");
}

struct IntRule {
  std::string_view field;
  IntMaker maker;
};
constexpr IntRule kIntRules[] = {
    {"crm_Leads.__v", always<1>},
    {"__v", always<0>},
    {"Sections.position", place_in_board},
    {"Tasks.position", place_in_section},
    {"position", index},
    {"favouritePosition", index},
    {"order", index},
    {"probability", probability},
    {"salary", between<18'000, 180'000>},
    {"value", money_or_edge},
    {"budget", money},
    {"expected_revenue", money},
    {"likes", between<0, 12>},
    {"size", between<200, 20'000'000>},
    {"age", between<18, 90>},
};

std::int64_t created(Random&, const Facts& facts) {
  return facts.created_ms;
}
/// Somewhere between creation and today, more often lately.
std::int64_t since(Random& random, const Facts& facts) {
  const std::uint64_t span =
      static_cast<std::uint64_t>(std::max<std::int64_t>(kTodayMs - facts.created_ms, 1));
  const std::uint64_t later = std::max(random.next() % span, random.next() % span);
  return facts.created_ms + static_cast<std::int64_t>(later);
}
/// The last change: the same for each of the fields that tell it.
std::int64_t updated(Random&, const Facts& facts) {
  Random random(mix(facts.hash, 0x757064));
  return since(random, facts);
}
/// Midnight of a day up to `kDays` later or earlier; sometimes a date at the edge of what can be.
template <std::int64_t kDays>
std::int64_t day(Random& random, const Facts& facts) {
  if (random.below(100) == 0) return kEdgeDates[random.below(std::size(kEdgeDates))];
  const auto days =
      static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(kDays < 0 ? -kDays : kDays)));
  return (facts.created_ms / kDayMs + (kDays < 0 ? -days : days)) * kDayMs;
}

struct DateRule {
  std::string_view field;
  DateMaker maker;
};
constexpr DateRule kDateRules[] = {
    {"createdAt", created},
    {"created_on", created},
    {"created_at", created},
    {"cratedAt", created},
    {"date_created", created},
    {"updatedAt", updated},
    {"last_updated", updated},
    {"lastEditedAt", updated},
    {"last_activity", since},
    {"lastLoginAt", since},
    {"startDate", day<30>},
    {"endDate", day<720>},
    {"renewalReminderDate", day<690>},
    {"customerSignedDate", day<60>},
    {"companySignedDate", day<60>},
    {"close_date", day<200>},
    {"dueDateAt", day<90>},
    {"date_due", day<30>},
    {"date_received", day<-5>},
    {"date_of_case", day<-20>},
    {"date_tax", day<-20>},
};

[[noreturn]] void no_rule(std::string_view field) {
  throw Error({.doing = "choose what a number or date looks like",
               .subject = std::string(field),
               .cause = "no rule of number_makers.cc fits the field"});
}

}  // namespace

IntMaker int_maker(std::string_view collection, std::string_view field) {
  const std::string whole = std::string(collection) + "." + std::string(field);
  for (const IntRule& rule : kIntRules) {
    if (rule.field == whole || rule.field == field) return rule.maker;
  }
  no_rule(field);
}

DateMaker date_maker(std::string_view field) {
  for (const DateRule& rule : kDateRules) {
    if (rule.field == field) return rule.maker;
  }
  no_rule(field);
}

std::uint32_t percent_true(std::string_view field) {
  if (field == "is_admin" || field == "is_account_admin") return 5;
  if (field == "favourite" || field == "favorite" || field == "is_person" || field == "partner_is_person") {
    return 20;
  }
  return 85;
}

}  // namespace sojourn::make_crm
