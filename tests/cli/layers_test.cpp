// SPDX-License-Identifier: Apache-2.0
/// The architecture, read from the includes: which folder may know which, and by which file a package enters.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "models/design/performance_models.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

const std::map<std::string, std::set<std::string>> may_know{
    {"core", {"core"}},
    {"models", {"core", "models"}},
    {"explorers", {"core", "explorers"}},
    {"db", {"core", "db"}},
    {"reports", {"core", "reports"}},
    {"session", {"core", "models", "explorers", "db", "reports", "session"}},
    // No explorers: what the command line knows of them is in the catalogue that was passed to it.
    {"cli", {"core", "models", "db", "reports", "session", "cli"}}};

/// The rooms of a folder, lowest first: each may know those before it. What a room is for stands in docs/architecture.md.
const std::map<std::string, std::vector<std::string>> rooms{
    {"core",
     {"base", "text", "system", "document", "table", "design", "workload", "cost", "expression", "problem", "space_file",
      "search"}},
    {"models",
     {"datatypes", "constants", "circuits", "hardware", "performance", "published", "native", "accuracy", "checkpoint", "design", "validation"}}};

/// "core/base/result.h" -> its place among the rooms of its folder.
std::ptrdiff_t floor_of(const std::string& file, const std::vector<std::string>& list) {
  const std::size_t start = file.find('/') + 1;
  const auto it = std::ranges::find(list, file.substr(start, file.find('/', start) - start));
  EXPECT_NE(it, list.end()) << file << " is in no room";
  return it - list.begin();
}

/// The only files that may include headers of a package.
const std::map<std::string, std::string> doors{{"boost/graph/", "core/workload/workload_graph.cpp"},
                                               {"boost/random/", "explorers/sobol.cpp"},
                                               {"experimental/simd", "models/datatypes/simd/vector.inl"},
                                               {"sys/mman.h", "core/system/mapped_file.cpp"},
                                               {"tbb/", "core/system/parallel.cpp"},
                                               {"sqlite3.h", "db/connection.cpp"},
                                               {"yaml-cpp/", "core/document/yaml_reader.cpp"},
                                               {"nlohmann/", "core/document/json_reader.cpp"},
                                               {"csv.h", "core/document/csv_reader.cpp"},
                                               {"Eigen/", "models/circuits/fit.cpp"},
                                               {"xxhash.h", "core/text/digest.cpp"},
                                               {"CLI/", "cli/arguments.cpp"},
                                               {"fmt/", "core/text/format.h"}};

struct Include {
  std::string file;
  std::string header;
  bool angled;
};

std::vector<Include> includes() {
  std::vector<Include> list;
  const std::regex line{R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re"};
  for (const auto& [folder, known] : may_know) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator{source_folder() / folder}) {
      if (const auto kind = entry.path().extension(); kind != ".h" && kind != ".cpp" && kind != ".inl") continue;
      std::istringstream text{read_file(entry.path())};
      std::smatch match;
      for (std::string l; std::getline(text, l);) {
        if (!std::regex_search(l, match, line)) continue;
        list.push_back({std::filesystem::relative(entry.path(), source_folder()).string(), match[2], match[1] == "<"});
      }
    }
  }
  return list;
}

TEST(Layers, FoldersDependDownwardsOnly) {
  const std::vector<Include> all = includes();
  EXPECT_GT(all.size(), 300U);
  for (const Include& include : all) {
    if (include.angled) continue;
    const std::string from = include.file.substr(0, include.file.find('/'));
    const std::string to = include.header.substr(0, include.header.find('/'));
    EXPECT_TRUE(may_know.at(from).contains(to)) << include.file << " includes " << include.header;
  }
}

TEST(Layers, RoomsDependDownwardsOnly) {
  for (const Include& include : includes()) {
    const std::string folder = include.file.substr(0, include.file.find('/'));
    if (include.angled || !rooms.contains(folder) || !include.header.starts_with(folder + "/")) continue;
    const std::vector<std::string>& list = rooms.at(folder);
    EXPECT_GE(floor_of(include.file, list), floor_of(include.header, list))
        << include.file << " includes " << include.header;
  }
}

