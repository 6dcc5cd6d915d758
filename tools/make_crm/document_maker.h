// Makes any document of the dump from its collection and index alone, as BSON. Safe to use from many threads;
// memory does not grow with the number of documents.
//
// Documents are clean: every field has its type, every reference resolves, both sides of a relation agree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/make_crm/facts.h"
#include "tools/make_crm/ids.h"
#include "tools/make_crm/list_makers.h"
#include "tools/make_crm/number_makers.h"
#include "tools/make_crm/relations.h"
#include "tools/make_crm/schema.h"
#include "tools/make_crm/text_makers.h"

namespace sojourn::make_crm {

class DocumentMaker {
 public:
  /// `document_bytes`: collections with free text get so much of it that a document has about this size;
  /// 0 leaves texts as they come. `ids` must outlive the maker.
  explicit DocumentMaker(const Ids& ids, std::size_t document_bytes = 0);

  /// REQUIRES: index < ids.count(collection).
  void append(std::string& to, std::size_t collection, std::uint64_t index) const;

  /// A document beside the counted ones: clean too, but part of no relation (its arrays of ids are empty).
  void append_stray(std::string& to, std::size_t collection, std::uint32_t number, std::int64_t second) const;

 private:
  /// What is worked out once per field rather than once per document.
  struct Step {
    Field field;
    std::uint64_t salt = 0;
    std::uint32_t value_percent = 100;  ///< The rest is null and missing, half each.
    TextMaker text = nullptr;
    IntMaker integer = nullptr;
    DateMaker date = nullptr;
    ListMaker list = nullptr;
    std::uint32_t percent_true = 0;
    std::size_t target = 0;            ///< Collection referred to.
    bool dealt_out = false;            ///< The reference follows from the index (groups.h).
    std::vector<Pairs> pairs{};        ///< Of an array of references: one, or none if it is soft.
    bool is_b = false;                 ///< The array is stored on side b of them.
    std::int64_t exists_since_ms = 0;  ///< Documents created before lack the field.
  };
  struct Plan {
    std::vector<Step> steps;
    std::ptrdiff_t padded = -1;  ///< The step that is put last and fills the document up.
  };

  [[nodiscard]] Step make_step(std::size_t collection, std::size_t field) const;
  void make_document(std::string& to, const Facts& facts, const ObjectId& id) const;
  void append_field(BsonWriter& to, const Step& step, const Facts& facts) const;
  void append_value(BsonWriter& to, const Step& step, Random& random, const Facts& facts) const;
  void append_reference(BsonWriter& to, const Step& step, Random& random, const Facts& facts) const;
  void append_related(BsonWriter& to, const Step& step, const Facts& facts) const;
  void append_shared(BsonWriter& to, const Step& step, Random& random) const;
  void append_array(BsonWriter& to, const Step& step, Random& random, const Facts& facts) const;
  void append_padding(BsonWriter& to, const Step& step, std::size_t start, const Facts& facts) const;

  const Ids& ids_;
  std::size_t document_bytes_;
  std::vector<Plan> plans_;  ///< By collection.
};

}  // namespace sojourn::make_crm
