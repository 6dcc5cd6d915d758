#include <charconv>

#include "base/bytes.h"
#include "base/key.h"

namespace sojourn {

std::string key_text(std::string_view key) {
  return "key:" + to_hex(key);
}

std::vector<std::string> keys_meant_by(std::string_view) {
  return {};
}

}  // namespace sojourn
