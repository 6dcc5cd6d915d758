#include <cmath>

#include "map/convert.h"
#include "map/convert_json.h"

namespace sojourn::test {
namespace {

using bson::Type;
using plan::Loss;

plan::Conversion losing(std::vector<Loss> losses) {
  plan::Conversion rules;
  rules.losses = std::move(losses);
  return rules;
}

std::string jsonb(const Doc& value, std::vector<Loss> losses = {}) {
  return Conversion("jsonb", losing(std::move(losses)))(Doc().document("", value));
}

TEST_CASE("what JSON has words for goes in without a change") {
  CHECK(jsonb(Doc()) == "jsonb({})");
  CHECK(jsonb(Doc().text("b", "x\"\\/\n\x01é").int32("a", -1).null("n").boolean("t", true)) ==
        R"(jsonb({"b":"x\"\\/\n\u0001é","a":-1,"n":null,"t":true}))");
  CHECK(jsonb(Doc().array("a", Doc().real("0", 0.1).real("1", 5.0).array("2", Doc()))) ==
        R"(jsonb({"a":[0.1,5,[]]}))");
  CHECK(Conversion("jsonb").text("") == R"(jsonb(""))");
  CHECK(Conversion("json").real(-0.0) == "json(-0)");
  CHECK(Conversion("jsonb").boolean(false) == "jsonb(false)");
}

TEST_CASE("BSON's own types have a documented form, and are counted") {
  const auto one = [](const Doc& value) { return Conversion("jsonb")(value); };
  CHECK(one(Doc().object_id("", "0123456789ab")) == R"(jsonb("303132333435363738396162"), converted)");
  CHECK(one(Doc().date("", 0)) == R"(jsonb("1970-01-01T00:00:00.000Z"), converted)");
  CHECK(one(Doc().date("", 1LL << 60)) ==
        R"(jsonb({"$date":{"$numberLong":"1152921504606846976"}}), converted)");
  CHECK(one(Doc().int64("", 1LL << 62)) == "jsonb(4611686018427387904), converted");
  CHECK(Conversion("jsonb").decimal("1.50") == "jsonb(1.50), converted");
  CHECK(Conversion("jsonb").decimal("1E+30") == "jsonb(1E+30), converted");
  CHECK(one(Doc().binary("", 0, "\x01\x02")) ==
        R"(jsonb({"$binary":{"base64":"AQI=","subType":"00"}}), converted)");
  CHECK(one(Doc().binary("", 4, "0123456789abcdef")) ==
        R"(jsonb("30313233-3435-3637-3839-616263646566"), converted)");
  CHECK(one(Doc().raw(Type::kRegex, "", std::string_view("a.b\0im\0", 7))) ==
        R"(jsonb({"$regularExpression":{"pattern":"a.b","options":"im"}}), converted)");
  CHECK(one(Doc().raw(Type::kTimestamp, "", Doc::le<std::uint64_t>(5ULL << 32 | 7))) ==
        R"(jsonb({"$timestamp":{"t":5,"i":7}}), converted)");
  CHECK(one(Doc().raw(Type::kMinKey, "", "")) == R"(jsonb({"$minKey":1}), converted)");
  CHECK(jsonb(Doc().raw(Type::kUndefined, "u", "")) == R"(jsonb({"u":{"$undefined":true}}), converted)");
}

TEST_CASE("BSON's own types become plain text where that loss is declared") {
  const std::vector<Loss> type = {Loss::kType};
  CHECK(jsonb(Doc().raw(Type::kRegex, "r", std::string_view("a.b\0im\0", 7)), type) ==
        R"(jsonb({"r":"/a.b/im"}), converted, lost type)");
  CHECK(jsonb(Doc().binary("b", 0, "\x01\x02"), type) == R"(jsonb({"b":"AQI="}), converted, lost type)");
  CHECK(jsonb(Doc().raw(Type::kUndefined, "u", ""), type) == R"(jsonb({"u":null}), converted, lost type)");
  CHECK(jsonb(Doc().real("n", std::nan("")), type) == R"(jsonb({"n":"NaN"}), lost type)");
}

