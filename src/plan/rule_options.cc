#include "plan/rule_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/bson.h"
#include "base/text.h"
#include "plan/read_policy.h"
#include "plan/read_value.h"

namespace sojourn::plan {
namespace {

void read_to(Rule& rule, const Entry& option) {
  for (const Value& each : one_or_more(option.value, "what a reference leads to")) {
    ReferenceTo to{.table = {}, .stream = {}, .place = each.place()};
    if (each.is_mapping()) {
      const std::vector<Entry> entries = each.entries("what a reference leads to");
      for (const Entry& entry : entries) {
        if (entry.key != "stream") throw unknown_key(entry, "what a reference leads to", kReferenceKeys);
        to.stream = read_name(entry.value, "a stream");
      }
      if (entries.empty())
        throw each.wrong("a reference leads to a table or a stream", "write { stream: NAME }");
    } else {
      to.table = read_name(each, "a table");
    }
    rule.to.push_back(std::move(to));
  }
}

void read_map(Rule& rule, const Entry& option) {
  for (const Entry& entry : option.value.entries("the table of values")) {
    if (entry.key_value.is_empty()) {
      throw entry.key_value.wrong("null is not looked up in the table of values",
                                  "answer it with `null:` beside `map`, or quote it if the text is meant");
    }
    std::optional<std::string> to;
    if (!entry.value.is_empty()) to = entry.value.text("a value of the table");
    rule.conversion.map.emplace_back(entry.key, std::move(to));
  }
  if (rule.conversion.map.empty()) throw option.value.wrong("the table of values is empty");
}

void read_fold(Rule& rule, const Entry& option) {
  (void)read_choice(option.value, "what is folded", kFoldWords);
  rule.conversion.fold_case = true;
}

void read_zone(Rule& rule, const Entry& option) {
  rule.conversion.zone = read_name(option.value, "the time zone");
}

void read_unit(Rule& rule, const Entry& option) {
  rule.conversion.unit = static_cast<EpochUnit>(read_choice(option.value, "the unit", kUnitWords));
}

/// One character that is no part of a number.
std::string read_sign(const Value& value, std::string_view meaning) {
  std::string sign = value.text(meaning);
  const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; };
  const bool is_single = std::count_if(sign.begin(), sign.end(), is_first_byte) == 1;
  if (!is_single || sign.find_first_of("0123456789+-eE") != std::string::npos) {
    throw value.wrong(fmt::format("\"{}\" cannot be {}", sign, meaning),
                      "write one character that is neither digit nor sign, in quotes");
  }
  return sign;
}

void read_accept(Rule& rule, const Entry& option) {
  Words names;
  for (const int code : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, -1, 127}) {
    names.emplace_back(bson::type_name(static_cast<bson::Type>(static_cast<std::uint8_t>(code))));
  }
  for (const Value& each : one_or_more(option.value, "the types to accept")) {
    rule.conversion.accept.push_back(names[read_choice(each, "a type of BSON", names)]);
  }
}

void read_lose(Rule& rule, const Entry& option) {
  Words names;
  for (std::size_t i = 0; i < kLosses; ++i) names.emplace_back(loss_name(static_cast<Loss>(i)));
  for (const Value& each : one_or_more(option.value, "what may be lost")) {
    rule.conversion.losses.push_back(static_cast<Loss>(read_choice(each, "a loss", names)));
  }
}

void read_max_bytes(Rule& rule, const Entry& option) {
  const std::string text = option.value.text("the most bytes");
  rule.conversion.max_bytes = parse_size(text);
  if (!rule.conversion.max_bytes) {
    throw option.value.wrong(fmt::format("\"{}\" is no size", text),
                             "write a number of bytes, or 100kB, 1MiB");
  }
}

void read_elements(Rule& rule, const Entry& option) {
  for (const Entry& entry : option.value.entries("the answers for elements")) {
    if (!contains(kElementKeys, entry.key)) throw unknown_key(entry, "`elements`", kElementKeys);
    (void)read_policy(rule.conversion.element, entry, Answers::kValues);
  }
}

/// `"items[].product": Products`: here, and only here, a path leads into arrays.
void read_ids(Rule& rule, const Entry& option) {
  for (const Entry& entry : option.value.entries("the ids within JSON")) {
    std::string plain = entry.key;
    for (std::size_t at = plain.find("[]"); at != std::string::npos; at = plain.find("[]"))
      plain.erase(at, 2);
    check_path(entry.key_value, plain, "a path to ids");
    rule.conversion.json_ids.emplace_back(entry.key, read_name(entry.value, "a table"));
  }
}

