// The words that lead libpq to a server, and what may be said of them: passwords never are (J10).
//
// libpq itself reads the words, so all that it knows works: URIs, service files, .pgpass, PG* variables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sojourn::target {

class ConnectionWords {
 public:
  /// Throws a usage_error if libpq does not understand the words. They are not quoted: where a quote or a
  /// colon is misplaced, nobody can tell what of them is the password.
  explicit ConnectionWords(const std::string& words);

  /// For libpq: the same, with what we add where the operator says nothing.
  [[nodiscard]] const std::string& full() const { return full_; }
  /// For people: `database "nextcrm" at db.example:5432`.
  [[nodiscard]] const std::string& description() const { return description_; }
  /// A message of libpq or the server in one line, with everything that could be part of a password taken
  /// out.
  [[nodiscard]] std::string plain(std::string_view message) const;
  /// The Error of a connection that did not come about, in libpq's words.
  [[nodiscard]] Error failure(std::string_view message) const;

 private:
  std::string full_;
  std::string description_;
  std::vector<std::string> secrets_;  ///< Longest first.
};

}  // namespace sojourn::target
