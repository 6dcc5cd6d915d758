// What the derivations of one call share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "base/stop.h"
#include "derive/derive.h"
#include "journal/writer.h"

namespace sojourn::derive {

struct Context {
  journal::Writer& writer;
  const Options& options;
  const Progress& progress;
  Outcome outcome{};

  [[nodiscard]] const journal::View& view() const { return writer.view(); }
  [[nodiscard]] std::size_t batch_bytes() const {
    return std::clamp<std::size_t>(options.memory_bytes / 16, 64u << 10, 16u << 20);
  }
};

/// Tells how far the reading is, now and then; false once the operator wishes to stop.
class Reading {
 public:
  Reading(Context& context, std::string stream, std::uint64_t total)
      : context_(context), stream_(std::move(stream)), total_(total) {}
  [[nodiscard]] bool goes_on() {
    if (done_++ % kDocumentsPerProgress != 0) return true;
    context_.progress(stream_, done_ - 1, total_);
    return !stop_requested();
  }

 private:
  static constexpr std::uint64_t kDocumentsPerProgress = 4096;
  Context& context_;
  std::string stream_;
  std::uint64_t total_;
  std::uint64_t done_ = 0;
};

}  // namespace sojourn::derive
