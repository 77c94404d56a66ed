// SPDX-License-Identifier: Apache-2.0
#include "core/system/output_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "core/system/error.h"
#include "core/system/file.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

using test::read_file;
using test::TemporaryFolder;
using test::write_file;

void replace(const std::filesystem::path& path, std::string_view text) {
  OutputFile file{path};
  file.write(text);
  file.commit();
}

std::size_t files_in(const TemporaryFolder& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator{folder.path()}) ++count;
  return count;
}

TEST(OutputFile, AppearsWholeOrNotAtAll) {
  const TemporaryFolder folder;
  write_file(folder / "x.csv", "old");
  {
    OutputFile file{folder / "x.csv"};
    file.write("half of");
    EXPECT_EQ(read_file(folder / "x.csv"), "old");
  }
  EXPECT_EQ(read_file(folder / "x.csv"), "old");
  EXPECT_EQ(files_in(folder), 1U);
  replace(folder / "x.csv", "new");
  EXPECT_EQ(read_file(folder / "x.csv"), "new");
  EXPECT_EQ(files_in(folder), 1U);
}

// R1: export results.db -o results.db destroyed every run.
TEST(OutputFile, DestroyedWhatTheCommandRead) {
  const TemporaryFolder folder;
  write_file(folder / "space.yaml", "a: 1\n");
  std::filesystem::create_hard_link(folder / "space.yaml", folder / "hard.yaml");
  std::filesystem::create_symlink("space.yaml", folder / "soft.yaml");
  std::filesystem::create_symlink("soft.yaml", folder / "softer.yaml");
  ASSERT_TRUE(read_text(folder / "space.yaml", 100));
  for (const char* name : {"space.yaml", "hard.yaml", "soft.yaml", "softer.yaml"}) {
    EXPECT_THROW(OutputFile{folder / name}, ConfigError) << name;
  }
  EXPECT_THROW(OutputFile{folder.path() / "." / ".." / folder.path().filename() / "space.yaml"}, ConfigError);
  EXPECT_EQ(read_file(folder / "space.yaml"), "a: 1\n");
  EXPECT_EQ(files_in(folder), 4U);
}

// R2: outputs went to NAME.part first.
TEST(OutputFile, LostAnotherFileCalledPart) {
  const TemporaryFolder folder;
  write_file(folder / "x.csv.part", "mine");
  write_file(folder / "secret", "untouched");
  std::filesystem::create_symlink("secret", folder / "y.csv.part");
  replace(folder / "x.csv", "x");
  replace(folder / "y.csv", "y");
  EXPECT_EQ(read_file(folder / "x.csv.part"), "mine");
  EXPECT_EQ(read_file(folder / "secret"), "untouched");
}

TEST(OutputFile, ReplacedALinkByAFile) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "there");
  write_file(folder / "there/target.csv", "old");
  std::filesystem::create_symlink("there/target.csv", folder / "link.csv");
  std::filesystem::create_symlink("there/not-yet.csv", folder / "dangling.csv");
  replace(folder / "link.csv", "new");
  replace(folder / "dangling.csv", "made");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.csv"));
  EXPECT_EQ(read_file(folder / "there/target.csv"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "dangling.csv"));
  EXPECT_EQ(read_file(folder / "there/not-yet.csv"), "made");
}

TEST(OutputFile, OpenedAPrivateFileToEverybody) {
  const TemporaryFolder folder;
  const auto mode = [&](const char* name) {
    struct stat status {};
    EXPECT_EQ(::stat((folder / name).c_str(), &status), 0);
    return status.st_mode & 07777U;
  };
  write_file(folder / "private.csv", "old");
  ASSERT_EQ(::chmod((folder / "private.csv").c_str(), 0600), 0);
  replace(folder / "private.csv", "new");
  EXPECT_EQ(mode("private.csv"), 0600U);
  const mode_t mask = ::umask(027);
  replace(folder / "fresh.csv", "new");
  ::umask(mask);
  EXPECT_EQ(mode("fresh.csv"), 0640U);
}

// R16: --write /dev/full replaced the device by a regular file.
TEST(OutputFile, ReplacedADevice) {
  OutputFile null{"/dev/null"};
  null.write("gone");
  null.commit();
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
  OutputFile full{"/dev/full"};
  EXPECT_THROW(full.write("x"), IoError);
}

TEST(OutputFile, ReplacedAPipe) {
  const TemporaryFolder folder;
  const std::filesystem::path pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::string read;
  std::thread reader{[&] { read = read_file(pipe); }};
  replace(pipe, "through");
  reader.join();
  EXPECT_EQ(read, "through");
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
}

// R27: three exports to one file shared NAME.part.
TEST(OutputFile, MixedTwoOutputsOfOneName) {
  const TemporaryFolder folder;
  {
    OutputFile first{folder / "x.csv"};
    EXPECT_THROW(OutputFile{folder / "x.csv"}, ConfigError);
    std::filesystem::create_symlink("x.csv", folder / "y.csv");
    EXPECT_THROW(OutputFile{folder / "y.csv"}, ConfigError);
    first.write("first");
    first.commit();
  }
  replace(folder / "x.csv", "second");
  EXPECT_EQ(read_file(folder / "x.csv"), "second");
}

TEST(OutputFile, SaysAtOnceWhatCannotBeWritten) {
  const TemporaryFolder folder;
  EXPECT_THROW(OutputFile{folder.path()}, ConfigError);
  EXPECT_THROW(OutputFile{folder / "no such folder/x.csv"}, IoError);
  std::filesystem::create_symlink("loop", folder / "loop");
  EXPECT_THROW(OutputFile{folder / "loop"}, IoError);
}

}  // namespace
}  // namespace bitpareto
