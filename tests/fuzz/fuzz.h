// The driver of the fuzzers: mutates sound input at random and hands it to a target, for a while.
//
// A fuzzer is one function that takes any bytes and throws (see demand) when the code under test breaks a
// promise. The driver runs each for SOJOURN_FUZZ_SECONDS (2 unless set); SOJOURN_SEED repeats a run. The same
// functions are libFuzzer targets where clang builds them (tests/support/libfuzzer.cc).
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::test {

using FuzzTarget = void (*)(std::string_view bytes);

/// A promise of the code under test.
inline void demand(bool kept, const char* promise) {
  if (!kept) throw std::logic_error(promise);
}

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  /// One of the seeds with a few changes.
  std::string mutated(const std::vector<std::string>& seeds) {
    std::string bytes = seeds[below(seeds.size())];
    for (std::size_t changes = 1 + below(6); changes > 0; --changes) change(bytes, seeds);
    return bytes;
  }

 private:
  void change(std::string& bytes, const std::vector<std::string>& seeds) {
    if (bytes.empty()) bytes = seeds[below(seeds.size())];
    if (bytes.empty()) return;
    const std::size_t at = below(bytes.size());
    const std::size_t size = below(std::min<std::size_t>(bytes.size() - at, 64)) + 1;
    switch (below(8)) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        break;
      case 1:
        bytes[at] = static_cast<char>(below(256));
        break;
      case 2:
        bytes.erase(at, size);
        break;
      case 3:
        bytes.insert(at, bytes.substr(below(bytes.size()), size));
        break;
      case 4:
        bytes.replace(at, size, std::string(size, static_cast<char>(below(3) - 1)));
        break;
      case 5:
        bytes.resize(at);
        break;
      case 6:
        splice(bytes, at, seeds[below(seeds.size())]);
        break;
      default:
        overwrite_number(bytes, at);
    }
  }

  void splice(std::string& bytes, std::size_t at, const std::string& other) {
    bytes.resize(at);
    if (!other.empty()) bytes += other.substr(below(other.size()));
  }

  /// Lengths are where readers go wrong.
  void overwrite_number(std::string& bytes, std::size_t at) {
    static constexpr std::int32_t kNumbers[] = {0,   1,     4,     5,       6,        7,          12,
                                                255, 65536, 99999, 1 << 24, 17 << 20, 0x7fffffff, -1};
    std::int32_t number = kNumbers[below(std::size(kNumbers))];
    if (below(3) == 0) number = static_cast<std::int32_t>(bytes.size() - at + below(9)) - 4;
    for (std::size_t i = 0; i < 4 && at + i < bytes.size(); ++i) {
      bytes[at + i] = static_cast<char>(number >> (8 * i));
    }
  }

  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

  std::mt19937_64 random_;
};

inline std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

/// Keeps an input that broke a promise, and says where.
inline std::string keep_input(std::string_view name, std::string_view bytes) {
  const auto path = std::filesystem::temp_directory_path() / ("sojourn-fuzz-" + std::string(name));
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path.string();
}

/// Runs one target, the seeds themselves first. Returns what promise was broken, or nothing when time is up.
inline std::string broken_promise(const std::string& name, FuzzTarget target,
                                  const std::vector<std::string>& seeds) {
  using Clock = std::chrono::steady_clock;
  constexpr auto kHang = std::chrono::seconds(20);
  const std::uint64_t seed = number_from_environment("SOJOURN_SEED", std::random_device()());
  const auto end = Clock::now() + std::chrono::seconds(number_from_environment("SOJOURN_FUZZ_SECONDS", 2));
  Mutator mutator(seed ^ std::hash<std::string>()(name));
  std::size_t runs = 0;
  for (auto now = Clock::now(); runs < seeds.size() || now < end; ++runs) {
    const std::string bytes = runs < seeds.size() ? seeds[runs] : mutator.mutated(seeds);
    const auto start = now;
    std::string broken;
    try {
      target(bytes);
    } catch (const std::exception& problem) {
      broken = problem.what();
    }
    now = Clock::now();
    if (broken.empty() && now - start > kHang) broken = "it ends";
    if (broken.empty()) continue;
    return broken + "; SOJOURN_SEED=" + std::to_string(seed) + ", run " + std::to_string(runs) +
           ", input kept in " + keep_input(name, bytes);
  }
  MESSAGE("fuzzer " << name << ": " << runs << " runs, SOJOURN_SEED=" << seed);
  return "";
}

inline void fuzz(const std::string& name, FuzzTarget target, const std::vector<std::string>& seeds) {
  CHECK(broken_promise(name, target, seeds) == "");
}

}  // namespace sojourn::test
