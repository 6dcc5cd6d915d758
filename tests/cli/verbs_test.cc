// The program as an operator meets it: started as a process, judged by exit code, output and what it leaves.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "journal/writer.h"
#include "support/bson_builder.h"
#include "support/command.h"
#include "support/contains.h"
#include "support/temp_dir.h"

namespace sojourn::test {
namespace {

namespace fs = std::filesystem;

const std::string kProgram = std::string(BINARY_DIR) + "/bin/sojourn";

Finished sojourn(std::vector<std::string> words) {
  words.insert(words.begin(), kProgram);
  return run_command(words);
}

std::string documents(int first, int count, std::size_t bytes = 20) {
  std::string all;
  for (int id = first; id < first + count; ++id) {
    all += Doc().int32("_id", id).text("name", std::string(bytes, static_cast<char>('a' + id % 26))).bytes();
  }
  return all;
}

/// A folder with a plan and a dump of two collections.
class Migration {
 public:
  Migration() {
    write_file(dump("Users"), documents(0, 1000));
    write_file(dump("Tasks"), documents(0, 10));
    write_plan("");
  }
  void write_plan(std::string_view more) const {
    write_file(folder_ / "plan.yaml",
               "migration: test\nsources:\n  crm:\n    mongodump: dump\n" + std::string(more));
  }
  fs::path dump(const std::string& stream) const { return folder_ / ("dump/crm/" + stream + ".bson"); }
  fs::path journal() const { return folder_ / "test.journal"; }
  fs::path folder() const { return folder_.path(); }
  std::string plan() const { return (folder_ / "plan.yaml").string(); }

  Finished extract(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"extract", plan()});
    return sojourn(options);
  }
  Finished status(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"status", plan()});
    return sojourn(options);
  }
  /// Cuts the end off the dump of Users.
  void cut_users() const { fs::resize_file(dump("Users"), fs::file_size(dump("Users")) - 7); }

 private:
  TempDir folder_;
};

TEST_CASE("extract puts a dump into a journal beside the plan and status shows it") {
  const Migration migration;
  const Finished extract = migration.extract();
  CHECK(extract.code == 0);
  CHECK(extract.out == Contains("Read 1,010 documents"));
  CHECK(extract.out == Contains("added 1,010 to the journal"));
  CHECK(extract.err == Contains("Source crm: 2 streams, "));
  CHECK(fs::exists(migration.journal()));
  const Finished status = migration.status();
  CHECK(status.code == 0);
  CHECK(status.out == Contains("crm.Users      1,000     1,000  45.0 kB  complete\n"));
  CHECK(status.out == Contains("2 streams      1,010     1,010  45.5 kB  2 complete\n"));
  CHECK(status.err.empty());
}

TEST_CASE("running again does nothing and says so") {
  const Migration migration;
  CHECK(migration.extract().code == 0);
  const Finished again = migration.extract();
  CHECK(again.code == 0);
  CHECK(again.out == Contains("Nothing to do: the journal holds all of it (2 streams)"));
  const Finished json = migration.extract({"--json"});
  CHECK(json.code == 0);
  CHECK(json.out == Contains("\"outcome\": \"nothing_to_do\""));
  CHECK(json.out == Contains("\"entries_added\": 0"));
}

TEST_CASE("a newer dump adds what is new, changed and gone, and says how much") {
  const Migration migration;
  CHECK(migration.extract().code == 0);
  write_file(migration.dump("Tasks"), documents(2, 10, 20) + documents(1, 1, 50));
  const Finished extract = migration.extract({"--deletes"});
  CHECK(extract.code == 0);
  CHECK(extract.out == Contains("added 4 to the journal"));
  CHECK(extract.out == Contains("crm.Tasks, pass 2: 1 document no longer in the source; deleted"));
  const Finished status = migration.status();
  CHECK(status.out == Contains("crm.Tasks        2    2        1          8         1        1"));
}

TEST_CASE("damage ends an extraction with its place and what to try, and what came before it is kept") {
  const Migration migration;
  migration.cut_users();
  const Finished extract = migration.extract();
  CHECK(extract.code == 1);
  CHECK(extract.err == Contains("Error: cannot read "));
  CHECK(extract.err == Contains("Users.bson"));
  CHECK(extract.err == Contains("\nTry: "));
  CHECK(extract.err == Contains("--skip-damaged"));
  const Finished status = migration.status();
  CHECK(status.out == Contains("extract, failed "));
  CHECK(status.out == Contains("crm.Users"));
  CHECK(status.out == Contains("999"));
}

TEST_CASE("what --skip-damaged left out is shown by extract, and by status ever after") {
  const Migration migration;
  migration.cut_users();
  const Finished extract = migration.extract({"--skip-damaged"});
  CHECK(extract.code == 0);
  CHECK(extract.out == Contains("crm.Users: 1 damaged part left out, 38 B lost\n    at 44,955, 38 long: "));
  CHECK(migration.extract({"--skip-damaged"}).code == 0);
  CHECK(migration.status().out == Contains("crm.Users: 1 damaged part left out, 38 B lost"));
  CHECK(migration.status({"--json"}).out == Contains("\"damaged_bytes\": 38"));
}

