// BSON as it lies in memory: walking and checking without building any object.
//
// A view never copies; it is valid as long as the bytes are. Only `scan` may be given unchecked bytes; all
// else REQUIRES a document that `scan` accepted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::bson {

/// The type byte of an element. Values are BSON's own.
enum class Type : std::uint8_t {
  kDouble = 0x01,
  kString = 0x02,
  kDocument = 0x03,
  kArray = 0x04,
  kBinary = 0x05,
  kUndefined = 0x06,
  kObjectId = 0x07,
  kBool = 0x08,
  kDate = 0x09,
  kNull = 0x0a,
  kRegex = 0x0b,
  kDbPointer = 0x0c,
  kCode = 0x0d,
  kSymbol = 0x0e,
  kCodeWithScope = 0x0f,
  kInt32 = 0x10,
  kTimestamp = 0x11,
  kInt64 = 0x12,
  kDecimal128 = 0x13,
  kMaxKey = 0x7f,
  kMinKey = 0xff,
};

/// The name that MongoDB's $type operator uses: "objectId", "string".
[[nodiscard]] std::string_view type_name(Type type);

/// One element of a document or array: its name and the raw bytes of its value.
struct Element {
  Type type = Type::kNull;
  std::string_view name;
  std::string_view value;

  // Each accessor REQUIRES the matching type.
  double as_double() const;
  std::int32_t as_int32() const;
  std::int64_t as_int64() const;  ///< Int64 and Date (milliseconds since 1970).
  bool as_bool() const;
  std::string_view as_text() const;      ///< String, Code and Symbol, without length and final NUL.
  std::string_view as_document() const;  ///< Document and Array, whole.
  std::string_view as_object_id() const { return value; }
  std::uint8_t binary_subtype() const;
  std::string_view as_binary() const;
};

/// Walks the elements of one document, in order: `for (Walker w(doc); w.next();) use(w.element());`
class Walker {
 public:
  explicit Walker(std::string_view document) : rest_(document.substr(4, document.size() - 5)) {}
  [[nodiscard]] bool next();
  const Element& element() const { return element_; }

 private:
  std::string_view rest_;
  Element element_;
};

/// The first element of that name at the top of a document.
[[nodiscard]] std::optional<Element> find(std::string_view document, std::string_view name);
/// The element at a path of names separated by dots; numbers step into arrays.
[[nodiscard]] std::optional<Element> find_path(std::string_view document, std::string_view path);

/// What one pass over unchecked bytes found.
struct Scan {
  const char* problem = nullptr;  ///< Why the bytes are no document; null if they are one.
  std::size_t problem_at = 0;     ///< Offset of the problem within the bytes.
  bool invalid_utf8 = false;      ///< Some name or text is not UTF-8. MongoDB allows it; PostgreSQL will not.
  std::optional<Element> id;      ///< The first top-level `_id`.
};

/// MongoDB stops at 100 levels when it stores and 200 when it reads; beyond this a document is refused.
inline constexpr int kNestingMax = 200;
/// MongoDB's own documents end at 16 MiB; its internal ones (oplog) may be 16 KiB larger. We allow room.
inline constexpr std::size_t kDocumentBytesMax = 17u << 20;

/// Checks that `bytes` are exactly one well-formed document.
[[nodiscard]] Scan scan(std::string_view bytes);

/// Where the elements at the front of some unchecked bytes lead, whatever their length field says.
struct Extent {
  enum class Kind : std::uint8_t {
    kWhole,   ///< A document's end was reached.
    kCutOff,  ///< The bytes end within it; so far they could be a document.
    kBroken,  ///< They are none.
  };
  Kind kind = Kind::kBroken;
  std::size_t size = 0;       ///< Of the document, if whole.
  std::size_t looked_at = 0;  ///< Bytes read to find that out.
};

/// Follows the elements of the top level for at most `limit` bytes; what leads beyond is broken. Cheap: texts
/// and inner documents are stepped over.
[[nodiscard]] Extent measure(std::string_view bytes, std::size_t limit);

[[nodiscard]] bool is_utf8(std::string_view text);
/// Bytes of the character that the text begins with; 0 if it begins with none. REQUIRES: not empty.
[[nodiscard]] std::size_t utf8_character(std::string_view text);

}  // namespace sojourn::bson
