// What is fuzzed. Each takes any bytes and throws when a promise is broken.
#pragma once

#include <string_view>

namespace sojourn::test {

/// bson::scan and all that may be done with a document that it accepts.
void fuzz_bson(std::string_view bytes);
/// The cursor of .bson files, compressed ones too if the bytes begin so.
void fuzz_bson_file(std::string_view bytes);
void fuzz_archive(std::string_view bytes);
/// The cursor of mongoexport files.
void fuzz_json_file(std::string_view bytes);
/// Extended JSON to BSON and back.
void fuzz_json(std::string_view bytes);
/// Mapping of any document that bson::scan accepts, by plans with much in them.
void fuzz_map(std::string_view bytes);
/// Conversion of every value of a document that bson::scan accepts into every type.
void fuzz_convert(std::string_view bytes);
/// Texts of keys, and bytes that may be none.
void fuzz_key(std::string_view bytes);
/// The reader of plans.
void fuzz_plan(std::string_view bytes);

}  // namespace sojourn::test
