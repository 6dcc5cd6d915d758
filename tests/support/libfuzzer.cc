// The door for libFuzzer: built once for each target, with FUZZ_TARGET as its name.
#include <cstddef>
#include <cstdint>

#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  sojourn::test::FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
