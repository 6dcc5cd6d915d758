#include "tools/make_crm/running_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <vector>

#include "tools/make_crm/word_lists.h"

namespace sojourn::make_crm {
namespace {

// The commonest words of business writing, commonest first.
constexpr std::string_view kCommonWords[] = {
    "the",      "to",       "and",      "of",       "a",         "in",        "for",       "is",
    "on",       "with",     "we",       "be",       "by",        "that",      "this",      "it",
    "as",       "at",       "from",     "will",     "are",       "have",      "not",       "or",
    "an",       "was",      "you",      "our",      "they",      "has",       "please",    "customer",
    "meeting",  "offer",    "can",      "new",      "call",      "contract",  "price",     "should",
    "before",   "after",    "until",    "week",     "invoice",   "order",     "their",     "project",
    "would",    "next",     "about",    "all",      "one",       "when",      "which",     "if",
    "need",     "send",     "sent",     "delivery", "payment",   "still",     "already",   "team",
    "month",    "account",  "budget",   "sales",    "been",      "more",      "also",      "who",
    "there",    "what",     "product",  "service",  "two",       "asked",     "waiting",   "answer",
    "agreed",   "details",  "discount", "draft",    "signed",    "version",   "document",  "quarter",
    "request",  "details",  "update",   "office",   "contact",   "demo",      "support",   "response",
    "decision", "today",    "tomorrow", "friday",   "monday",    "confirm",   "schedule",  "proposal",
    "terms",    "deadline", "renewal",  "licence",  "training",  "issue",     "review",    "manager",
    "director", "phone",    "email",    "visit",    "factory",   "warehouse", "transport", "supplier",
    "partner",  "legal",    "finance",  "approval", "purchase",  "quality",   "quantity",  "complaint",
    "warranty", "return",   "stock",    "sample",   "catalogue", "website",   "campaign",  "interest",
    "feedback", "question", "reminder", "problem",  "solution",  "option",    "package",   "annual"};

/// Word ids, each as often as Zipf's law gives it; one look-up picks a word.
class Vocabulary {
 public:
  Vocabulary() {
    make_words();
    make_picks();
  }
  [[nodiscard]] std::string_view word(std::uint32_t random16) const { return words_[picks_[random16]]; }

  static const Vocabulary& get() {
    static const Vocabulary vocabulary;
    return vocabulary;
  }

 private:
  static constexpr std::size_t kWords = 4096;
  static constexpr std::size_t kPicks = 65536;

  /// Behind the common words come made-up ones, so that text holds as many different words as real text.
  void make_words() {
    static constexpr std::string_view kBegin[] = {"b", "br", "c",  "cl", "d",  "dr", "f",  "fl", "g",  "gr",
                                                  "h", "j",  "k",  "kr", "l",  "m",  "n",  "p",  "pl", "pr",
                                                  "r", "s",  "st", "sh", "sk", "t",  "tr", "v",  "w",  "z"};
    static constexpr std::string_view kMiddle[] = {"a", "e", "i", "o", "u", "ai", "ea", "ou", "ie", "oa"};
    static constexpr std::string_view kEnd[] = {"",   "n",  "r",  "s",  "t",  "l",    "m",
                                                "nd", "rt", "st", "ck", "ng", "ment", "tion"};
    Random random(0x776f726473);
    letters_.reserve(kWords * 16);
    std::vector<std::size_t> starts;
    while (starts.size() < kWords) {
      starts.push_back(letters_.size());
      if (starts.size() <= std::size(kCommonWords)) {
        letters_ += kCommonWords[starts.size() - 1];
        continue;
      }
      for (std::uint32_t syllables = 1 + random.below(3); syllables > 0; --syllables) {
        letters_ += pick(kBegin, random);
        letters_ += pick(kMiddle, random);
        if (syllables == 1) letters_ += pick(kEnd, random);
      }
    }
    starts.push_back(letters_.size());
    for (std::size_t i = 0; i < kWords; ++i) {
      words_.push_back(std::string_view(letters_).substr(starts[i], starts[i + 1] - starts[i]));
    }
  }

  void make_picks() {
    double total = 0;
    for (std::size_t rank = 0; rank < kWords; ++rank) total += weight(rank);
    double sum = 0;
    std::size_t filled = 0;
    for (std::size_t rank = 0; rank < kWords; ++rank) {
      sum += weight(rank);
      const auto until = static_cast<std::size_t>(sum / total * kPicks);
      while (filled < until) picks_[filled++] = static_cast<std::uint16_t>(rank);
    }
    while (filled < kPicks) picks_[filled++] = 0;
  }

  static double weight(std::size_t rank) { return 1.0 / std::pow(static_cast<double>(rank) + 4, 1.15); }

  std::string letters_;
  std::vector<std::string_view> words_;
  std::array<std::uint16_t, kPicks> picks_{};
};

void append_number(std::string& to, std::uint32_t number) {
  std::array<char, 12> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  to.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

/// Now and then running text has a name, a number or something foreign.
void append_special(std::string& to, Random& random) {
  const std::uint32_t roll = random.below(16);
  if (roll < 7) {
    to += pick(last_names(), random);
  } else if (roll < 15) {
    append_number(to, random.below(roll < 11 ? 100 : 1000000));
  } else {
    to += pick(foreign_texts(), random);
  }
}

constexpr std::uint64_t kSetPhrases = 1000;
constexpr std::uint64_t kSetPhraseShare = (std::uint64_t{1} << 32) / 2;

/// Draws four words at a time from one random number; the top of it decides whether a special follows.
void append_words(std::string& to, Random& random, std::uint32_t count) {
  const Vocabulary& vocabulary = Vocabulary::get();
  std::uint64_t bits = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i % 4 == 0) {
      bits = random.next();
      // People repeat themselves: every second group is one of a thousand turns of phrase.
      if (bits >> 32 < kSetPhraseShare) bits = mix(bits % kSetPhrases);
      if ((mix(bits) & 15) == 0) {
        append_special(to, random);
        to.push_back(' ');
      }
    }
    to += vocabulary.word(static_cast<std::uint32_t>(bits & 0xffff));
    to.push_back(' ');
    bits >>= 16;
  }
  to.pop_back();
}

}  // namespace

void append_phrase(std::string& to, Random& random) {
  append_words(to, random, 3 + random.below(7));
}

void append_sentence(std::string& to, Random& random) {
  append_words(to, random, 5 + random.below(14));
  to.push_back('.');
}

void append_text(std::string& to, Random& random, std::size_t bytes) {
  const std::size_t end = to.size() + bytes;
  while (to.size() < end) {
    append_sentence(to, random);
    to.push_back(' ');
  }
  // A cut must not split a character, and the length must be exact: blanks take the place of a split one.
  std::size_t cut = end;
  while (cut < to.size() && (static_cast<unsigned char>(to[cut]) & 0xc0) == 0x80) --cut;
  to.resize(cut);
  to.append(end - cut, ' ');
}

}  // namespace sojourn::make_crm
