// The version of this build, from CMakeLists.txt.
#pragma once

namespace sojourn {

inline constexpr const char* kVersion = SOJOURN_VERSION;

}  // namespace sojourn
