// The answers to mapping's questions about references: which documents there are, and what became of them.
//
// Filled parent by parent, while the parent's own documents are mapped or from the journal's keys; asked by
// many threads, but about a parent only once that is filled. Beyond the memory budget a parent's keys stay in
// the journal and a question is a look-up there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apply/key_set.h"
#include "journal/view.h"
#include "map/references.h"
#include "plan/expanded.h"

namespace sojourn::apply {

/// What became of one document, as far as references to it go.
struct KnownDocument {
  std::uint64_t hash = 0;  ///< hash64 of its canonical key.
  RowState state = RowState::kRow;
  std::string identity;  ///< Canonical key of the document whose row it shares; of kMerged only.
};

class KnownDocuments : public map::References {
 public:
  KnownDocuments(const journal::View& view, const plan::ExpandedPlan& plan, std::size_t memory_bytes);

  /// Makes room for a parent whose documents are about to be added.
  void expect(std::size_t parent);
  void add(std::size_t parent, const std::vector<KnownDocument>& documents);
  /// Takes a parent as the journal has it: each document in force is, or will be, a row.
  void take_from_journal(std::size_t parent);
  [[nodiscard]] bool is_filled(std::size_t parent) const { return parents_[parent].filled; }

  [[nodiscard]] map::Found find(std::size_t parent, std::string_view canonical_key) const override;

  // For whoever has many questions at once (apply/look_ups.h):
  [[nodiscard]] std::size_t parents() const { return parents_.size(); }
  [[nodiscard]] bool is_in_memory(std::size_t parent) const { return parents_[parent].in_memory; }
  /// Of a parent that is not in memory only the documents without a row of their own are found.
  [[nodiscard]] map::Found find_in_memory(std::size_t parent, std::string_view canonical_key) const;
  /// Puts those of the keys, given in rising order, that the journal holds into `present`.
  void look_up(std::size_t parent, const std::vector<std::string>& rising, KeySet& present) const;

 private:
  struct Parent {
    bool filled = false;
    bool in_memory = true;
    std::optional<journal::StreamId> stream;
    KeySet keys;  ///< Where they are not in memory: only those without a row of their own.
    std::unordered_map<std::uint64_t, std::string> merged;
  };

  [[nodiscard]] std::uint64_t documents_of(const Parent& parent) const;
  void take_groups(std::size_t parent);

  const journal::View& view_;
  const plan::ExpandedPlan& plan_;
  std::size_t memory_left_;
  std::vector<Parent> parents_;
};

/// Appends the members of a group of a merge stream, given what became of the group.
void append_members(std::string_view group, RowState state, std::vector<KnownDocument>& to);

}  // namespace sojourn::apply
