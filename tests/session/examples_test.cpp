// SPDX-License-Identifier: Apache-2.0
/// docs/library.md against the programs that it explains: its code is theirs, and as short as it says.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& path) {
  Lines lines;
  std::istringstream text{read_file(source_folder() / path)};
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

/// The lines between two `//! [NAME]`, or behind one that is alone, without the indentation that all have.
Lines region(const std::string& path, const std::string& name) {
  const Lines all = lines_of(path);
  const auto is_mark = [&](const std::string& line) { return line.ends_with("//! [" + name + "]"); };
  const auto begin = std::ranges::find_if(all, is_mark);
  if (begin == all.end()) return {};
  const auto end = std::find_if(begin + 1, all.end(), is_mark);
  Lines lines(begin + 1, end);
  std::size_t indent = std::string::npos;
  for (const std::string& line : lines) {
    if (!line.empty()) indent = std::min(indent, line.find_first_not_of(' '));
  }
  for (std::string& line : lines) line = line.empty() ? line : line.substr(indent);
  return lines;
}

/// The fenced block behind the line `<!-- PATH [NAME] -->` of the guide.
Lines block(const std::string& path, const std::string& name) {
  const Lines all = lines_of("docs/library.md");
  const auto mark = std::ranges::find(all, "<!-- " + path + " [" + name + "] -->");
  if (mark == all.end() || mark + 1 == all.end()) return {};
  const auto begin = mark + 2;  // behind the fence
  return {begin, std::find(begin, all.end(), "```")};
}

TEST(Examples, AreWhatTheGuideShows) {
  for (const auto& [file, name] : {std::pair{"evaluate_design", "evaluate"},
                                   {"search_space", "search"},
                                   {"own_explorer", "explorer"},
                                   {"own_explorer", "program"},
                                   {"own_model", "leaves"},
                                   {"own_model", "equations"},
                                   {"own_model", "program"}}) {
    const std::string path = "examples/" + std::string{file} + ".cpp";
    const Lines shown = block(path, name);
    EXPECT_FALSE(shown.empty()) << path << ' ' << name;
    EXPECT_EQ(shown, region(path, name)) << path;
  }
}

TEST(Examples, AreAsShortAsTheGuideSays) {
  EXPECT_LE(region("examples/evaluate_design.cpp", "evaluate").size(), 10U);
  EXPECT_LE(region("examples/search_space.cpp", "search").size(), 20U);
  for (const auto& entry : std::filesystem::directory_iterator{source_folder() / "examples"}) {
    if (entry.path().extension() != ".cpp") continue;
    EXPECT_LT(lines_of(std::filesystem::relative(entry.path(), source_folder()).string()).size(), 80U) << entry.path();
  }
}

TEST(Examples, AreAllBuiltAndRun) {
  const std::string build = read_file(source_folder() / "examples" / "CMakeLists.txt");
  const std::string check = read_file(source_folder() / "tests" / "install" / "run.cmake");
  for (const auto& entry : std::filesystem::directory_iterator{source_folder() / "examples"}) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string name = entry.path().stem();
    EXPECT_NE(build.find("example(" + name + " "), std::string::npos) << name;
    EXPECT_NE(check.find(name), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace bitpareto::test
