// What the journal says about the documents of a stream, as plain data: what a plan is checked against and a
// first plan is written from.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/bson.h"

namespace sojourn::plan {

/// One path within the documents of a stream. Paths step into documents ("address.city"); arrays are one
/// value, and what their elements are is told by the path "tags[]".
struct FieldFacts {
  std::uint64_t documents = 0;                ///< That have it, null or not.
  std::map<bson::Type, std::uint64_t> types;  ///< How often each type.
  std::uint64_t empty = 0;                    ///< "" or an array or document without content.
  std::uint64_t longest = 0;                  ///< Bytes of the longest text.
  bool hex_ids = false;                       ///< All its texts are 24 hexadecimal digits.
  bool whole = true;                          ///< All its numbers are whole and fit in 64 bits.
  std::int64_t least = 0;                     ///< Of its whole numbers.
  std::int64_t greatest = 0;
  std::map<std::string, std::uint64_t>
      values;                            ///< Distinct short texts, at most 32; empty if there are more.
  std::vector<std::string> sample_keys;  ///< Three at most, as key_text gives them: the first seen.
};

struct StreamFacts {
  std::uint64_t documents = 0;
  bool complete = false;  ///< Read to the end; otherwise the rest may differ.
  std::map<std::string, FieldFacts> fields;
};

/// By stream name: "crm.Users". A stream that was not extracted is absent.
using Facts = std::map<std::string, StreamFacts>;

}  // namespace sojourn::plan
