// The record that a verb which writes to the journal leaves there: begun before it works, ended whatever
// comes. A run that was killed has a record without an end.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "journal/writer.h"
#include "plan/plan.h"

namespace sojourn::pipeline {

class RunRecord {
 public:
  /// `options` are the operator's words.
  RunRecord(journal::Writer& writer, std::string_view verb, std::string_view options, const plan::Plan& plan);

  void end(bool complete);
  /// A journal that refuses this too has told its trouble already: `error` is it, or comes from it.
  void end(const Error& error) noexcept;

 private:
  journal::Writer& writer_;
};

/// Does `work`, which tells whether it came to its end, on record.
template <typename Work>
void on_record(journal::Writer& writer, std::string_view verb, std::string_view options,
               const plan::Plan& plan, const Work& work) {
  RunRecord record(writer, verb, options, plan);
  try {
    record.end(work());
  } catch (const Error& error) {
    record.end(error);
    throw;
  }
}

}  // namespace sojourn::pipeline