// Core named native, and each leaf the model that it was for.
TEST(Layers, CoreNamesNoModel) {
  std::size_t read = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{source_folder() / "core"}) {
    if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
    ++read;
    const std::string text = read_file(entry.path());
    for (const models::PerformanceModelEntry* const model : models::performance_models()) {
      EXPECT_EQ(text.find('"' + std::string{model->name} + '"'), std::string::npos) << entry.path() << ' ' << model->name;
    }
  }
  EXPECT_GT(read, 100U);
}

TEST(Layers, EveryRoomSaysWhatItIsFor) {
  const std::string guide = read_file(source_folder() / "docs" / "architecture.md");
  for (const auto& [folder, list] : rooms) {
    std::set<std::string> present;
    for (const auto& entry : std::filesystem::directory_iterator{source_folder() / folder}) {
      if (entry.is_directory()) present.insert(entry.path().filename());
    }
    EXPECT_EQ(present, (std::set<std::string>{list.begin(), list.end()})) << folder;
    for (const std::string& room : list) {
      EXPECT_NE(guide.find("\n| `" + folder + "/" + room + "` | "), std::string::npos) << folder << '/' << room;
    }
  }
}

TEST(Layers, EachPackageEntersByOneDoor) {
  std::set<std::string> used;
  for (const Include& include : includes()) {
    if (!include.angled) continue;
    for (const auto& [package, door] : doors) {
      if (!include.header.starts_with(package)) continue;
      EXPECT_EQ(include.file, door) << include.header;
      used.insert(package);
    }
    const bool system = include.header.find('/') == std::string::npos && include.header.find(".h") == std::string::npos;
    const bool posix = std::set<std::string>{"fcntl.h", "poll.h", "sys/stat.h", "sys/statfs.h", "unistd.h"}.contains(include.header);
    const bool known = std::ranges::any_of(doors, [&](const auto& d) { return include.header.starts_with(d.first); });
    EXPECT_TRUE(system || posix || known) << include.file << " includes <" << include.header << ">, which has no door";
  }
  EXPECT_EQ(used.size(), doors.size()) << "a door that nobody uses";
}

TEST(Layers, HeadersOfTheProjectNeedNoPackage) {
  for (const Include& include : includes()) {
    if (!include.file.ends_with(".h") || include.file == "core/text/format.h") continue;
    for (const auto& [package, door] : doors) {
      EXPECT_FALSE(include.angled && include.header.starts_with(package)) << include.file;
    }
    EXPECT_NE(include.header, "core/text/format.h") << include.file << ": for sources only";
  }
}

/// W14: with FMA switched off, the last digits of perplexities changed. glibc chooses these functions by instruction set,
/// and they differ in the last place; core/base/elementary has ours.
TEST(Layers, NoFunctionOfLibmThatDiffersBetweenMachinesIsCalled) {
  const std::regex call{R"(\bstd::(log|log2|log10|log1p|exp|exp2|expm1|pow|hypot|cbrt|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|erf|erfc|lgamma|tgamma|fma)f?\s*\()"};
  for (const auto& [folder, known] : may_know) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator{source_folder() / folder}) {
      if (const auto kind = entry.path().extension(); kind != ".h" && kind != ".cpp" && kind != ".inl") continue;
      std::istringstream text{read_file(entry.path())};
      std::smatch match;
      for (std::string l; std::getline(text, l);) EXPECT_FALSE(std::regex_search(l, match, call)) << entry.path() << l;
    }
  }
}

TEST(Layers, EverySourceSaysWhatItIsUnder) {
  for (const char* folder : {"core", "models", "explorers", "db", "reports", "session", "cli", "examples", "tests"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator{source_folder() / folder}) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
      EXPECT_TRUE(read_file(entry.path()).starts_with("// SPDX-License-Identifier: Apache-2.0\n")) << entry.path();
    }
  }
}

}  // namespace
}  // namespace bitpareto::test
