// Journals of every released format stay in tests/golden and must be read for ever. A new one is made by
//   SOJOURN_MAKE_GOLDEN=tests/golden/format-N build/release/bin/journal_tests -tc="*golden journal is made*"
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "fixture.h"
#include "journal/rows.h"

using namespace sojourn;
using namespace sojourn::journal;
using namespace sojourn::journal::test;
using sojourn::test::read_file;
using sojourn::test::TempDir;
using sojourn::test::write_file;

namespace {

namespace fs = std::filesystem;

Part pass_part(StreamId stream, const Entries& entries, std::uint64_t pass, Sequence pass_first, bool done) {
  Part part = part_of(stream, entries).front();
  part.batch.pass = pass;
  part.batch.pass_first = pass_first;
  part.batch.done = done;
  part.batch.position = to_vector("token");
  part.batch.at = 70;
  part.batch.of = 100;
  part.batch.totals = std::make_unique<fb::TotalsT>();
  part.batch.totals->read = entries.list().size();
  return part;
}

void append_part(Writer& writer, Part part) {
  std::vector<Part> parts;
  parts.push_back(std::move(part));
  writer.append(std::move(parts));
}

/// Two streams, two passes, a delete, a correction with its note, a damage, a run and a plan; by files and by
/// small writes.
void fill_golden(Writer& writer) {
  Run run;
  run.plan = writer.put_plan("migration: test\n");
  run.verb = "extract";
  writer.start_run(run);
  StreamInfo users;
  users.name = "crm.Users";
  users.metadata = "{}";
  users.sensitive = {"password"};
  const StreamId first = writer.put_stream(users);
  const StreamId second = put_stream(writer, "crm.Boards");
  Entries many;
  many.many(0, 40, 7000);
  writer.commit(writer.encode(writer.seal({pass_part(first, many, 1, 0, true)})));
  Entries board;
  board.put("b", "board");
  Part damaged = pass_part(second, board, 1, 0, true);
  auto damage = std::make_unique<fb::DamageT>();
  damage->offset = 7;
  damage->length = 9;
  damage->cause = "a bad length";
  damaged.batch.damages.push_back(std::move(damage));
  append_part(writer, std::move(damaged));
  Entries changes;
  changes.put(std::string(many.list()[3].key), "changed", 3).erase(std::string(many.list()[4].key), 4);
  Part second_pass = pass_part(first, changes, 2, 40, true);
  second_pass.batch.later = to_vector(pack_rising({40}));
  second_pass.batch.met = to_vector(pack_rising({0, 1, 2, 3}));
  append_part(writer, std::move(second_pass));
  Entries corrected;
  corrected.put(std::string(many.list()[9].key), "corrected", 9);
  Part correction = part_of(first, corrected).front();
  correction.entries[0].origin = fb::Origin::Fix;
  correction.entries[0].note = "Ada, 2026-11-20: as the customer said";
  append_part(writer, std::move(correction));
  writer.end_run(fb::Outcome::Done, "all read");
}

/// What a reader may rely on, as text; fields that later formats add do not change it.
std::string text_of(const fs::path& folder) {
  const auto reader = Reader::open(folder);
  const View& view = reader->view();
  std::string text = fmt::format("migration {}, format {}\n", view.header().migration, view.header().format);
  for (const auto& [id, info] : view.streams()) {
    text += fmt::format("stream {} {} {} {}\n", id, info.name, info.metadata, fmt::join(info.sensitive, ","));
    for (const Batch& batch : view.batches(id)) {
      text +=
          fmt::format("batch {}+{} pass {} from {} done {} at {}/{} later {} met {} damages {} running {}\n",
                      batch.first, batch.count, batch.pass, batch.pass_first, batch.done, batch.at, batch.of,
                      to_hex(to_view(batch.later)), to_hex(to_view(batch.met)), batch.damages.size(),
                      to_hex(from_fb(batch.running)));
    }
    for (auto cursor = view.log(id); cursor.valid(); cursor.next()) {
      const LogEntry& entry = cursor.entry();
      text +=
          fmt::format("{} {} {} {} {} {}\n", entry.sequence, to_hex(entry.key), static_cast<int>(entry.kind),
                      static_cast<int>(entry.origin), to_hex(hash128(entry.body)), entry.note);
    }
    for (auto cursor = view.keys(id); cursor.valid(); cursor.next()) {
      const KeyEntry& entry = cursor.entry();
      text += fmt::format("key {} {} {:x} {}\n", to_hex(entry.key), entry.sequence, entry.body_hash,
                          entry.replaces);
    }
  }
  for (const auto& [number, run] : view.runs()) {
    text += fmt::format("run {} {} {} plan {}", number, run.verb, run.message,
                        view.plan(run.plan).value_or("none"));
  }
  return text;
}

std::vector<fs::path> golden_journals() {
  std::vector<fs::path> journals;
  for (const auto& entry : fs::directory_iterator(SOURCE_DIR "/tests/golden")) {
    if (entry.is_directory()) journals.push_back(entry.path());
  }
  return journals;
}

}  // namespace

TEST_CASE("a golden journal is made where SOJOURN_MAKE_GOLDEN says, and holds what it was filled with") {
  TempDir dir;
  const char* wanted = std::getenv("SOJOURN_MAKE_GOLDEN");
  const fs::path folder = wanted != nullptr ? fs::path(wanted) : dir / "golden";
  fill_golden(*open_writer(folder));
  const std::string text = text_of(folder);
  CHECK(text.find("Ada, 2026-11-20") != std::string::npos);
  if (wanted == nullptr) return;
  write_file(folder.string() + ".txt", text);
  for (const char* name : {"lock", "logs", "inbox", "LOCK"}) fs::remove_all(folder / name);
}

TEST_CASE("journals of every released format are read as they were written") {
  const auto journals = golden_journals();
  REQUIRE(journals.size() >= 1);
  for (const auto& journal : journals) {
    CHECK(text_of(journal) == read_file(journal.string() + ".txt"));
    CHECK(findings_of(journal).empty());
  }
}

TEST_CASE("a journal of an earlier format is written to as well, and stays sound") {
  for (const auto& journal : golden_journals()) {
    TempDir dir;
    fs::copy(journal, dir / "j", fs::copy_options::recursive);
    {
      const auto writer = open_writer(dir / "j");
      Entries entry;
      entry.put("new", "entry");
      append(*writer, 1, entry);
    }
    CHECK(findings_of(dir / "j").empty());
  }
}
