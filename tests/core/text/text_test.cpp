// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>

#include "core/system/file.h"
#include "core/text/number.h"
#include "core/text/quantity.h"
#include "core/text/suggestion.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

RC_GTEST_PROP(Number, ShortestTextReadsBackToTheSameDouble, ()) {
  const auto bits = *rc::gen::inRange<std::uint64_t>(0, std::numeric_limits<std::uint64_t>::max());
  const double value = std::bit_cast<double>(bits);
  RC_PRE(std::isfinite(value));
  RC_ASSERT(parse_number(shortest(value)) == value);
}

std::string of_the_standard_library(double value) {
  char text[40];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

// The quick way and that of the standard library must not differ in a single byte: files are compared by them.
RC_GTEST_PROP(Number, ShortestTextIsThatOfTheStandardLibrary, ()) {
  const auto fraction = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 52);
  for (std::uint64_t exponent = 1; exponent < 2'047; ++exponent) {
    const auto value = std::bit_cast<double>(exponent << 52 | fraction);
    if (value == std::trunc(value)) continue;  // whole numbers have no exponent
    RC_ASSERT(shortest(value) == of_the_standard_library(value));
    RC_ASSERT(shortest(-value) == of_the_standard_library(-value));
  }
}

TEST(Number, PowersAndShortDecimalsAndTheirNeighboursAreShortest) {
  const auto check = [](double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (std::uint64_t near = bits - 3; near <= bits + 3; ++near) {
      const auto number = std::bit_cast<double>(near);
      if (number == std::trunc(number)) continue;
      ASSERT_EQ(shortest(number), of_the_standard_library(number));
    }
  };
  for (int exponent = -1'000; exponent < 60; ++exponent) check(std::ldexp(1, exponent));
  for (int exponent = -40; exponent < 16; ++exponent) {
    for (int digits = 1; digits < 1'000; ++digits) {
      check(parse_number(std::to_string(digits) + "e" + std::to_string(exponent)).value());
    }
  }
}

TEST(Number, ShortestTextIsThatOfThePerson) {
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(100000), "100000");
  EXPECT_EQ(shortest(1.875e-11), "1.875e-11");
  EXPECT_EQ(shortest(-3), "-3");
  EXPECT_EQ(shortest(std::nan("")), "");
}

