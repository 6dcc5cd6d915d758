// What several verbs read from their command line, and say in the same words.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "cli/cli.h"
#include "plan/plan.h"

namespace sojourn::cli {

/// Exit code 2: an option that makes no sense.
[[nodiscard]] Error wrong_option(std::string option, std::string cause, std::string hint);
/// The bytes that --memory names. Throws if it is no size, or less than `least`.
[[nodiscard]] std::uint64_t memory_bytes(const std::string& memory, std::uint64_t least);
/// Where --journal says, else beside the plan.
[[nodiscard]] std::filesystem::path journal_of(const Context& context, const plan::Plan& plan);
/// The words behind the verb, for the record of a run.
[[nodiscard]] std::string options_text(const Context& context);
/// "0.4 s", "2 min 5 s".
[[nodiscard]] std::string seconds_text(double seconds);

}  // namespace sojourn::cli
