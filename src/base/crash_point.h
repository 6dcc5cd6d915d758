// Named points before and after every durable effect, at which a crash test may end the process.
//
// The product never sets the hook; only a test program does (tests/crash/). A point costs one load and a
// branch.
#pragma once

#include <string_view>

namespace sojourn {

using CrashHook = void (*)(std::string_view point);

/// Called at every point when set. Set it before any thread starts.
extern CrashHook crash_hook;

inline void crash_point(std::string_view point) {
  if (crash_hook != nullptr) crash_hook(point);
}

}  // namespace sojourn
