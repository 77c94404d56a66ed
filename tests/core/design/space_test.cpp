// SPDX-License-Identifier: Apache-2.0
#include "core/design/space.h"
#include "models/native/leaves.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bitpareto {
namespace {

Levels counting(std::uint64_t size) { return Levels::steps({1, 0}, {1, 0}, size); }

/// A space with axes of these sizes.
Space space_of(const std::vector<std::uint64_t>& sizes) {
  std::vector<Axis> axes;
  for (std::size_t a = 0; a < sizes.size(); ++a) axes.push_back({models::native_leaves[a], counting(sizes[a])});
  return {std::move(axes), DesignPoint{}, LeafNames{}};
}

TEST(Space, TurnsTheLastAxisFastest) {
  const Space space = space_of({2, 3});
  EXPECT_EQ(space.last_index(), 5U);
  std::vector<std::uint64_t> levels(2);
  space.levels_of(4, levels);
  EXPECT_EQ(levels, (std::vector<std::uint64_t>{1, 1}));
  EXPECT_EQ(space.point(4)[models::native_leaves[1]], 2);
}

TEST(Space, WithoutAxesIsOneDesign) {
  const Space space = space_of({});
  EXPECT_EQ(space.last_index(), 0U);
  EXPECT_EQ(space.size_text(), "1");
}

RC_GTEST_PROP(Space, IndexAndLevelsAreInverse, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(1, 11);
  const auto sizes = *rc::gen::container<std::vector<std::uint64_t>>(count, rc::gen::inRange<std::uint64_t>(2, 60));
  const Space space = space_of(sizes);
  RC_ASSERT(space.is_indexable());  // 60^10 < 2^64
  const auto index = *rc::gen::inRange<DesignIndex>(0, space.last_index());
  std::vector<std::uint64_t> levels(sizes.size());
  space.levels_of(index, levels);
  for (std::size_t a = 0; a < sizes.size(); ++a) RC_ASSERT(levels[a] < sizes[a]);
  RC_ASSERT(space.index_of(levels) == index);
}

TEST(Space, TwoToThe64DesignsHaveIndices) {
  const Space space = space_of({std::uint64_t{1} << 16, std::uint64_t{1} << 20, std::uint64_t{1} << 28});
  ASSERT_TRUE(space.is_indexable());
  EXPECT_EQ(space.last_index(), 18446744073709551615U);
  EXPECT_EQ(space.size_text(), "18,446,744,073,709,551,616");
  std::vector<std::uint64_t> levels(3);
  space.levels_of(18446744073709551615U, levels);
  EXPECT_EQ(levels, (std::vector<std::uint64_t>{65535, 1048575, 268435455}));
  EXPECT_EQ(space.index_of(levels), 18446744073709551615U);
}

TEST(Space, LargerOnesAreKnownByTheirLevels) {
  const Space space = space_of({std::uint64_t{1} << 16, std::uint64_t{1} << 20, std::uint64_t{1} << 28, 3});
  EXPECT_FALSE(space.is_indexable());
  EXPECT_EQ(space.size_text(), "55,340,232,221,128,654,848");
  EXPECT_EQ(space.point(std::vector<std::uint64_t>{65535, 0, 7, 2})[models::native_leaves[2]], 8);
  const Space edge = space_of({18446744073709551615U, 2});
  EXPECT_FALSE(edge.is_indexable());
}

TEST(Space, ValuesReadAsUsersWriteThem) {
  LeafNames names;
  names[leaf::weights_datatype] = {"int4", "bitmod4"};
  const Space space{{}, DesignPoint{}, names};
  EXPECT_EQ(space.value_text(leaf::weights_datatype, 1), "bitmod4");
  EXPECT_EQ(space.value_text(leaf::weights_group_size, whole_row), "channel");
  EXPECT_EQ(space.value_text(leaf::weights_group_size, 64), "64");
  EXPECT_EQ(space.value_text(leaf::weight_buffer_size, 131072), "128 KiB");
  EXPECT_EQ(space.value_text(leaf::pe_bit_serial, 1), "true");
}

}  // namespace
}  // namespace bitpareto
