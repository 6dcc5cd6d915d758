#include "source/json_cursor.h"

#include <fmt/format.h>

#include <cstring>

#include "base/error.h"
#include "base/ext_json.h"
#include "source/json_search.h"
#include "source/json_text.h"
#include "source/token.h"

namespace sojourn::source {
namespace {

constexpr std::uint64_t kTokenKind = 'J';
/// A file full of damage ends a batch, too.
constexpr std::size_t kDamagesMax = 1000;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// What may come next. The numbers are part of positions kept in journals: never renumber.
enum class Phase : std::uint64_t {
  kBegin = 0,    ///< The file's first byte, which tells objects from an array.
  kObject = 1,   ///< An object, or the end.
  kFirst = 2,    ///< The first element of an array, or its end.
  kElement = 3,  ///< An element behind a comma.
  kComma = 4,    ///< A comma, or the end of the array.
  kEnded = 5,    ///< Nothing behind an array.
};

/// All of the state that is not in the text.
struct State {
  Phase phase = Phase::kBegin;
  /// Part of the file was lost in a gap; the next object must be searched for.
  bool searching = false;
  /// How far the objects are indented that stand first in their line.
  std::optional<std::size_t> indent;
};

class JsonCursor : public Cursor {
 public:
  JsonCursor(std::string stream, JsonText text, State state, const ReadOptions& options)
      : stream_(std::move(stream)), text_(std::move(text)), state_(state), options_(options) {}

  bool fill(DocumentBatch& batch, std::size_t bytes) override {
    batch.clear();
    used_ = 0;
    const std::size_t target = std::max<std::size_t>(bytes, 1);
    if (batch.arena.size() < target) batch.arena.resize(target);
    try {
      while (used_ < target && batch.damages.size() < kDamagesMax && step(batch)) {
      }
    } catch (const Error&) {
      // What was read before is delivered first; the next call meets the same again.
      if (is_empty(batch)) throw;
    }
    text_.bytes().tell(batch.damages);
    text_.bytes().forget(text_.offset());
    return !is_empty(batch);
  }

  Position position() const override {
    TokenWriter token;
    token.number(kTokenKind);
    token.number(static_cast<std::uint64_t>(state_.phase));
    token.number(state_.searching ? 1 : 0);
    token.number(state_.indent ? *state_.indent + 1 : 0);
    token.number(text_.line().number);
    token.number(text_.line().start);
    token.number(text_.line().only_blanks ? 1 : 0);
    const std::uint64_t at = text_.bytes().save(token, text_.offset());
    return {token.take(), at, text_.bytes().file().size()};
  }

 private:
  static bool is_empty(const DocumentBatch& batch) {
    return batch.documents.empty() && batch.damages.empty();
  }

  /// Takes the next thing, whatever it is. False when the batch is finished. Throws before it takes anything.
  bool step(DocumentBatch& batch) {
    if (state_.phase == Phase::kBegin) return begin();
    if (state_.searching) return skip_behind_gap(batch);
    if (!text_.skip_space()) return end(batch);
    const char next = text_.window().front();
    switch (state_.phase) {
      case Phase::kComma:
        if (next == ',') return pass(Phase::kElement);
        if (next == ']') return pass(Phase::kEnded);
        return damaged(batch, "neither a comma nor the end of the array behind an element", 0);
      case Phase::kFirst:
        if (next == ']') return pass(Phase::kEnded);
        return object(batch);
      case Phase::kEnded:
        return damaged(batch, "something behind the end of the array", 0);
      default:
        return object(batch);
    }
  }

  bool pass(Phase phase) {
    text_.take(1);
    state_.phase = phase;
    return true;
  }

  bool begin() {
    while (text_.window().size() < kByteOrderMark.size() && text_.more()) {
    }
    if (text_.window().starts_with(kByteOrderMark)) text_.take(kByteOrderMark.size());
    if (text_.window().starts_with("\xff\xfe") || text_.window().starts_with("\xfe\xff")) throw utf16();
    const bool array = text_.skip_space() && text_.window().front() == '[';
    if (array) text_.take(1);
    state_.phase = array ? Phase::kFirst : Phase::kObject;
    return true;
  }

  bool object(DocumentBatch& batch) {
    bson::JsonParse parse;
    do {
      body_.clear();
      parse = bson::append_bson(body_, text_.window());
    } while (parse.incomplete && text_.more());
    if (parse.problem != nullptr) {
      const char* problem =
          parse.incomplete && text_.full() ? "an object that is far too long" : parse.problem;
      return damaged(batch, problem, parse.problem_at);
    }
    if (!deliver(batch)) return false;
    if (const auto indent = text_.indent()) state_.indent = indent;
    text_.take(parse.consumed);
    if (state_.phase != Phase::kObject) state_.phase = Phase::kComma;
    return true;
  }

