#include "derive/external_sort.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "support/random.h"
#include "support/temp_dir.h"

namespace sojourn::derive::test {
namespace {

using sojourn::test::Random;
using sojourn::test::TempDir;

std::vector<std::string> random_records(Random& random, std::size_t count) {
  std::vector<std::string> records;
  for (std::size_t i = 0; i < count; ++i) {
    records.push_back(random.bytes(random.one_in(100) ? 3000 : random.below(20)));
  }
  return records;
}

std::vector<std::string> sorted(ExternalSort& sort, const std::vector<std::string>& records) {
  for (const std::string& record : records) sort.add(record);
  sort.finish();
  std::vector<std::string> read;
  for (; sort.valid(); sort.next()) read.emplace_back(sort.record());
  return read;
}

TEST_CASE(
    "records come back in order, as often as they were added, from memory and from any number of runs") {
  Random random;
  const TempDir folder;
  for (const std::size_t memory : {1u << 10, 20u << 10, 10u << 20}) {
    auto records = random_records(random, 5000);
    records.insert(records.end(), records.begin(), records.begin() + 50);
    ExternalSort sort(folder.path(), "s", memory);
    const auto read = sorted(sort, records);
    std::sort(records.begin(), records.end());
    CHECK(read == records);
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("nothing sorted is nothing read") {
  const TempDir folder;
  ExternalSort sort(folder.path(), "s", 1 << 10);
  CHECK(sorted(sort, {}).empty());
}

TEST_CASE("a run that was altered on disk is not read") {
  Random random;
  const TempDir folder;
  ExternalSort sort(folder.path(), "s", 100 << 10);
  for (const std::string& record : random_records(random, 20000)) sort.add(record);
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    std::fstream run(file.path(), std::ios::binary | std::ios::in | std::ios::out);
    run.seekp(100);
    run.put('\xaa');
    run.put('\x55');
  }
  CHECK_THROWS_AS(
      [&] {
        sort.finish();
        for (; sort.valid(); sort.next()) (void)sort.record();
      }(),
      Error);
}

}  // namespace
}  // namespace sojourn::derive::test
