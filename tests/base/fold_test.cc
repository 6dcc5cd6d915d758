#include "base/fold.h"

#include <doctest/doctest.h>

namespace sojourn {
namespace {

TEST_CASE("letters of unlike case fold to the same text, in every script that has case") {
  CHECK(fold_case("Ada.Lovelace@Example.COM") == "ada.lovelace@example.com");
  CHECK(fold_case("ÉVA ŽIŽKOVÁ") == "éva žižková");
  CHECK(fold_case("ΣΊΣΥΦΟΣ") == fold_case("σίσυφος"));
  CHECK(fold_case("ЧЕХОВ") == "чехов");
  CHECK(fold_case("\U00010400") == "\U00010428");
  CHECK(fold_case("ẞ") == "ß");
}

TEST_CASE("folding changes letters one for one, and what has no case not at all") {
  CHECK(fold_case("ß") == "ß");
  CHECK(fold_case("İ") == "İ");
  CHECK(fold_case("123 日本 😀") == "123 日本 😀");
  CHECK(fold_case("") == "");
  CHECK(fold_case(fold_case("Ǆǅǆ")) == fold_case("ǆǆǆ"));
}

TEST_CASE("of bytes that are no UTF-8 only the letters of ASCII are folded") {
  CHECK(fold_case("A\xff\xc3") == "a\xff\xc3");
  CHECK(fold_case("\xed\xa0\x80Z") == "\xed\xa0\x80z");
}

TEST_CASE("blanks are trimmed from both ends and nowhere else") {
  CHECK(trim(" \t a b \r\n") == "a b");
  CHECK(trim("a") == "a");
  CHECK(trim(" \n") == "");
  CHECK(trim("") == "");
}

}  // namespace
}  // namespace sojourn