TEST_CASE("a plan that is wrong or does not fit its source gives exit code 2 and leaves no journal") {
  const Migration migration;
  migration.write_plan("    streams: { Userz: { sensitive: [password] } }\n");
  const Finished misfit = migration.extract();
  CHECK(misfit.code == 2);
  CHECK(misfit.err == Contains("plan.yaml:5:16): source \"crm\" has no stream \"Userz\""));
  CHECK(misfit.err == Contains("did you mean \"Users\"?"));
  migration.write_plan("tabels: {}\n");
  const Finished wrong = migration.extract();
  CHECK(wrong.code == 2);
  CHECK(wrong.err == Contains("did you mean \"tables\"?"));
  CHECK_FALSE(fs::exists(migration.journal()));
}

TEST_CASE("ignored streams stay out of the journal, and a misspelt one is warned of") {
  const Migration migration;
  migration.write_plan("    ignore_streams: { Tasks: not needed, Task: neither }\n");
  const Finished extract = migration.extract();
  CHECK(extract.code == 0);
  CHECK(extract.err == Contains("has no stream \"Task\" to ignore; did you mean \"Tasks\"?"));
  CHECK(extract.out == Contains("Read 1,000 documents"));
  CHECK(migration.status().out.find("crm.Tasks") == std::string::npos);
}

TEST_CASE("--journal puts the journal elsewhere") {
  const Migration migration;
  const std::string elsewhere = (migration.folder() / "other").string();
  CHECK(migration.extract({"--journal", elsewhere}).code == 0);
  CHECK_FALSE(fs::exists(migration.journal()));
  CHECK(migration.status({"--journal", elsewhere}).out == Contains("2 complete"));
}

TEST_CASE("status without a journal says how to begin one") {
  const Migration migration;
  const Finished status = migration.status();
  CHECK(status.code == 1);
  CHECK(status.err == Contains("there is no journal yet"));
  CHECK(status.err == Contains("sojourn extract " + migration.plan()));
}

TEST_CASE("another migration's journal is refused by every verb") {
  const Migration migration;
  CHECK(migration.extract().code == 0);
  write_file(migration.folder() / "plan.yaml", "migration: other\nsources: { crm: { mongodump: dump } }\n");
  CHECK(migration.extract({"--journal", migration.journal().string()}).code != 0);
  const Finished status = migration.status({"--journal", migration.journal().string()});
  CHECK(status.code == 2);
  CHECK(status.err == Contains("the journal belongs to the migration \"test\", the plan to \"other\""));
}

TEST_CASE("a second writer is refused while status looks on") {
  const Migration migration;
  CHECK(migration.extract().code == 0);
  const auto writer = journal::Writer::open(migration.journal(), {.migration = "test"});
  const Finished second = migration.extract();
  CHECK(second.code == 1);
  CHECK(second.err == Contains("another run is writing to it: process "));
  CHECK(migration.status().code == 0);
}

