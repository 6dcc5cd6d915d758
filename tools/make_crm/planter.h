// Puts documents with faults beside the clean ones of the sample, and writes down what each must lead to.
//
//   planter.line("5.3.6");
//   Planted& contact = planter.document("crm_Contacts").set("status", text("Active"));
//   planter.expect(contact, {.kind = "status_as_text", .field = "status", ...});
//
// A planted document is clean but for what is set on it, and no clean document refers to it: what becomes of
// it has no consequences but those that are planted, and stated, as well.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/make_crm/document_maker.h"
#include "tools/make_crm/ids.h"
#include "tools/make_crm/manifest.h"
#include "tools/make_crm/value.h"

namespace sojourn::make_crm {

class Planted {
 public:
  Planted(std::string_view collection, std::string bytes)
      : collection_(collection), bytes_(std::move(bytes)) {}

  Planted& set(std::string_view field, const Value& value);
  Planted& remove(std::string_view field);
  /// Removes the first field and sets the second to its value, or to `otherwise` if it had none.
  Planted& rename(std::string_view from, std::string_view to, const Value& otherwise);

  [[nodiscard]] const std::string& collection() const { return collection_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] Value key() const { return value_of(*bson::find(bytes_, "_id")); }
  /// None if the field is missing.
  [[nodiscard]] std::optional<Value> get(std::string_view field) const;

 private:
  friend class Planter;

  std::string collection_;
  std::string bytes_;
  Outcome fate_ = Outcome::kApplied;  ///< The gravest that concerns its own row.
};

/// What a fault leads to; the planter adds line, collection, key and the planted value.
struct Expectation {
  std::string kind;
  std::string field;
  Outcome outcome = Outcome::kApplied;
  std::string cause;
  Fields expect{};
  std::vector<std::string> columns{};  ///< If empty: those of `expect`, else the field if one takes it.
  std::string table{};                 ///< If empty: the collection's own.
};

class Planter {
 public:
  Planter(const Ids& ids, const DocumentMaker& maker);

  /// The line of the system's description that the next faults show.
  void line(std::string_view line) { line_ = line; }

  /// A clean document to be spoilt. Valid as long as the planter.
  Planted& document(std::string_view collection);
  Planted& document_created_at(std::string_view collection, std::int64_t second);
  /// A document of no known collection.
  Planted& foreign_document(std::string_view collection, const Fields& fields);

  void expect(Planted& planted, const Expectation& expectation);
  /// Plants `value` (none: removes the field) in several documents that are otherwise clean.
  void plant(std::string_view collection, const std::optional<Value>& value, const Expectation& expectation,
             int times = 2);
  /// A fault that is a collection as a whole.
  void expect_collection(std::string_view collection, const Expectation& expectation);

  /// The id of a clean document of that collection, another at each call.
  [[nodiscard]] Value some(std::string_view collection);
  [[nodiscard]] std::string clean_document(std::string_view collection, std::uint64_t index) const;
  /// An id that no document has, as of a document that was deleted.
  [[nodiscard]] Value missing(std::string_view collection);

  /// What was planted in a junction, on top of the clean pairs.
  [[nodiscard]] JunctionBalance& junction(std::string_view name) {
    return manifest_.junctions[std::string(name)];
  }

  /// The documents of all collections that have any, those of a collection sorted by `_id`.
  [[nodiscard]] std::map<std::string, std::vector<std::string>> documents() const;
  /// Complete with balances.
  [[nodiscard]] Manifest manifest() const;

  [[nodiscard]] const Ids& ids() const { return ids_; }

 private:
  std::uint32_t next_number(std::string_view what, std::string_view collection);

  const Ids& ids_;
  const DocumentMaker& maker_;
  std::string line_;
  std::deque<Planted> planted_;
  std::map<std::string, std::uint32_t> numbers_;
  Manifest manifest_;
};

}  // namespace sojourn::make_crm
