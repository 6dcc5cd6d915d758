// Routes: the id in one field decides which of several columns it fills.
#pragma once

#include <vector>

#include "map/field_tree.h"
#include "map/program.h"
#include "map/resolver.h"
#include "map/row.h"

namespace sojourn::map {

/// What a route has for a column.
struct Routed {
  enum class Kind : std::uint8_t {
    kNothing,
    kFound,   ///< The id of `resolution`.
    kOwed,    ///< Null for now: the parent failed. It is noted already.
    kBroken,  ///< The route has a problem, which is noted already, or nothing for any of its columns.
  } kind = Kind::kNothing;
  Resolution resolution{};
};

class Routes {
 public:
  Routes(const FieldWalk& fields, Resolver& resolver, Row& row)
      : fields_(fields), resolver_(resolver), row_(row) {}

  void evaluate(const CompiledProjection& projection);
  /// REQUIRES: the projection has routes.
  [[nodiscard]] const Routed& of(std::size_t column) const { return routed_[column]; }

 private:
  void evaluate(const CompiledRoute& route);
  void arrive(const CompiledRoute& route, Resolution&& resolution, const Subject& subject);
  void none(const CompiledRoute& route, Situation situation, Cause cause, const Subject& subject);
  void break_all(const CompiledRoute& route);

  const FieldWalk& fields_;
  Resolver& resolver_;
  Row& row_;
  const CompiledProjection* projection_ = nullptr;
  std::vector<Routed> routed_;
};

}  // namespace sojourn::map
