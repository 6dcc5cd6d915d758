// Running text whose words are as unevenly frequent as in life (Zipf's law), with names, numbers and now and
// then something foreign: it compresses about as badly as real text.
#pragma once

#include <cstddef>
#include <string>

#include "tools/make_crm/random.h"

namespace sojourn::make_crm {

/// Appends one sentence with its full stop.
void append_sentence(std::string& to, Random& random);
/// Appends three to nine words without a stop.
void append_phrase(std::string& to, Random& random);
/// Appends sentences until `bytes` bytes have been added; cuts the last one to fit exactly.
void append_text(std::string& to, Random& random, std::size_t bytes);

}  // namespace sojourn::make_crm
