// Random documents with every type of BSON, such as MongoDB may hold and JSON has words for.
#pragma once

#include <bson/bson.h>

#include <string>

#include "support/bson_builder.h"
#include "support/random.h"

namespace sojourn::test {

class RandomBson {
 public:
  enum class Kind {
    kAny,
    /// Without what libbson's JSON reader mixes up: NULs, code and DBPointer.
    kForLibbson
  };

  explicit RandomBson(Random& random, Kind kind = Kind::kAny) : random_(random), kind_(kind) {}

  Doc document(int depth = 0) {
    Doc doc;
    for (auto count = random_.below(depth == 0 ? 12 : 5); count > 0; --count) element(doc, name(), depth);
    return doc;
  }

  /// UTF-8 from one byte to four, controls and NULs among it.
  std::string text() {
    static constexpr std::string_view kPieces[] = {"a",
                                                   "text ",
                                                   "\"",
                                                   "\\",
                                                   "/",
                                                   "\n",
                                                   "\x01",
                                                   "\x7f",
                                                   "é",
                                                   "€",
                                                   "😀",
                                                   "\xed\x9f\xbf",
                                                   "\xee\x80\x80",
                                                   std::string_view("\0", 1)};
    std::string text;
    for (auto count = random_.below(random_.one_in(20) ? 100 : 6); count > 0; --count) {
      text += kPieces[random_.below(std::size(kPieces) - (for_libbson() ? 1 : 0))];
    }
    return text;
  }

  std::string name() {
    static constexpr std::string_view kNames[] = {"a",   "",      "a.b",  "$set", "a",
                                                  "ref", "naïve", "\n\"", "_id",  "some longer name"};
    return std::string(kNames[random_.below(std::size(kNames))]);
  }

  double real() {
    switch (random_.below(4)) {
      case 0:
        return static_cast<double>(random_.below(100));
      case 1:
        return 0.1 * static_cast<double>(random_.below(1000));
      default:
        break;
    }
    const auto any = std::bit_cast<double>(random_.next());
    return any == any ? any : -0.0;
  }

  std::string decimal() {
    static constexpr const char* kSpecial[] = {"NaN", "Infinity", "-Infinity", "0", "-0E+3", "1E-6176"};
    std::string digits = kSpecial[random_.below(std::size(kSpecial))];
    if (!random_.one_in(8)) {
      digits = std::to_string(random_.next()) + (random_.one_in(2) ? "12345678901234" : "") + "E" +
               std::to_string(static_cast<int>(random_.below(12000)) - 6100);
    }
    bson_decimal128_t value{0, 0};
    REQUIRE(bson_decimal128_from_string(digits.c_str(), &value));
    return Doc::le(value.low) + Doc::le(value.high);
  }

 private:
  bool for_libbson() const { return kind_ == Kind::kForLibbson; }

  void element(Doc& doc, const std::string& name, int depth) {
    using bson::Type;
    const auto kind = random_.below(depth < 4 ? 24 : 20);
    if (for_libbson() && (kind == 12 || kind == 13 || kind == 20)) {
      doc.null(name);
      return;
    }
    const auto bits = random_.next() >> random_.below(64);
    if (kind == 0) doc.real(name, real());
    if (kind == 1) doc.text(name, text());
    if (kind == 2) doc.int32(name, static_cast<std::int32_t>(bits));
    if (kind == 3) doc.int64(name, static_cast<std::int64_t>(bits));
    if (kind == 4) doc.boolean(name, random_.one_in(2));
    if (kind == 5) doc.date(name, static_cast<std::int64_t>(bits));
    if (kind == 6) doc.null(name);
    if (kind == 7) doc.object_id(name, Doc::le(random_.next()) + std::string("\xff\x00\x7f\n", 4));
    if (kind == 8) doc.binary(name, static_cast<std::uint8_t>(random_.below(2) * 0x80), text());
    if (kind == 9) doc.binary(name, 2, old_binary());
    if (kind == 10) doc.raw(Type::kUndefined, name, "");
    if (kind == 11) doc.raw(Type::kRegex, name, std::string("^a/\"b\0imx\0", 10));
    if (kind == 12) doc.raw(Type::kDbPointer, name, Doc::counted("db.é") + "0123456789ab");
    if (kind == 13) doc.raw(Type::kCode, name, Doc::counted(text()));
    if (kind == 14) doc.raw(Type::kSymbol, name, Doc::counted(text()));
    if (kind == 15) doc.raw(Type::kTimestamp, name, Doc::le(random_.next()));
    if (kind == 16) doc.raw(Type::kDecimal128, name, decimal());
    if (kind == 17) doc.raw(Type::kMinKey, name, "");
    if (kind == 18) doc.raw(Type::kMaxKey, name, "");
    if (kind == 19) doc.date(name, static_cast<std::int64_t>(random_.below(2'000'000'000'000)));
    if (kind == 20) doc.raw(Type::kCodeWithScope, name, scoped(depth));
    if (kind == 21) doc.array(name, array(depth + 1));
    if (kind >= 22) doc.document(name, document(depth + 1));
  }

  Doc array(int depth) {
    Doc doc;
    const auto count = random_.below(random_.one_in(10) ? 120 : 4);
    for (std::uint64_t i = 0; i < count; ++i) element(doc, std::to_string(i), depth + 2);
    return doc;
  }

  std::string old_binary() {
    const std::string data = text();
    return Doc::le(static_cast<std::uint32_t>(data.size())) + data;
  }

  std::string scoped(int depth) {
    const std::string inside = Doc::counted(text()) + document(depth + 1).bytes();
    return Doc::le(static_cast<std::uint32_t>(inside.size() + 4)) + inside;
  }

  Random& random_;
  Kind kind_;
};

}  // namespace sojourn::test