TEST_CASE("what jsonb would change in silence is refused, or lost as declared") {
  CHECK(jsonb(Doc().real("z", -0.0)) == "invalid negative_zero");
  CHECK(jsonb(Doc().real("z", -0.0), {Loss::kNegativeZero}) == R"(jsonb({"z":0}), lost negative_zero)");
  CHECK(jsonb(Doc().real("n", std::nan(""))) == "invalid not_finite");
  CHECK(jsonb(Doc().text("n", std::string_view("a\0", 2))) == "invalid nul_in_text");
  CHECK(jsonb(Doc().int32("\xff", 1)) == "invalid invalid_utf8");
  CHECK(jsonb(Doc().int32("\xff", 1), {Loss::kUtf8}) == "jsonb({\"\xef\xbf\xbd\":1}), lost utf8");
  const Doc repeated = Doc().int32("a", 1).int32("b", 2).int32("a", 3);
  CHECK(jsonb(repeated) == "invalid repeated_keys");
  CHECK(jsonb(repeated, {Loss::kRepeatedKeys}) == R"(jsonb({"b":2,"a":3}), lost repeated_keys)");
  CHECK(jsonb(Doc().int32("\xff", 1).int32("\xfe", 2), {Loss::kUtf8}) == "invalid repeated_keys");
  CHECK(Conversion("json")(Doc().document("", repeated)) == R"(json({"a":1,"b":2,"a":3}))");
  Doc many;
  for (int i = 0; i < 40; ++i) many.int32("n" + std::to_string(i), i);
  CHECK(jsonb(many).starts_with("jsonb("));
  CHECK(jsonb(many.int32("n7", 0)) == "invalid repeated_keys");
  CHECK(jsonb(Doc().document("d", Doc().int32("$minKey", 1))) == "invalid json_type");
}

TEST_CASE("JSON larger than the plan allows is refused") {
  plan::Conversion rules;
  rules.max_bytes = 7;
  CHECK(Conversion("jsonb", rules)(Doc().document("", Doc().int32("a", 1))) == R"(jsonb({"a":1}))");
  CHECK(Conversion("jsonb", rules)(Doc().document("", Doc().int32("a", 10))) == "invalid too_long");
}

/// Replaces ObjectIds by the number of their path, and refuses texts.
class NumberIds final : public map::JsonIds {
 public:
  Answer replace(std::size_t path, const bson::Element& value, std::string& to, map::Cause& cause) override {
    cause = map::Cause::kDangling;
    if (value.type == Type::kString) return Answer::kInvalid;
    if (value.type != Type::kObjectId) return Answer::kKept;
    to += "\"id of path " + std::to_string(path) + "\"";
    return Answer::kReplaced;
  }
};

std::string with_ids(const Doc& value, std::vector<std::pair<std::string, std::string>> paths) {
  plan::Conversion rules;
  rules.json_ids = std::move(paths);
  std::vector<std::string> problems;
  const auto converter = map::make_json_converter(type_of("jsonb"), rules, problems);
  const std::string bytes = value.bytes();
  bson::Walker walker(bytes);
  REQUIRE(walker.next());
  Cells cells;
  NumberIds ids;
  const map::Result result = converter->write_with_ids(walker.element(), &ids, cells);
  return cells.take() + words_of(result);
}

TEST_CASE("ids within JSON are replaced where the plan's paths lead, and nowhere else") {
  const std::vector<std::pair<std::string, std::string>> paths = {{"owner", "Users"},
                                                                  {"items[].product", "Products"}};
  const Doc item = Doc().object_id("product", "0123456789ab").object_id("maker", "0123456789ab");
  const Doc value = Doc().document(
      "", Doc().object_id("owner", "0123456789ab").array("items", Doc().document("0", item).int32("1", 3)));
  CHECK(with_ids(value, paths) == R"(jsonb({"owner":"id of path 0","items":[{"product":"id of path 1",)"
                                  R"("maker":"303132333435363738396162"},3]}), converted)");
  CHECK(with_ids(Doc().document("", Doc().text("owner", "nobody")), paths) == "invalid dangling");
  CHECK(with_ids(Doc().array("", Doc().object_id("0", "0123456789ab").null("1")), {{"[]", "Users"}}) ==
        R"(jsonb(["id of path 0",null]))");
}

}  // namespace
}  // namespace sojourn::test
