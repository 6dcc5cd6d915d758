// What the documentation promises against what the program offers.
#include <doctest/doctest.h>

#include <filesystem>
#include <functional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "cli/cli.h"
#include "house/source_file.h"

namespace sojourn::test {
namespace {

/// Paths from the top of the project.
std::vector<std::string> pages() {
  std::vector<std::string> all = {"README.md"};
  const std::filesystem::path top = SOURCE_DIR;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(top / "docs")) {
    if (entry.is_regular_file()) all.push_back(std::filesystem::relative(entry.path(), top).string());
  }
  return all;
}

std::string all_docs() {
  std::string text;
  for (const std::string& page : pages()) text += read_text(page);
  return text;
}

/// Calls `see` with each verb and its words: "sojourn journal copy".
void each_verb(const CLI::App& app, const std::string& words,
               const std::function<void(const CLI::App&, const std::string&)>& see) {
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    see(*verb, words + " " + verb->get_name());
    each_verb(*verb, words + " " + verb->get_name(), see);
  }
}

struct Program {
  CLI::App app{"", "sojourn"};
  cli::Context context;
  Program() { cli::add_verbs(app, context); }
};

TEST_CASE("every verb is documented, and its help has an example of it") {
  const Program program;
  const std::string docs = all_docs();
  std::size_t verbs = 0;
  each_verb(program.app, "sojourn", [&](const CLI::App& verb, const std::string& words) {
    ++verbs;
    CHECK_MESSAGE(docs.find(words) != std::string::npos, "no page mentions `" << words << "`");
    CHECK_MESSAGE(verb.get_footer().find("  " + words) != std::string::npos,
                  words << " --help shows no example of it");
    CHECK_MESSAGE(!verb.get_description().empty(), words << " does not say what it does");
  });
  CHECK(verbs >= 5);
}

TEST_CASE("every option is documented") {
  const Program program;
  const std::string docs = all_docs();
  each_verb(program.app, "sojourn", [&](const CLI::App& verb, const std::string& words) {
    for (const CLI::Option* option : verb.get_options()) {
      for (const std::string& name : option->get_lnames()) {
        CHECK_MESSAGE(docs.find("--" + name) != std::string::npos,
                      "no page mentions --" << name << " of " << words);
      }
    }
  });
}

/// The names in quotes within the last cell of each row of the tables whose last column is "shown by".
std::vector<std::string> tests_named_in(const std::string& page) {
  const std::regex last_cell("\\| ([^|]*) \\|$");
  const std::regex name("\"((?:[^\"\\\\]|\\\\.)+)\"");
  std::vector<std::string> names;
  std::istringstream lines(page);
  bool shown = false;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("|")) shown = false;
    if (line.ends_with("| shown by |")) shown = true;
    std::smatch cell;
    if (!shown || !std::regex_search(line, cell, last_cell)) continue;
    const std::string text = cell[1];
    for (std::sregex_iterator match(text.begin(), text.end(), name), end; match != end; ++match) {
      names.push_back((*match)[1]);
    }
  }
  return names;
}

TEST_CASE("every test that a page names as proof exists") {
  std::string tests;
  const std::filesystem::path folder = std::filesystem::path(SOURCE_DIR) / "tests";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".cc") continue;
    tests += read_text("tests/" + std::filesystem::relative(entry.path(), folder).string());
  }
  // A long name may go over several lines of the source.
  tests = std::regex_replace(tests, std::regex("\"\\s*\n\\s*\""), "");
  tests = std::regex_replace(tests, std::regex("TEST_CASE\\(\\s+"), "TEST_CASE(");
  std::size_t checked = 0;
  for (const std::string& page : pages()) {
    for (const std::string& name : tests_named_in(read_text(page))) {
      ++checked;
      CHECK_MESSAGE(tests.find("TEST_CASE(\"" + name + "\")") != std::string::npos, page << ": " << name);
    }
  }
  CHECK(checked > 40);
}

TEST_CASE("links between the pages lead somewhere") {
  const std::regex link(R"(\]\(([^)#:]+)(#[^)]*)?\))");
  for (const std::string& page : pages()) {
    const std::string text = read_text(page);
    for (std::sregex_iterator match(text.begin(), text.end(), link), end; match != end; ++match) {
      const auto target = (std::filesystem::path(SOURCE_DIR) / page).parent_path() / (*match)[1].str();
      CHECK_MESSAGE(std::filesystem::exists(target), page << " links to " << (*match)[1].str());
    }
  }
}

}  // namespace
}  // namespace sojourn::test
