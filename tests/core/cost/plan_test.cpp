// SPDX-License-Identifier: Apache-2.0
#include "core/cost/plan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/system/parallel.h"
#include "models/native/leaves.h"

namespace bitpareto {
namespace {

RC_GTEST_PROP(DesignBlock, ARangeHasTheLevelsOfEachIndex, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(1, 6);
  const auto sizes = *rc::gen::container<std::vector<std::uint64_t>>(count, rc::gen::inRange<std::uint64_t>(2, 3'000));
  std::vector<Axis> axes;
  for (std::size_t a = 0; a < sizes.size(); ++a) {
    axes.push_back({models::native_leaves[a], Levels::steps({1, 0}, {1, 0}, sizes[a])});
  }
  const Space space{std::move(axes), DesignPoint{}, LeafNames{}};
  const auto first = *rc::gen::inRange<DesignIndex>(0, space.last_index());
  const auto most = static_cast<std::size_t>(std::min<DesignIndex>(block_size, space.last_index() - first + 1));
  const auto size = *rc::gen::inRange<std::size_t>(1, most + 1);
  DesignBlock block{space};
  block.set_range(first, size);
  RC_ASSERT(block.size() == size);
  std::vector<std::uint64_t> levels(sizes.size());
  for (std::size_t i = 0; i < size; ++i) {
    space.levels_of(first + i, levels);
    for (std::size_t a = 0; a < sizes.size(); ++a) RC_ASSERT(block.levels(a)[i] == levels[a]);
  }
}

TEST(DesignBlock, ReachesTheLastOf2To64Designs) {
  const Space space{{{models::native_leaves[0], Levels::steps({1, 0}, {1, 0}, std::uint64_t{1} << 32)},
                     {models::native_leaves[1], Levels::steps({1, 0}, {1, 0}, std::uint64_t{1} << 32)}},
                    DesignPoint{},
                    LeafNames{}};
  DesignBlock block{space};
  block.set_range(18446744073709551615U - 9, 10);
  EXPECT_EQ(block.levels(0)[9], 4294967295U);
  EXPECT_EQ(block.levels(1)[0], 4294967286U);
}

TEST(DesignBlock, FirstAndEndInsteadOfFirstAndSizeCrashed) {
  const Space space{{{leaf::array_rows, Levels::steps({1, 0}, {1, 0}, 5'000)}}, DesignPoint{}, LeafNames{}};
  DesignBlock block{space};
  block.set_range(4'990, 10);
  EXPECT_EQ(block.size(), 10U);
  EXPECT_THROW(block.set_range(4'990, 4'991), std::out_of_range);  // more than a block
  EXPECT_THROW(block.set_range(4'990, 11), std::out_of_range);     // past the end
  EXPECT_THROW(block.set_range(5'000, 1), std::out_of_range);
  EXPECT_THROW(block.set_range(18446744073709551615U, 1), std::out_of_range);
  EXPECT_THROW(block.set_range(0, 0), std::out_of_range);
  EXPECT_EQ(block.size(), 10U) << "what was there is there still";
  block.set_range(0, block_size);
  EXPECT_THROW(block.push(std::vector<std::uint64_t>{0}), std::out_of_range);
}

// Levels of a range are written out when somebody asks, and a design that comes to it is somebody.
TEST(DesignBlock, ForgotTheLevelsOfARangeThatGrew) {
  const Space space{{{leaf::array_rows, Levels::steps({1, 0}, {1, 0}, 5'000)}}, DesignPoint{}, LeafNames{}};
  DesignBlock block{space};
  block.set_range(7, 3);
  block.push(std::vector<std::uint64_t>{41});
  EXPECT_FALSE(block.is_range());
  EXPECT_TRUE(std::ranges::equal(block.levels(0), std::vector<std::uint64_t>{7, 8, 9, 41}));
}

TEST(ParallelFor, CallsEachIndexOnce) {
  for (const int threads : {1, 2, 8}) {
    std::vector<int> calls(1'000, 0);
    parallel_for(calls.size(), threads, [&](std::size_t i) { ++calls[i]; });
    EXPECT_EQ(calls, std::vector<int>(1'000, 1)) << threads;
  }
}

TEST(ParallelFor, ThrowsWhatACallThrew) {
  EXPECT_THROW(parallel_for(100, 4,
                            [](std::size_t i) {
                              if (i == 57) throw std::runtime_error{"57"};
                            }),
               std::runtime_error);
}

}  // namespace
}  // namespace bitpareto
