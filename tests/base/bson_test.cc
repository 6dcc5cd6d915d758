#include "base/bson.h"

#include <doctest/doctest.h>

#include "support/bson_builder.h"

using namespace sojourn;
using namespace sojourn::test;
using bson::Type;

namespace {

/// Why the bytes are no document, with the offset: "an unknown type byte at 4".
std::string problem(const std::string& bytes) {
  const bson::Scan scan = bson::scan(bytes);
  return scan.problem == nullptr ? "" : scan.problem + (" at " + std::to_string(scan.problem_at));
}

/// Of a document with one field "a" of this type and value.
std::string problem(Type type, const std::string& value) {
  return problem(Doc().raw(type, "a", value).bytes());
}

std::string with(std::string bytes, std::size_t at, char byte) {
  bytes[at] = byte;
  return bytes;
}

bool flags_invalid_utf8(const Doc& document) {
  return bson::scan(document.bytes()).invalid_utf8;
}

}  // namespace

TEST_CASE("scan accepts every type, and what lies between the least and the greatest document") {
  CHECK(problem(every_type().bytes()) == "");
  CHECK(problem(Doc().bytes()) == "");
  CHECK(problem(Doc().binary("a", 0, std::string(16u << 20, 'x')).bytes()) == "");
}

TEST_CASE("scan accepts no part of a document, and nothing behind one") {
  const std::string whole = every_type().bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK(problem(whole.substr(0, size)) != "");
  CHECK(problem(whole + '\0') == "its length field does not match at 0");
}

TEST_CASE("scan names what is wrong, and where") {
  const std::string one = Doc().int32("a", 1).bytes();
  CHECK(problem("") == "shorter than the smallest document at 0");
  CHECK(problem(with(one, 0, '\x7f')) == "its length field does not match at 0");
  CHECK(problem(with(one, 4, '\x42')) == "an unknown type byte at 4");
  CHECK(problem(with(one, 4, '\0')) == "a NUL where an element should begin at 4");
  CHECK(problem(with(one, one.size() - 1, 'x')) == "no NUL at its end at 11");
  CHECK(problem(Doc::le(9) +
                std::string("\x0a"
                            "ab\0",
                            4) +
                '\0') == "");
  CHECK(problem(Doc::le(8) +
                "\x0a"
                "ab" +
                '\0') == "a field name without end at 4");
  CHECK(problem(Doc::le(10) +
                std::string("\x10"
                            "a\0\1\0\0",
                            6)
                    .substr(0, 5) +
                '\0') == "a value that runs past the end of the document at 7");
}

TEST_CASE("scan checks what values say about their own length") {
  const std::string minus_one = Doc::le(-1);
  CHECK(problem(Type::kBool, "\2") == "a boolean that is neither 0 nor 1 at 7");
  CHECK(problem(Type::kString, Doc::le(0)) == "a text whose length field is too small at 7");
  CHECK(problem(Type::kString, minus_one) == "a value that runs past the end of the document at 7");
  CHECK(problem(Type::kString, Doc::le(2) + "xx") == "a text without a NUL at its end at 12");
  CHECK(problem(Type::kSymbol, Doc::le(100) + "x") == "a value that runs past the end of the document at 7");
  CHECK(problem(Type::kBinary, minus_one + '\0') == "a value that runs past the end of the document at 7");
  CHECK(problem(Type::kBinary, Doc::le(5) + '\2' + Doc::le(9) + "x") ==
        "an old binary value whose inner length does not match at 7");
  CHECK(problem(Type::kBinary, Doc::le(1) + '\2' + "x") ==
        "an old binary value whose inner length does not match at 7");
  CHECK(problem(Type::kRegex, "no end") == "a value that runs past the end of the document at 7");
  CHECK(problem(Type::kDocument, Doc::le(4)) == "shorter than the smallest document at 7");
  CHECK(problem(Type::kDocument, Doc::le(6) + std::string("\0\0", 2)) ==
        "a NUL where an element should begin at 11");
  CHECK(problem(Type::kDbPointer, Doc::le(0) + "0123456789ab") ==
        "a text whose length field is too small at 7");
}

