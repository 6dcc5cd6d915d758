// A few texts of the plan among which the texts of documents are looked up, in any letters' case if need be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/fold.h"

namespace sojourn::map {

class FoldedText {
 public:
  explicit FoldedText(std::string text) : text_(std::move(text)), folded_(fold_case(text_)) {}
  const std::string& text() const { return text_; }
  const std::string& folded() const { return folded_; }

 private:
  std::string text_;
  std::string folded_;
};

/// The very text if it is there, else the first that differs in letters' case only; then `folded` is set.
[[nodiscard]] inline const FoldedText* find_text(const std::vector<FoldedText>& among, std::string_view text,
                                                 bool fold, bool& folded) {
  for (const FoldedText& each : among) {
    if (each.text() == text) return &each;
  }
  if (!fold) return nullptr;
  const std::string other = fold_case(text);
  for (const FoldedText& each : among) {
    folded = each.folded() == other;
    if (folded) return &each;
  }
  return nullptr;
}

}  // namespace sojourn::map
