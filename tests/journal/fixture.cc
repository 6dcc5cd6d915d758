#include "fixture.h"

#include <fmt/format.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>

#include <algorithm>

namespace sojourn::journal::test {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kIngestedEntries = 3000;
constexpr std::size_t kIngestedBody = 150;

template <typename Table>
std::string hex_of(const typename Table::NativeTableType& value) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(Table::Pack(builder, &value));
  return to_hex({reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()});
}

void append_stream(std::string& text, const View& view, StreamId id) {
  for (const Batch& batch : view.batches(id)) text += fmt::format("batch {}\n", hex_of<fb::Batch>(batch));
  for (LogCursor cursor = view.log(id); cursor.valid(); cursor.next()) {
    const LogEntry& entry = cursor.entry();
    text += fmt::format("{} {} {} {} {} {} {} {} {}\n", entry.sequence, to_hex(entry.key), to_hex(entry.body),
                        fb::EnumNameKind(entry.kind), fb::EnumNameOrigin(entry.origin), entry.invalid_utf8,
                        entry.conflict, to_hex(entry.identity), entry.note);
  }
  for (KeysCursor cursor = view.keys(id); cursor.valid(); cursor.next()) {
    const KeyEntry& entry = cursor.entry();
    text += fmt::format("key {} {} {:x} {} {} {} {}\n", to_hex(entry.key), entry.sequence, entry.body_hash,
                        entry.origin, entry.deletes, entry.conflict, entry.replaces);
  }
}

void fill_first(Writer& writer) {
  Run run;
  run.verb = "extract";
  run.plan = writer.put_plan("migration: test\n");
  writer.start_run(run);
  StreamInfo users;
  users.name = "crm.Users";
  users.source = "crm";
  users.metadata = "{}";
  users.sensitive = {"password"};
  const StreamId stream = writer.put_stream(users);
  StreamInfo cursor;
  cursor.name = "crm.dump.archive";
  cursor.cursor_only = true;
  const StreamId file = writer.put_stream(cursor);
  Entries entries;
  entries.many(0, kIngestedEntries, kIngestedBody);
  std::vector<Part> parts = part_of(stream, entries);
  parts.emplace_back().stream = file;
  parts[1].batch.position = {1, 2, 3};
  writer.commit(writer.encode(writer.seal(std::move(parts))));
  writer.end_run(fb::Outcome::Done, "all read");
}

void fill_second(Writer& writer) {
  const StreamId users = *writer.view().find_stream("crm.Users");
  const StreamId tasks = put_stream(writer, "crm.Tasks");
  Entries entries;
  entries.many(0, 20);
  append(writer, tasks, entries);
  Entries more;
  more.many(kIngestedEntries, kIngestedEntries, kIngestedBody);
  bulk(writer, users, more);
  const std::string key(more.list()[7].key);
  Entries fixes;
  fixes.put(key, "corrected", kIngestedEntries + 7).erase(std::string(more.list()[9].key), 9);
  std::vector<Part> parts = part_of(users, fixes);
  parts[0].entries[0].origin = fb::Origin::Fix;
  parts[0].entries[0].note = "by a test, for a reason";
  writer.append(std::move(parts));
}

}  // namespace

std::string content_of(const View& view) {
  const Header header = view.header();
  std::string text = fmt::format("{} {} {}\n", header.format, header.migration, header.created_ms);
  for (const auto& [number, run] : view.runs()) {
    text += fmt::format("run {} {}\n", number, hex_of<fb::Run>(run));
    text += fmt::format("plan {}\n", view.plan(run.plan).value_or("missing"));
  }
  for (const auto& [id, info] : view.streams()) {
    text += fmt::format("stream {} {}\n", id, hex_of<fb::Stream>(info));
    append_stream(text, view, id);
  }
  return text;
}

std::string difference(const std::string& found, const std::string& expected) {
  if (found == expected) return {};
  const auto parted = std::mismatch(found.begin(), found.end(), expected.begin(), expected.end());
  const auto line = static_cast<std::size_t>(std::count(found.begin(), parted.first, '\n')) + 1;
  const auto excerpt = [&](const std::string& text, std::string::const_iterator at) {
    return std::string(at, at + std::min<std::ptrdiff_t>(80, text.end() - at));
  };
  return fmt::format("line {}: found '{}' where '{}' was expected", line, excerpt(found, parted.first),
                     excerpt(expected, parted.second));
}

std::string make_sample(const fs::path& folder) {
  fill_first(*open_writer(folder));
  // The second opening turns the first one's small writes into files of their own.
  fill_second(*open_writer(folder));
  return content_of(folder);
}

std::vector<fs::path> files_of_family(const fs::path& folder, const std::string& family) {
  std::vector<fs::path> files;
  for (const fs::path& file : files_like(folder, "", ".sst")) {
    rocksdb::SstFileReader reader{rocksdb::Options()};
    if (!reader.Open(file.string()).ok()) continue;
    if (reader.GetTableProperties()->column_family_name == family) files.push_back(file);
  }
  std::sort(files.begin(), files.end(),
            [](const fs::path& a, const fs::path& b) { return fs::file_size(a) > fs::file_size(b); });
  return files;
}

std::vector<fs::path> files_like(const fs::path& folder, std::string_view beginning, std::string_view end) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && name.starts_with(beginning) && name.ends_with(end))
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void alter(const fs::path& folder, Family family, const std::string& key,
           const std::function<std::string(const std::string&)>& change) {
  const auto store = Store::open(folder, {.read_only = false});
  std::string value;
  if (!store->get(family, key, value)) throw Error({.doing = "alter", .cause = "there is no such key"});
  rocksdb::WriteOptions synced;
  synced.sync = true;
  check(store->db().Put(synced, store->family(family), key, change(value)), "alter", folder);
}

void flip_bit(const fs::path& file, std::uint64_t byte, unsigned bit) {
  std::string bytes = sojourn::test::read_file(file);
  bytes.at(byte) = static_cast<char>(bytes.at(byte) ^ (1 << bit));
  sojourn::test::write_file(file, bytes);
}

void cut(const fs::path& file, std::uint64_t size) {
  fs::resize_file(file, size);
}

}  // namespace sojourn::journal::test