/// Waits until the program has its journal, and with it its signal handlers; false if it never gets there.
bool wait_for(const fs::path& path) {
  for (int i = 0; i < 20'000; ++i) {
    if (fs::exists(path)) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

TEST_CASE("SIGTERM and Ctrl-C pause with exit code 3, and the command that is shown goes on to the end") {
  for (const int signal : {SIGTERM, SIGINT}) {
    const Migration migration;
    write_file(migration.dump("Users"), documents(0, 60'000, 2000));
    Command extract({kProgram, "extract", migration.plan(), "--memory", "64MiB"});
    REQUIRE(wait_for(migration.journal()));
    extract.send(signal);
    CHECK(extract.wait() == 3);
    CHECK(extract.out() == Contains("Paused; all that was read is durable. To go on:\n  "));
    CHECK(migration.status().out == Contains("extract, paused "));
    const std::string said = extract.out();
    const std::size_t begin = said.find("\n  ", said.find("To go on:")) + 3;
    const std::string command = said.substr(begin, said.find('\n', begin) - begin);
    CHECK(command == kProgram + " extract " + migration.plan() + " --memory 64MiB");
    CHECK(run_command({"/bin/sh", "-c", command}).code == 0);
    CHECK(migration.status({"--json"}).out == Contains("\"versions\": 60000"));
  }
}

TEST_CASE("a paused extraction says so in JSON as well") {
  const Migration migration;
  write_file(migration.dump("Users"), documents(0, 60'000, 2000));
  Command extract({kProgram, "extract", migration.plan(), "--memory", "64MiB", "--json"});
  REQUIRE(wait_for(migration.journal()));
  extract.send(SIGTERM);
  CHECK(extract.wait() == 3);
  CHECK(extract.out() == Contains("\"outcome\": \"paused\""));
  CHECK(extract.out() == Contains("\"resume\": \"" + kProgram + " extract "));
}

TEST_CASE("--quiet leaves standard error empty and --log-json makes each of its lines an object") {
  const Migration migration;
  CHECK(migration.extract({"--quiet"}).err.empty());
  const Finished again = migration.extract({"--log-json", "--verbose"});
  std::istringstream lines(again.err);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    CHECK(line == Contains("{\"time\":\""));
    CHECK(line.back() == '}');
  }
  CHECK(count > 3);
}

TEST_CASE("an error is JSON on standard output where JSON was asked for") {
  const Migration migration;
  const Finished status = migration.status({"--json"});
  CHECK(status.code == 1);
  CHECK(status.out == Contains("\"outcome\": \"failed\""));
  CHECK(status.out == Contains("\"cause\": \"there is no journal yet\""));
}

TEST_CASE("a result that cannot be written is an error") {
  const Migration migration;
  CHECK(migration.extract().code == 0);
  const Finished status =
      run_command({"/bin/sh", "-c", kProgram + " status " + migration.plan() + " > /dev/full"});
  CHECK(status.code == 1);
  CHECK(status.err == Contains("cannot print the result (standard output)"));
}

TEST_CASE("a journal is copied, and destroyed only when that is confirmed") {
  const Migration migration;
  CHECK(migration.extract().code == 0);
  const std::string copy = (migration.folder() / "copy").string();
  CHECK(sojourn({"journal", "copy", migration.journal().string(), copy}).code == 0);
  CHECK(migration.status({"--journal", copy}).out == Contains("2 complete"));
  const Finished unconfirmed = sojourn({"journal", "destroy", copy});
  CHECK(unconfirmed.code == 2);
  CHECK(unconfirmed.err == Contains("add --yes"));
  CHECK(sojourn({"journal", "destroy", copy, "--yes"}).code == 0);
  CHECK_FALSE(fs::exists(copy));
  CHECK(fs::exists(migration.journal()));
}

TEST_CASE("the log of each run is kept in the journal, from the first line to the last") {
  const Migration migration;
  CHECK(migration.extract().code == 0);
  std::string text;
  for (const auto& entry : fs::directory_iterator(migration.journal() / "logs")) {
    if (entry.path().string().find("-extract-") != std::string::npos) text += read_file(entry.path());
  }
  CHECK(text == Contains(": extract " + migration.plan()));
  CHECK(text == Contains("Source crm: 2 streams"));
  CHECK(text == Contains("stream crm.Users: complete, 1000 documents"));
  CHECK(text == Contains("done: read 1010 documents, added 1010 entries"));
}

TEST_CASE("no value of a document reaches console, log, status or the record of a run, damage or not (J10)") {
  const Migration migration;
  const std::string secret = "xyzzy-secret";
  std::string users;
  for (int id = 0; id < 50; ++id) {
    users += Doc().int32("_id", id).text("password", secret).text("bad", secret + "\xff").bytes();
  }
  users[users.size() / 2] = '\x7e';  // Damage within a document.
  write_file(migration.dump("Users"), users);
  std::string said;
  for (const std::string option : {"--verbose", "--log-json", "--skip-damaged", "--json"}) {
    const Finished extract = migration.extract({option, "--verbose"});
    said += extract.out + extract.err;
  }
  said += migration.status().out + migration.status({"--json"}).out;
  for (const auto& entry : fs::directory_iterator(migration.journal() / "logs"))
    said += read_file(entry.path());
  CHECK(said.size() > 3000);
  CHECK(said.find(secret) == std::string::npos);
}

TEST_CASE("a wrong command line gives exit code 2 and the nearest word") {
  CHECK(sojourn({}).code == 2);
  const Finished verb = sojourn({"xtract"});
  CHECK(verb.code == 2);
  CHECK(verb.err == Contains("sojourn knows no xtract\nTry: did you mean extract?"));
  const Finished option = sojourn({"extract", "p", "--skip-damged"});
  CHECK(option.code == 2);
  CHECK(option.err == Contains("did you mean --skip-damaged?"));
  CHECK(sojourn({"journal", "cpy"}).err == Contains("did you mean copy?"));
  for (const char* wrong : {"3", "12XB", "63MiB", ""}) {
    const Finished memory = sojourn({"extract", "p", std::string("--memory=") + wrong});
    CHECK(memory.code == 2);
  }
  const Finished reserve = sojourn({"extract", "p", "--disk-reserve", "100"});
  CHECK(reserve.code == 2);
}

TEST_CASE("help and version are results, not errors") {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"},
                                                {"--version"},
                                                {"extract", "--help"},
                                                {"journal", "copy", "-h"}}) {
    const Finished help = sojourn(words);
    CHECK(help.code == 0);
    CHECK_FALSE(help.out.empty());
    CHECK(help.err.empty());
  }
}

}  // namespace
}  // namespace sojourn::test
