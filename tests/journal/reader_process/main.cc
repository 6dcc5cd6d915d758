// A reader in a process of its own: opens the journal again and again while a test writes to it.
// Usage: journal_reader FOLDER STOP_FILE. Prints how often it opened it; exit code 1 and the error otherwise.
#include <cstdio>

#include "journal/beside.h"

int main(int argc, char** argv) {
  using namespace sojourn::journal::test;
  if (argc != 3) return 2;
  try {
    int opens = 0;
    for (; !std::filesystem::exists(argv[2]); ++opens) look_beside(argv[1], opens % 20 == 0);
    std::printf("%d\n", opens);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