TEST_CASE("scan checks all lengths of a code with scope") {
  const auto scoped = [](std::int32_t length, std::int32_t code, const std::string& scope) {
    return Doc::le(length) + Doc::le(code) + "f" + '\0' + scope;
  };
  const std::string scope = Doc().int32("x", 1).bytes();
  const auto right = static_cast<std::int32_t>(4 + 4 + 2 + scope.size());
  CHECK(problem(Type::kCodeWithScope, scoped(right, 2, scope)) == "");
  CHECK(problem(Type::kCodeWithScope, scoped(right + 1, 2, scope) + '\0') != "");
  CHECK(problem(Type::kCodeWithScope, scoped(right, 3, scope)) != "");
  CHECK(problem(Type::kCodeWithScope, scoped(right, -1, scope)) == "a code that runs past its value at 11");
  CHECK(problem(Type::kCodeWithScope, Doc::le(13) + std::string(9, '\0')) ==
        "a code with scope that is too short at 7");
}

TEST_CASE("scan follows two hundred levels of documents, arrays and scopes, and no more") {
  const auto nested = [](int levels, Type type) {
    Doc document;
    for (int i = 1; i < levels; ++i) document = Doc().raw(type, "a", document.bytes());
    return document.bytes();
  };
  CHECK(problem(nested(200, Type::kDocument)) == "");
  CHECK(problem(nested(200, Type::kArray)) == "");
  CHECK(problem(nested(201, Type::kArray)).starts_with("nested deeper than 200 levels"));
  CHECK(problem(nested(100'000, Type::kDocument)).starts_with("nested deeper than 200 levels"));
}

TEST_CASE("scan flags text that is not UTF-8 wherever it stands, and nothing else") {
  const std::string bad = "\xff";
  CHECK(flags_invalid_utf8(Doc().text("a", bad)));
  CHECK(flags_invalid_utf8(Doc().null(bad)));
  CHECK(flags_invalid_utf8(Doc().raw(Type::kSymbol, "a", Doc::counted(bad))));
  CHECK(flags_invalid_utf8(Doc().raw(Type::kCode, "a", Doc::counted(bad))));
  CHECK(flags_invalid_utf8(Doc().raw(Type::kRegex, "a", bad + '\0' + '\0')));
  CHECK(flags_invalid_utf8(Doc().raw(Type::kDbPointer, "a", Doc::counted(bad) + "0123456789ab")));
  CHECK(flags_invalid_utf8(Doc().document("a", Doc().array("b", Doc().text("0", bad)))));
  CHECK_FALSE(flags_invalid_utf8(Doc().binary("a", 0, bad)));
  CHECK_FALSE(flags_invalid_utf8(every_type()));
}

TEST_CASE("scan finds the first _id at the top, of any type") {
  // "int 2": its type and, where it is a number, its value.
  const auto id = [](const Doc& document) -> std::string {
    const std::string bytes = document.bytes();
    const auto found = bson::scan(bytes).id;
    if (!found) return "";
    const bool number = found->type == Type::kInt32;
    return std::string(bson::type_name(found->type)) +
           (number ? " " + std::to_string(found->as_int32()) : "");
  };
  CHECK(id(Doc().int32("a", 1)) == "");
  CHECK(id(Doc().document("a", Doc().int32("_id", 1))) == "");
  CHECK(id(Doc().int32("a", 1).int32("_id", 2).int32("_id", 3)) == "int 2");
  CHECK(id(Doc().document("_id", Doc().int32("x", 1))) == "object");
}

TEST_CASE("UTF-8 is told from what is none by the letter of its definition") {
  for (const char* good :
       {"", "plain", "caf\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xf4\x8f\xbf\xbf", "\xc2\x80", "\xe0\xa0\x80", "\xf0\x90\x80\x80"}) {
    CHECK(bson::is_utf8(good));
    CHECK(bson::is_utf8("eight and more " + std::string(good) + " eight and more"));
  }
  for (const char* bad : {"\x80", "\xc3", "\xc0\x80", "\xc1\xbf", "\xe2\x82", "\xe0\x9f\xbf", "\xed\xa0\x80",
                          "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3(",
                          "\xe2(\xa1", "\xf0\x9f\x98"}) {
    CHECK_FALSE(bson::is_utf8(bad));
    CHECK_FALSE(bson::is_utf8("eight and more " + std::string(bad) + " eight and more"));
  }
  CHECK(bson::is_utf8(std::string_view("a\0b", 3)));
}

TEST_CASE("a walker meets every element in order, with its name and value") {
  const std::string document = every_type().bytes();
  std::string names;
  std::size_t size = 5;
  for (bson::Walker walker(document); walker.next();) {
    names += std::string(walker.element().name) + " ";
    size += 2 + walker.element().name.size() + walker.element().value.size();
  }
  CHECK(size == document.size());
  CHECK(names ==
        "_id double string document array binary old_binary uuid undefined bool date null regex pointer code "
        "symbol scoped int32 timestamp int64 decimal min max ");
}

TEST_CASE("values are read as what they are") {
  const std::string document = every_type().bytes();
  const auto at = [&](std::string_view name) { return *bson::find(document, name); };
  CHECK(at("double").as_double() == -0.5);
  CHECK(at("string").as_text() == std::string_view("with a \0 inside", 15));
  CHECK(at("int32").as_int32() == -7);
  CHECK(at("int64").as_int64() == 1LL << 40);
  CHECK(at("date").as_int64() == -1);
  CHECK(at("bool").as_bool());
  CHECK(at("_id").as_object_id() == "0123456789ab");
  CHECK(at("uuid").binary_subtype() == 4);
  CHECK(at("uuid").as_binary() == "0123456789abcdef");
  CHECK(at("code").as_text() == "g()");
}

TEST_CASE("every type has the name that MongoDB's $type gives it, and other bytes have none") {
  CHECK(bson::type_name(Type::kObjectId) == "objectId");
  CHECK(bson::type_name(Type::kCodeWithScope) == "javascriptWithScope");
  int known = 0;
  for (int byte = 0; byte < 256; ++byte)
    known += bson::type_name(static_cast<Type>(byte)) != "unknown" ? 1 : 0;
  CHECK(known == 21);
}

TEST_CASE("a path leads through documents and arrays, and a name with a dot comes before a step") {
  const std::string document =
      Doc()
          .document("a", Doc().array("b", Doc().int32("0", 1).document("1", Doc().int32("c", 2))))
          .int32("a.b", 3)
          .document("x.y", Doc().int32("z", 4))
          .document("x", Doc().int32("w", 5))
          .bytes();
  const auto at = [&](std::string_view path) {
    const auto found = bson::find_path(document, path);
    return found && found->type == Type::kInt32 ? found->as_int32() : 0;
  };
  CHECK(at("a.b.0") == 1);
  CHECK(at("a.b.1.c") == 2);
  CHECK(at("a.b") == 3);
  CHECK(at("x.y.z") == 4);
  CHECK(at("x.w") == 5);
  CHECK(at("a.b.2") == 0);
  CHECK(at("a.b.0.c") == 0);
  CHECK(at("") == 0);
}

TEST_CASE("measure leads to the document's end whatever its length field says") {
  using Kind = bson::Extent::Kind;
  const std::string document = every_type().bytes();
  const std::string other_length = "\xff\xff\xff\xff" + document.substr(4) + "and more";
  const bson::Extent extent = bson::measure(other_length, 1u << 20);
  CHECK(extent.kind == Kind::kWhole);
  CHECK(extent.size == document.size());
  for (std::size_t size = 0; size < document.size(); ++size) {
    CHECK(bson::measure(document.substr(0, size), 1u << 20).kind == Kind::kCutOff);
  }
  CHECK(bson::measure(document, document.size() - 1).kind == Kind::kBroken);
  CHECK(bson::measure(with(document, 4, '\x42'), 1u << 20).kind == Kind::kBroken);
}
