#include "base/crash_point.h"

namespace sojourn {

CrashHook crash_hook = nullptr;

}  // namespace sojourn
