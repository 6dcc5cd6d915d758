#include "crash/fixture.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sstream>

#include "journal/check.h"
#include "journal/reader.h"
#include "journal/summary.h"

namespace sojourn::test {
namespace {

namespace fs = std::filesystem;

/// What a killed process has written is not lost with it, so the journals may lie in memory, where a sync
/// costs nothing. Losses of the disk are another test's matter (tests/journal/fault_test.cc).
[[maybe_unused]] const bool in_memory = [] {
  constexpr std::uintmax_t kEnough = 512u << 20;
  std::error_code none;
  return fs::space("/dev/shm", none).available >= kEnough && !none && setenv("TMPDIR", "/dev/shm", 0) == 0;
}();

std::string state_name(State state) {
  return state == State::kOld ? "old" : "newer";
}

std::string sums_of(const journal::StreamSummary& stream) {
  std::string text = fmt::format("complete {} documents {} versions {} bytes {}", stream.complete,
                                 stream.documents, stream.versions, stream.bytes);
  for (const journal::PassSummary& pass : stream.passes) {
    const auto& sums = pass.totals;
    text += fmt::format(
        "\npass {}: read {} ({} bytes) fresh {} changed {} unchanged {} conflicts {} repeated {} without _id "
        "{} vanished {} deleted {} damaged {} ({} bytes)",
        pass.pass, sums.read, sums.read_bytes, sums.fresh, sums.changed, sums.unchanged, sums.conflicts,
        sums.repeated, sums.without_id, sums.vanished, sums.deleted, sums.damaged, sums.damaged_bytes);
  }
  return text;
}

/// The first entry in which two logs differ, up to the end of the shorter one.
std::string entry_difference(const std::string& stream, const std::vector<Entry>& expected,
                             const std::vector<Entry>& found) {
  for (std::size_t i = 0; i < std::min(expected.size(), found.size()); ++i) {
    if (!(expected[i] == found[i])) return fmt::format("stream {} differs at sequence {}", stream, i);
  }
  return "";
}

/// What is expected is also held against the dump itself, which no part of sojourn has touched.
void expect_dump(const Content& content) {
  for (const Collection& collection : collections(State::kOld)) {
    const std::string name = "crm." + collection.name;
    CAPTURE(name);
    REQUIRE(content.count(name) == 1);
    const auto& log = content.at(name).log;
    REQUIRE(log.size() == collection.documents.size());
    for (std::size_t i = 0; i < log.size(); ++i) REQUIRE(log[i].body == collection.documents[i]);
  }
}

std::map<std::string, int> count_lines(const fs::path& file) {
  std::map<std::string, int> counts;
  std::istringstream lines(read_file(file));
  for (std::string line; std::getline(lines, line);) ++counts[line];
  return counts;
}

}  // namespace

Content content_of(const fs::path& folder) {
  const auto reader = journal::Reader::open(folder);
  Content content;
  for (const journal::StreamSummary& stream : journal::summarize(reader->view())) {
    StreamContent& to = content[stream.info.name];
    to.sums = sums_of(stream);
    for (auto cursor = reader->view().log(stream.id); cursor.valid(); cursor.next()) {
      const journal::LogEntry& entry = cursor.entry();
      to.log.push_back({.key = std::string(entry.key),
                        .body = std::string(entry.body),
                        .deletes = entry.kind == journal::fb::Kind::Delete});
    }
  }
  return content;
}

std::string difference(const Content& expected, const Content& found) {
  if (expected.size() != found.size()) return "other streams";
  for (const auto& [name, stream] : expected) {
    const auto other = found.find(name);
    if (other == found.end()) return "no stream " + name;
    std::string text = entry_difference(name, stream.log, other->second.log);
    if (!text.empty()) return text;
    if (stream.log.size() != other->second.log.size()) {
      return fmt::format("stream {} has {} entries, not {}", name, other->second.log.size(),
                         stream.log.size());
    }
    if (stream.sums == other->second.sums) continue;
    return fmt::format("stream {}: expected {}\nfound {}", name, stream.sums, other->second.sums);
  }
  return "";
}

std::string no_prefix(const Content& expected, const Content& found) {
  for (const auto& [name, stream] : found) {
    const auto whole = expected.find(name);
    if (whole == expected.end()) return "unknown stream " + name;
    if (stream.log.size() > whole->second.log.size()) return "too many entries in stream " + name;
    std::string text = entry_difference(name, whole->second.log, stream.log);
    if (!text.empty()) return text;
  }
  return "";
}

std::string findings(const fs::path& folder) {
  const journal::CheckReport report = journal::check_journal(folder, {}, [](std::uint64_t) {});
  std::string text;
  for (const std::string& finding : report.findings) text += finding + "\n";
  return text;
}

std::vector<std::string> Extraction::words() const {
  std::vector<std::string> words = {"/usr/bin/env"};
  words.insert(words.end(), environment.begin(), environment.end());
  words.insert(words.end(), {BINARY_DIR "/bin/sojourn_crash", "extract", plan, "--journal", journal,
                             "--disk-reserve", disk_reserve});
  words.insert(words.end(), options.begin(), options.end());
  return words;
}

bool wait_for_stop(const Command& command) {
  siginfo_t info{};
  // Its end is left for Command to wait for.
  waitid(P_PID, static_cast<id_t>(command.process()), &info, WSTOPPED | WEXITED | WNOWAIT);
  return info.si_code == CLD_STOPPED;
}

const Reference& Reference::of(Form form) {
  static std::map<Form, std::unique_ptr<Reference>> references;
  auto& reference = references[form];
  if (reference == nullptr) reference.reset(new Reference(form));
  return *reference;
}

Reference::Reference(Form form) : form_(form) {
  CAPTURE(form_name(form));
  prepare(State::kOld);
  prepare(State::kNewer);
  old_ = uninterrupted(State::kOld, old_journal());
  if (is_verbatim(form)) expect_dump(old_.content);
  fs::copy(old_journal(), folder_ / "journal", fs::copy_options::recursive);
  newer_ = uninterrupted(State::kNewer, folder_ / "journal");
}

/// Both states lie under the same name, as an operator's do who replaces a dump.
void Reference::prepare(State state) {
  const bool is_json = form_ == Form::kJsonLines || form_ == Form::kJsonArray;
  const fs::path folder = folder_ / state_name(state);
  write_dump(form_, state, folder / "dump");
  write_file(folder / "plan.yaml", fmt::format("migration: crash\nsources:\n  crm: {{ {}: dump }}\n",
                                               is_json ? "mongoexport" : "mongodump"));
}

Reference::Run Reference::uninterrupted(State state, const fs::path& journal) const {
  Extraction extraction = this->extraction(state, journal, kBulkMemory);
  const fs::path record = folder_ / ("record-" + state_name(state));
  extraction.environment = {"SOJOURN_CRASH_RECORD=" + record.string()};
  const auto begun = std::chrono::steady_clock::now();
  const Finished finished = run_command(extraction.words());
  const auto duration = std::chrono::steady_clock::now() - begun;
  CAPTURE(finished.err);
  REQUIRE(finished.code == 0);
  REQUIRE(findings(journal) == "");
  return {.content = content_of(journal),
          .hits = count_lines(record),
          .duration = std::chrono::duration_cast<std::chrono::microseconds>(duration)};
}

Extraction Reference::extraction(State state, const fs::path& journal, std::string_view memory) const {
  Extraction extraction{.plan = folder_ / state_name(state) / "plan.yaml",
                        .journal = journal,
                        .options = {"--memory", std::string(memory)}};
  if (form_ == Form::kDamagedFolder) extraction.options.emplace_back("--skip-damaged");
  if (state == State::kNewer) extraction.options.emplace_back("--deletes");
  return extraction;
}

}  // namespace sojourn::test