TEST(Number, RefusesWhatReadersDisagreeOn) {
  for (const char* text : {"",    "010",  "00",  "1_000", "0x10", "0o7", ".5",    "5.",  "1e",  "1e+", ".nan",
                           "nan", ".inf", "inf", "1 ",    " 1",   "1,5", "1e999", "--1", "+-1", "1d"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
}

TEST(Number, ReadsDecimals) {
  EXPECT_EQ(parse_number("0"), 0.0);
  EXPECT_EQ(parse_number("+5"), 5.0);
  EXPECT_EQ(parse_number("-0.5"), -0.5);
  EXPECT_EQ(parse_number("6.02e23"), 6.02e23);
  EXPECT_EQ(parse_number("1e-999"), 0.0);
}

TEST(Number, ScalesBeforeItRounds) {
  // 18.75 * 1e-12 rounds twice and is not the double nearest to 18.75e-12.
  EXPECT_EQ(parse_scaled("18.75", -12), 18.75e-12);
  EXPECT_EQ(parse_scaled("0.56", -12), 0.56e-12);
}

TEST(Number, WholeNumbersHaveNoSignPointOrExponent) {
  EXPECT_EQ(parse_whole("18446744073709551615"), 18446744073709551615U);
  for (const char* text : {"18446744073709551616", "-1", "+1", "1.0", "1e3", "01", ""})
    EXPECT_FALSE(parse_whole(text)) << text;
}

TEST(Number, PeopleReadGroupedAndRoundedNumbers) {
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(rounded(0.123456), "0.1235");
  EXPECT_EQ(rounded(12345.678), "12,346");
  EXPECT_EQ(rounded(-1234567), "-1,234,567");
  // explain said of a pace that it is set for 1e+02 % of the time.
  EXPECT_EQ(rounded(99.7, 2), "100");
  EXPECT_EQ(rounded(-99.5, 2), "-100");
  EXPECT_EQ(rounded(99.4, 2), "99");
  EXPECT_EQ(rounded(9999.7), "10,000");
}

TEST(Quantity, CarriesItsUnit) {
  EXPECT_EQ(*parse_quantity("512 KiB", Dimension::storage), 524288);
  EXPECT_EQ(*parse_quantity("512KiB", Dimension::storage), 524288);
  EXPECT_EQ(*parse_quantity("1 MB", Dimension::storage), 1e6);
  EXPECT_EQ(*parse_quantity("1 GHz", Dimension::frequency), 1e9);
  EXPECT_EQ(*parse_quantity("0.56 pJ", Dimension::energy), 0.56e-12);
  EXPECT_EQ(*parse_quantity("1507.7 um2", Dimension::area), 1507.7e-6);
  EXPECT_EQ(*parse_quantity("18.75 pJ/bit", Dimension::energy_per_bit), 18.75e-12);
  EXPECT_EQ(*parse_quantity("128 bit", Dimension::width), 128);
  EXPECT_EQ(*parse_quantity("16 B", Dimension::width), 128);
  EXPECT_EQ(*parse_quantity("7", Dimension::none), 7);
}

TEST(Quantity, SaysWhatIsWrong) {
  EXPECT_EQ(parse_quantity("512", Dimension::storage).error(),
            "'512' has no unit; expected a number with a unit (B, KiB, MiB, GiB, TiB, kB, MB, GB, TB)");
  EXPECT_EQ(parse_quantity("512 kib", Dimension::storage).error(),
            "'512 kib': 'kib' is not a unit here; did you mean 'KiB'?");
  EXPECT_EQ(parse_quantity("5 pJ", Dimension::none).error(), "'5 pJ' has a unit where none belongs");
  EXPECT_EQ(parse_quantity("1e400 s", Dimension::time).error(),
            "'1e400 s' is not a quantity; expected a number with a unit (ps, ns, us, ms, s)");
  EXPECT_EQ(parse_quantity("fast", Dimension::frequency).error(),
            "'fast' is not a quantity; expected a number with a unit (Hz, kHz, MHz, GHz)");
}

RC_GTEST_PROP(Quantity, TextReadsBackToTheSameDouble, ()) {
  const auto bits = *rc::gen::inRange(std::bit_cast<std::uint64_t>(1e-290), std::bit_cast<std::uint64_t>(1e290));
  const double value = std::bit_cast<double>(bits);
  for (const Dimension d : {Dimension::energy, Dimension::area, Dimension::time, Dimension::energy_per_bit}) {
    RC_ASSERT(*parse_quantity(quantity_text(value, d), d) == value);
  }
}

TEST(Quantity, TextIsThatOfThePerson) {
  EXPECT_EQ(quantity_text(524288, Dimension::storage), "512 KiB");
  EXPECT_EQ(quantity_text(700000, Dimension::storage), "700000 B");
  EXPECT_EQ(quantity_text(1.875e-11, Dimension::energy_per_bit), "18.75 pJ/bit");
  EXPECT_EQ(quantity_text(1e9, Dimension::frequency), "1 GHz");
  EXPECT_EQ(quantity_text(8.533e9, Dimension::transfer_rate), "8.533 GT/s");
  EXPECT_EQ(quantity_text(0.0015077, Dimension::area), "1507.7 um2");
}

TEST(Suggestion, FindsTheSlip) {
  const std::vector<std::string> names{"mxfp4", "nvfp4", "mutation_rate", "crossover_rate"};
  EXPECT_EQ(nearest("mxpf4", names), "mxfp4");
  EXPECT_EQ(nearest("mutaton_rate", names), "mutation_rate");
  EXPECT_EQ(nearest("banana", names), "");
  EXPECT_EQ(suggestion("banana", names), "; one of mxfp4, nvfp4, mutation_rate, crossover_rate");
  EXPECT_EQ(nearest(std::string(100'000, 'x'), names), "");
}

TEST(File, SaysWhyItCannotBeRead) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(read_text(folder.path(), 100).error(), "is a directory; expected a file");
  EXPECT_EQ(read_text(folder / "none", 100).error(), "cannot be read: No such file or directory");
  test::write_file(folder / "long", std::string(101, 'a'));
  EXPECT_EQ(read_text(folder / "long", 100).error(), "is larger than 100 bytes, the most that such a file may have");
  EXPECT_EQ(read_text("/dev/zero", 100).error(), "is larger than 100 bytes, the most that such a file may have");
  test::write_file(folder / "binary", std::string{"ab\0c", 4});
  EXPECT_EQ(read_text(folder / "binary", 100).error(), "is not text: byte 3 is not UTF-8 or is a control character");
}

TEST(File, KnowsUtf8) {
  const test::TemporaryFolder folder;
  const auto reads = [&](const std::string& text) {
    test::write_file(folder / "text", text);
    return read_text(folder / "text", 100).has_value();
  };
  EXPECT_TRUE(reads("\xc3\xa9 \xe2\x82\xac \xf0\x9d\x84\x9e"));  // é, €, a clef: two, three and four bytes
  EXPECT_FALSE(reads("\xc0\x80"));                               // overlong
  EXPECT_FALSE(reads("\xed\xa0\x80"));                           // a surrogate
  EXPECT_FALSE(reads("\xf4\x90\x80\x80"));                       // beyond U+10FFFF
  EXPECT_FALSE(reads("\xe2\x82"));                               // cut short
}

}  // namespace
}  // namespace bitpareto
