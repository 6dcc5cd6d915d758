// The folder of a journal: private, copied, moved, read where nothing can be written, destroyed.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <thread>

#include "beside.h"
#include "journal/copy.h"

using namespace sojourn;
using namespace sojourn::journal;
using namespace sojourn::journal::test;
using sojourn::test::read_file;
using sojourn::test::TempDir;
using sojourn::test::write_file;

namespace {

namespace fs = std::filesystem;

/// The paths below a folder that others than the owner could touch, or that are more than plain files.
std::vector<std::string> not_private(const fs::path& folder) {
  std::vector<std::string> found;
  const auto judge = [&](const fs::path& path) {
    struct stat status {};
    REQUIRE(lstat(path.c_str(), &status) == 0);
    const mode_t expected = S_ISDIR(status.st_mode) ? 0700 : 0600;
    if ((status.st_mode & 07777) != expected)
      found.push_back(fmt::format("{} has mode {:o}", path.string(), status.st_mode & 07777));
  };
  judge(folder);
  for (const auto& entry : fs::recursive_directory_iterator(folder)) judge(entry.path());
  return found;
}

void allow(const fs::path& folder, fs::perms perms) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) fs::permissions(entry.path(), perms);
  fs::permissions(folder, perms);
}

/// Acts as a user without rights for its lifetime, where the tests run as root, whom no mode keeps out.
class Unprivileged {
 public:
  Unprivileged() : was_root_(geteuid() == 0) {
    if (was_root_) REQUIRE(seteuid(kNobody) == 0);
  }
  ~Unprivileged() {
    if (was_root_) CHECK(seteuid(0) == 0);
  }

 private:
  static constexpr uid_t kNobody = 65534;
  bool was_root_;
};

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) names.insert(entry.path().string());
  return names;
}

}  // namespace

TEST_CASE("everything in a journal's folder is for its owner only, whatever the umask") {
  const TempDir dir;
  umask(0);
  make_sample(dir / "j");
  CHECK(not_private(dir / "j") == std::vector<std::string>());
  auto writer = open_writer(dir / "j");
  Entries entries;
  const auto encoded =
      writer->encode(writer->seal(part_of(put_stream(*writer, "more"), entries.many(0, 3000, 150))));
  CHECK(files_like(dir / "j" / "ingest", "", ".sst").size() == 3);
  CHECK(not_private(dir / "j") == std::vector<std::string>());
  umask(0);
  copy_journal(dir / "j", dir / "copy");
  CHECK(not_private(dir / "copy") == std::vector<std::string>());
}

TEST_CASE("what a killed run had built and not ingested is removed at the next opening") {
  const TempDir dir;
  const std::string content = make_sample(dir / "j");
  write_file(dir / "j" / "ingest" / "0-log.sst", "half a file");
  write_file(dir / "j" / "999999.sst", "linked, but in no manifest");
  CHECK(difference(content_of(dir / "j"), content) == "");
  CHECK(difference(content_of(open_writer(dir / "j")->view()), content) == "");
  CHECK_FALSE(fs::exists(dir / "j" / "ingest"));
  CHECK_FALSE(fs::exists(dir / "j" / "999999.sst"));
}

TEST_CASE("a journal that was never finished being created is begun anew") {
  const TempDir dir;
  write_file(dir / "j.creating" / "CURRENT", "half");
  open_writer(dir / "j");
  CHECK_FALSE(fs::exists(dir / "j.creating"));
  CHECK(findings_of(dir / "j").empty());
}

TEST_CASE("a plain copy of a journal at rest opens for reading and for writing") {
  const TempDir dir;
  const std::string content = make_sample(dir / "j");
  fs::copy(dir / "j", dir / "copy", fs::copy_options::recursive);
  CHECK(difference(content_of(dir / "copy"), content) == "");
  CHECK(difference(content_of(open_writer(dir / "copy")->view()), content) == "");
  SUBCASE("also without the files that are only for locking") {
    fs::remove(dir / "copy" / "lock");
    fs::remove(dir / "copy" / "readers.lock");
    CHECK(difference(content_of(dir / "copy"), content) == "");
    CHECK(difference(content_of(open_writer(dir / "copy")->view()), content) == "");
  }
}

TEST_CASE("a journal is read where nothing can be written, and left untouched") {
  const TempDir dir;
  const std::string content = make_sample(dir / "j");
  fs::permissions(dir.path(), fs::perms(0755));
  allow(dir / "j", fs::perms(0555));
  const auto before = names_in(dir / "j");
  {
    const Unprivileged nobody;
    CHECK(difference(content_of(dir / "j"), content) == "");
    CHECK(findings_of(dir / "j").empty());
    const std::string refused = error_of([&] { open_writer(dir / "j"); });
    CHECK(refused.find("ermission denied") != std::string::npos);
  }
  CHECK(names_in(dir / "j") == before);
  allow(dir / "j", fs::perms(0755));
}

