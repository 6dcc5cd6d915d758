#include "journal/summary_text.h"

#include <fmt/format.h>

#include "base/table.h"
#include "base/text.h"

namespace sojourn::journal {
namespace {

constexpr auto kRight = Table::Align::kRight;

std::string progress_text(bool complete, std::uint64_t at, std::uint64_t of) {
  if (complete) return "complete";
  if (of == 0) return "begun";
  return fmt::format("at {} of {} ({} %)", size_text(at), size_text(of), at * 100 / of);
}

std::string state_text(const StreamSummary& stream) {
  if (stream.passes.empty()) return "not begun";
  std::string progress = progress_text(stream.complete, stream.at, stream.of);
  if (stream.passes.size() == 1) return progress;
  return fmt::format("{}, pass {}", progress, stream.passes.back().pass);
}

std::string damages_text(const PassSummary& pass) {
  std::string text;
  for (const auto& damage : pass.first_damages) {
    text += fmt::format("    at {}, {} long: {}\n", with_commas(damage.offset), with_commas(damage.length),
                        damage.cause);
  }
  if (pass.totals.damaged > pass.first_damages.size()) {
    text += fmt::format("    and {} more\n", with_commas(pass.totals.damaged - pass.first_damages.size()));
  }
  return text;
}

/// One pass's findings, each a line that begins with the stream.
std::string pass_findings(const StreamSummary& stream, const PassSummary& pass) {
  const auto& totals = pass.totals;
  const std::string where =
      stream.passes.size() == 1 ? stream.info.name : fmt::format("{}, pass {}", stream.info.name, pass.pass);
  std::string text;
  const auto say = [&](std::uint64_t count, std::string_view noun, std::string_view rest) {
    if (count > 0) text += fmt::format("  {}: {} {}\n", where, count_text(count, noun), rest);
  };
  say(totals.damaged, "damaged part", fmt::format("left out, {} lost", size_text(totals.damaged_bytes)));
  text += damages_text(pass);
  say(totals.conflicts, "document", "changed in the source although a person had corrected them; undecided");
  say(totals.repeated, "document", "with an _id that occurs before them; every one is kept as a version");
  say(totals.without_id, "document", "without _id; the content stands for the key");
  say(totals.invalid_utf8, "document", "with text that is not UTF-8; kept as it is");
  if (totals.vanished > totals.deleted) {
    say(totals.vanished - totals.deleted, "document",
        "no longer in the source; kept (--deletes would delete them)");
  }
  say(totals.deleted, "document", "no longer in the source; deleted as --deletes asked");
  return text;
}

}  // namespace

std::string streams_text(const std::vector<StreamSummary>& streams) {
  Table table({{.title = "Stream"},
               {.title = "Documents", .align = kRight},
               {.title = "Versions", .align = kRight},
               {.title = "Bytes", .align = kRight},
               {.title = "State"}});
  StreamSummary sum;
  std::size_t complete = 0;
  for (const StreamSummary& stream : streams) {
    table.add({stream.info.name, (stream.documents_exact ? "" : "~") + with_commas(stream.documents),
               with_commas(stream.versions), size_text(stream.bytes), state_text(stream)});
    sum.documents += stream.documents;
    sum.versions += stream.versions;
    sum.bytes += stream.bytes;
    complete += stream.complete ? 1 : 0;
  }
  table.add_totals({count_text(streams.size(), "stream"), with_commas(sum.documents),
                    with_commas(sum.versions), size_text(sum.bytes), fmt::format("{} complete", complete)});
  return table.text();
}

std::string files_text(const std::vector<StreamSummary>& files) {
  std::string text;
  for (const StreamSummary& file : files) {
    text += fmt::format("{}: {}\n", file.info.location, progress_text(file.complete, file.at, file.of));
  }
  return text.empty() ? text : '\n' + text;
}

std::string later_passes_text(const std::vector<StreamSummary>& streams) {
  Table table({{.title = "Later passes"},
               {.title = "Pass", .align = kRight},
               {.title = "New", .align = kRight},
               {.title = "Changed", .align = kRight},
               {.title = "Unchanged", .align = kRight},
               {.title = "Vanished", .align = kRight},
               {.title = "Deleted", .align = kRight},
               {.title = "Ended"}});
  bool any = false;
  for (const StreamSummary& stream : streams) {
    for (const PassSummary& pass : stream.passes) {
      if (pass.pass == 1) continue;
      any = true;
      const auto& totals = pass.totals;
      table.add({stream.info.name, std::to_string(pass.pass), with_commas(totals.fresh),
                 with_commas(totals.changed), with_commas(totals.unchanged), with_commas(totals.vanished),
                 with_commas(totals.deleted), pass.complete ? time_text(pass.ended_ms) : "not yet"});
    }
  }
  return any ? '\n' + table.text() : "";
}

std::string findings_text(const std::vector<StreamSummary>& streams) {
  std::string text;
  for (const StreamSummary& stream : streams) {
    for (const PassSummary& pass : stream.passes) text += pass_findings(stream, pass);
  }
  return text.empty() ? text : "Worth a look:\n" + text;
}

}  // namespace sojourn::journal
