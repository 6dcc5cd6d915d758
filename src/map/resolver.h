// Where the value of a reference leads to, and what the id there is.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/bson.h"
#include "map/cause.h"
#include "map/program.h"
#include "map/references.h"

namespace sojourn::map {

struct Resolution {
  enum class Kind : std::uint8_t {
    kFound,         ///< `id`, or `kept` where the target keeps its ids.
    kParentFailed,  ///< It leads to a document without row: `target`, `key`.
    kNull,          ///< The plan's table of values says null.
    kEmpty,         ///< "".
    kInvalid,       ///< No id at all; see `cause`.
    kDangling,      ///< An id, but of no document, or of one that makes no row (`target`).
  } kind = Kind::kDangling;
  Cause cause = Cause::kDangling;
  bool converted = false;  ///< A text that is an ObjectId's.
  bool mapped = false;     ///< By the plan's table of values.
  bool folded = false;
  bool merged = false;  ///< To the row that the document became by merging.
  bool keeps = false;
  const Target* target = nullptr;
  std::size_t which = 0;   ///< Number of the target.
  bool ambiguous = false;  ///< It leads to a further target, too. Only if all were to be asked.
  Uuid id{};
  bson::Type kept_type = bson::Type::kNull;
  std::string kept;      ///< As it lies in BSON.
  std::string_view key;  ///< Valid until the next call.
};

class Resolver {
 public:
  explicit Resolver(const References& references);

  enum class Ask { kFirst, kAll };
  /// REQUIRES: not null.
  [[nodiscard]] Resolution resolve(const CompiledReference& reference, const bson::Element& value, Ask ask);

 private:
  /// The keys that a value may mean.
  struct Keys {
    std::string_view object_id;  ///< Empty if it is none.
    std::string_view own;        ///< Empty if it is that of the ObjectId.
  };

  Resolution resolve_text(const CompiledReference& reference, std::string_view text, Resolution so_far,
                          Ask ask);
  Resolution lead(const CompiledReference& reference, const bson::Element& value, Keys keys,
                  Resolution so_far, Ask ask);
  Found find(const Target& target, Keys keys, bool check, std::string_view& key);
  void arrive(Resolution& resolution, const Target& target, const Found& found, std::string_view key,
              const bson::Element& value, Keys keys) const;
  std::string_view object_id_key(std::string_view twelve_bytes);

  const References& references_;
  std::array<char, 13> object_id_;  ///< A key; its first byte stays.
  std::string own_;                 ///< A key.
  std::string text_;
};

}  // namespace sojourn::map
