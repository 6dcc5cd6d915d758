#include "derive/statement.h"

#include "base/bytes.h"

namespace sojourn::derive {
namespace {

using bson::Type;

constexpr std::size_t kObjectIdDigits = 24;

}  // namespace

Id named_by(const bson::Element& element, bool object_ids) {
  if (object_ids && element.type == Type::kString && element.as_text().size() == kObjectIdDigits) {
    Id id{.type = Type::kObjectId, .value = {}};
    if (append_from_hex(id.value, element.as_text())) return id;
  }
  return plain_id(element);
}

bool is_well_formed(const Id& id, bool object_ids) {
  if (object_ids) return id.type == Type::kObjectId;
  return id.type != Type::kNull && id.type != Type::kUndefined && id.type != Type::kDocument &&
         id.type != Type::kArray;
}

void append_statement(std::string& to, const Statement& statement) {
  to += static_cast<char>(statement.end);
  to.append(statement.key).append(statement.pair).append(statement.other);
  to += static_cast<char>(statement.from);
  append_le(to, statement.at);
  append_le(to, static_cast<std::uint16_t>(statement.key.size()));
}

Statement parse_statement(std::string_view record) {
  constexpr std::size_t kTail = 1 + sizeof(std::uint32_t) + sizeof(std::uint16_t);
  const std::string_view tail = record.substr(record.size() - kTail);
  std::string_view middle = record.substr(1, record.size() - 1 - kTail);
  Statement statement{.end = static_cast<std::uint8_t>(record.front()),
                      .key = middle.substr(0, load_le<std::uint16_t>(tail.data() + 5)),
                      .pair = {},
                      .from = static_cast<std::uint8_t>(tail.front()),
                      .at = load_le<std::uint32_t>(tail.data() + 1),
                      .other = {}};
  middle.remove_prefix(statement.key.size());
  statement.pair = middle.substr(0, load_le<std::uint32_t>(middle.data()));
  statement.other = middle.substr(statement.pair.size());
  return statement;
}

}  // namespace sojourn::derive
