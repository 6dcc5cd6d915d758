#include "derive/derive.h"

#include "derive/context.h"
#include "derive/merge.h"
#include "derive/pairs.h"

namespace sojourn::derive {

Outcome derive(journal::Writer& writer, const plan::ExpandedPlan& plan, const Options& options,
               const Progress& progress) {
  Context context{.writer = writer, .options = options, .progress = progress};
  context.outcome.complete = true;
  for (const plan::Derived& derived : plan.derived) {
    context.outcome.complete = derived.kind == plan::DerivedKind::kMerge
                                   ? derive_merge(context, derived)
                                   : derive_pairs(context, plan, derived);
    if (!context.outcome.complete) break;
  }
  return context.outcome;
}

}  // namespace sojourn::derive
