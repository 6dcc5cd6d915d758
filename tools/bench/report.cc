#include "tools/bench/report.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/table.h"
#include "base/text.h"

namespace sojourn::bench {
namespace {

/// The value behind "name   : " in a file of /proc.
std::string proc_value(const char* file, std::string_view name) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(name)) continue;
    const std::size_t at = line.find_first_not_of(" \t", line.find(':') + 1);
    return at == std::string::npos ? "" : line.substr(at);
  }
  return "unknown";
}

std::string number_text(const Bar& bar, double number) {
  return fmt::format("{:.{}f}{}", number, number < 100 ? 2 : 0, bar.unit);
}

}  // namespace

std::string header_text(const harness::PrivatePostgres& server, const std::string& sojourn_version) {
  std::array<double, 3> load{};
  getloadavg(load.data(), static_cast<int>(load.size()));
  const auto memory_kb = std::strtoull(proc_value("/proc/meminfo", "MemTotal").c_str(), nullptr, 10);
  std::string settings;
  for (const auto& [name, value] : server.settings()) {
    settings += fmt::format("{}{}={}", settings.empty() ? "" : " ", name, value);
  }
  return fmt::format(
      "machine     {}, {}, {} of memory, load average {:.1f} {:.1f} {:.1f}\n"
      "versions    {}, PostgreSQL {}\n"
      "PostgreSQL  {}\n",
      proc_value("/proc/cpuinfo", "model name"), count_text(std::thread::hardware_concurrency(), "core"),
      size_text(memory_kb * 1024), load[0], load[1], load[2], sojourn_version, server.version(), settings);
}

std::string bars_text(const std::vector<Bar>& bars) {
  Table table({{"promise"}, {"measured", Table::Align::kRight}, {"bar", Table::Align::kRight}, {""}});
  for (const Bar& bar : bars) {
    table.add(
        {bar.what, number_text(bar, bar.measured), number_text(bar, bar.bar), bar.met() ? "met" : "NOT MET"});
  }
  return table.text();
}

void write_bars(JsonWriter& json, const std::vector<Bar>& bars) {
  json.key("bars").begin_list();
  for (const Bar& bar : bars) {
    json.begin_object().field("promise", bar.what).field("measured", bar.measured).field("bar", bar.bar);
    json.field("met", bar.met()).end_object();
  }
  json.end_list();
}

std::string spread_text(const Samples& samples) {
  return fmt::format("{:.2f} s ({:.2f} - {:.2f})", samples.median(), samples.least(), samples.most());
}

void write_timings(JsonWriter& json, const char* name, const Timings& timings) {
  json.key(name).begin_object().field("median", timings.seconds.median());
  json.field("least", timings.seconds.least()).field("most", timings.seconds.most());
  json.field("cpu_seconds", timings.cpu_seconds.median()).end_object();
}

TimingsTable::TimingsTable(std::uint64_t documents, std::uint64_t dump_bytes)
    : documents_(static_cast<double>(documents)),
      dump_bytes_(static_cast<double>(dump_bytes)),
      table_({{"what"},
              {"median (spread)", Table::Align::kRight},
              {"processor", Table::Align::kRight},
              {"dump MB/s", Table::Align::kRight},
              {"documents/s", Table::Align::kRight}}) {}

void TimingsTable::add(const std::string& what, const Timings& timings) {
  const double seconds = timings.seconds.median();
  table_.add({what, spread_text(timings.seconds), fmt::format("{:.2f} s", timings.cpu_seconds.median()),
              fmt::format("{:.0f}", dump_bytes_ / 1e6 / seconds),
              with_commas(static_cast<std::uint64_t>(documents_ / seconds))});
}

}  // namespace sojourn::bench
