#include "tools/harness/private_postgres.h"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/error.h"

namespace sojourn::harness {
namespace {

namespace fs = std::filesystem;

constexpr int kStartSecondsMax = 60;

/// Where Debian puts the server's programs, which are not in PATH; the newest version's.
fs::path server_programs() {
  std::pair<int, fs::path> newest;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", none)) {
    const int version = std::atoi(entry.path().filename().c_str());
    if (fs::exists(entry.path() / "bin/postgres")) newest = std::max(newest, {version, entry.path() / "bin"});
  }
  if (!newest.second.empty()) return newest.second;
  throw Error({.doing = "start a private PostgreSQL",
               .cause = "no server was found in /usr/lib/postgresql",
               .hint = "run tools/setup"});
}

fs::path new_folder(const fs::path& within, const std::string& user) {
  std::string path = (within / "postgres-XXXXXX").string();
  const passwd* owner = user.empty() ? nullptr : getpwnam(user.c_str());
  if (mkdtemp(path.data()) == nullptr ||
      (owner != nullptr && chown(path.c_str(), owner->pw_uid, owner->pw_gid) != 0)) {
    throw Error({.doing = "make a folder for PostgreSQL", .subject = path, .cause = errno_text()});
  }
  return path;
}

std::vector<std::string> fields_of(const fs::path& file) {
  std::ifstream in(file);
  std::string text;
  std::getline(in, text);
  // The name, in brackets, may hold blanks; count from behind it.
  std::istringstream rest(text.substr(std::min(text.size(), text.rfind(')') + 1)));
  std::vector<std::string> fields;
  for (std::string field; rest >> field;) fields.push_back(field);
  return fields;
}

// Places in /proc/PID/stat, counted from behind the name.
enum Field : std::size_t { kParent = 1, kUserTime = 11, kChildSystemTime = 14, kFieldsMin = 15 };

}  // namespace

PrivatePostgres::PrivatePostgres(const fs::path& folder, PostgresSettings settings)
    : programs_(server_programs()), settings_(std::move(settings)), user_(geteuid() == 0 ? "postgres" : "") {
  folder_ = new_folder(folder, user_);
  try {
    create_cluster();
    start();
  } catch (...) {
    server_.reset();
    fs::remove_all(folder_);
    throw;
  }
}

PrivatePostgres::~PrivatePostgres() {
  stop();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void PrivatePostgres::create_cluster() {
  harness::run({.words = {programs_ / "initdb", "--pgdata", folder_ / "data", "--username", "postgres",
                          "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"},
                .output = folder_ / "initdb.txt",
                .user = user_});
}

void PrivatePostgres::start() {
  Command command{.words = {programs_ / "postgres", "-D", folder_ / "data", "-k", folder_, "-h", ""},
                  .output = folder_ / "server.txt",
                  .user = user_};
  for (const auto& [name, value] : settings_) {
    command.words.insert(command.words.end(), {"-c", name + "=" + value});
  }
  server_.emplace(command);
  wait_until_ready();
}

void PrivatePostgres::stop() {
  server_->send(SIGQUIT);
  server_->wait();
}

void PrivatePostgres::restart() {
  stop();
  start();
}

void PrivatePostgres::wait_until_ready() const {
  while (server_->running() && server_->seconds() < kStartSecondsMax) {
    Process probe({.words = {programs_ / "pg_isready", "-q", "-h", folder_}, .output = {}});
    if (probe.wait().code == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  throw Error({.doing = "start a private PostgreSQL", .subject = folder_.string(), .cause = last_words()});
}

std::string PrivatePostgres::last_words() const {
  std::ostringstream text;
  text << std::ifstream(folder_ / "server.txt").rdbuf();
  return "it said: " + text.str();
}

std::string PrivatePostgres::connection() const {
  return fmt::format("host={} user=postgres dbname=postgres", folder_.string());
}

std::string PrivatePostgres::version() const {
  return ask("SHOW server_version");
}

Command PrivatePostgres::psql(const std::vector<std::string>& statements, const std::string& output) const {
  Command command{.words = {"psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", connection()},
                  .output = folder_ / output};
  for (const std::string& statement : statements) {
    command.words.insert(command.words.end(), {"-c", statement});
  }
  return command;
}

Ended PrivatePostgres::run(const std::vector<std::string>& statements) const {
  return harness::run(psql(statements));
}

std::string PrivatePostgres::ask(const std::string& query) const {
  return output_of(psql({query}).words);
}

double PrivatePostgres::cpu_seconds() const {
  const std::string server = std::to_string(server_->id());
  std::uint64_t ticks = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const auto fields = fields_of(entry.path() / "stat");
    if (fields.size() < kFieldsMin) continue;
    if (entry.path().filename() != server && fields[kParent] != server) continue;
    for (std::size_t i = kUserTime; i <= kChildSystemTime; ++i) ticks += std::stoull(fields[i]);
  }
  return static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace sojourn::harness
