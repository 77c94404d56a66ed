// SPDX-License-Identifier: Apache-2.0
/// The array of the native model against loops that walk every tile, hand-worked cases, and laws.
#include "models/native/mapping.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/native/sums.h"

namespace bitpareto::models {
namespace {

/// Walks a product tile by tile, as a child would: tokens, outputs, then slices of the reduction.
ArrayUse walked(const ArrayWork& work, const ArrayShape& array, const SpatialMapping& mapping) {
  ArrayUse use;
  double along[3] = {1, 1, 1};
  const auto width = [](const Side& side, double pes) { return side.width > 0 ? side.width : pes; };
  along[static_cast<int>(mapping.rows.takes)] *= width(mapping.rows, array.rows);
  along[static_cast<int>(mapping.columns.takes)] *= width(mapping.columns, array.columns);
  double tokens_per_tile = along[0];
  if (work.causal_share > 0) {
    tokens_per_tile = std::ceil(work.tokens / std::ceil(work.tokens / tokens_per_tile));  // evened out
  }
  for (double token = 0; token < work.tokens; token += tokens_per_tile) {
    const double tokens = std::min(tokens_per_tile, work.tokens - token);
    double outputs_seen = work.outputs;
    double reduction_seen = work.reduction;
    if (work.causal_share > 0) {
      const double seen = std::floor((token + tokens - 1) / work.causal_share) + 1;
      (work.varies == ArrayWork::Varies::outputs ? outputs_seen : reduction_seen) = seen;
    }
    const double slices_seen = std::ceil(reduction_seen / array.dot_size);
    for (double output = 0; output < outputs_seen; output += along[1]) {
      const double outputs = std::min(along[1], outputs_seen - output);
      for (double slice = 0; slice < slices_seen; slice += along[2]) {
        const double slices = std::min(along[2], slices_seen - slice);
        use.cycles += work.serial_cycles;
        use.slices += 1;
        use.weight_reads += outputs * slices;
        // A token is not sent to outputs, nor with slices, that it does not see.
        for (double t = token; t < token + tokens; ++t) {
          double seen_slices = slices;
          if (work.causal_share > 0) {
            const double seen = std::floor(t / work.causal_share) + 1;
            if (work.varies == ArrayWork::Varies::outputs && seen <= output) continue;
            if (work.varies == ArrayWork::Varies::reduction)
              seen_slices = std::clamp(std::ceil(seen / array.dot_size) - slice, 0.0, slices);
          }
          use.input_reads += seen_slices;
        }
      }
    }
    for (double t = token; t < token + tokens; ++t) {
      double outputs = work.outputs;
      double reduction = work.reduction;
      if (work.causal_share > 0) {
        (work.varies == ArrayWork::Varies::outputs ? outputs : reduction) = std::floor(t / work.causal_share) + 1;
      }
      use.working += outputs * std::ceil(reduction / array.dot_size) * work.serial_cycles;
      use.macs += outputs * reduction;
    }
  }
  return use;
}

SpatialMapping any_mapping() {
  const auto spread = [] { return static_cast<Spread>(*rc::gen::inRange(0, 3)); };
  return {{.takes = spread()}, {.takes = spread()}};
}

double count(int most) { return *rc::gen::inRange(1, most + 1); }

/// Ports so wide that they never count.
constexpr Lanes unlimited{1e9, 1e9};

void compare(const ArrayUse& use, const ArrayUse& expected) {
  RC_ASSERT(use.cycles == expected.cycles);
  RC_ASSERT(use.slices == expected.slices);
  RC_ASSERT(use.working == expected.working);
  RC_ASSERT(use.macs == expected.macs);
  RC_ASSERT(std::abs(use.weight_reads * unlimited.weights - expected.weight_reads) < 1e-6);
  RC_ASSERT(std::abs(use.input_reads * unlimited.inputs - expected.input_reads) < 1e-6);
}

RC_GTEST_PROP(Mapping, IsThatOfALoopOverTiles, ()) {
  const ArrayWork work{.tokens = count(40), .outputs = count(40), .reduction = count(60), .serial_cycles = count(4)};
  const ArrayShape array{count(12), count(12), count(5)};
  const SpatialMapping mapping = any_mapping();
  compare(array_use(work, array, unlimited, mapping), walked(work, array, mapping));
}

RC_GTEST_PROP(Mapping, OfCausalPrefillIsThatOfALoopOverTiles, ()) {
  const double share = count(4);
  const double positions = count(30);
  const bool scores = *rc::gen::arbitrary<bool>();
  const ArrayWork work{.tokens = share * positions,
                       .outputs = scores ? positions : count(20),
                       .reduction = scores ? count(20) : positions,
                       .varies = scores ? ArrayWork::Varies::outputs : ArrayWork::Varies::reduction,
                       .causal_share = share,
                       .serial_cycles = count(4)};
  const ArrayShape array{count(12), count(12), count(5)};
  const SpatialMapping mapping = any_mapping();
  compare(array_use(work, array, unlimited, mapping), walked(work, array, mapping));
}

RC_GTEST_PROP(Mapping, OfDecodeIsTheMeanOverItsPositions, ()) {
  const bool scores = *rc::gen::arbitrary<bool>();
  const double n = count(20);
  ArrayWork work{.tokens = count(8),
                 .outputs = count(40),
                 .reduction = count(40),
                 .varies = scores ? ArrayWork::Varies::outputs : ArrayWork::Varies::reduction,
                 .positions = n,
                 .serial_cycles = count(4)};
  const ArrayShape array{count(12), count(12), count(5)};
  const SpatialMapping mapping = any_mapping();
  const ArrayUse mean = array_use(work, array, unlimited, mapping);
  double cycles = 0;
  double working = 0;
  for (double step = 0; step < n; ++step) {
    ArrayWork one = work;
    one.varies = ArrayWork::Varies::nothing;
    (scores ? one.outputs : one.reduction) += step;
    const ArrayUse use = walked(one, array, mapping);
    cycles += use.cycles;
    working += use.working;
  }
  RC_ASSERT(std::abs(mean.cycles * n / cycles - 1) < 1e-12);
  RC_ASSERT(std::abs(mean.working * n / working - 1) < 1e-12);
}

/// The walk of a causal prefill with a window, `per_tile` tokens of an instance at a time.
double windowed_cycles(const ArrayWork& work, const ArrayShape& array, double per_tile, double along_outputs) {
  double steps = 0;
  for (double token = 0; token < work.tokens; token += per_tile) {
    const double last = std::min(work.tokens, token + per_tile) - 1;
    const double first_seen = std::max(0.0, std::floor(token / work.causal_share) - work.window + 1);
    const double seen = std::floor(last / work.causal_share) - first_seen + 1;
    const double slices = std::ceil(work.reduction / array.dot_size);
    for (double output = 0; output < seen; output += along_outputs) steps += slices;
  }
  return steps * work.serial_cycles;
}

// One query head per key, so that tiles begin where positions do.
RC_GTEST_PROP(Mapping, OfAWindowIsTheCheapestOfAllTilings, ()) {
  const double positions = count(40);
  const ArrayWork work{.tokens = positions,
                       .outputs = positions,
                       .reduction = count(20),
                       .varies = ArrayWork::Varies::outputs,
                       .causal_share = 1,
                       .window = count(50),
                       .serial_cycles = count(4)};
  const ArrayShape array{count(12), count(12), count(5)};
  // A window that no token reaches is none, and then tiles are as few as they can be: (N6), as for causal prefills.
  const double fewest = std::ceil(positions / array.columns);
  const double most = work.window < positions ? positions : fewest;
  double least = std::numeric_limits<double>::infinity();
  for (double tiles = fewest; tiles <= most; ++tiles) {
    least = std::min(least, windowed_cycles(work, array, std::ceil(positions / tiles), array.rows));
  }
  const ArrayUse use = array_use(work, array, unlimited, published_mapping);
  RC_ASSERT(use.cycles == least);
  RC_ASSERT(use.macs == work.reduction * sum_of_ceilings(1, positions, 1, work.window));
}

RC_GTEST_PROP(Mapping, OfAWindowInDecodeIsTheMeanOverItsPositions, ()) {
  const bool scores = *rc::gen::arbitrary<bool>();
  const double n = count(20);
  const ArrayWork work{.tokens = count(8),
                       .outputs = count(40),
                       .reduction = count(40),
                       .varies = scores ? ArrayWork::Varies::outputs : ArrayWork::Varies::reduction,
                       .window = count(50),
                       .positions = n,
                       .serial_cycles = count(4)};
  const ArrayShape array{count(12), count(12), count(5)};
  const SpatialMapping mapping = any_mapping();
  double cycles = 0;
  for (double step = 0; step < n; ++step) {
    ArrayWork one = work;
    one.varies = ArrayWork::Varies::nothing;
    double& extent = scores ? one.outputs : one.reduction;
    extent = std::min(extent + step, work.window);
    cycles += walked(one, array, mapping).cycles;
  }
  RC_ASSERT(std::abs(array_use(work, array, unlimited, mapping).cycles * n / cycles - 1) < 1e-12);
}

// FINDINGS of a close reading: heads of 64 values took 128 rows for twice, 256 rows for four times the cycles of full rows.
TEST(Mapping, LeftHalfOfTheRowsIdleBecauseHeadsNeverRanSideBySide) {
  // 32 heads, 64 outputs of 100 slices, eight cycles each (FP16), in two of which the input port serves every column.
  const ArrayWork values{
      .instances = 32, .tokens = 16, .outputs = 64, .reduction = 100, .serial_cycles = 8, .input_cycles = 2};
  const auto cycles = [&](double rows, bool side_by_side) {
    return cheapest_use(values, {rows, 16, 1}, {rows, 16},
                        {.rows = Spread::outputs, .columns = Spread::tokens, .side_by_side = side_by_side})
        .cycles;
  };
  EXPECT_EQ(cycles(64, true), 32 * 800);
  EXPECT_EQ(cycles(256, true), 32 * 800);  // as fixed: outputs alone
  const auto best = [&](double rows) { return cheapest_use(values, {rows, 16, 1}, {rows, 16}, {}); };
  EXPECT_EQ(best(64).cycles, 32 * 800);
  EXPECT_EQ(best(128).cycles, 16 * 800);
  EXPECT_EQ(best(256).cycles, 8 * 800);
  EXPECT_EQ(to_text(best(256).mapping.rows), "outputs of 4 instances");
  // Heads share no inputs. Two cycles each of 32 heads' inputs are all that the port can do, however many rows there are.
  EXPECT_EQ(best(1024).cycles, 32 * 2 * 100);
  // 80 outputs on 128 rows: 3 heads of half their outputs at a time, twice, 11 times for 32 heads.
  ArrayWork odd = values;
  odd.outputs = 80;
  EXPECT_EQ(cheapest_use(odd, {128, 16, 1}, {128, 16}, {.columns = Spread::tokens}).cycles, 11 * 2 * 800);
}

RC_GTEST_PROP(Mapping, InstancesSideBySideAreThoseOfALoop, ()) {
  const double parts = count(5);
  const ArrayWork work{.instances = count(12), .tokens = count(20), .outputs = count(20), .reduction = count(20), .serial_cycles = 2};
  const double width = count(6);
  const ArrayShape array{parts * width, count(12), count(4)};
  const SpatialMapping divided{{.takes = Spread::outputs, .parts = parts, .width = width}, {.takes = Spread::tokens}};
  // Turn by turn, as many instances as there are parts, each as if it had rows of its own.
  double cycles = 0;
  for (double instance = 0; instance < work.instances; instance += parts) {
    ArrayWork one = work;
    one.instances = 1;
    cycles += walked(one, {width, array.columns, array.dot_size}, published_mapping).cycles;
  }
  RC_ASSERT(array_use(work, array, unlimited, divided).cycles == cycles);
}

/// Work of every kind: linear, with groups, causal, of decode.
ArrayWork any_work() {
  ArrayWork work{.instances = count(9), .tokens = count(60), .outputs = count(200), .reduction = count(200)};
  work.serial_cycles = count(4);
  work.input_cycles = std::min(work.serial_cycles, count(2));
  if (*rc::gen::arbitrary<bool>()) work.window = count(100);
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      break;
    case 1:
      work.group_size = std::min(count(128), work.reduction);
      work.scale_cycles = count(16);
      break;
    case 2: {
      const double positions = count(60);
      work.causal_share = count(4);
      work.tokens = positions * work.causal_share;
      work.varies = *rc::gen::arbitrary<bool>() ? ArrayWork::Varies::outputs : ArrayWork::Varies::reduction;
      (work.varies == ArrayWork::Varies::outputs ? work.outputs : work.reduction) = positions;
      break;
    }
    case 3:
      work.positions = count(30);
      work.varies = *rc::gen::arbitrary<bool>() ? ArrayWork::Varies::outputs : ArrayWork::Varies::reduction;
      break;
  }
  return work;
}

RC_GTEST_PROP(Mapping, MoreRowsColumnsOrLanesNeverCostCycles, ()) {
  const ArrayWork work = any_work();
  ArrayShape array{count(70), count(70), count(8)};
  Lanes lanes{array.rows, array.columns};
  const double before = cheapest_use(work, array, lanes, {}).cycles;
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      array.rows += count(40);
      lanes.weights = array.rows;
      break;
    case 1:
      array.columns += count(40);
      lanes.inputs = array.columns;
      break;
    case 2:
      lanes.weights += count(100);
      break;
    case 3:
      lanes.inputs += count(100);
      break;
  }
  RC_ASSERT(cheapest_use(work, array, lanes, {}).cycles <= before);
}

