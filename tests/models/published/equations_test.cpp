// SPDX-License-Identifier: Apache-2.0
/// Each equation of docs/model.md on cases small enough to work by hand.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/published/energy.h"
#include "models/published/latency.h"

namespace bitpareto::models {
namespace {

/// `instances` products of (tokens x depth) by (depth x rows).
Product product(double instances, double tokens, double rows, double depth) {
  return {
      .stationary = {instances, rows, depth}, .input = {instances, tokens, depth}, .output = {instances, tokens, rows}};
}

TEST(Equation1, APeTakesTwoBitsOfTheWholePartPerCycle) {
  EXPECT_EQ(serial_cycles(3, true), 2);
  EXPECT_EQ(serial_cycles(4, true), 2);
  EXPECT_EQ(serial_cycles(4.0625, true), 2);  // the scale's share is no bit of the weight
  EXPECT_EQ(serial_cycles(5.9, true), 3);
  EXPECT_EQ(serial_cycles(6.0625, true), 3);
  EXPECT_EQ(serial_cycles(8, true), 4);
  EXPECT_EQ(serial_cycles(16, false), 1);
}

TEST(Equation2, TilesRoundUpAlongEachSide) {
  const ArrayShape array{.rows = 32, .columns = 24, .dot_size = 4};
  // 3 instances x ceil(10/4) x ceil(33/32) x ceil(25/24)
  EXPECT_EQ(tiles(product(3, 25, 33, 10), array), 3 * 3 * 2 * 2);
  EXPECT_EQ(tiles(product(1, 24, 32, 8), array), 2);
}

TEST(Equation4, RowsStartAtByteBoundaries) {
  // 10 weights of 3 bits are 30 bits: 4 bytes a row, 5 rows, 2 instances.
  EXPECT_EQ(bytes({.instances = 2, .rows = 5, .depth = 10}, 3), 40);
  EXPECT_EQ(bytes({.instances = 1, .rows = 1, .depth = 128}, 4.0625), 65);
}

TEST(Equation5, NothingIsFetchedTwiceIfOneOperandFits) {
  const Product p = product(1, 64, 64, 64);  // 64 x 64 bytes each at 8 bits
  for (const auto& [weight_buffer, input_buffer] : {std::pair{4096.0, 1.0}, std::pair{1.0, 4096.0}}) {
    const Traffic t = traffic(p, 8, 8, weight_buffer, input_buffer);
    EXPECT_EQ(t.stationary_fetches, 1);
    EXPECT_EQ(t.input_fetches, 1);
  }
}

TEST(Equation5, TheCheaperOperandIsFetchedAgain) {
  // Weights of 100 x 100 bytes, input of 10 x 100 bytes; buffers of 600. Input in ceil(1000/600) = 2 parts: 2 * 10000 +
  // 1000. Weights in ceil(10000/600) = 17 parts: 17 * 1000 + 10000 = 27000. The weights are fetched twice.
  const Traffic weights_again = traffic(product(1, 10, 100, 100), 8, 8, 600, 600);
  EXPECT_EQ(weights_again.stationary_fetches, 2);
  EXPECT_EQ(weights_again.input_fetches, 1);
  // The other way round: weights of 1000 bytes, input of 10000.
  const Traffic input_again = traffic(product(1, 100, 10, 100), 8, 8, 600, 600);
  EXPECT_EQ(input_again.stationary_fetches, 1);
  EXPECT_EQ(input_again.input_fetches, 2);
}

TEST(Equation5, ATieFetchesTheInputAgain) {
  // Both of 10000 bytes, both buffers of 5000: 2 * 10000 + 10000 either way.
  const Traffic t = traffic(product(1, 100, 100, 100), 8, 8, 5000, 5000);
  EXPECT_EQ(t.stationary_fetches, 1);
  EXPECT_EQ(t.input_fetches, 2);
}

TEST(Equation6, DramMovesTwoBusWidthsPerCycleAndDropsTheFraction) {
  const Traffic t{
      .stationary_bytes = 100, .input_bytes = 30, .output_bytes = 7, .stationary_fetches = 3, .input_fetches = 2};
  EXPECT_EQ(t.bits(), 8 * (300 + 7 + 60));
  EXPECT_EQ(dram_cycles(t, 128), 11);  // 2936 / 256 = 11.47
}

TEST(Equation10, BuffersAreWrittenBy64Bits) {
  const Product p = product(2, 5, 7, 30);
  const Traffic t{.stationary_fetches = 3, .input_fetches = 4};
  const BufferWrites w = buffer_writes(p, t, 4, 16);
  EXPECT_EQ(w.weight_buffer, 2 * 7 * 2 * 3);             // ceil(30 * 4 / 64) = 2
  EXPECT_EQ(w.input_buffer, 2 * 5 * 8 * 4 + 2 * 5 * 2);  // ceil(30 * 16 / 64) = 8; output ceil(7 * 16 / 64) = 2
}

TEST(Equation12And13, PortsAreAsWideAsTheArrayConsumes) {
  const ArrayShape array{.rows = 32, .columns = 16, .dot_size = 4};
  EXPECT_EQ(weight_port_bits(array, 4.0625, true), 4 * 8 * 32 / 2);  // 4.0625 bits take 8
  EXPECT_EQ(weight_port_bits(array, 4, true), 4 * 4 * 32 / 2);
  EXPECT_EQ(weight_port_bits(array, 8, false), 4 * 8 * 32);
  EXPECT_EQ(input_port_bits(array, 16, true), 4 * 16 * 16 / 2);
  EXPECT_EQ(input_port_bits(array, 16, false), 4 * 16 * 16);
}

RC_GTEST_PROP(Traffic, IsNeverLessThanEachOperandOnceNorMoreThanRefetchingEither, ()) {
  const auto count = [] { return static_cast<double>(*rc::gen::inRange(1, 5'000)); };
  const Product p = product(count(), count(), count(), count());
  const double weight_buffer = count() * 64;
  const double input_buffer = count() * 64;
  const Traffic t = traffic(p, 4, 16, weight_buffer, input_buffer);
  const double once = 8 * (t.stationary_bytes + t.input_bytes + t.output_bytes);
  RC_ASSERT(t.bits() >= once);
  const double weights_again = once + 8 * t.stationary_bytes * (std::ceil(t.input_bytes / input_buffer) - 1);
  const double input_again = once + 8 * t.input_bytes * (std::ceil(t.stationary_bytes / weight_buffer) - 1);
  // Beyond 2^53 bits both sides are rounded.
  RC_ASSERT(t.bits() <= std::max(once, std::min(weights_again, input_again)) * (1 + 1e-14));
}

}  // namespace
}  // namespace bitpareto::models