void read_answer_for_column(Rule& rule, const Entry& option) {
  (void)read_policy(rule.policies, option, Answers::kValuesAndFields);
}

// Verbs by what may stand beside them. `field` is all of them, since the column's type decides.
enum Verb : std::uint16_t {
  kField = 1,
  kText = 2,
  kNumber = 4,
  kTimes = 8,   ///< timestamp, date, time
  kPlain = 16,  ///< bool, interval, uuid, enum, inet
  kBytes = 32,
  kJson = 64,
  kArray = 128,
  kRef = 256,
  kTimeOf = 512,
  kRest = 1024,
  kOther = 0,  ///< constant, stream_name
  kScalars = kField | kText | kNumber | kTimes | kPlain | kBytes | kArray,
  kFields = kScalars | kJson,
};

Verb verb_named(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Verb>, 12> kNames = {{{"field", kField},
                                                                                {"text", kText},
                                                                                {"number", kNumber},
                                                                                {"timestamp", kTimes},
                                                                                {"date", kTimes},
                                                                                {"time", kTimes},
                                                                                {"bytes", kBytes},
                                                                                {"json", kJson},
                                                                                {"array", kArray},
                                                                                {"ref", kRef},
                                                                                {"time_of", kTimeOf},
                                                                                {"rest", kRest}}};
  for (const auto& [known, verb] : kNames) {
    if (known == name) return verb;
  }
  return contains(kFieldVerbs, name) ? kPlain : kOther;
}

struct Option {
  std::string_view name;
  int verbs;  ///< Beside which it has a meaning.
  void (*read)(Rule& rule, const Entry& option);
};

constexpr std::array<Option, 23> kOptions = {{
    {"to", kRef, read_to},
    {"map", kScalars | kRef, read_map},
    {"fold", kScalars | kRef, read_fold},
    {"trim", kFields | kRef, [](Rule& r, const Entry& o) { r.conversion.trim = read_flag(o.value, o.key); }},
    {"formats", kField | kTimes | kArray,
     [](Rule& r, const Entry& o) { r.conversion.formats = read_names(o.value, "a format"); }},
    {"zone", kField | kTimes | kArray, read_zone},
    {"unit", kField | kTimes | kArray, read_unit},
    {"decimal", kField | kNumber | kArray,
     [](Rule& r, const Entry& o) { r.conversion.decimal = read_sign(o.value, "the decimal sign"); }},
    {"group", kField | kNumber | kArray,
     [](Rule& r, const Entry& o) { r.conversion.group = read_sign(o.value, "the group sign"); }},
    {"accept", kFields | kRef, read_accept},
    {"lose", kFields | kRest, read_lose},
    {"max_bytes", kField | kText | kBytes | kJson | kArray | kRest, read_max_bytes},
    {"dedupe", kScalars | kRef,
     [](Rule& r, const Entry& o) { r.conversion.dedupe = read_flag(o.value, o.key); }},
    {"elements", kScalars | kRef, read_elements},
    {"ids", kField | kJson | kRest, read_ids},
    {"check", kField | kRef | kJson | kRest,
     [](Rule& r, const Entry& o) { r.check = read_flag(o.value, o.key); }},
    {"deferred", kField | kRef, [](Rule& r, const Entry& o) { r.deferred = read_flag(o.value, o.key); }},
    {"missing", kFields | kRef | kTimeOf | kRest, read_answer_for_column},
    {"null", kFields | kRef | kTimeOf, read_answer_for_column},
    {"empty", kFields | kRef | kTimeOf, read_answer_for_column},
    {"invalid", kFields | kRef | kTimeOf | kRest, read_answer_for_column},
    {"unknown", kScalars, read_answer_for_column},
    {"dangling", kField | kRef | kJson | kRest, read_answer_for_column},
}};

}  // namespace

void read_option(Rule& rule, const std::string& verb, const Entry& option) {
  const Verb known = verb_named(verb);
  Words valid;
  for (const Option& each : kOptions) {
    if ((each.verbs & known) == 0) continue;
    if (each.name == option.key) return each.read(rule, option);
    valid.emplace_back(each.name);
  }
  throw option.key_value.wrong(fmt::format("`{}` has no meaning beside `{}`", option.key, verb),
                               valid.empty() ? "nothing stands beside it"
                                             : fmt::format("beside it may stand {}", fmt::join(valid, ", ")));
}

}  // namespace sojourn::plan
