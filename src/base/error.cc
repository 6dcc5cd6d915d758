#include "base/error.h"

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <system_error>

namespace sojourn {
namespace {

std::string compose(const ErrorText& text) {
  std::string message = "cannot " + text.doing;
  if (!text.subject.empty()) message += " (" + text.subject + ")";
  return message + ": " + text.cause;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

}  // namespace

Error::Error(ErrorText text, ExitCode exit_code)
    : text_(std::move(text)), exit_code_(exit_code), message_(compose(text_)) {}

Error usage_error(ErrorText text) {
  return Error(std::move(text), ExitCode::kUsage);
}

Error paused(ErrorText text) {
  return Error(std::move(text), ExitCode::kPaused);
}

std::string errno_text() {
  return std::generic_category().message(errno);
}

std::string nearest_name(std::string_view wrong, const std::vector<std::string>& valid) {
  std::string best;
  std::size_t best_distance = wrong.size() / 3 + 2;
  for (const std::string& name : valid) {
    const std::size_t distance = edit_distance(wrong, name);
    if (distance < best_distance) {
      best_distance = distance;
      best = name;
    }
  }
  return best;
}

}  // namespace sojourn
