// SPDX-License-Identifier: Apache-2.0
#include "core/base/numbering.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <thread>
#include <vector>

namespace bitpareto {
namespace {

TEST(Numbering, GivesEachThingOneNumberForGood) {
  Numbering numbering{5, 8, "too many"};
  Numbering::Slot a = 0, b = 0, c = 0, d = 0;
  EXPECT_EQ(numbering.of(a), 5U);
  EXPECT_EQ(numbering.of(b), 6U);
  EXPECT_EQ(numbering.of(a), 5U);
  EXPECT_EQ(numbering.next(), 7U);
  EXPECT_EQ(numbering.of(c), 7U);
  EXPECT_THROW(numbering.of(d), std::length_error);
  EXPECT_EQ(numbering.of(b), 6U) << "those that have one keep it";
}

TEST(Numbering, GivesNoNumberTwiceToThreadsThatAskAtOnce) {
  Numbering numbering{0, 1'000, "too many"};
  std::array<Numbering::Slot, 1'000> slots{};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (Numbering::Slot& slot : slots) numbering.of(slot);
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::size_t> numbers;
  for (Numbering::Slot& slot : slots) numbers.insert(numbering.of(slot));
  EXPECT_EQ(numbers.size(), slots.size());
}

}  // namespace
}  // namespace bitpareto
