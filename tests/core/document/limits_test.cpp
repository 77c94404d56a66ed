// SPDX-License-Identifier: Apache-2.0
/// What every reader has in common: complaints are few and fit for a terminal, texts survive a CSV file, and messages name
/// what was meant.
#include "core/base/limits.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include "core/document/csv_reader.h"
#include "core/system/error.h"
#include "core/system/mapped_file.h"
#include "core/text/cell.h"
#include "core/text/format.h"
#include "core/text/misread.h"
#include "core/text/number.h"
#include "core/text/printable.h"
#include "core/text/suggestion.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

std::shared_ptr<const std::string> file(const std::string& name) { return std::make_shared<const std::string>(name); }

std::vector<std::string> lines(const Diagnostics& diagnostics) {
  std::vector<std::string> list;
  for (const Diagnostic& d : diagnostics.in_file_order()) list.push_back(d.text());
  return list;
}

TEST(Complaints, AreFiftyAndThenACount) {
  Diagnostics d;
  for (int i = 0; i < 2'000; ++i) d.error({file("a"), i + 1, 1}, "x", "wrong");
  d.error({file("b"), 1, 1}, "x", "wrong");
  const std::vector<std::string> shown = lines(d);
  ASSERT_EQ(shown.size(), 52U);
  EXPECT_EQ(shown[49], "a:50:1: x: wrong");
  EXPECT_EQ(shown[50], "a: and 1,950 more problems");
  EXPECT_EQ(shown[51], "b: 1 problem, not shown");
  EXPECT_EQ(d.error_count(), 2'001U);
  EXPECT_EQ(error_count(d.in_file_order()), 2'001U);
}

TEST(Complaints, AreOneForEachKindAndPlace) {
  Diagnostics d;
  for (int i = 0; i < 100; ++i) d.error({file("a"), 1, 1}, format("list.{}", i), format("{} is outside 'r{}'", i, i));
  d.error({file("a"), 1, 1}, "list", "something else");
  d.error({file("a"), 1, 2}, "list.1", "1 is outside 'r1'");
  EXPECT_EQ(lines(d), (std::vector<std::string>{"a:1:1: list.0: 0 is outside 'r0'", "a:1:1: list: something else",
                                                "a:1:2: list.1: 1 is outside 'r1'"}));
}

TEST(Complaints, WithoutAPlaceInTheFileAreToldApartByTheirPath) {
  Diagnostics d;
  d.error({file("m.json"), 0, 0}, "hidden_size", "missing");
  d.error({file("m.json"), 0, 0}, "vocab_size", "missing");
  d.error({file("m.json"), 0, 0}, "vocab_size", "missing");
  EXPECT_EQ(lines(d).size(), 2U);
}

TEST(Complaints, ShowErrorsBeforeWarnings) {
  Diagnostics d;
  for (int i = 0; i < 100; ++i) d.warning({file("a"), i + 1, 1}, "x", "odd");
  d.error({file("a"), 200, 1}, "x", "wrong");
  const std::vector<std::string> shown = lines(d);
  EXPECT_EQ(shown.size(), 50U);
  EXPECT_EQ(shown.back(), "a:200:1: x: wrong");
}

TEST(Complaints, OfManyFilesAreCountedTogether) {
  Diagnostics d;
  for (int i = 0; i < 500; ++i) d.error({file(format("f{:03}", i)), 0, 0}, "", "cannot be read");
  const std::vector<std::string> shown = lines(d);
  ASSERT_EQ(shown.size(), 56U);
  EXPECT_EQ(shown.back(), "and 445 more problems in other files");
}

TEST(Complaints, ThatAreNotShownCostNoWords) {
  Diagnostics d;
  int made = 0;
  for (int i = 0; i < 100'000; ++i) {
    d.error({file("a"), i, 1}, "x", [&] {
      ++made;
      return std::string{"wrong"};
    });
  }
  EXPECT_EQ(made, static_cast<int>(limits::complaints_kept));
  EXPECT_EQ(d.error_count(), 100'000U);
}

TEST(Complaints, LoseTheMiddleOfWhatIsLong) {
  Diagnostics d;
  d.error({}, "", "'" + std::string(100'000, 'x') + "' is not known here; did you mean 'y'?");
  const std::string text = lines(d).at(0);
  EXPECT_LE(text.size(), limits::complaint_bytes);
  EXPECT_NE(text.find("did you mean 'y'?"), std::string::npos);
}

TEST(Complaints, OfAFileCalledLikeASettingDoNotCrash) {
  Diagnostics d;
  d.error({file("--set x"), 1, 1}, "", "b");
  d.error({file("--set 99999999999999999999"), 1, 1}, "", "b");
  EXPECT_EQ(lines(d).size(), 2U);
}

TEST(Printable, WritesOutWhatATerminalWouldObey) {
  EXPECT_EQ(printable("a\x1b[2Jb\n\t\x7f"), R"(a\x1b[2Jb\x0a\x09\x7f)");
  EXPECT_EQ(printable("\xc2\x9b"), R"(\x9b)");               // C1: CSI in one character
  EXPECT_EQ(printable("x\xe2\x80\xaey"), R"(x\u202ey)");     // right-to-left override
  EXPECT_EQ(printable("\xff\xc0\xaf"), R"(\xff\xc0\xaf)");   // not UTF-8; an overlong slash
  EXPECT_EQ(printable("Grüße, 世界 😀"), "Grüße, 世界 😀");
  EXPECT_EQ(printable_lines("a\x1b\nb\n"), "a\\x1b\nb\n");
}

RC_GTEST_PROP(Printable, LeavesNothingToObey, (const std::string& text)) {
  for (const char c : printable(text)) {
    RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
    RC_ASSERT(c != 0x7f);
  }
}

TEST(Shortened, KeepsBothEndsAndWholeCharacters) {
  EXPECT_EQ(shortened("short", 16), "short");
  EXPECT_EQ(shortened("0123456789abcdefghij", 16), "01234 ... fghij");
  EXPECT_EQ(shortened("ääääääääääääääää", 16), "ää ... ää");
}

TEST(CsvCells, FormulasCameOutAsTheyAre) {
  EXPECT_EQ(cell_of_text("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
  EXPECT_EQ(cell_of_text("+1"), "'+1");
  EXPECT_EQ(cell_of_text("-1"), "'-1");
  EXPECT_EQ(cell_of_text("@SUM(A1,A2)"), "\"'@SUM(A1,A2)\"");
  EXPECT_EQ(cell_of_text("\tx"), "'\tx");
  EXPECT_EQ(cell_of_text("model.layers.0"), "model.layers.0");
  EXPECT_EQ(cell_of_text("it's"), "it's");
}

RC_GTEST_PROP(CsvCells, AreReadBackAsTheyWere, ()) {
  const auto text = *rc::gen::nonEmpty(
      rc::gen::container<std::string>(rc::gen::element('=', '+', '-', '@', '\'', '"', ',', 'a', '1', ' ', '\n')));
  Diagnostics diagnostics;
  const auto csv = read_csv("h\n" + cell_of_text(text) + "\n", file("f"), diagnostics);
  RC_ASSERT(csv.has_value());
  RC_ASSERT(csv->size() == 1U);
  RC_ASSERT(csv->at(0, 0) == text);
}

TEST(MisreadNumbers, AreNamed) {
  EXPECT_EQ(misread_number("0x10"), "is hexadecimal; write 16");
  EXPECT_EQ(misread_number("6 6"), "is several numbers; a list is written [6, 6]");
  EXPECT_EQ(misread_number("32,64"), "is several numbers; a list is written [32, 64]");
  EXPECT_EQ(misread_number("65,536,000"), "has ',' in it; write 65536000");
  EXPECT_EQ(misread_number("1_000"), "has '_' in it; write 1000");
  EXPECT_EQ(misread_number(".5"), "begins with a point; write 0.5");
  EXPECT_EQ(misread_number("5."), "ends in a point; write 5");
  EXPECT_EQ(misread_number("5"), "");
  EXPECT_EQ(misread_number("5 GHz"), "");
}

TEST(Suggestions, AreNearestInMeaning) {
  const std::vector<std::string> datatypes{"bitmod3", "bitmod4", "int4", "fp16", "bf16"};
  EXPECT_EQ(nearest("bitmod5", datatypes), "bitmod4");
  EXPECT_EQ(nearest("float16", datatypes), "fp16");
  EXPECT_EQ(nearest("row", std::vector<std::string>{"channel"}), "channel");
  EXPECT_EQ(nearest("row", std::vector<std::string>{"rows", "columns"}), "rows");
}

TEST(Suggestions, ListTheNearestFewOfMany) {
  std::vector<std::string> many;
  for (int i = 0; i < 40; ++i) many.push_back(format("name{}", i));
  EXPECT_EQ(suggestion("xxxx38", many).substr(0, 12), "; one of nam");
  EXPECT_EQ(suggestion("zzzzzzzzzzzz", many), "; one of " + listed(std::vector<std::string>{many.begin(), many.begin() + 6}) + ", ...");
}

TEST(MappedFile, CutShortWhileItIsReadEndedInSigbus) {
  const test::TemporaryFolder folder;
  test::write_file(folder / "f", std::string(100'000, 'x'));
  const auto mapped = MappedFile::open(folder / "f");
  ASSERT_TRUE(mapped);
  EXPECT_EQ(mapped->bytes()[99'999], std::byte{'x'});
  mapped->check_unchanged();
  mapped->release(mapped->bytes());
  std::filesystem::resize_file(folder / "f", 10);
  EXPECT_EQ(mapped->bytes()[99'999], std::byte{0});
  EXPECT_EQ(mapped->bytes()[0], std::byte{'x'});
  EXPECT_THROW(mapped->check_unchanged(), IoError);
}

TEST(MappedFile, WrittenToWhileItIsReadIsNoticed) {
  const test::TemporaryFolder folder;
  test::write_file(folder / "f", std::string(100, 'x'));
  const auto mapped = MappedFile::open(folder / "f");
  std::filesystem::last_write_time(folder / "f", std::filesystem::file_time_type::clock::now() + std::chrono::hours{1});
  EXPECT_THROW(mapped->check_unchanged(), IoError);
}

}  // namespace
}  // namespace bitpareto
