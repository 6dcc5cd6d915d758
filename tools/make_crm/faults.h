// The kinds of dirt that NextCRM's real data shows, each planted by one function. The lines they set are
// those of the system's description; docs/MAKE_CRM.md lists every kind with its outcome and the reason for
// it.
#pragma once

#include "tools/make_crm/planter.h"

namespace sojourn::make_crm {

void plant_comment_routes(Planter& planter);      ///< 5.3.1
void plant_split_creators(Planter& planter);      ///< 5.3.2
void plant_dangling(Planter& planter);            ///< 5.3.3, 5.3.14 and lost parents of other kinds
void plant_failed_parents(Planter& planter);      ///< Rows held and owed
void plant_duplicate_users(Planter& planter);     ///< 5.3.4
void plant_amounts(Planter& planter);             ///< 5.3.5
void plant_states_as_text(Planter& planter);      ///< 5.3.6
void plant_free_texts(Planter& planter);          ///< 5.3.7, 5.3.9, 5.3.15, 5.3.16
void plant_missing_required(Planter& planter);    ///< 5.3.8
void plant_positions_and_days(Planter& planter);  ///< 5.3.10, 5.3.12
void plant_arrays(Planter& planter);              ///< 5.3.11
void plant_bad_text(Planter& planter);            ///< 5.3.13
void plant_old_shapes(Planter& planter);          ///< 1.6
void plant_strays(Planter& planter);              ///< 1.7, and fields and keys nobody expects
void plant_bad_dates(Planter& planter);           ///< 8.2
void plant_unknown_values(Planter& planter);      ///< 8.3
void plant_oversized(Planter& planter);           ///< 8.4
void plant_missing_everywhere(Planter& planter);  ///< 8.5
void plant_wrong_types(Planter& planter);         ///< 8.6
void plant_json(Planter& planter);                ///< 5.1, the rule JSON

}  // namespace sojourn::make_crm
