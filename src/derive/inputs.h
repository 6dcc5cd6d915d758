// What a derived stream was computed from: how far each of its inputs had come, and by which rule. Kept in
// the position of the stream's batches, so that it is durable with the documents (J2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "journal/view.h"

namespace sojourn::derive {

/// A stream, up to and without a batch.
struct Input {
  std::string stream;
  journal::StreamId id = 0;
  std::uint64_t batches = 0;
  journal::Sequence next = 0;  ///< The sequence behind those batches.
  Hash128 running;             ///< Of the last of them.
  friend bool operator==(const Input&, const Input&) = default;
};

/// A stream as it is. Throws unless it was read to its end, in the latest pass over its source.
[[nodiscard]] Input complete_input(const journal::View& view, const std::string& stream);

struct Derivation {
  Hash128 grouping;  ///< Of what decides which documents belong together.
  Hash128 rule;      ///< Of all that the plan says.
  std::vector<Input> inputs;
  friend bool operator==(const Derivation&, const Derivation&) = default;
};

/// Null if the stream is none of its inputs.
[[nodiscard]] const Input* find_input(const Derivation& derivation, const std::string& stream);
[[nodiscard]] std::string to_token(const Derivation& derivation);
/// What the stream was computed from last; none if it never was to the end, or if its inputs are not the ones
/// that the journal holds.
[[nodiscard]] std::optional<Derivation> last_derivation(const journal::View& view, journal::StreamId stream);

/// The keys of the entries that a stream has got since, each once.
[[nodiscard]] std::vector<std::string> keys_changed(const journal::View& view, const Input& from,
                                                    journal::Sequence past);

}  // namespace sojourn::derive
