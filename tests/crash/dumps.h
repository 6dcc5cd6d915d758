// Dumps of one small made-up database in every form that extraction reads, and a newer state of each.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::test {

enum class Form { kFolder, kFolderGz, kArchive, kArchiveGz, kJsonLines, kJsonArray, kDamagedFolder };

inline constexpr std::array kForms = {Form::kFolder,       Form::kFolderGz,  Form::kArchive,
                                      Form::kArchiveGz,    Form::kJsonLines, Form::kJsonArray,
                                      Form::kDamagedFolder};

[[nodiscard]] std::string_view form_name(Form form);
/// The bodies arrive as they are in Collection, byte for byte and all of them.
[[nodiscard]] bool is_verbatim(Form form);

enum class State { kOld, kNewer };

struct Collection {
  std::string name;
  std::vector<std::string> documents;  ///< In the order of the dump.
};

/// Rising keys, random keys with some of them twice and some documents without one, few documents, none. The
/// newer state has documents changed, gone and added.
[[nodiscard]] std::vector<Collection> collections(State state);

/// Writes the dump to `path`, a file or a new folder, in place of what is there.
void write_dump(Form form, State state, const std::filesystem::path& path);

}  // namespace sojourn::test
