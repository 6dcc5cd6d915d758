#include "plan/read_policy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "plan/read_value.h"

namespace sojourn::plan {
namespace {

/// A word without quotes that answers, and the only question it answers.
struct Word {
  std::string_view text;
  Answer answer;
  std::string_view question;
};

constexpr std::array<Word, 5> kWords = {{{"fail", Answer::kFail, {}},
                                         {"skip", Answer::kSkip, {}},
                                         {"stop", Answer::kStop, {}},
                                         {"clamp", Answer::kClamp, "invalid"},
                                         {"placeholder", Answer::kPlaceholder, "dangling"}}};

std::optional<Answer> answer_of(const std::string& question, const std::string& text, const Value& value) {
  for (const Word& word : kWords) {
    if (word.text != text) continue;
    if (!word.question.empty() && word.question != question) {
      throw value.wrong(fmt::format("`{}` answers `{}` only, not `{}`", text, word.question, question),
                        fmt::format("write \"{}\" in quotes if the text is meant", text));
    }
    return word.answer;
  }
  return std::nullopt;
}

Error no_answer(const std::string& question, const Value& value, const std::string& text) {
  Words words = {"null"};
  for (const Word& word : kWords) {
    if (word.question.empty() || word.question == question) words.emplace_back(word.text);
  }
  const std::string nearest = nearest_name(text, words);
  return value.wrong(fmt::format("\"{}\" is no answer to `{}` here; the answers are {}", text, question,
                                 fmt::join(words, ", ")),
                     nearest.empty() ? "a value can be given in the rule of a column"
                                     : fmt::format("did you mean {}?", nearest));
}

/// `{ value: X }`, `{ field: PATH }` or `{ time_of: PATH }`.
void read_mapping(Policy& policy, const std::string& question, const Value& value, Answers answers) {
  const std::vector<Entry> entries = value.entries("an answer");
  if (entries.size() != 1) {
    throw value.wrong(fmt::format("an answer to `{}` is one of value, field and time_of", question));
  }
  const Entry& entry = entries.front();
  if (!contains(kAnswerKeys, entry.key)) throw unknown_key(entry, "an answer", kAnswerKeys);
  if (answers == Answers::kWords || (answers == Answers::kValues && entry.key != "value")) {
    throw entry.key_value.wrong(fmt::format("`{}` is no answer to `{}` here", entry.key, question),
                                "it answers in the rule of a column");
  }
  if (entry.key == "value") {
    policy.answer = entry.value.is_empty() ? Answer::kNull : Answer::kValue;
    if (!entry.value.is_empty()) policy.text = entry.value.text("a value");
  } else {
    policy.answer = entry.key == "field" ? Answer::kField : Answer::kTimeOf;
    policy.field = read_path(entry.value, "a field");
  }
}

}  // namespace

Policy read_answer(const std::string& question, const Value& value, Answers answers) {
  Policy policy{.answer = Answer::kNull, .text = {}, .field = {}, .place = value.place()};
  if (value.is_empty()) return policy;
  if (value.is_mapping()) {
    read_mapping(policy, question, value, answers);
    return policy;
  }
  const std::string text = value.text(fmt::format("the answer to `{}`", question));
  const auto answer = value.is_word() ? answer_of(question, text, value) : std::nullopt;
  if (!answer && answers == Answers::kWords) throw no_answer(question, value, text);
  policy.answer = answer.value_or(Answer::kValue);
  if (!answer) policy.text = text;
  return policy;
}

bool read_policy(Policies& policies, const Entry& entry, Answers answers) {
  std::optional<Policy>* policy = entry.key == "missing"    ? &policies.missing
                                  : entry.key == "null"     ? &policies.null
                                  : entry.key == "empty"    ? &policies.empty
                                  : entry.key == "invalid"  ? &policies.invalid
                                  : entry.key == "unknown"  ? &policies.unknown
                                  : entry.key == "dangling" ? &policies.dangling
                                                            : nullptr;
  if (policy == nullptr) return false;
  *policy = read_answer(entry.key, entry.value, answers);
  return true;
}

}  // namespace sojourn::plan
