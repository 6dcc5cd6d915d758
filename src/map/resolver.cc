#include "map/resolver.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/fold.h"
#include "base/key.h"

namespace sojourn::map {
namespace {

using bson::Element;
using bson::Type;
using Kind = Resolution::Kind;

constexpr std::size_t kObjectIdBytes = 12;

bool is_text(const Element& value) {
  return value.type == Type::kString || value.type == Type::kSymbol;
}

Resolution no_id(Cause cause) {
  Resolution resolution;
  resolution.kind = Kind::kInvalid;
  resolution.cause = cause;
  return resolution;
}

/// The 12 bytes that 24 hexadecimal digits stand for.
bool read_object_id(std::string_view text, std::array<char, kObjectIdBytes>& bytes) {
  if (text.size() != 2 * kObjectIdBytes) return false;
  for (std::size_t i = 0; i < kObjectIdBytes; ++i) {
    const auto high = hex_digit(text[2 * i]);
    const auto low = hex_digit(text[2 * i + 1]);
    if (!high || !low) return false;
    bytes[i] = static_cast<char>(*high << 4 | *low);
  }
  return true;
}

bool any_object_ids(const CompiledReference& reference) {
  return std::any_of(reference.targets.begin(), reference.targets.end(),
                     [](const Target& target) { return target.plan->object_ids; });
}

bool only_object_ids(const CompiledReference& reference) {
  return std::all_of(reference.targets.begin(), reference.targets.end(),
                     [](const Target& target) { return target.plan->object_ids; });
}

}  // namespace

Resolver::Resolver(const References& references) : references_(references) {
  // All keys of ObjectIds begin alike.
  append_key(own_, {Type::kObjectId, {}, std::string(kObjectIdBytes, '\0')});
  std::copy(own_.begin(), own_.end(), object_id_.begin());
}

Resolution Resolver::resolve(const CompiledReference& reference, const Element& value, Ask ask) {
  if (!reference.rules.accepts(value.type)) return no_id(Cause::kNotAccepted);
  if (is_text(value)) return resolve_text(reference, reference.rules.text_of(value), {}, ask);
  if (value.type == Type::kArray) return no_id(Cause::kWrongType);
  if (value.type == Type::kObjectId) {
    return lead(reference, value, {.object_id = object_id_key(value.value), .own = {}}, {}, ask);
  }
  own_.clear();
  append_key(own_, value);
  return lead(reference, value, {.object_id = {}, .own = own_}, {}, ask);
}

Resolution Resolver::resolve_text(const CompiledReference& reference, std::string_view text,
                                  Resolution so_far, Ask ask) {
  for (const auto& [from, to] : reference.map) {
    const bool exact = text == from;
    if (!exact && !(reference.fold_case && fold_case(text) == fold_case(from))) continue;
    so_far.mapped = true;
    so_far.folded = !exact;
    so_far.kind = Kind::kNull;
    if (!to) return so_far;
    text = *to;
    break;
  }
  so_far.kind = Kind::kEmpty;
  if (text.empty()) return so_far;
  text_.clear();
  append_le(text_, static_cast<std::uint32_t>(text.size() + 1));
  text_.append(text).push_back('\0');
  const Element value{Type::kString, {}, text_};
  own_.clear();
  append_key(own_, value);
  Keys keys{.object_id = {}, .own = own_};
  std::array<char, kObjectIdBytes> object_id;
  if (any_object_ids(reference) && read_object_id(text, object_id)) {
    keys.object_id = object_id_key({object_id.data(), object_id.size()});
  }
  return lead(reference, value, keys, std::move(so_far), ask);
}

Resolution Resolver::lead(const CompiledReference& reference, const Element& value, Keys keys,
                          Resolution so_far, Ask ask) {
  bool led = false;
  for (std::size_t i = 0; i < reference.targets.size(); ++i) {
    const Target& target = reference.targets[i];
    std::string_view key;
    const Found found = find(target, keys, reference.check, key);
    if (found.state == Found::State::kAbsent) continue;
    if (led) {
      so_far.ambiguous = true;
      return so_far;
    }
    led = true;
    so_far.which = i;
    arrive(so_far, target, found, key, value, keys);
    if (ask == Ask::kFirst) return so_far;
  }
  if (led) return so_far;
  const bool may_be_id = !keys.object_id.empty() || !only_object_ids(reference);
  so_far.kind = may_be_id ? Kind::kDangling : Kind::kInvalid;
  if (!may_be_id) so_far.cause = value.type == Type::kString ? Cause::kInvalidReference : Cause::kWrongType;
  return so_far;
}

Found Resolver::find(const Target& target, Keys keys, bool check, std::string_view& key) {
  const bool as_object_id = !keys.object_id.empty() && (target.plan->object_ids || keys.own.empty());
  if (!check) {
    // Nobody is asked: whatever can be an id there is one.
    key = as_object_id ? keys.object_id : keys.own;
    const bool is_id = !target.plan->table.empty() && (as_object_id || !target.plan->object_ids);
    return {.state = is_id ? Found::State::kPresent : Found::State::kAbsent};
  }
  Found found;
  if (as_object_id) {
    key = keys.object_id;
    found = references_.find(target.parent, key);
  }
  if (found.state == Found::State::kAbsent && !keys.own.empty()) {
    key = keys.own;
    found = references_.find(target.parent, key);
  }
  return found;
}

void Resolver::arrive(Resolution& resolution, const Target& target, const Found& found, std::string_view key,
                      const Element& value, Keys keys) const {
  resolution.target = &target;
  resolution.key = key;
  resolution.kind = Kind::kDangling;
  if (target.plan->table.empty()) return;
  resolution.converted = resolution.converted || (key == keys.object_id && value.type != Type::kObjectId);
  resolution.kind = Kind::kParentFailed;
  if (found.state == Found::State::kFailed) return;
  resolution.kind = Kind::kFound;
  resolution.merged = found.state == Found::State::kMerged;
  resolution.keeps = target.plan->keeps_ids;
  if (!resolution.keeps) {
    resolution.id = target.scheme.id_of(resolution.merged ? found.identity : key);
    return;
  }
  const std::string_view object_id = object_id_of_key(key);
  resolution.kept_type = object_id.empty() ? value.type : Type::kObjectId;
  resolution.kept = object_id.empty() ? value.value : object_id;
}

std::string_view Resolver::object_id_key(std::string_view twelve_bytes) {
  std::copy(twelve_bytes.begin(), twelve_bytes.end(), object_id_.begin() + 1);
  return {object_id_.data(), object_id_.size()};
}

}  // namespace sojourn::map
