// SPDX-License-Identifier: Apache-2.0
#include "core/design/table_cache.h"

#include <gtest/gtest.h>

namespace bitpareto {
namespace {

std::shared_ptr<const Tabulated> table_of(std::size_t numbers) {
  auto table = std::make_shared<Tabulated>();
  table->rows.resize(numbers);
  return table;
}

TEST(TableCache, KeepsWhatWasAskedForLast) {
  TableCache cache{3 * 8 * sizeof(double)};
  const auto first = table_of(8);
  cache.put({1}, first);
  cache.put({2}, table_of(8));
  cache.put({3}, table_of(8));
  EXPECT_EQ(cache.find({1}), first);
  cache.put({4}, table_of(8));
  EXPECT_EQ(cache.find({2}), nullptr) << "asked for longest ago";
  EXPECT_EQ(cache.find({1}), first);
  EXPECT_NE(cache.find({3}), nullptr);
  EXPECT_NE(cache.find({4}), nullptr);
}

TEST(TableCache, HoldsATableThatIsTooLargeForItUntilTheNextComes) {
  TableCache cache{8};
  cache.put({1}, table_of(100));
  EXPECT_NE(cache.find({1}), nullptr);
  cache.put({2}, table_of(1));
  EXPECT_EQ(cache.find({1}), nullptr);
  EXPECT_NE(cache.find({2}), nullptr);
}

TEST(TableCache, TellsKeysApartThatBeginAlike) {
  TableCache cache{1'000};
  cache.put({1, 2}, table_of(1));
  EXPECT_EQ(cache.find({1}), nullptr);
  EXPECT_EQ(cache.find({1, 2, 0}), nullptr);
  EXPECT_NE(cache.find({1, 2}), nullptr);
}

}  // namespace
}  // namespace bitpareto
