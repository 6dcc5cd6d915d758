#include "apply/cell_texts.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>

#include "base/bytes.h"

namespace sojourn::apply {
namespace {

constexpr std::int64_t kMicrosecondsOfSecond = 1'000'000;
constexpr std::int64_t kMicrosecondsOfDay = 86'400 * kMicrosecondsOfSecond;

template <typename Real>
std::string shortest(Real value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

/// Years that std::chrono has; PostgreSQL has more.
constexpr std::int64_t kDaysMax = 10'000'000;

std::string date_text(std::int64_t days) {
  if (std::abs(days) > kDaysMax) return fmt::format("day {}", days);
  const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{days}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

/// REQUIRES: not negative.
std::string time_text(std::int64_t microseconds) {
  const std::int64_t seconds = microseconds / kMicrosecondsOfSecond;
  std::string text = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (microseconds % kMicrosecondsOfSecond == 0) return text;
  text += fmt::format(".{:06}", microseconds % kMicrosecondsOfSecond);
  return text.substr(0, text.find_last_not_of('0') + 1);
}

/// All digits of a finite number: whole groups first, then as many behind the point as its scale says.
std::string digits_of(const map::Numeric& value) {
  const auto group = [&](int index) {
    const bool there = index >= 0 && static_cast<std::size_t>(index) < value.groups;
    return there ? value.group[static_cast<std::size_t>(index)] : std::int16_t{0};
  };
  std::string whole;
  for (int i = 0; i <= value.weight; ++i) whole += fmt::format("{:04}", group(i));
  whole.erase(0, whole.find_first_not_of('0'));
  if (whole.empty()) whole = "0";
  if (value.scale == 0) return whole;
  std::string fraction;
  for (int i = value.weight + 1; fraction.size() < value.scale; ++i)
    fraction += fmt::format("{:04}", group(i));
  return whole + "." + fraction.substr(0, value.scale);
}

/// An element of an array, in quotes where it could be taken for something else.
std::string element_text(std::string_view text) {
  constexpr std::string_view kSpecial = "{},\"\\ \t\n\r";
  const bool plain =
      !text.empty() && text != "NULL" && text.find_first_of(kSpecial) == std::string_view::npos;
  if (plain) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

void CellTexts::clear() {
  texts_.clear();
  cells_.clear();
  rows_.clear();
}

const CellTexts::Row* CellTexts::find(std::size_t projection) const {
  const auto found =
      std::find_if(rows_.begin(), rows_.end(), [&](const Row& row) { return row.projection == projection; });
  return found == rows_.end() ? nullptr : &*found;
}

bool CellTexts::has_row(std::size_t projection) const {
  return find(projection) != nullptr;
}

std::optional<std::string_view> CellTexts::cell(std::size_t projection, std::size_t column) const {
  const Cell& cell = cells_.at(find(projection)->first_cell + column);
  if (cell.null) return std::nullopt;
  return std::string_view(texts_).substr(cell.begin, cell.end - cell.begin);
}

void CellTexts::begin_row(std::size_t projection) {
  rows_.push_back({.projection = projection, .first_cell = cells_.size()});
  in_array_ = false;
}

void CellTexts::end_row() {}

void CellTexts::abandon_row() {
  cells_.resize(rows_.back().first_cell);
  rows_.pop_back();
}

void CellTexts::put(std::string_view text) {
  if (in_array_) {
    if (texts_.size() > array_begin_ + 1) texts_ += ',';
    texts_ += element_text(text);
    return;
  }
  cells_.push_back({.begin = texts_.size(), .end = texts_.size() + text.size()});
  texts_ += text;
}

void CellTexts::null() {
  if (!in_array_) {
    cells_.push_back({.null = true});
    return;
  }
  if (texts_.size() > array_begin_ + 1) texts_ += ',';
  texts_ += "NULL";
}

void CellTexts::float4(float value) {
  put(shortest(value));
}

void CellTexts::float8(double value) {
  put(shortest(value));
}

void CellTexts::numeric(const map::Numeric& value) {
  using Kind = map::Numeric::Kind;
  switch (value.kind) {
    case Kind::kFinite:
      return put((value.negative ? "-" : "") + digits_of(value));
    case Kind::kNaN:
      return put("NaN");
    case Kind::kInfinity:
      return put("Infinity");
    case Kind::kMinusInfinity:
      return put("-Infinity");
  }
}

void CellTexts::bytea(std::string_view value) {
  put("\\x" + to_hex(value));
}

void CellTexts::uuid(const map::Uuid& value) {
  std::string text = to_hex({reinterpret_cast<const char*>(value.data()), value.size()});
  for (const std::size_t at : {20u, 16u, 12u, 8u}) text.insert(at, "-");
  put(text);
}

void CellTexts::timestamp(std::int64_t microseconds) {
  const std::int64_t days =
      microseconds / kMicrosecondsOfDay - (microseconds % kMicrosecondsOfDay < 0 ? 1 : 0);
  put(date_text(days) + " " + time_text(microseconds - days * kMicrosecondsOfDay));
}

void CellTexts::date(std::int32_t days) {
  put(date_text(days));
}

void CellTexts::time(std::int64_t microseconds) {
  put(time_text(microseconds));
}

void CellTexts::interval(std::int32_t months, std::int32_t days, std::int64_t microseconds) {
  const bool negative = microseconds < 0;
  put(fmt::format("{} mons {} days {}{}", months, days, negative ? "-" : "",
                  time_text(negative ? -microseconds : microseconds)));
}

void CellTexts::inet(const map::Inet& value) {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(value.v6 ? AF_INET6 : AF_INET, value.address.data(), text, sizeof text);
  const bool whole = value.bits == (value.v6 ? 128 : 32) && !value.cidr;
  put(whole ? std::string(text) : fmt::format("{}/{}", text, value.bits));
}

void CellTexts::begin_array(std::uint32_t, std::size_t, bool) {
  in_array_ = true;
  array_begin_ = texts_.size();
  texts_ += '{';
}

void CellTexts::end_array() {
  in_array_ = false;
  texts_ += '}';
  cells_.push_back({.begin = array_begin_, .end = texts_.size()});
}

}  // namespace sojourn::apply
