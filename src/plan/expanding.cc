#include "plan/expanding.h"

#include <fmt/format.h>

#include <algorithm>

namespace sojourn::plan {

const StreamFacts* Expanding::facts_of(const std::string& stream) const {
  const auto found = facts.find(stream);
  return found == facts.end() ? nullptr : &found->second;
}

const Table* Expanding::table(const std::string& name, const Place& place) {
  const auto found = catalogue.tables.find(name);
  if (found != catalogue.tables.end()) return &found->second;
  std::vector<std::string> names;
  for (const auto& [known, table] : catalogue.tables) names.push_back(known);
  complaints.error(place, fmt::format("the table \"{}\" is not in schema \"{}\"", name, catalogue.schema),
                   did_you_mean(name, names, names.empty() ? "the schema has no tables" : ""));
  return nullptr;
}

bool Expanding::require_stream(const std::string& name, const Place& place) {
  if (std::find(streams.begin(), streams.end(), name) != streams.end()) return true;
  complaints.error(place, fmt::format("there is no stream \"{}\"", name),
                   did_you_mean(name, streams, "streams are named SOURCE.COLLECTION"));
  return false;
}

std::vector<std::size_t> Expanding::parents_of(const std::string& name) const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < result.parents.size(); ++i) {
    if (result.parents[i].table == name && !name.empty()) found.push_back(i);
  }
  return found;
}

std::vector<Input> inputs_of(const TablePlan& table) {
  if (table.merge) {
    return {{.stream = table.merge->stream,
             .derived = merged_name(table.merge->stream),
             .place = table.merge->place}};
  }
  std::vector<Input> inputs;
  for (const auto& [stream, place] : table.streams) {
    inputs.push_back({.stream = stream, .derived = {}, .place = place});
  }
  return inputs;
}

std::string merged_name(const std::string& stream) {
  return stream + "+merged";
}

std::string pairs_name(const std::string& table) {
  return table + "+pairs";
}

}  // namespace sojourn::plan