  /// Copies the document into the arena. False if it has no room there.
  bool deliver(DocumentBatch& batch) {
    if (batch.arena.size() - used_ < body_.size()) {
      if (!batch.documents.empty()) return false;
      batch.arena.resize(used_ + body_.size());
    }
    char* const to = batch.arena.data() + used_;
    std::memcpy(to, body_.data(), body_.size());
    const std::string_view body(to, body_.size());
    const bson::Scan scan = bson::scan(body);
    batch.documents.push_back({0, body, scan.id, scan.invalid_utf8});
    used_ += body.size();
    return true;
  }

  /// The text is used up: the end, or a gap that was left out of a compressed file.
  bool end(DocumentBatch& batch) {
    if (auto gap = text_.bytes().take_gap()) {
      batch.damages.push_back(std::move(*gap));
      state_.searching = true;
      return true;
    }
    if (state_.phase == Phase::kObject || state_.phase == Phase::kEnded) return false;
    return damaged(batch, "the text ends before the array does; the file was cut off", 0);
  }

  /// Behind a gap the text may go on anywhere within an object.
  bool skip_behind_gap(DocumentBatch& batch) {
    const std::uint64_t start = text_.offset();
    skip_to_object();
    state_.searching = false;
    batch.damages.push_back({0, start, text_.offset() - start, "the rest of an object behind a gap"});
    return true;
  }

  /// What cannot be read is an Error, or left out.
  bool damaged(DocumentBatch& batch, const char* cause, std::size_t ahead) {
    const TextPlace problem = text_.place(ahead);
    if (!options_.skip_damaged) throw damage_error(problem, cause);
    const std::uint64_t start = text_.offset();
    skip_damaged();
    batch.damages.push_back({0, start, text_.offset() - start,
                             fmt::format("{} (line {}, column {})", cause, problem.line, problem.column)});
    return true;
  }

  void skip_damaged() {
    if (!state_.indent && text_.window().starts_with('{')) state_.indent = text_.indent();
    switch (state_.phase) {
      case Phase::kFirst:
      case Phase::kElement:
        if (const auto size = damaged_element_size(text_, state_.indent)) {
          text_.take(*size);
          state_.phase = Phase::kComma;
          return;
        }
        break;
      case Phase::kComma:
        // Only the comma is missing.
        if (text_.window().starts_with('{')) {
          state_.phase = Phase::kElement;
          return;
        }
        break;
      case Phase::kEnded:
        while (text_.take_all(), text_.more()) {
        }
        return;
      default:
        break;
    }
    skip_to_object();
  }

  /// To the next object that stands where objects stand: first in a line, as far indented as others. Nothing
  /// else tells an object from one that is nested in another.
  void skip_to_object() {
    const bool array = state_.phase != Phase::kObject;
    const bool found = text_.skip_to_line_with_object(state_.indent.value_or(0));
    if (array) state_.phase = found ? Phase::kElement : Phase::kEnded;
  }

  Error damage_error(const TextPlace& problem, std::string cause) const {
    if (const std::uint64_t line = text_.line().number; line != problem.line) {
      cause += fmt::format("; the object begins in line {}", line);
    }
    return Error({.doing = "read a document",
                  .subject = fmt::format("{}:{}:{}, {} {}, stream {}", text_.bytes().file().path().string(),
                                         problem.line, problem.column, text_.bytes().offset_name(),
                                         problem.offset, stream_),
                  .cause = std::move(cause),
                  .hint = "mend the line or export again, or let --skip-damaged leave it out; it is counted "
                          "and shown ever after"});
  }

  Error utf16() const {
    return Error(
        {.doing = "read a document",
         .subject = text_.bytes().file().path().string() + ", byte 0, stream " + stream_,
         .cause = "the file is UTF-16, but JSON is UTF-8",
         .hint = "convert it (iconv -f UTF-16 -t UTF-8), or export with --out instead of a redirection"});
  }

  std::string stream_;
  JsonText text_;
  State state_;
  ReadOptions options_;
  std::string body_;      ///< The document just parsed.
  std::size_t used_ = 0;  ///< Of the batch's arena.
};

Phase read_phase(TokenReader& token) {
  const std::uint64_t phase = token.number();
  if (phase > static_cast<std::uint64_t>(Phase::kEnded)) throw bad_token();
  return static_cast<Phase>(phase);
}

}  // namespace

std::unique_ptr<Cursor> open_json_file(const CursorListing& listing, std::string_view token,
                                       const ReadOptions& options) {
  const StreamListing& stream = listing.streams.at(0);
  const std::string owner = "stream " + stream.name;
  if (token.empty()) {
    JsonText text(open_bytes(stream.location, owner, options), TextLine{});
    return std::make_unique<JsonCursor>(stream.name, std::move(text), State{}, options);
  }
  TokenReader reader(token);
  reader.expect(kTokenKind);
  State state{.phase = read_phase(reader), .searching = reader.number() != 0, .indent = std::nullopt};
  if (const std::uint64_t indent = reader.number(); indent != 0) state.indent = indent - 1;
  const TextLine line{
      .number = reader.number(), .start = reader.number(), .only_blanks = reader.number() != 0};
  JsonText text(open_bytes(stream.location, owner, options, reader), line);
  return std::make_unique<JsonCursor>(stream.name, std::move(text), state, options);
}

}  // namespace sojourn::source
