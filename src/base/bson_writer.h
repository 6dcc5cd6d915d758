// Appends BSON to a buffer, element by element; lengths are filled in when a document ends.
//
//   BsonWriter w(buffer);
//   const auto whole = w.begin();
//   w.text("name", "Acme");
//   const auto tags = w.begin_array("tags");
//   w.int32("0", 1);
//   w.end(tags);
//   w.end(whole);
//
// It checks nothing: names hold no NUL, and what is begun is ended in turn.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/bson.h"
#include "base/bytes.h"

namespace sojourn {

using ObjectId = std::array<char, 12>;

inline std::string_view bytes_of(const ObjectId& id) {
  return {id.data(), id.size()};
}

class BsonWriter {
 public:
  explicit BsonWriter(std::string& to) : to_(to) {}

  /// Begins a document that is no field; the result is for `end`.
  std::size_t begin() {
    const std::size_t start = to_.size();
    append_le<std::uint32_t>(to_, 0);
    return start;
  }
  std::size_t begin_document(std::string_view name) {
    element(bson::Type::kDocument, name);
    return begin();
  }
  std::size_t begin_array(std::string_view name) {
    element(bson::Type::kArray, name);
    return begin();
  }
  void end(std::size_t start) {
    to_.push_back('\0');
    fill_length(start, to_.size() - start);
  }

  /// Begins a text whose characters the caller appends to the buffer.
  std::size_t begin_text(std::string_view name) {
    element(bson::Type::kString, name);
    return begin();
  }
  void end_text(std::size_t start) {
    to_.push_back('\0');
    fill_length(start, to_.size() - start - 4);
  }

  void text(std::string_view name, std::string_view value) {
    const std::size_t start = begin_text(name);
    to_.append(value);
    end_text(start);
  }
  void object_id(std::string_view name, const ObjectId& id) {
    element(bson::Type::kObjectId, name);
    to_.append(id.data(), id.size());
  }
  void int32(std::string_view name, std::int32_t value) { fixed(bson::Type::kInt32, name, value); }
  void int64(std::string_view name, std::int64_t value) { fixed(bson::Type::kInt64, name, value); }
  void number(std::string_view name, double value) { fixed(bson::Type::kDouble, name, value); }
  void date(std::string_view name, std::int64_t ms) { fixed(bson::Type::kDate, name, ms); }
  void boolean(std::string_view name, bool value) {
    element(bson::Type::kBool, name);
    to_.push_back(value ? '\1' : '\0');
  }
  void null(std::string_view name) { element(bson::Type::kNull, name); }

  /// Type byte and name; the caller appends the bytes of the value.
  void element(bson::Type type, std::string_view name) {
    to_.push_back(static_cast<char>(type));
    to_.append(name);
    to_.push_back('\0');
  }

  std::string& buffer() { return to_; }

 private:
  template <typename Number>
  void fixed(bson::Type type, std::string_view name, Number value) {
    element(type, name);
    append_le(to_, value);
  }
  void fill_length(std::size_t at, std::size_t length) {
    const auto field = static_cast<std::uint32_t>(length);
    std::memcpy(to_.data() + at, &field, sizeof field);
  }

  std::string& to_;
};

/// The names of array elements: "0", "1", ... Valid until the next call.
class ElementName {
 public:
  std::string_view operator()(std::size_t index) {
    const auto end = std::to_chars(digits_.data(), digits_.data() + digits_.size(), index).ptr;
    return {digits_.data(), static_cast<std::size_t>(end - digits_.data())};
  }

 private:
  std::array<char, 20> digits_{};
};

}  // namespace sojourn
