// FlatBuffers values of the journal: packing, and unpacking with the verifier in front.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "schema/journal/journal_generated.h"

namespace sojourn::journal {

/// The bytes of a value made by flatc's object API.
template <typename Table>
std::string pack(const typename Table::NativeTableType& value) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(Table::Pack(builder, &value));
  return {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()};
}

/// The table in `bytes`, or null if they are not a well-formed one.
template <typename Table>
const Table* verified(std::string_view bytes) {
  const auto* begin = reinterpret_cast<const std::uint8_t*>(bytes.data());
  flatbuffers::Verifier verifier(begin, bytes.size());
  return verifier.VerifyBuffer<Table>(nullptr) ? flatbuffers::GetRoot<Table>(begin) : nullptr;
}

inline std::vector<std::uint8_t> to_vector(std::string_view bytes) {
  return {bytes.begin(), bytes.end()};
}
inline std::string_view to_view(const std::vector<std::uint8_t>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline std::string_view to_view(const flatbuffers::Vector<std::uint8_t>* bytes) {
  return bytes == nullptr ? std::string_view()
                          : std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

inline fb::Hash to_fb(const Hash128& hash) {
  return {hash.high, hash.low};
}
inline Hash128 from_fb(const fb::Hash& hash) {
  return {hash.high(), hash.low()};
}

}  // namespace sojourn::journal
