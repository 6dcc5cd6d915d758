#include "crash/dumps.h"

#include <algorithm>
#include <random>
#include <stdexcept>

#include "base/ext_json.h"
#include "support/archive_builder.h"
#include "support/bson_builder.h"
#include "support/gzip.h"
#include "support/temp_dir.h"

namespace sojourn::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kUsers = 3000;
constexpr std::size_t kTasks = 1500;
constexpr std::size_t kArchiveBlock = 100;  // documents

/// Text that compresses to about half, as real text does.
std::string filler(std::size_t number, std::size_t generation) {
  std::minstd_rand random(static_cast<unsigned>(number * 31 + generation + 1));
  std::string text(300 + random() % 700, ' ');
  for (char& letter : text) letter = static_cast<char>('a' + random() % 16);
  return text;
}

std::string object_id(std::uint64_t number) {
  std::string twelve(4, 'i');
  append_be(twelve, number);
  return twelve;
}

/// What became of a document in the newer state.
std::size_t generation(std::size_t number, State state) {
  return state == State::kNewer && number % 7 == 3 ? 1 : 0;
}
bool is_gone(std::size_t number, State state) {
  return state == State::kNewer && number % 11 == 5;
}
std::size_t grown(std::size_t count, State state) {
  return state == State::kNewer ? count + count / 10 : count;
}

Collection users(State state) {
  Collection users{.name = "Users", .documents = {}};
  for (std::size_t i = 0; i < grown(kUsers, state); ++i) {
    if (is_gone(i, state)) continue;
    users.documents.push_back(Doc()
                                  .object_id("_id", object_id(i))
                                  .int32("number", static_cast<std::int32_t>(i))
                                  .text("about", filler(i, generation(i, state)))
                                  .bytes());
  }
  return users;
}

/// Keys in no order; every 50th occurs a second time, every 97th document has none.
Collection tasks(State state) {
  Collection tasks{.name = "Tasks", .documents = {}};
  for (std::size_t i = 0; i < grown(kTasks, state); ++i) {
    if (is_gone(i, state)) continue;
    const std::size_t key_of = i % 50 == 49 ? i - 20 : i;
    Doc task;
    if (i % 97 != 96) task.object_id("_id", object_id(key_of * 0x9e3779b97f4a7c15u));
    task.text("title", filler(i + kUsers, generation(i, state)));
    tasks.documents.push_back(task.bytes());
  }
  return tasks;
}

Collection notes(State state) {
  Collection notes{.name = "Notes", .documents = {}};
  for (std::size_t i = 0; i < 12; ++i) {
    if (is_gone(i, state)) continue;
    notes.documents.push_back(Doc()
                                  .text("_id", "note " + std::to_string(i))
                                  .int32("generation", static_cast<std::int32_t>(generation(i, state)))
                                  .bytes());
  }
  return notes;
}

std::string joined(const std::vector<std::string>& documents) {
  std::string bytes;
  for (const std::string& document : documents) bytes += document;
  return bytes;
}

/// A stretch of noise over whole documents and parts of others.
std::string damaged(std::string bytes) {
  if (bytes.size() < 100'000) return bytes;
  for (std::size_t i = 0; i < 3000; ++i) bytes[bytes.size() / 2 + i] = static_cast<char>(0xf0 + i % 13);
  return bytes;
}

std::string bson_file(Form form, const Collection& collection) {
  const std::string bytes = joined(collection.documents);
  if (form == Form::kFolderGz) return gzip(bytes, 1);
  return form == Form::kDamagedFolder ? damaged(bytes) : bytes;
}

std::string json_file(Form form, const Collection& collection) {
  const bool is_array = form == Form::kJsonArray;
  std::string text = is_array ? "[" : "";
  for (const std::string& document : collection.documents) {
    if (is_array && text.size() > 1) text += ",";
    bson::append_json(text, document, bson::JsonMode::kCanonical);
    if (!is_array) text += "\n";
  }
  return text + (is_array ? "]\n" : "");
}

/// The collections take turns, block by block, as mongodump's threads do.
std::string archive_file(const std::vector<Collection>& collections) {
  ArchiveBuilder archive;
  for (const Collection& collection : collections) archive.announce("app", collection.name);
  for (std::size_t at = 0; at < 2 * kUsers; at += kArchiveBlock) {
    for (const Collection& collection : collections) {
      if (at >= collection.documents.size()) continue;
      const auto begin = collection.documents.begin() + static_cast<std::ptrdiff_t>(at);
      const auto count = std::min(kArchiveBlock, collection.documents.size() - at);
      archive.block("app", collection.name, {begin, begin + static_cast<std::ptrdiff_t>(count)});
    }
  }
  for (const Collection& collection : collections) archive.last("app", collection.name);
  return archive.bytes();
}

}  // namespace

std::string_view form_name(Form form) {
  switch (form) {
    case Form::kFolder:
      return "folder";
    case Form::kFolderGz:
      return "folder, gzip";
    case Form::kArchive:
      return "archive";
    case Form::kArchiveGz:
      return "archive, gzip";
    case Form::kJsonLines:
      return "JSON lines";
    case Form::kJsonArray:
      return "JSON array";
    case Form::kDamagedFolder:
      return "folder, damaged";
  }
  throw std::logic_error("a form without a name");
}

bool is_verbatim(Form form) {
  return form != Form::kDamagedFolder;
}

std::vector<Collection> collections(State state) {
  return {users(state), tasks(state), notes(state), {.name = "Empty", .documents = {}}};
}

void write_dump(Form form, State state, const fs::path& path) {
  fs::remove_all(path);
  const std::vector<Collection> all = collections(state);
  if (form == Form::kArchive || form == Form::kArchiveGz) {
    const std::string bytes = archive_file(all);
    return write_file(path, form == Form::kArchive ? bytes : gzip(bytes, 1));
  }
  for (const Collection& collection : all) {
    if (form == Form::kJsonLines || form == Form::kJsonArray) {
      write_file(path / (collection.name + ".json"), json_file(form, collection));
    } else {
      const char* end = form == Form::kFolderGz ? ".bson.gz" : ".bson";
      write_file(path / (collection.name + end), bson_file(form, collection));
    }
  }
}

}  // namespace sojourn::test
