// SPDX-License-Identifier: Apache-2.0
/// What bit-serial PEs could skip of integers: by hand, bit by bit, and as the shipped PEs have it.
#include "models/datatypes/bit_counts.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "models/datatypes/simd/kernels.h"
#include "models/hardware/pe.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

using Codes = std::vector<std::int8_t>;

BitCounts counted(const Codes& codes, int bits, const Kernels& kernels = fastest_kernels()) {
  BitCounts counts;
  kernels.count_bits(codes.data(), codes.size(), bits, counts);
  return counts;
}

// Magnitudes 111, 001, 0, 001, 0, 0, 100, 010: seven ones in eight weights of four bits. In two's complement 0111, 0001, 0000, 1111, 0000,
// 0000, 1100, 0010: the sign has two ones, each other place three.
TEST(BitCounts, OfEightInt4WorkedByHand) {
  const BitCounts counts = counted({7, 1, 0, -1, 0, 0, -4, 2}, 4);
  EXPECT_EQ(counts.ones, 7U);
  EXPECT_EQ(counts.essential_cycles, 3U);  // those of 7
  EXPECT_EQ(counts.columns, 3U);           // each place has a one
  EXPECT_EQ(counts.kept_columns, 4U);      // of 7 the first place differs from the sign
  EXPECT_EQ(counts.frequent, 6U + 5 + 5 + 5);
  const BitShares shares = counts.shares();
  EXPECT_DOUBLE_EQ(shares.zero_bits, 25.0 / 32);
  EXPECT_DOUBLE_EQ(shares.skipped_pragmatic, 1.0 / 4);
  EXPECT_DOUBLE_EQ(shares.skipped_bitwave, 0);
  EXPECT_DOUBLE_EQ(shares.skipped_bitvert, 0);
  EXPECT_DOUBLE_EQ(shares.bidirectional_bits, 21.0 / 32);
}

// The ones of 1 and 16 are four places apart, one more than a cycle of two-stage shifting reaches (Albericio et al., MICRO 2017, section 5);
// those of 1 and 8 are three.
TEST(BitCounts, OfPragmaticReachThreePlaces) {
  EXPECT_EQ(counted({1, 16}, 8).essential_cycles, 2U);
  EXPECT_EQ(counted({1, 8}, 8).essential_cycles, 1U);
  EXPECT_EQ(counted({-1, 8}, 8).essential_cycles, 1U);  // signs take none
  EXPECT_EQ(counted({9, 16}, 8).essential_cycles, 2U);  // 0 alone; then 3 and 4
  EXPECT_EQ(counted({127, 0, 64}, 8).essential_cycles, 7U);
}

// Both signs: 3 is 00000011 and -4 is 11111100. Of five places before those two, which repeat the sign, three are left out.
TEST(BitCounts, OfBitvertLeaveOutThreeSignsAtMost) {
  EXPECT_EQ(counted({3, -4}, 8).kept_columns, 5U);
  EXPECT_EQ(counted({3, -5}, 8).kept_columns, 5U);   // 11111011
  EXPECT_EQ(counted({31, -3}, 8).kept_columns, 6U);  // 00011111: two
  EXPECT_EQ(counted({0, 0}, 2).kept_columns, 1U);
}

// Something has to happen for zeros, too: a cycle.
TEST(BitCounts, OfZerosAreACycle) {
  const BitCounts counts = counted(Codes(16, 0), 8);
  EXPECT_EQ(counts.essential_cycles, 1U);
  EXPECT_EQ(counts.columns, 2U);  // of two groups of eight
  EXPECT_EQ(counts.shares().zero_bits, 1);
  EXPECT_EQ(counts.shares().bidirectional_bits, 1);
  EXPECT_DOUBLE_EQ(counts.shares().skipped_pragmatic, 7.0 / 8);
}