RC_GTEST_PROP(Mapping, NeverBeatsAllPesAtWork, ()) {
  const ArrayWork work = any_work();
  const ArrayShape array{count(70), count(70), count(8)};
  const ArrayUse use = cheapest_use(work, array, {array.rows, array.columns}, {});
  RC_ASSERT(use.cycles * array.rows * array.columns >= use.working * (1 - 1e-12));
  RC_ASSERT(use.working * array.dot_size >= use.macs * work.serial_cycles * (1 - 1e-12));
}

RC_GTEST_PROP(Mapping, TheCheapestIsNoDearerThanAnyFixedOne, ()) {
  const ArrayWork work = any_work();
  const ArrayShape array{count(70), count(70), count(8)};
  const Lanes lanes{array.rows, array.columns};
  const SpatialMapping mapping = any_mapping();
  const ArrayUse best = cheapest_use(work, array, lanes, {});
  const ArrayUse fixed = cheapest_use(work, array, lanes, {.rows = mapping.rows.takes, .columns = mapping.columns.takes});
  RC_ASSERT(best.cycles <= fixed.cycles);
  RC_ASSERT(fixed.mapping == mapping);
}

// MODEL.md, section 7: per output tile the sum over groups of max(s ceil(G/D), scale bits).
TEST(Mapping, ScalesStallTheArrayWhereGroupsAreShort) {
  // 40 weights in groups of 16, 16 and 8; 4 per cycle, 2 cycles each: 8, 8 and 4 cycles; a scale takes 6.
  const ArrayWork work{.reduction = 40, .serial_cycles = 2, .group_size = 16, .scale_cycles = 6};
  EXPECT_EQ(array_use(work, {1, 1, 4}, {1, 1}, published_mapping).cycles, 8 + 8 + 6);
  // Groups end in the PE: 3 groups of 6 take 2 slices each, not 18 / 4 rounded up.
  const ArrayWork ragged{.reduction = 18, .serial_cycles = 1, .group_size = 6, .scale_cycles = 1};
  EXPECT_EQ(array_use(ragged, {1, 1, 4}, {1, 1}, published_mapping).cycles, 6);
}

