// SPDX-License-Identifier: Apache-2.0
#include "session/write_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <vector>

namespace bitpareto::session {
namespace {

TEST(WriteQueue, DoesEverythingInOrder) {
  std::vector<int> done;  // without a lock: of one thread until finish(), then of this one
  WriteQueue queue{3};
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 1'000; ++i) queue.add([&done, i] { done.push_back(i); });
    queue.finish();
    ASSERT_EQ(done.size(), 1'000U * static_cast<std::size_t>(round + 1));
  }
  for (int i = 0; i < 2'000; ++i) EXPECT_EQ(done[static_cast<std::size_t>(i)], i % 1'000);
}

TEST(WriteQueue, HoldsWhoeverIsTooFarAhead) {
  constexpr int most = 4;
  std::atomic<int> done = 0;
  WriteQueue queue{most};
  for (int added = 0; added < 2'000; ++added) {
    queue.add([&] { ++done; });
    // Those that wait, one whose work is over and is about to be taken out, and the one that was just added.
    EXPECT_LE(added + 1 - done, most + 1);
  }
  queue.finish();
  EXPECT_EQ(done, 2'000);
}

TEST(WriteQueue, WorkGoesOnWhileTheCallerDoesSomethingElse) {
  std::promise<void> asked;
  std::promise<void> answered;
  WriteQueue queue{2};
  // Each waits for the other: on one thread this would never end.
  queue.add([&] {
    asked.set_value();
    answered.get_future().wait();
  });
  asked.get_future().wait();
  answered.set_value();
  queue.finish();
}

TEST(WriteQueue, AFailureComesBackAndNothingBehindItIsDone) {
  std::atomic<int> done = 0;
  WriteQueue queue{2};
  std::promise<void> go_on;
  queue.add([&] {
    go_on.get_future().wait();
    throw std::runtime_error{"the disk is full"};
  });
  queue.add([&] { ++done; });
  go_on.set_value();
  for (int times = 0; times < 2; ++times) {
    try {
      queue.finish();
      FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "the disk is full");
    }
  }
  EXPECT_THROW(queue.add([&] { ++done; }), std::runtime_error);
  EXPECT_EQ(done, 0);
}

TEST(WriteQueue, WhatWasAddedIsDoneThoughNobodyWaits) {
  std::atomic<int> done = 0;
  {
    WriteQueue queue{100};
    for (int i = 0; i < 50; ++i) queue.add([&] { ++done; });
  }
  EXPECT_EQ(done, 50);
}

}  // namespace
}  // namespace bitpareto::session