TEST_CASE("a journal that may not be read gives an error, not an empty journal") {
  const TempDir dir;
  make_sample(dir / "j");
  fs::permissions(dir.path(), fs::perms(0755));
  allow(dir / "j", fs::perms(0755));
  SUBCASE("its folder") {
    fs::permissions(dir / "j", fs::perms(0));
  }
  SUBCASE("its manifest") {
    fs::permissions(files_like(dir / "j", "MANIFEST", "")[0], fs::perms(0));
  }
  SUBCASE("its marks") {
    fs::permissions(dir / "j" / "HIGH", fs::perms(0));
  }
  {
    const Unprivileged nobody;
    CHECK(error_of([&] { (void)content_of(dir / "j"); }).find("ermission denied") != std::string::npos);
  }
  fs::permissions(dir / "j", fs::perms(0755));
}

TEST_CASE("a copy made while the journal is written to is whole, sound, and can be gone on with") {
  const TempDir dir;
  open_writer(dir / "j");
  std::atomic<bool> stop = false;
  std::atomic<bool> begun = false;
  std::thread busy([&] {
    auto writer = open_writer(dir / "j");
    const StreamId stream = put_stream(*writer, "a");
    for (bool large = true; !stop; large = !large) {
      const Sequence first = writer->next_sequence(stream);
      Entries entries;
      for (Sequence at = first; at < first + (large ? 1500 : 10); ++at)
        entries.put(key_beside(stream, at), text_beside(stream, at));
      bulk(*writer, stream, entries);
      begun = true;
    }
  });
  while (!begun) std::this_thread::yield();
  const High promised = read_high(dir / "j");
  const std::string failure = error_of([&] { copy_journal(dir / "j", dir / "copy"); });
  stop = true;
  busy.join();
  REQUIRE(failure == "");
  CHECK(findings_of(dir / "copy").empty());
  CHECK(error_of([&] { look_beside(dir / "copy", true); }) == "");
  const Sequence past = Reader::open(dir / "copy")->view().last_batch(1)->first;
  CHECK(past + 1500 >= promised.streams.at(1).past);
  CHECK(open_writer(dir / "copy")->next_sequence(1) > 0);
}

TEST_CASE("a copy holds just what the original holds, and knows if it is damaged later") {
  const TempDir dir;
  const std::string content = make_sample(dir / "j");
  const Copied copied = copy_journal(dir / "j", dir / "copy");
  CHECK(copied.rows > 12'000);
  CHECK(difference(content_of(dir / "copy"), content) == "");
  const High high = read_high(dir / "copy");
  CHECK(high.journal.small_writes == read_high(dir / "j").journal.small_writes);
  CHECK(high.streams.size() == 3);
  cut(files_like(dir / "copy", "MANIFEST", "")[0], 300);
  CHECK_FALSE(findings_of(dir / "copy").empty());
}

TEST_CASE("no copy appears of a journal that is damaged, nor over something that exists") {
  const TempDir dir;
  make_sample(dir / "j");
  SUBCASE("damaged") {
    flip_bit(files_of_family(dir / "j", "log")[0], 5000);
    CHECK(error_of([&] { copy_journal(dir / "j", dir / "copy"); }).find("checksum") != std::string::npos);
    CHECK_FALSE(fs::exists(dir / "copy"));
  }
  SUBCASE("over something") {
    write_file(dir / "copy" / "letter.txt", "dear");
    CHECK(error_of([&] { copy_journal(dir / "j", dir / "copy"); }).find("it exists") != std::string::npos);
    CHECK(read_file(dir / "copy" / "letter.txt") == "dear");
  }
}

TEST_CASE("a journal is destroyed with all its files") {
  const TempDir dir;
  make_sample(dir / "j");
  SUBCASE("sound") {}
  SUBCASE("damaged") {
    cut(files_like(dir / "j", "MANIFEST", "")[0], 100);
  }
  SUBCASE("half destroyed before") {
    fs::remove(dir / "j" / "CURRENT");
  }
  CHECK(destroy_journal(dir / "j"));
  CHECK_FALSE(fs::exists(dir / "j"));
}

TEST_CASE("destroying a journal leaves files that are not its own") {
  const TempDir dir;
  make_sample(dir / "j");
  const std::set<std::string> own{dir / "j" / "letter.txt", dir / "j" / "notes.log", dir / "j" / "12a.sst",
                                  dir / "j" / "LOGBOOK"};
  for (const std::string& path : own) write_file(path, "dear");
  CHECK_FALSE(destroy_journal(dir / "j"));
  CHECK(names_in(dir / "j") == own);
}

TEST_CASE("what is no journal, and what is being written to, is not destroyed") {
  const TempDir dir;
  SUBCASE("no journal") {
    write_file(dir / "j" / "000012.sst", "a table of somebody else");
    CHECK(error_of([&] { destroy_journal(dir / "j"); }).find("holds no journal") != std::string::npos);
    CHECK(fs::exists(dir / "j" / "000012.sst"));
  }
  SUBCASE("in use") {
    const auto writer = open_writer(dir / "j");
    CHECK(error_of([&] { destroy_journal(dir / "j"); }).find("another run is writing") != std::string::npos);
    Entries entries;
    append(*writer, put_stream(*writer, "s"), entries.put("a", "one"));
    CHECK(log_of(writer->view(), 1).size() == 1);
  }
}
