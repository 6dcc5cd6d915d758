// The collections of NextCRM, field by field: the one table that the generator and its tests are made from.
//
// It says what is stored and of which type, not what the values look like (contents.h does).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/bson.h"

namespace sojourn::make_crm {

enum class Kind {
  kId,          ///< `_id`, an ObjectId.
  kReference,   ///< One ObjectId of another collection.
  kReferences,  ///< An array of them.
  kText,
  kTexts,  ///< An array of texts.
  kDate,
  kInt32,
  kInt64,   ///< Only in contacts_flat.
  kDouble,  ///< Only in contacts_flat.
  kBool,
  kEnum,  ///< A text limited to a few values.
  kJson,  ///< Any BSON value.
};

/// The BSON type of a present value; kJson may be any and says array.
[[nodiscard]] bson::Type bson_type(Kind kind);

enum class Presence {
  kRequired,
  kOptional,  ///< Sometimes missing, sometimes null.
  kArray,     ///< Missing in old documents, empty in some.
};

struct Field {
  std::string_view name;
  Kind kind = Kind::kText;
  Presence presence = Presence::kRequired;
  std::string_view refers_to{};            ///< A collection, for references.
  bool soft = false;                       ///< The reference is not declared as a relation.
  std::vector<std::string_view> values{};  ///< Of an enum, the commonest first.
};

struct Collection {
  std::string_view name;
  std::vector<Field> fields;  ///< In stored order; `_id` is the first.

  /// REQUIRES: the field exists.
  [[nodiscard]] std::size_t index_of(std::string_view field) const;
};

/// The 29 collections in the order of their migration, and behind them contacts_flat, which is no part of
/// NextCRM: twelve scalar fields for measuring speed.
[[nodiscard]] const std::vector<Collection>& collections();
inline constexpr std::size_t kCrmCollections = 29;
inline constexpr std::string_view kFlatCollection = "contacts_flat";

/// REQUIRES: the collection exists.
[[nodiscard]] std::size_t collection_index(std::string_view name);

}  // namespace sojourn::make_crm
