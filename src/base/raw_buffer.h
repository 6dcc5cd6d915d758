// A vector of bytes that grows without filling itself with zeros: for buffers that are read into at once.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace sojourn {

template <typename T>
struct LeaveUninitialized : std::allocator<T> {
  template <typename Other>
  struct rebind {
    using other = LeaveUninitialized<Other>;
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
