// The journal that grows under its readers: every entry follows from its place, so a reader can tell from a
// view alone whether it is an unbroken prefix.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "base/error.h"
#include "fixture.h"
#include "journal/high.h"

namespace sojourn::journal::test {

inline constexpr std::size_t kBesideBody = 300;

/// The key of an entry: spread over the whole range, so that the files of `keys` overlap and are merged.
inline std::string key_beside(StreamId stream, Sequence sequence) {
  std::string place;
  append_be(place, stream);
  append_be(place, sequence);
  std::string key = "k";
  append_be(key, hash64(place));
  append_be(key, sequence);
  return key;
}
inline std::string text_beside(StreamId stream, Sequence sequence) {
  return fmt::format("{}/{}:", stream, sequence) +
         std::string(kBesideBody, static_cast<char>('a' + sequence % 26));
}

inline void expect(bool holds, const std::string& what) {
  if (!holds) throw Error({.doing = "look at the journal beside its writer", .cause = what});
}

/// Throws unless the stream is there up to `mark`, without a gap, each entry as it was written.
inline void expect_prefix(const View& view, StreamId stream, const HighMark& mark, bool all) {
  const auto last = view.last_batch(stream);
  const Sequence past = last ? last->first + last->count : 0;
  expect(past >= mark.past, fmt::format("stream {} ends at {}, HIGH said {}", stream, past, mark.past));
  Sequence sequence = all || past < 100 ? 0 : past - 100;
  for (LogCursor cursor = view.log(stream, sequence); cursor.valid(); cursor.next(), ++sequence) {
    const LogEntry& entry = cursor.entry();
    expect(entry.key == key_beside(stream, sequence) && entry.body == body_of(text_beside(stream, sequence)),
           fmt::format("stream {}, sequence {} is not what was written", stream, sequence));
  }
  expect(sequence == past, fmt::format("stream {} can be read to {} of {}", stream, sequence, past));
  std::uint64_t keys = 0;
  if (all) {
    for (KeysCursor cursor = view.keys(stream); cursor.valid(); cursor.next()) ++keys;
    expect(keys == past, fmt::format("stream {} has {} keys for {} entries", stream, keys, past));
  }
}

/// Opens the journal once and looks at every stream; `all` reads it from the first entry to the last.
inline void look_beside(const std::filesystem::path& folder, bool all) {
  const High high = read_high(folder);
  const auto reader = Reader::open(folder);
  for (const auto& [stream, mark] : high.streams) expect_prefix(reader->view(), stream, mark, all);
}

}  // namespace sojourn::journal::test
