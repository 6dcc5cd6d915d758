// What the documentation promises against what the program offers.
#include <doctest/doctest.h>

#include <filesystem>
#include <functional>
#include <regex>
#include <set>
#include <string>

#include "cli/cli.h"
#include "house/source_file.h"

namespace sojourn::test {
namespace {

std::string all_docs() {
  std::string text = read_text("README.md");
  for (const auto& entry : std::filesystem::directory_iterator(std::string(SOURCE_DIR) + "/docs")) {
    text += read_text("docs/" + entry.path().filename().string());
  }
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

TEST_CASE("links between the pages lead somewhere") {
  const std::regex link(R"(\]\(([^)#:]+)(#[^)]*)?\))");
  std::vector<std::string> pages = {"README.md"};
  for (const auto& entry : std::filesystem::directory_iterator(std::string(SOURCE_DIR) + "/docs")) {
    pages.push_back("docs/" + entry.path().filename().string());
  }
  for (const std::string& page : pages) {
    const std::string text = read_text(page);
    for (std::sregex_iterator match(text.begin(), text.end(), link), end; match != end; ++match) {
      const auto target = (std::filesystem::path(SOURCE_DIR) / page).parent_path() / (*match)[1].str();
      CHECK_MESSAGE(std::filesystem::exists(target), page << " links to " << (*match)[1].str());
    }
  }
}

}  // namespace
}  // namespace sojourn::test
