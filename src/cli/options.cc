#include "cli/options.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sojourn::cli {

Error wrong_option(std::string option, std::string cause, std::string hint) {
  return usage_error({.doing = "understand the command",
                      .subject = std::move(option),
                      .cause = std::move(cause),
                      .hint = std::move(hint)});
}

std::uint64_t memory_bytes(const std::string& memory, std::uint64_t least) {
  const auto bytes = parse_size(memory);
  if (bytes && *bytes >= least) return *bytes;
  throw wrong_option("--memory " + memory, bytes ? "this is too little" : "this is no size",
                     "give at least 64MiB, as in --memory 512MiB");
}

std::filesystem::path journal_of(const Context& context, const plan::Plan& plan) {
  return context.common.journal.empty() ? plan.default_journal()
                                        : std::filesystem::path(context.common.journal);
}

std::string options_text(const Context& context) {
  return shell_text({context.words.begin() + 2, context.words.end()});
}

std::string seconds_text(double seconds) {
  return seconds < 10 ? fmt::format("{:.1f} s", seconds) : duration_text(static_cast<std::uint64_t>(seconds));
}

}  // namespace sojourn::cli
