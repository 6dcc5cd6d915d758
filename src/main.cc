#include "cli/cli.h"

int main(int argc, char** argv) {
  return sojourn::cli::run(argc, argv);
}
