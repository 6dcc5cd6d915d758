// How documents and their versions are shown by cat and get.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "journal/view.h"
#include "tools/dump/mask.h"
#include "tools/dump/output.h"

namespace sojourn::dump {

enum class Form {
  kRelaxed,    ///< One line of Extended JSON for people.
  kCanonical,  ///< One line of Extended JSON that keeps every type, for programs.
  kFlat,       ///< Lines of `path = value`.
  kBson,       ///< The bytes themselves.
};

struct ShowOptions {
  bool json = false;
  bool bson = false;
  bool flat = false;
  bool show_sensitive = false;

  [[nodiscard]] Form form() const;
};

void add_show_options(CLI::App& verb, ShowOptions& options);

/// What must be hidden of a stream's documents under these options. Throws a usage error if bytes are asked
/// for of which some must be hidden: bytes are shown as they are or not at all.
[[nodiscard]] Mask mask_for(const journal::StreamInfo& info, const ShowOptions& options);

/// Throws an Error if the body of an entry is no BSON, which no checksum of the journal can tell. To be
/// called before a body is walked.
void require_document(const journal::StreamInfo& info, const journal::LogEntry& entry);

class DocumentPrinter {
 public:
  DocumentPrinter(Output& out, Form form, Mask mask) : out_(out), form_(form), mask_(std::move(mask)) {}
  void print(std::string_view body);

 private:
  Output& out_;
  Form form_;
  Mask mask_;
  bool first_ = true;
};

/// Prints entries of a log with what the journal knows about each. In canonical form a line is an object that
/// holds the document; the other forms put a line above it; bytes come alone.
class VersionPrinter {
 public:
  VersionPrinter(Output& out, Form form, Mask mask, const journal::View& view, journal::StreamId stream);
  void print(const journal::LogEntry& entry, bool in_force);

 private:
  void append_head(std::string& to, const journal::LogEntry& entry, bool in_force) const;
  void append_object(std::string& to, const journal::LogEntry& entry, bool in_force);
  [[nodiscard]] const journal::Batch& batch_of(journal::Sequence sequence) const;
  [[nodiscard]] std::string key_of(const journal::LogEntry& entry) const;

  Output& out_;
  Form form_;
  Mask mask_;
  std::vector<journal::Batch> batches_;
};

}  // namespace sojourn::dump