// One token on 4 x 8 PEs: columns have nothing to do as published, and cannot be fed other weights unless the port is
// wider.
TEST(Mapping, OneTokenNeedsAWiderPortToUseColumns) {
  const ArrayWork work{.tokens = 1, .outputs = 64, .reduction = 16, .serial_cycles = 2};
  const ArrayShape array{4, 8, 4};
  EXPECT_EQ(array_use(work, array, {4, 8}, published_mapping).cycles, 16 * 4 * 2);
  EXPECT_EQ(cheapest_use(work, array, {4, 8}, {}).cycles, 16 * 4 * 2);
  const ArrayUse wide = cheapest_use(work, array, {32, 8}, {});
  EXPECT_EQ(wide.cycles, 2 * 4 * 2);  // 32 outputs at a time
  EXPECT_EQ(wide.mapping, (SpatialMapping{{.takes = Spread::outputs}, {.takes = Spread::outputs}}));
  EXPECT_EQ(wide.partial_sums, 0);
  // Slices side by side do it as well, and cost additions: 3 for each of 64 outputs.
  const ArrayUse sliced = array_use(work, array, {32, 8}, {{.takes = Spread::outputs}, {.takes = Spread::reduction}});
  EXPECT_EQ(sliced.cycles, 16 * 2);
  EXPECT_EQ(sliced.partial_sums, 3 * 64);
}

}  // namespace
}  // namespace bitpareto::models
