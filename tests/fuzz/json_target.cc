#include <algorithm>

#include "base/ext_json.h"
#include "base/key.h"
#include "fuzz.h"
#include "targets.h"

namespace sojourn::test {
namespace {

std::string json_of(std::string_view document, bson::JsonMode mode) {
  std::string json;
  bson::append_json(json, document, mode);
  return json;
}

void check_document(std::string_view document) {
  const bson::Scan scan = bson::scan(document);
  demand(scan.problem == nullptr, "what is read from JSON is sound");
  std::string again;
  const std::string canonical = json_of(document, bson::JsonMode::kCanonical);
  demand(bson::is_utf8(canonical), "JSON is UTF-8");
  const bson::JsonParse parse = bson::append_bson(again, canonical);
  demand(parse.problem == nullptr && parse.consumed == canonical.size(), "we read what we write");
  demand(scan.invalid_utf8 || again == document, "canonical JSON gives the same bytes again");
  again.clear();
  demand(bson::append_bson(again, json_of(document, bson::JsonMode::kRelaxed)).problem == nullptr,
         "we read what we write for people");
}

void check_key(const std::string& key) {
  const std::string text = key_text(key);
  if (text.find("(hash ") != std::string::npos) return;
  const auto meant = keys_meant_by(text);
  demand(std::find(meant.begin(), meant.end(), key) != meant.end(), "the text of a key leads back to it");
}

}  // namespace

void fuzz_json(std::string_view bytes) {
  std::string document = "kept";
  const bson::JsonParse parse = bson::append_bson(document, bytes);
  demand(parse.problem_at <= bytes.size() && parse.consumed <= bytes.size(), "places lie within the text");
  if (parse.problem != nullptr) {
    demand(document == "kept", "on a problem nothing is appended");
    demand(parse.incomplete == (parse.problem_at == bytes.size()), "a text is incomplete where it ends");
    return;
  }
  check_document(std::string_view(document).substr(4));
  std::string none;
  const bson::JsonParse half = bson::append_bson(none, bytes.substr(0, parse.consumed * 2 / 3));
  demand(half.incomplete && none.empty(), "the beginning of an object is incomplete, not wrong");
}

void fuzz_key(std::string_view bytes) {
  demand(!key_text(bytes).empty(), "any bytes have a text as a key");
  const auto meant = keys_meant_by(bytes);
  demand(!meant.empty(), "any text means some key");
  for (const std::string& key : meant) check_key(key);
}

}  // namespace sojourn::test
