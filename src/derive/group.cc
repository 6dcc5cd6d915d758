#include "derive/group.h"

#include <algorithm>
#include <set>

#include "base/bson_writer.h"
#include "base/bytes.h"
#include "base/fold.h"
#include "base/key.h"

namespace sojourn::derive {
namespace {

using bson::Element;
using bson::Type;
using Members = std::vector<const Member*>;

void write(BsonWriter& writer, std::string_view name, const Element& element) {
  writer.element(element.type, name);
  writer.buffer().append(element.value);
}

bool is_nothing(const std::optional<Element>& element) {
  return !element || element->type == Type::kNull || element->type == Type::kUndefined ||
         (element->type == Type::kString && element->as_text().empty());
}

Id text_id(std::string_view text) {
  Id id{.type = Type::kString, .value = {}};
  append_le(id.value, static_cast<std::uint32_t>(text.size() + 1));
  id.value.append(text).push_back('\0');
  return id;
}

std::optional<std::int64_t> date_of(const Member& member, const std::string& path) {
  const auto element = bson::find_path(member.body, path);
  if (!element || element->type != Type::kDate) return std::nullopt;
  return element->as_int64();
}

/// The members in order of precedence; equal ones, and those without a date, in the order of the source.
Members by_precedence(const plan::Merge& merge, const std::vector<Member>& members) {
  Members order;
  for (const Member& member : members) order.push_back(&member);
  if (merge.keep == plan::Merge::Keep::kLast) std::reverse(order.begin(), order.end());
  if (merge.keep != plan::Merge::Keep::kNewest) return order;
  std::stable_sort(order.begin(), order.end(), [&](const Member* a, const Member* b) {
    // No date is less than every date.
    return date_of(*a, merge.newest) > date_of(*b, merge.newest);
  });
  return order;
}

/// The document with another value at a path; as it is where the path leads through something else than
/// documents.
std::string with_field(std::string_view document, std::string_view path, const Element& value) {
  const std::size_t dot = path.find('.');
  const std::string_view head = path.substr(0, dot);
  const std::string_view rest = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  static const std::string empty("\5\0\0\0\0", 5);
  std::string result;
  BsonWriter writer(result);
  const auto put = [&](std::string_view inner) {
    if (rest.empty()) return write(writer, head, value);
    const std::string changed = with_field(inner, rest, value);
    write(writer, head, {.type = Type::kDocument, .name = {}, .value = changed});
  };
  const std::size_t whole = writer.begin();
  bool found = false;
  for (bson::Walker walker(document); walker.next();) {
    const Element& element = walker.element();
    const bool here = !found && element.name == head;
    found = found || here;
    if (here && (rest.empty() || element.type == Type::kDocument)) {
      put(rest.empty() ? std::string_view() : element.as_document());
    } else {
      write(writer, element.name, element);
    }
  }
  if (!found) put(empty);
  writer.end(whole);
  return result;
}

/// The elements of the members' arrays, each once; a value that is no array counts as an array of it. None if
/// no member has any.
std::optional<Id> union_of(const Members& members, const std::string& path) {
  std::string array;
  BsonWriter writer(array);
  ElementName name;
  std::set<std::string> seen;
  bool any = false;
  const auto add = [&](const Element& element) {
    std::string key;
    append_key(key, element);
    if (seen.insert(key).second) write(writer, name(seen.size() - 1), element);
  };
  const std::size_t whole = writer.begin();
  for (const Member* member : members) {
    const auto element = bson::find_path(member->body, path);
    if (!element || element->type == Type::kNull || element->type == Type::kUndefined) continue;
    any = true;
    if (element->type != Type::kArray) {
      add(*element);
      continue;
    }
    for (bson::Walker walker(element->as_document()); walker.next();) add(walker.element());
  }
  writer.end(whole);
  if (!any) return std::nullopt;
  return Id{.type = Type::kArray, .value = array};
}

/// The value of the first member in `order` that has one to the taste of `has`.
template <typename Has>
std::optional<Id> first_value(const Members& order, const std::string& path, const Has& has) {
  for (const Member* member : order) {
    const auto element = bson::find_path(member->body, path);
    if (has(element)) return id_of_element(*element);
  }
  return std::nullopt;
}

std::optional<Id> value_by_rule(const std::string& rule, const std::string& path, const Members& precedence,
                                const Members& source_order) {
  const auto is_there = [](const std::optional<Element>& element) { return element.has_value(); };
  if (rule == "first") return first_value(source_order, path, is_there);
  if (rule == "last") return first_value({source_order.rbegin(), source_order.rend()}, path, is_there);
  if (rule == "union") return union_of(precedence, path);
  return first_value(precedence, path, [](const auto& element) { return !is_nothing(element); });
}

/// The winner's document, with the fields that follow another rule. A member alone is left as it is.
std::string merged_fields(const plan::Merge& merge, const std::vector<Member>& members,
                          const Members& precedence) {
  std::string document = precedence.front()->body;
  if (members.size() == 1) return document;
  Members source_order;
  for (const Member& member : members) source_order.push_back(&member);
  for (const auto& [path, rule] : merge.precedence) {
    const auto value = value_by_rule(rule, path, precedence, source_order);
    if (value) document = with_field(document, path, value->element());
  }
  return document;
}

bool agree(const std::optional<Element>& a, const std::optional<Element>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->type == b->type && a->value == b->value;
}

/// The fields in which the members do not agree, in the order in which they occur.
std::vector<std::string_view> differing_fields(const Members& members) {
  std::vector<std::string_view> fields;
  std::set<std::string_view> seen{"_id"};
  for (const Member* member : members) {
    for (bson::Walker walker(member->body); walker.next();) {
      const std::string_view name = walker.element().name;
      if (!seen.insert(name).second) continue;
      const bool all = std::all_of(members.begin(), members.end(), [&](const Member* other) {
        return agree(bson::find(other->body, name), walker.element());
      });
      if (!all) fields.push_back(name);
    }
  }
  return fields;
}

}  // namespace

Grouping::Grouping(const plan::Merge& merge, const std::vector<std::string>& sensitive)
    : fold_case_(merge.fold_case), trim_(merge.trim) {
  for (const std::string& path : merge.by) {
    const bool hidden = std::any_of(sensitive.begin(), sensitive.end(), [&](const std::string& other) {
      return path == other || path.starts_with(other + ".");
    });
    fields_.push_back({.path = path, .sensitive = hidden});
  }
}

std::optional<Id> Grouping::value_of(std::string_view document, const Field& field) const {
  const auto element = bson::find_path(document, field.path);
  if (is_nothing(element)) return std::nullopt;
  Id value;
  if (element->type == Type::kString) {
    const std::string_view text = trim_ ? trim(element->as_text()) : element->as_text();
    if (text.empty()) return std::nullopt;
    value = text_id(fold_case_ ? fold_case(text) : text);
  } else {
    value = plain_id(*element);
  }
  if (!field.sensitive) return value;
  return hashed_id(static_cast<char>(value.type) + value.value);
}

std::string Grouping::id_of(std::string_view document, std::string_view key) const {
  std::string id;
  BsonWriter writer(id);
  std::size_t whole = writer.begin();
  for (const Field& field : fields_) {
    const auto value = value_of(document, field);
    if (!value) {
      id.clear();
      whole = writer.begin();
      write(writer, "", id_of_document(document, key).element());
      break;
    }
    write(writer, field.path, value->element());
  }
  writer.end(whole);
  return id;
}

std::string Grouping::text() const {
  std::string text = std::string(fold_case_ ? "fold " : "") + (trim_ ? "trim " : "");
  for (const Field& field : fields_) {
    text += field.sensitive ? "hash " : "value ";
    text.append(field.path).push_back('\0');
  }
  return text;
}

std::string merged_document(const plan::Merge& merge, std::string_view group_id, const Id& identity,
                            const std::vector<Member>& members) {
  const Members precedence = by_precedence(merge, members);
  std::string body;
  BsonWriter writer(body);
  ElementName name;
  const std::size_t whole = writer.begin();
  write(writer, "_id", {.type = Type::kDocument, .name = {}, .value = group_id});
  write(writer, "identity", identity.element());
  const std::size_t contributors = writer.begin_array("contributors");
  for (std::size_t i = 0; i < precedence.size(); ++i) {
    const std::size_t one = writer.begin_document(name(i));
    write(writer, "_id", id_of_document(precedence[i]->body, precedence[i]->key).element());
    writer.int64("at", static_cast<std::int64_t>(precedence[i]->at));
    writer.end(one);
  }
  writer.end(contributors);
  const std::string document = merged_fields(merge, members, precedence);
  write(writer, "document", {.type = Type::kDocument, .name = {}, .value = document});
  const std::size_t differed = writer.begin_array("differed");
  std::size_t count = 0;
  for (const std::string_view field : differing_fields(precedence)) writer.text(name(count++), field);
  writer.end(differed);
  writer.end(whole);
  return body;
}

Id made_identity(std::string_view group_key) {
  return hashed_id(group_key);
}

}  // namespace sojourn::derive
