// The order of the house, read from the sources themselves: includes go down only, each foreign library is
// known to one room, nothing lies about unused, and no log line is given what a document holds (J10).
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "house/source_file.h"

namespace sojourn::test {
namespace {

/// What each room may include besides itself. CMakeLists.txt says the same to the linker.
const std::map<std::string, std::set<std::string>> kAllowedRooms = {
    {"src/base", {}},
    {"src/plan", {"src/base"}},
    {"journal", {"src/base", "schema"}},
    {"src/source", {"src/base", "src/plan"}},
    {"src/target", {"src/base", "src/plan"}},
    {"src/map", {"src/base", "src/plan"}},
    {"src/extract", {"src/base", "src/plan", "src/source", "journal"}},
    {"src/derive", {"src/base", "src/plan", "journal"}},
    {"src/apply", {"src/base", "src/plan", "src/map", "src/target", "journal"}},
    {"src/pipeline",
     {"src/base", "src/plan", "src/source", "journal", "src/map", "src/target", "src/extract", "src/derive",
      "src/apply"}},
    {"src/cli",
     {"src/base", "src/plan", "src/source", "journal", "src/map", "src/target", "src/extract", "src/derive",
      "src/apply", "src/pipeline"}},
    {"src", {"src/cli"}},  // main.cc
    // The tools must work where there is neither plan nor target.
    {"tools/dump", {"src/base", "journal", "schema"}},
    {"tools/make_crm", {"src/base"}},
    {"tools/harness", {"src/base"}},
    {"tools/bench",
     {"src/base", "src/plan", "src/apply", "src/map", "src/pipeline", "journal", "tools/harness"}},
};

/// Who may know a foreign library, by the beginning of what is included.
const std::map<std::string, std::set<std::string>> kOwnersOfLibraries = {
    {"rocksdb/", {"journal"}},
    {"flatbuffers/", {"journal"}},
    {"yaml-cpp/", {"src/plan"}},
    {"spdlog/", {"src/base"}},
    {"xxhash.h", {"src/base"}},
    {"zlib.h", {"src/source"}},
    {"bson/", {"src/base"}},
    {"CLI/", {"src/cli", "tools/dump", "tools/make_crm", "tools/bench"}},
    {"pqxx/", {"src/target"}},
    {"libpq-fe.h", {"src/target"}},
    {"date/", {"src/map"}},
    {"mongoc/", {}},
    {"doctest/", {}},
};

/// The room of a file, which may lie deeper in its folder; empty if the table knows none.
std::string room_of(const std::string& path) {
  for (std::filesystem::path folder = std::filesystem::path(path).parent_path(); !folder.empty();
       folder = folder.parent_path()) {
    if (kAllowedRooms.contains(folder.string())) return folder.string();
  }
  return {};
}

std::string room_included(const std::string& name) {
  if (name.starts_with("schema/")) return "schema";
  const std::string room = room_of(name);
  return room.empty() ? "src/" + std::filesystem::path(name).parent_path().string() : room;
}

bool may_include_room(const std::string& room, const std::string& included) {
  return room == included || kAllowedRooms.at(room).contains(included);
}

bool may_include_library(const std::string& room, const std::string& name) {
  return std::all_of(kOwnersOfLibraries.begin(), kOwnersOfLibraries.end(), [&](const auto& library) {
    return !name.starts_with(library.first) || library.second.contains(room);
  });
}

std::vector<SourceFile> product_files() {
  return source_files({"src", "journal", "tools"});
}

TEST_CASE("every source file lies in a room of the table") {
  for (const SourceFile& file : product_files()) {
    CHECK_MESSAGE(!room_of(file.path).empty(), file.path << ": no room of that name in layers_test.cc");
  }
}

TEST_CASE("includes go down only, and each foreign library is known to its room alone") {
  std::size_t checked = 0;
  for (const SourceFile& file : product_files()) {
    const std::string room = room_of(file.path);
    if (room.empty()) continue;
    for (const Include& include : file.includes()) {
      ++checked;
      const bool allowed = include.quoted ? may_include_room(room, room_included(include.name))
                                          : may_include_library(room, include.name);
      CHECK_MESSAGE(allowed,
                    file.path << ":" << include.line << ": " << room << " must not include " << include.name);
    }
  }
  CHECK(checked > 200);
}

TEST_CASE("the check sees a forbidden include") {
  CHECK_FALSE(may_include_room("src/base", room_included("plan/plan.h")));
  CHECK_FALSE(may_include_room("src/source", room_included("journal/view.h")));
  CHECK_FALSE(may_include_room("tools/dump", room_included("plan/plan.h")));
  CHECK_FALSE(may_include_library("src/extract", "rocksdb/db.h"));
  CHECK(may_include_room("journal", room_included("schema/journal/journal_generated.h")));
}

TEST_CASE("every header is included by someone") {
  std::set<std::string> included;
  for (const SourceFile& file : source_files({"src", "journal", "tools", "tests"})) {
    for (const Include& include : file.includes()) {
      included.insert(include.name);
      included.insert("src/" + include.name);
      included.insert("tests/" + include.name);
      included.insert((std::filesystem::path(file.path).parent_path() / include.name).string());
    }
  }
  for (const SourceFile& file : source_files({"src", "journal", "tools", "tests"})) {
    if (!file.path.ends_with(".h")) continue;
    CHECK_MESSAGE(included.contains(file.path), file.path << ": no file includes it");
  }
}

/// Whether the rules build a file: with its whole folder, or by its own name.
bool is_built(const std::string& rules, const std::string& path) {
  const std::regex folder("\\n *[a-z_]+\\([^)]*DIR +" + std::filesystem::path(path).parent_path().string() +
                          "[ )]");
  return std::regex_search(rules, folder) || rules.find(path) != std::string::npos;
}

TEST_CASE("every source file belongs to something that is built") {
  const std::string product = read_text("CMakeLists.txt");
  const std::string tests = read_text("tests/CMakeLists.txt");
  for (const SourceFile& file : source_files({"src", "journal", "tools", "tests"})) {
    if (!file.path.ends_with(".cc")) continue;
    const bool is_test = file.path.starts_with("tests/");
    CHECK_MESSAGE(is_built(is_test ? tests : product, is_test ? file.path.substr(6) : file.path),
                  file.path << ": nothing builds it");
  }
}

TEST_CASE("every header begins by saying what it is") {
  for (const SourceFile& file : source_files({"src", "journal", "tools", "tests"})) {
    if (!file.path.ends_with(".h")) continue;
    CHECK_MESSAGE(file.lines.at(0).starts_with("// "),
                  file.path << ":1: the header does not begin with a comment");
  }
}

// Field values reach the program as views named body, value, as_text and the like; an Error ends in the log.
TEST_CASE("no log line and no error is composed of what a document holds") {
  const std::regex statement(R"((log::(debug|info|warning|error|write)\(|Error\(\{|_error\(\{)[^;]*;)");
  const std::regex secret(
      R"(\bbody\b|\bas_(text|document|binary|double|int64|int32)\b|\.value\b(?!\()|\barena\b|getenv)");
  std::size_t checked = 0;
  for (const SourceFile& file : product_files()) {
    const std::string text = file.without_strings();
    for (std::sregex_iterator match(text.begin(), text.end(), statement), end; match != end; ++match) {
      ++checked;
      const std::string words = match->str();
      const auto line = 1 + std::count(text.begin(), text.begin() + match->position(), '\n');
      CHECK_MESSAGE(!std::regex_search(words, secret), file.path << ":" << line << ": " << words);
    }
  }
  CHECK(checked > 30);
}

}  // namespace
}  // namespace sojourn::test
