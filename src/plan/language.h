// The words of the plan language, by where they stand.
//
// schema/plan/plan.schema.json tells editors the same words; a test compares.
#pragma once

#include <string>
#include <vector>

namespace sojourn::plan {

using Words = std::vector<std::string>;

inline const Words kPlanKeys = {"version",  "migration",        "include",    "sources", "targets",
                                "defaults", "leave_out_tables", "after_load", "tables"};
inline const Words kSourceKeys = {"mongodump", "mongoexport", "streams", "ignore_streams"};
inline const Words kStreamKeys = {"sensitive"};
inline const Words kTargetKeys = {"postgresql", "schema", "ledger", "ddl"};
inline const Words kDefaultsKeys = {"unmapped", "missing", "null",     "empty",
                                    "invalid",  "unknown", "dangling", "zone"};

inline const Words kTableKeys = {"from",     "pairs",       "id",  "columns", "routes",  "leave_out",
                                 "unmapped", "placeholder", "key", "keyless", "existing"};
inline const Words kMergeKeys = {"merge", "by", "fold", "trim", "keep", "precedence"};
inline const Words kKeepKeys = {"newest"};
inline const Words kRouteKeys = {"route", "to", "none"};

/// What a rule says first: how the value of a field is taken ...
inline const Words kFieldVerbs = {"field",    "text", "number", "bool", "timestamp", "date",  "time",
                                  "interval", "uuid", "bytes",  "enum", "json",      "array", "inet"};
/// ... or which document it names, or what else the column gets.
inline const Words kOtherVerbs = {"ref", "constant", "time_of", "stream_name", "rest"};
inline const Words kRuleOptions = {"to",     "map",      "fold",    "trim",    "formats",  "zone",
                                   "unit",   "decimal",  "group",   "accept",  "lose",     "max_bytes",
                                   "dedupe", "elements", "ids",     "check",   "deferred", "missing",
                                   "null",   "empty",    "invalid", "unknown", "dangling"};
inline const Words kElementKeys = {"null", "empty", "invalid", "unknown", "dangling"};
inline const Words kAnswerKeys = {"value", "field", "time_of"};
inline const Words kReferenceKeys = {"stream"};

// In the order of the enums that they name.
inline const Words kUnmappedWords = {"report", "fail", "stop"};
inline const Words kExistingWords = {"refuse", "keep", "upsert", "replace"};
inline const Words kKeepWords = {"first", "last"};
inline const Words kUnitWords = {"s", "ms", "us"};

inline const Words kIdWords = {"derive", "keep"};
inline const Words kKeylessWords = {"replace"};
inline const Words kFoldWords = {"case"};
inline const Words kPrecedenceWords = {"first", "last", "filled", "union"};

// Words that this release recognises and cannot follow.
inline const Words kLaterKeys = {"when",     "lookup",     "group",   "count_of", "each", "checks",
                                 "key_part", "expression", "replace", "sample",   "score"};
inline const Words kLaterSources = {"mongodb", "sqlite", "firestore"};

}  // namespace sojourn::plan
