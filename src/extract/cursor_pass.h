// One reading of one cursor: what it resumes from, the streams it feeds, the rows that record how far it
// came.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "extract/commit_queue.h"
#include "extract/stream_pass.h"
#include "journal/writer.h"
#include "source/source.h"

namespace sojourn::extract {

/// The field paths to be masked in a stream, by its name as listed.
using SensitiveOf = std::function<std::vector<std::string>(const std::string&)>;

class CursorPass {
 public:
  /// Makes the streams of a cursor known to the journal, also those that are read much later: what is still
  /// to come must be seen to be missing. Returns their ids and, where they are not just one, that of the
  /// cursor.
  static std::vector<journal::StreamId> register_streams(journal::Writer& writer, const std::string& source,
                                                         const source::CursorListing& listing,
                                                         const SensitiveOf& sensitive_of);

  /// Registers the cursor's streams and compares with what the journal knows of it. A cursor that was last
  /// read by a run before `again_from` is read anew although it looks unchanged.
  CursorPass(journal::Writer& writer, const std::string& source, const source::CursorListing& listing,
             const SensitiveOf& sensitive_of, std::uint64_t again_from);

  /// Complete, and the source looks as it did then.
  [[nodiscard]] bool nothing_to_do() const { return nothing_to_do_; }
  /// Where to open the source's cursor; empty at its start.
  [[nodiscard]] const std::string& token() const { return token_; }
  /// Bytes of the source that earlier runs have read.
  [[nodiscard]] std::uint64_t resumed_at() const { return resumed_at_; }

  /// Turns the documents of a job into its sealed parts, with the position behind them. Returns the entries
  /// added.
  std::uint64_t fill(Job& job, const source::Position& position);
  /// Ends the reading. REQUIRES that all jobs are durable. Returns the entries added.
  std::uint64_t finish(bool deletes, const source::Position& position);

 private:
  void begin(std::uint64_t again_from);
  void tell_of_new_pass(bool looks_the_same, bool was_unfinished) const;
  void stamp(journal::Batch& batch, const source::Position& position, bool done) const;
  [[nodiscard]] journal::Part cursor_part(const source::Position& position, bool done) const;
  [[nodiscard]] bool cursor_only() const { return listing_.streams.size() != 1; }

  journal::Writer& writer_;
  const source::CursorListing& listing_;
  std::string name_;
  journal::StreamId id_ = 0;  ///< Of the cursor itself; the stream's where there is just one.
  std::vector<journal::StreamId> stream_ids_;
  std::uint64_t pass_ = 1;
  std::string token_;
  std::uint64_t resumed_at_ = 0;
  bool nothing_to_do_ = false;
  std::vector<std::unique_ptr<StreamPass>> streams_;
};

}  // namespace sojourn::extract
