// Children dealt out evenly to parents, in order: sections to boards, tasks to sections.
#pragma once

#include <cstdint>

namespace sojourn::make_crm {

/// The parent of a child. REQUIRES: child < children, parents > 0.
constexpr std::uint64_t parent_of(std::uint64_t child, std::uint64_t children, std::uint64_t parents) {
  return child * parents / children;
}

/// Which of its parent's children it is, from 0.
constexpr std::uint64_t place_among_children(std::uint64_t child, std::uint64_t children,
                                             std::uint64_t parents) {
  const std::uint64_t parent = parent_of(child, children, parents);
  return child - (parent * children + parents - 1) / parents;
}

}  // namespace sojourn::make_crm
