#include "tools/make_crm/list_makers.h"

#include <string>

#include "base/bytes.h"
#include "base/error.h"
#include "tools/make_crm/running_text.h"
#include "tools/make_crm/schema.h"
#include "tools/make_crm/word_lists.h"

namespace sojourn::make_crm {
namespace {

/// An array of up to `most` texts that `append` makes.
template <typename Append>
void texts(BsonWriter& to, std::string_view name, std::uint32_t count, Append append) {
  ElementName element;
  const std::size_t array = to.begin_array(name);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t text = to.begin_text(element(i));
    append(to.buffer());
    to.end_text(text);
  }
  to.end(array);
}

void labels(BsonWriter& to, std::string_view name, Random& random, const Facts&) {
  texts(to, name, random.below(4), [&](std::string& text) { text += pick(industries(), random); });
}
void notes(BsonWriter& to, std::string_view name, Random& random, const Facts&) {
  texts(to, name, random.below(3), [&](std::string& text) { append_sentence(text, random); });
}
/// Ids as text, of documents.
void document_ids(BsonWriter& to, std::string_view name, Random& random, const Facts& facts) {
  const std::size_t documents = collection_index("Documents");
  const std::uint64_t count = facts.ids.count(documents);
  texts(to, name, count == 0 ? 0 : random.below(3),
        [&](std::string& text) { text += to_hex(bytes_of(facts.ids.at(documents, random.below(count)))); });
}

void label_objects(BsonWriter& to, std::string_view name, Random& random) {
  ElementName element;
  const std::size_t array = to.begin_array(name);
  for (std::uint32_t i = 0, count = random.below(3); i < count; ++i) {
    const std::size_t label = to.begin_document(element(i));
    to.text("label", pick(industries(), random));
    to.text("color", pick(company_words(), random));
    to.int32("weight", static_cast<std::int32_t>(random.below(100)));
    to.boolean("pinned", random.percent(20));
    to.end(label);
  }
  to.end(array);
}
/// Tags are free JSON: mostly an array of words, also of objects, or one object.
void tags(BsonWriter& to, std::string_view name, Random& random, const Facts& facts) {
  const std::uint32_t roll = random.below(10);
  if (roll < 6) return labels(to, name, random, facts);
  if (roll < 9) return label_objects(to, name, random);
  const std::size_t object = to.begin_document(name);
  to.text("category", pick(industries(), random));
  to.null("parent");
  labels(to, "words", random, facts);
  to.end(object);
}

void invoice_items(BsonWriter& to, std::string_view name, Random& random, const Facts&) {
  ElementName element;
  const std::size_t array = to.begin_array(name);
  for (std::uint32_t i = 0, count = 1 + random.below(4); i < count; ++i) {
    const std::size_t item = to.begin_document(element(i));
    const std::size_t text = to.begin_text("description");
    append_phrase(to.buffer(), random);
    to.end_text(text);
    to.int32("quantity", static_cast<std::int32_t>(1 + random.below(20)));
    to.number("unit_price", static_cast<double>(random.below(1'000'000)) / 100);
    to.number("vat_rate", random.percent(70) ? 21.0 : 12.5);
    to.end(item);
  }
  to.end(array);
}

struct Rule {
  std::string_view field;
  ListMaker maker;
};
constexpr Rule kRules[] = {
    {"crm_Contacts.tags", labels},    {"notes", notes}, {"connected_documents", document_ids}, {"tags", tags},
    {"invoice_items", invoice_items},
};

}  // namespace

ListMaker list_maker(std::string_view collection, std::string_view field) {
  const std::string whole = std::string(collection) + "." + std::string(field);
  for (const Rule& rule : kRules) {
    if (rule.field == whole || rule.field == field) return rule.maker;
  }
  throw Error({.doing = "choose what a list looks like",
               .subject = whole,
               .cause = "no rule of list_makers.cc fits the field"});
}

}  // namespace sojourn::make_crm
