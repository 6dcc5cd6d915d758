#include "plan/expand_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace sojourn::plan {
namespace {

/// All columns of one table that refer to another.
struct Edge {
  std::set<ColumnRule*> columns;
  [[nodiscard]] bool breakable() const {
    return std::none_of(columns.begin(), columns.end(),
                        [](const ColumnRule* column) { return column->column.not_null; });
  }
};

class Orderer {
 public:
  explicit Orderer(Expanding& expanding) : expanding_(expanding) {
    for (const TablePlan& table : expanding_.plan.tables) places_[table.table] = table.place;
    for (Projection& projection : expanding_.result.projections) {
      edges_[projection.table];
      for (ColumnRule& column : projection.columns) add_edges(projection.table, column, column.parents);
      for (const RouteRule& route : projection.routes) {
        for (std::size_t i = 0; i < route.columns.size(); ++i) {
          add_edges(projection.table, projection.columns[route.columns[i]], {route.parents[i]});
        }
      }
    }
  }

  void order() {
    break_self_references();
    std::vector<std::string> order;
    while (!edges_.empty()) {
      if (const std::string next = next_table(); !next.empty()) {
        remove(next);
        order.push_back(next);
      } else {
        break_circle(find_circle());
      }
    }
    sort_by(order);
  }

 private:
  void add_edges(const std::string& child, ColumnRule& column, const std::vector<std::size_t>& parents);
  void break_self_references();
  [[nodiscard]] std::string next_table() const;
  void remove(const std::string& table);
  [[nodiscard]] std::vector<std::string> find_circle() const;
  void break_circle(const std::vector<std::string>& circle);
  void defer(const std::string& child, const std::string& parent, Edge& edge);
  [[nodiscard]] std::string chain_text(const std::vector<std::string>& circle) const;
  void sort_by(const std::vector<std::string>& order);

  Expanding& expanding_;
  std::map<std::string, Place> places_;
  std::map<std::string, std::map<std::string, Edge>> edges_;  ///< Child -> parent -> columns.
};

void Orderer::add_edges(const std::string& child, ColumnRule& column,
                        const std::vector<std::size_t>& parents) {
  for (const std::size_t parent : parents) {
    const std::string& table = expanding_.result.parents[parent].table;
    if (!table.empty()) edges_[child][table].columns.insert(&column);
  }
}

void Orderer::break_self_references() {
  for (auto& [table, parents] : edges_) {
    const auto self = parents.find(table);
    if (self == parents.end()) continue;
    if (self->second.breakable()) {
      defer(table, table, self->second);
    } else {
      expanding_.complaints.error(
          places_[table],
          fmt::format("the table refers to itself by a column that may not be null: {}", chain_text({table})),
          "let the column be null in the target");
    }
    parents.erase(self);
  }
}

/// The first of the tables that wait for none; empty if all wait.
std::string Orderer::next_table() const {
  for (const auto& [table, parents] : edges_) {
    const bool waits = std::any_of(parents.begin(), parents.end(),
                                   [&](const auto& parent) { return edges_.contains(parent.first); });
    if (!waits) return table;
  }
  return {};
}

void Orderer::remove(const std::string& table) {
  edges_.erase(table);
}

/// Tables of which each refers to the next, and the last to the first. REQUIRES: every table waits.
std::vector<std::string> Orderer::find_circle() const {
  std::vector<std::string> path = {edges_.begin()->first};
  while (true) {
    const auto& parents = edges_.at(path.back());
    const auto next = std::find_if(parents.begin(), parents.end(),
                                   [&](const auto& parent) { return edges_.contains(parent.first); });
    const auto seen = std::find(path.begin(), path.end(), next->first);
    if (seen != path.end()) return {seen, path.end()};
    path.push_back(next->first);
  }
}

void Orderer::break_circle(const std::vector<std::string>& circle) {
  for (std::size_t i = 0; i < circle.size(); ++i) {
    const std::string& parent = circle[(i + 1) % circle.size()];
    auto& parents = edges_[circle[i]];
    if (!parents[parent].breakable()) continue;
    defer(circle[i], parent, parents[parent]);
    parents.erase(parent);
    return;
  }
  expanding_.complaints.error(
      places_[circle.front()],
      fmt::format("tables refer to each other by columns that may not be null: {}", chain_text(circle)),
      "let one of these columns be null in the target");
  edges_[circle.front()].erase(circle[1 % circle.size()]);
}

void Orderer::defer(const std::string& child, const std::string& parent, Edge& edge) {
  for (ColumnRule* const column : edge.columns) {
    column->rule.deferred = true;
    expanding_.complaints.warning(
        column->rule.place.line > 0 ? column->rule.place : places_[child],
        fmt::format("{}.{} is filled behind the load, since {}", child, column->column.name,
                    child == parent ? "the table refers to itself"
                                    : fmt::format("\"{}\" and \"{}\" refer to each other", child, parent)));
  }
}

/// "a.b_id -> b.a_id -> a".
std::string Orderer::chain_text(const std::vector<std::string>& circle) const {
  std::string text;
  for (std::size_t i = 0; i < circle.size(); ++i) {
    const Edge& edge = edges_.at(circle[i]).at(circle[(i + 1) % circle.size()]);
    const auto required = std::find_if(edge.columns.begin(), edge.columns.end(),
                                       [](const ColumnRule* column) { return column->column.not_null; });
    text += fmt::format("{}.{} -> ", circle[i], (*required)->column.name);
  }
  return text + circle.front();
}

void Orderer::sort_by(const std::vector<std::string>& order) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < order.size(); ++i) places[order[i]] = i;
  auto& projections = expanding_.result.projections;
  std::stable_sort(projections.begin(), projections.end(), [&](const Projection& a, const Projection& b) {
    return places.at(a.table) < places.at(b.table);
  });
}

}  // namespace

void order_projections(Expanding& expanding) {
  Orderer(expanding).order();
}

}  // namespace sojourn::plan
