#include "cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "base/log.h"
#include "base/table.h"
#include "base/text.h"

namespace sojourn::cli {
namespace {

constexpr std::size_t kBarColumns = 24;

std::size_t terminal_columns() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

/// Never 100 before the end: what is read is not yet durable.
std::uint64_t percent(std::uint64_t done, std::uint64_t total) {
  return total == 0 ? 0 : std::min<std::uint64_t>(done * 100 / total, 99);
}

std::string bar(std::uint64_t done, std::uint64_t total) {
  const std::size_t filled = kBarColumns * percent(done, total) / 100;
  return '[' + std::string(filled, '#') + std::string(kBarColumns - filled, '.') + ']';
}

std::string speed_text(const ProgressLine& line) {
  std::string text;
  if (line.bytes_per_second)
    text += fmt::format(", {}/s", size_text(static_cast<std::uint64_t>(*line.bytes_per_second)));
  if (line.documents_per_second)
    text +=
        fmt::format(", {} documents/s", with_commas(static_cast<std::uint64_t>(*line.documents_per_second)));
  return text;
}

std::string left_text(const ProgressLine& line) {
  return line.seconds_left ? fmt::format(", {} left", duration_text(*line.seconds_left)) : std::string();
}

std::string cut(std::string text, std::size_t columns) {
  while (display_width(text) > columns) {
    // A character of several bytes goes whole.
    do {
      const bool is_inner = (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80;
      text.pop_back();
      if (!is_inner) break;
    } while (!text.empty());
  }
  return text;
}

}  // namespace

std::string ProgressLine::for_terminal(std::size_t columns) const {
  const std::string numbers =
      fmt::format("{:2} %{}{}  {}", percent(done, total), speed_text(*this), left_text(*this), stream);
  const std::string with_bar = bar(done, total) + ' ' + numbers;
  return cut(display_width(with_bar) <= columns ? with_bar : numbers, columns);
}

std::string ProgressLine::plain() const {
  return fmt::format("{} % of {}{}{} ({})", percent(done, total), total_text, speed_text(*this),
                     left_text(*this), stream);
}

ProgressArea::~ProgressArea() {
  log::set_status_line("");
}

void ProgressArea::show(RateMeter::Clock::time_point now, const ProgressLine& line) {
  if (log::has_status_line()) {
    // A line as wide as the terminal would wrap, and could then not be redrawn in place.
    log::set_status_line(line.for_terminal(terminal_columns() - 1));
  } else if (now >= next_plain_) {
    next_plain_ = now + kPlainInterval;
    log::info("{}", line.plain());
  }
}

void ProgressDisplay::progress(const extract::Progress& progress) {
  last_ = progress;
  const auto now = RateMeter::Clock::now();
  bytes_.add(now, progress.bytes_this_run);
  documents_.add(now, progress.documents_this_run);
  const std::uint64_t left = progress.bytes_total - std::min(progress.bytes_done, progress.bytes_total);
  area_.show(now, {.stream = progress.stream,
                   .done = progress.bytes_done,
                   .total = progress.bytes_total,
                   .total_text = size_text(progress.bytes_total),
                   .bytes_per_second = bytes_.per_second(),
                   .documents_per_second = documents_.per_second(),
                   .seconds_left = bytes_.seconds_for(left)});
}

void DocumentsDisplay::progress(const std::string& stream, std::uint64_t done, std::uint64_t total) {
  const auto now = RateMeter::Clock::now();
  documents_.add(now, done);
  area_.show(now, {.stream = stream,
                   .done = done,
                   .total = total,
                   .total_text = count_text(total, "document"),
                   .bytes_per_second = std::nullopt,
                   .documents_per_second = documents_.per_second(),
                   .seconds_left = documents_.seconds_for(total - std::min(done, total))});
}

}  // namespace sojourn::cli