/// Bit by bit, as the definitions read.
BitCounts by_definition(const Codes& codes, int bits) {
  BitCounts counts{.bits = bits, .weights = codes.size()};
  const auto magnitude = [](int code) { return code < 0 ? -code : code; };
  for (const int code : codes) {
    for (int place = 0; place < bits - 1; ++place) counts.ones += static_cast<std::uint64_t>(magnitude(code) >> place & 1);
  }
  for (std::size_t first = 0; first < codes.size(); first += column_lanes) {
    const Codes group{codes.begin() + static_cast<std::ptrdiff_t>(first),
                      codes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(first + column_lanes, codes.size()))};
    std::uint64_t columns = 0;
    for (int place = 0; place < bits; ++place) {
      const auto ones = static_cast<std::uint64_t>(std::ranges::count_if(group, [&](int c) { return (c >> place & 1) != 0; }));
      counts.frequent += std::max<std::uint64_t>(ones, group.size() - ones);
      columns += std::ranges::any_of(group, [&](int c) { return place < bits - 1 && (magnitude(c) >> place & 1) != 0; }) ? 1U : 0U;
    }
    counts.columns += std::max<std::uint64_t>(columns, 1);
    ++counts.column_groups;
  }
  for (std::size_t first = 0; first < codes.size(); first += slice_lanes) {
    std::vector<std::vector<int>> lanes;  // the places of the ones, ascending
    int repeated = 0;
    const std::size_t end = std::min<std::size_t>(first + slice_lanes, codes.size());
    for (std::size_t i = first; i < end; ++i) {
      lanes.emplace_back();
      for (int place = 0; place < bits - 1; ++place) {
        if ((magnitude(codes[i]) >> place & 1) != 0) lanes.back().push_back(place);
      }
    }
    for (int place = bits - 2; place >= 0; --place) {
      const bool all = std::all_of(codes.begin() + static_cast<std::ptrdiff_t>(first), codes.begin() + static_cast<std::ptrdiff_t>(end),
                                   [&](int c) { return (c >> place & 1) == (c < 0 ? 1 : 0); });
      if (!all || repeated == most_redundant_columns) break;
      ++repeated;
    }
    counts.kept_columns += static_cast<std::uint64_t>(bits - repeated);
    std::uint64_t cycles = 0;
    while (std::ranges::any_of(lanes, [](const auto& lane) { return !lane.empty(); })) {
      int lowest = bits;
      for (const auto& lane : lanes) lowest = lane.empty() ? lowest : std::min(lowest, lane.front());
      for (auto& lane : lanes) {
        if (!lane.empty() && lane.front() <= lowest + first_stage_places) lane.erase(lane.begin());
      }
      ++cycles;
    }
    counts.essential_cycles += std::max<std::uint64_t>(cycles, 1);
    ++counts.slices;
  }
  return counts;
}

RC_GTEST_PROP(BitCounts, AreThoseOfTheDefinitions, ()) {
  const int bits = *rc::gen::inRange(2, 9);
  const int limit = (1 << (bits - 1)) - 1;
  const int usual = *rc::gen::inRange(0, limit + 1);  // small values leave places empty
  Codes codes(*rc::gen::inRange<std::size_t>(1, 70));
  for (std::int8_t& code : codes) code = static_cast<std::int8_t>(*rc::gen::inRange(-usual, usual + 1));
  const BitCounts expected = by_definition(codes, bits);
  for (const Kernels* set : kernel_sets()) {
    RC_ASSERT(counted(codes, bits, *set) == expected);
  }
  const BitShares shares = expected.shares();
  RC_ASSERT(shares.bidirectional_bits >= 0.5);
  RC_ASSERT(shares.skipped_bitwave >= 0 && shares.skipped_pragmatic >= 0 && shares.skipped_bitvert >= 0);
  RC_ASSERT(shares.skipped_bitvert <= 3.0 / bits + 1e-12);
}

RC_GTEST_PROP(BitCounts, AddUpOverSlices, ()) {
  Codes codes(16 * *rc::gen::inRange<std::size_t>(2, 6));
  for (std::int8_t& code : codes) code = static_cast<std::int8_t>(*rc::gen::inRange(-127, 128));
  BitCounts sum;
  for (std::size_t i = 0; i < codes.size(); i += 16) {
    sum += counted({codes.begin() + static_cast<std::ptrdiff_t>(i), codes.begin() + static_cast<std::ptrdiff_t>(i) + 16}, 8);
  }
  RC_ASSERT(sum == counted(codes, 8));
  // No lane of a whole slice is done before its ones are.
  RC_ASSERT(sum.shares().skipped_pragmatic <= sum.shares().zero_bits);
}

// Ties go to the even integer and what lies beyond the last one stays there, as in errors.
TEST(BitCounts, AreOfTheNearestIntegers) {
  std::vector<float> w(20, 0.0F);
  const std::vector<float> few{3, 0.5F, 1.5F, -2.5F, -0.4F, -9, 9};
  std::ranges::copy(few, w.begin());
  std::ranges::copy(few, w.begin() + 13);
  for (const Kernels* set : kernel_sets()) {
    Codes codes(w.size());
    set->integers(1, 3, w.data(), w.size(), codes.data());
    for (const std::size_t from : {0U, 13U}) {
      EXPECT_EQ((Codes{codes.begin() + static_cast<std::ptrdiff_t>(from), codes.begin() + static_cast<std::ptrdiff_t>(from) + 7}),
                (Codes{3, 0, 2, -2, 0, -3, 3}))
          << set->name;
    }
  }
}

TEST(BitCounts, HaveTheLanesOfTheShippedPes) {
  const auto dot_size = [](const std::string& name) {
    Diagnostics diagnostics;
    return read_pe(name, test::configs().file("pes", ".yaml", name, {}), diagnostics).value().costs.dot_size;
  };
  EXPECT_EQ(dot_size("pragmatic"), slice_lanes);
  EXPECT_EQ(dot_size("bitvert"), slice_lanes);
  EXPECT_EQ(dot_size("bitwave"), column_lanes);
}

}  // namespace
}  // namespace bitpareto::models
