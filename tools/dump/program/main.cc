#include <signal.h>
#include <unistd.h>

#include "base/log.h"
#include "tools/dump/dump.h"

int main(int argc, char** argv) {
  // A closed pipe shall end the work, not the process in the middle of it.
  signal(SIGPIPE, SIG_IGN);
  sojourn::log::start({});
  sojourn::dump::Output out(sojourn::dump::to_descriptor(STDOUT_FILENO, "standard output"));
  sojourn::dump::Output remarks(sojourn::dump::to_descriptor(STDERR_FILENO, "standard error"));
  return sojourn::dump::run(argc, argv, out, remarks);
}
