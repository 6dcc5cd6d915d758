#include "plan/complaints.h"

#include <algorithm>
#include <tuple>

#include "base/error.h"

namespace sojourn::plan {
namespace {

bool is_same_but_for_case(const std::string& a, const std::string& b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

void Complaints::error(const Place& place, std::string cause, std::string hint) {
  all_.push_back({.weight = Complaint::Weight::kError,
                  .place = place,
                  .cause = std::move(cause),
                  .hint = std::move(hint)});
}

void Complaints::warning(const Place& place, std::string cause, std::string hint) {
  all_.push_back({.weight = Complaint::Weight::kWarning,
                  .place = place,
                  .cause = std::move(cause),
                  .hint = std::move(hint)});
}

bool Complaints::any_error() const {
  return std::any_of(all_.begin(), all_.end(),
                     [](const Complaint& each) { return each.weight == Complaint::Weight::kError; });
}

std::vector<Complaint> Complaints::sorted() const {
  const auto rank = [](const Complaint& each) {
    return std::tie(each.weight, each.place.file, each.place.line, each.place.column);
  };
  std::vector<Complaint> sorted = all_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Complaint& a, const Complaint& b) { return rank(a) < rank(b); });
  const auto is_same = [&](const Complaint& a, const Complaint& b) {
    return rank(a) == rank(b) && a.cause == b.cause;
  };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), is_same), sorted.end());
  return sorted;
}

std::string did_you_mean(const std::string& name, const std::vector<std::string>& valid,
                         std::string otherwise) {
  const auto same = std::find_if(valid.begin(), valid.end(),
                                 [&](const std::string& each) { return is_same_but_for_case(each, name); });
  const std::string nearest = same != valid.end() ? *same : nearest_name(name, valid);
  return nearest.empty() ? std::move(otherwise) : "did you mean \"" + nearest + "\"?";
}

}  // namespace sojourn::plan
