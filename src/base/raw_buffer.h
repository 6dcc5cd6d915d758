// A vector of bytes that grows without filling itself with zeros: for buffers that are read into at once.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace sojourn {

template <typename T>
struct LeaveUninitialized : std::allocator<T> {
  // The names are those that the standard asks of an allocator.
  template <typename Other>
  struct rebind {                             // NOLINT(readability-identifier-naming)
    using other = LeaveUninitialized<Other>;  // NOLINT(readability-identifier-naming)
  };
  template <typename Other, typename... Arguments>
  void construct(Other* at, Arguments&&... arguments) {
    if constexpr (sizeof...(Arguments) == 0) {
      ::new (static_cast<void*>(at)) Other;
    } else {
      ::new (static_cast<void*>(at)) Other(std::forward<Arguments>(arguments)...);
    }
  }
};

using RawBuffer = std::vector<char, LeaveUninitialized<char>>;

}  // namespace sojourn
