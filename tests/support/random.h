// Randomness of a test: another seed each run, printed, and set by SOJOURN_SEED to repeat one.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace sojourn::test {

class Random {
 public:
  Random() : Random(any_seed()) { MESSAGE("SOJOURN_SEED=", seed_); }
  explicit Random(std::uint64_t seed) : seed_(seed), engine_(seed) {}

  std::uint64_t next() { return engine_(); }
  std::uint64_t below(std::uint64_t past) { return engine_() % past; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  std::string bytes(std::size_t count) {
    std::string text(count, '\0');
    for (char& byte : text) byte = static_cast<char>(engine_());
    return text;
  }

 private:
  static std::uint64_t any_seed() {
    const char* given = std::getenv("SOJOURN_SEED");
    return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  }

  std::uint64_t seed_;
  std::mt19937_64 engine_;
};

}  // namespace sojourn::test
