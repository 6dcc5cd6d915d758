// One thread's answers about references: from memory where the keys fit in there, else looked up for a whole
// range of documents at once.
//
// A look-up for each reference would cost a seek each. So a range is mapped twice: first only to learn what
// it asks for; then the keys that were asked for are sorted and met with the journal's in one walk.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apply/known_documents.h"
#include "map/references.h"

namespace sojourn::apply {

class LookUps : public map::References {
 public:
  explicit LookUps(const KnownDocuments& known);

  /// From now on what is not in memory is noted, and passes for present.
  void begin_asking();
  /// Looks up what was noted; from now on `find` knows it. REQUIRES: only what was noted is asked for.
  void answer();

  [[nodiscard]] map::Found find(std::size_t parent, std::string_view canonical_key) const override;

 private:
  struct Parent {
    std::vector<std::string> asked;
    KeySet present;
  };

  const KnownDocuments& known_;
  bool asking_ = false;
  mutable std::vector<Parent> parents_;
};

}  // namespace sojourn::apply
