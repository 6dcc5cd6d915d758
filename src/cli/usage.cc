#include "cli/usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace sojourn::cli {
namespace {

/// The verb that the words have reached: `sojourn journal copy --x` has reached copy.
const CLI::App& verb_reached(const CLI::App& program) {
  const auto named = program.get_subcommands();
  return named.empty() ? program : verb_reached(*named.front());
}

std::string full_name(const CLI::App& verb) {
  const CLI::App* const parent = verb.get_parent();
  return parent == nullptr ? verb.get_name() : full_name(*parent) + " " + verb.get_name();
}

/// Verbs and long options that could have stood there.
std::vector<std::string> valid_words(const CLI::App& verb) {
  std::vector<std::string> valid;
  for (const CLI::App* inner : verb.get_subcommands([](const CLI::App*) { return true; })) {
    valid.push_back(inner->get_name());
  }
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& name : option->get_lnames()) valid.push_back("--" + name);
  }
  return valid;
}

/// The first word that fits nowhere: an option, or what stands where a verb should; empty if there is none.
std::string unknown_word(const CLI::App& verb, const std::vector<std::string>& words) {
  const std::vector<std::string> valid = valid_words(verb);
  const bool wants_verb = !verb.get_subcommands([](const CLI::App*) { return true; }).empty();
  const std::size_t first = verb.get_parent() == nullptr ? 1 : 2;
  for (std::size_t i = first; i < words.size(); ++i) {
    std::string word = words[i].substr(0, words[i].find('='));
    const bool could_be_verb = wants_verb && i == first;
    if (!word.starts_with("--") && !could_be_verb) continue;
    if (std::find(valid.begin(), valid.end(), word) == valid.end()) return word;
  }
  return {};
}

std::string nearest_hint(const CLI::App& verb, const std::string& word) {
  const std::string nearest = word.empty() ? "" : nearest_name(word, valid_words(verb));
  return nearest.empty() ? "" : fmt::format("did you mean {}? ", nearest);
}

std::string cause_of(const CLI::App& verb, const std::string& unknown, const CLI::ParseError& problem) {
  if (!unknown.empty()) return fmt::format("{} knows no {}", full_name(verb), unknown);
  const std::string_view words = problem.what();
  return words.starts_with("A subcommand") ? "no verb is named" : std::string(words);
}

}  // namespace

std::vector<const char*> argument_pointers(const std::vector<std::string>& words) {
  std::vector<const char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const std::string& word : words) pointers.push_back(word.c_str());
  pointers.push_back(nullptr);
  return pointers;
}

ExitCode explain(const CLI::App& program, const std::vector<std::string>& words,
                 const CLI::ParseError& problem) {
  if (problem.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    program.exit(problem, std::cout, std::cerr);
    return ExitCode::kDone;
  }
  const CLI::App& verb = verb_reached(program);
  const std::string unknown = unknown_word(verb, words);
  throw usage_error({.doing = "understand the command",
                     .subject = {},
                     .cause = cause_of(verb, unknown, problem),
                     .hint = fmt::format("{}`{} --help` shows what there is", nearest_hint(verb, unknown),
                                         full_name(verb))});
}

}  // namespace sojourn::cli
