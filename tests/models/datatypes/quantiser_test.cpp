// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/datatypes/datatype_list.h"
#include "models/datatypes/group_quantiser.h"

namespace bitpareto::models {
namespace {

GroupStatistics statistics_of(std::span<const float> w) { return fastest_kernels().statistics(w.data(), w.size()); }

std::vector<float> quantised(const char* datatype, const std::vector<float>& w, float tensor = 0) {
  GroupQuantiser quantiser{find_datatype(datatype)->quantisation};
  quantiser.set_tensor(tensor);
  std::vector<float> to(w.size());
  quantiser.dequantise(w, statistics_of(w), 0, to);
  return to;
}

double error_of(const DatatypeEntry& d, std::span<const float> w, float tensor = 0) {
  GroupQuantiser quantiser{d.quantisation};
  quantiser.set_tensor(tensor);
  std::vector<double> errors(quantiser.alternatives());
  quantiser.errors(w, statistics_of(w), errors);
  return *std::ranges::min_element(errors);
}

std::vector<const DatatypeEntry*> quantised_datatypes() {
  std::vector<const DatatypeEntry*> found;
  for (const DatatypeEntry* d : datatypes()) {
    if (d->quantisation.scale != ScaleRule::none && !d->is_unquantised()) found.push_back(d);
  }
  return found;
}

using Values = std::vector<float>;

// Worked by hand from the definitions of the datatypes.
TEST(Quantiser, Int3RoundsHalvesToEven) {
  // Scale 3/3 = 1: 0.5 -> 0, 1.5 -> 2, -2.5 -> -2.
  EXPECT_EQ(quantised("int3", {3, 0.5F, 1.5F, -2.5F, -0.4F}), (Values{3, 0, 2, -2, 0}));
}

TEST(Quantiser, Int4AsymReachesFromTheLeastToTheLargest) {
  // Scale (14 - -1)/15 = 1, zero point 1: codes 0 ... 15 stand for -1 ... 14.
  EXPECT_EQ(quantised("int4_asym", {-1, 14, 0.4F, 7.6F}), (Values{-1, 14, 0, 8}));
}

TEST(Quantiser, Fp4TakesTheLowerOfTwoAtATie) {
  // Scale 6/12 = 0.5 in halves: 2.5 lies between 2 and 3 (codes 4 and 6), -2.5 between -3 and -2.
  EXPECT_EQ(quantised("fp4", {6, 2.5F, -2.5F, 5, -0.2F}), (Values{6, 2, -3, 4, 0}));
}

TEST(Quantiser, Bitmod3ChoosesTheSpecialValueWithLeastError) {
  // 0 +-1 +-2 +-4 and +3 at scale 1 gives every value exactly.
  EXPECT_EQ(quantised("bitmod3", {-4, 3, 1, 2, 0, -1}), (Values{-4, 3, 1, 2, 0, -1}));
  EXPECT_EQ(quantised("bitmod3", {4, -3, 1, 2, 0, -1}), (Values{4, -3, 1, 2, 0, -1}));
  // +6 on the top of the grid: scale 12/6 = 2.
  EXPECT_EQ(quantised("bitmod3", {12, 2, -2, 4, -8}), (Values{12, 2, -2, 4, -8}));
  EXPECT_EQ(quantised("bitmod4", {16, 12, -12, 1, 0, -3}), (Values{16, 12, -12, 1, 0, -3}));
}

TEST(Quantiser, Mxfp4SaturatesAndBitmodsNever) {
  // 2^floor(log2 7.9) = 4, scale 2^(2-2) = 1 on E2M1: 7.9 saturates at 6.
  EXPECT_EQ(quantised("mxfp4", {7.9F, 3.1F, 0.4F}), (Values{6, 3, 0.5F}));
  // BitMoD's: 2 * 4 = 8 on the top, so a step of 8/12; 7.9 -> 8.
  const Values bitmods = quantised("mxfp4_bitmod", {7.9F, 3.1F, 0.4F});
  EXPECT_FLOAT_EQ(bitmods[0], 8);
  EXPECT_FLOAT_EQ(bitmods[1], 8.0F / 12 * 4);
  // mxint4: scale 2^(2 + 2 - 4) = 1, clipped at 7.
  EXPECT_EQ(quantised("mxint4", {7.9F, 3.4F, -7.6F}), (Values{7, 3, -7}));
}

TEST(Quantiser, Nvfp4RoundsItsScaleToE4m3) {
  // OCP 8-bit floating point: three fraction bits.
  EXPECT_EQ(round_to_e4m3(448), 448);
  EXPECT_EQ(round_to_e4m3(460), 448);    // the largest there is
  EXPECT_EQ(round_to_e4m3(1.0625F), 1);  // half way between 1 and 1.125: the even one
  EXPECT_EQ(round_to_e4m3(1.1875F), 1.25F);
  EXPECT_EQ(round_to_e4m3(0.001F), 0.001953125F);  // subnormal step 2^-9
  // The tensor's largest scale is 448 units; a group as large as the tensor has it exactly.
  EXPECT_EQ(quantised("nvfp4", {6, 3, -1, 0.3F}, 6), (Values{6, 3, -1, 0.5F}));
}

// OCP 8-bit Floating Point Specification, Table 2: the largest, the least normal and the least subnormal number.
TEST(Quantiser, Fp8HasTheNumbersOfItsStandard) {
  const auto values = [](const char* name) { return find_datatype(name)->quantisation.grids[0].values(); };
  EXPECT_EQ(values("fp8_e4m3").size(), 253U);  // 256 codes but two NaN and the other 0
  EXPECT_EQ(values("fp8_e5m2").size(), 247U);  // but six NaN, two infinities and the other 0
  // The largest falls on the largest of the group, so these come out exactly; 2^-9 - 2^-12 is nearer to the least than to 0.
  EXPECT_EQ(quantised("fp8_e4m3", {448, 416, 0x1p-6F, 0x1p-9F, -0x1.cp-10F, 0x1p-11F}),
            (Values{448, 416, 0x1p-6F, 0x1p-9F, -0x1p-9F, 0}));
  EXPECT_EQ(quantised("fp8_e5m2", {-57'344, 49'152, 0x1p-14F, 0x1.8p-16F * 2, 0x1p-16F, -0x1p-18F}),
            (Values{-57'344, 49'152, 0x1p-14F, 0x1.8p-15F, 0x1p-16F, 0}));
}

RC_GTEST_PROP(Quantiser, Fp8E4m3RoundsAsTheCastDoes, ()) {
  Values w(32);
  for (float& x : w) x = std::ldexp(static_cast<float>(*rc::gen::inRange(-2047, 2048)), *rc::gen::inRange(-20, -2));
  w[0] = 448;  // a scale of one
  const Values to = quantised("fp8_e4m3", w);
  for (std::size_t i = 0; i < w.size(); ++i) {
    if (std::abs(w[i]) > 448) continue;
    const float cast = round_to_e4m3(std::abs(w[i]));
    // At ties the cast takes the even one, the quantiser the lower value: equally near.
    RC_ASSERT(std::abs(std::abs(to[i]) - std::abs(w[i])) == std::abs(cast - std::abs(w[i])));
  }
}

TEST(Quantiser, AnOutlierOfOliveCostsItsNeighbour) {
  // The first of a pair goes beyond the normal values and zeroes the second.
  Values w(128, 0.01F);
  w[10] = 1;
  w[11] = 0.02F;
  const Values q = quantised("olive4", w);
  EXPECT_GT(q[10], 0.5F);
  EXPECT_EQ(q[11], 0);
}

TEST(Quantiser, ZerosStayZeros) {
  const Values zeros(16, 0.0F);
  for (const DatatypeEntry* d : quantised_datatypes()) {
    EXPECT_EQ(quantised(d->name.data(), zeros, 1), zeros) << d->name;
    EXPECT_EQ(error_of(*d, zeros, 1), 0) << d->name;
    EXPECT_EQ(error_of(*d, {}, 1), 0) << d->name;
  }
}

TEST(Quantiser, AConstantGroupIsExactWhereTheScaleFollowsIt) {
  for (const char* name : {"int4", "int4_asym", "fp4", "bitmod4", "flint4", "ant4_per_group", "fp8_e4m3", "fp8_e5m2"}) {
    for (const float value : {0.75F, -0.75F}) {
      for (const float q : quantised(name, Values(8, value))) EXPECT_FLOAT_EQ(q, value) << name;
    }
  }
}

/// Weights of a group, some equal to each other and some zero.
Values some_group() {
  const auto count = *rc::gen::inRange<std::size_t>(1, 150);
  Values w(count);
  // Few are large, as in real groups: only then has OliVe outliers.
  for (float& x : w) x = static_cast<float>(*rc::gen::inRange(-300, 300)) / 512.0F;
  w[*rc::gen::inRange<std::size_t>(0, count)] = static_cast<float>(*rc::gen::inRange(-2000, 2000)) / 512.0F;
  return w;
}

RC_GTEST_PROP(Quantiser, TellsTheErrorOfWhatItGives, ()) {
  const Values w = some_group();
  for (const DatatypeEntry* d : quantised_datatypes()) {
    if (d->quantisation.scale == ScaleRule::outlier_victim && w.size() % 2 != 0) continue;
    GroupQuantiser quantiser{d->quantisation};
    quantiser.set_tensor(5);
    std::vector<double> errors(quantiser.alternatives());
    quantiser.errors(w, statistics_of(w), errors);
    Values to(w.size());
    for (std::size_t a = 0; a < errors.size(); ++a) {
      quantiser.dequantise(w, statistics_of(w), a, to);
      double squares = 0;
      for (std::size_t i = 0; i < w.size(); ++i)
        squares += std::pow(static_cast<double>(to[i]) - static_cast<double>(w[i]), 2);
      RC_ASSERT(std::abs(squares - errors[a]) <= 1e-5 * statistics_of(w).energy);
    }
  }
}

/// The ends of what float, BF16 and F16 hold, and a group between them.
std::vector<Values> extreme_groups() {
  constexpr float largest = std::numeric_limits<float>::max();
  constexpr float least = std::numeric_limits<float>::denorm_min();
  std::vector<Values> groups;
  for (const float end : {largest, 3.3895314e38F, 65504.0F, 1e23F, 1.2e-38F, 9.2e-41F, 3 * least, least}) {
    Values same(16, end);
    Values both = same;
    for (std::size_t i = 0; i < both.size(); i += 2) both[i] = -end;
    Values ramp(37);
    for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = end * (static_cast<float>(i) / 18 - 1);
    Values alone(128, 0.0F);
    alone[77] = -end;
    Values beside(64, 0.01F);
    beside[5] = end;
    groups.insert(groups.end(), {same, both, ramp, alone, beside});
  }
  return groups;
}

TEST(Quantiser, GaveInfinityAndNanForTheEndsOfFloat) {
  std::size_t refused = 0;
  for (const Values& w : extreme_groups()) {
    const GroupStatistics s = statistics_of(w);
    for (const DatatypeEntry* d : quantised_datatypes()) {
      GroupQuantiser quantiser{d->quantisation};
      quantiser.set_tensor(s.largest_magnitude);
      std::vector<double> errors(quantiser.alternatives());
      quantiser.errors(w, s, errors);
      Values to(w.size());
      for (std::size_t a = 0; a < errors.size(); ++a) {
        quantiser.dequantise(w, s, a, to);
        double squares = 0;
        bool is_cut = false;
        for (std::size_t i = 0; i < w.size(); ++i) {
          is_cut |= std::abs(to[i]) == std::numeric_limits<float>::max();
          ASSERT_TRUE(std::isfinite(to[i])) << d->name << " of " << w[i];
          squares += std::pow(static_cast<double>(to[i]) - static_cast<double>(w[i]), 2);
        }
        ASSERT_FALSE(std::isnan(errors[a])) << d->name;
        if (std::isinf(errors[a])) {
          ++refused;
          EXPECT_GT(s.largest_magnitude, 1e20F) << d->name;  // the scales of lists of values end at 1e4
          continue;
        }
        // Scales that are denormal have few digits; zeros have all of the energy as their error.
        if (s.largest_magnitude > 1e-30F) {
          EXPECT_LE(squares / s.energy, errors[a] / s.energy + 1e-5) << d->name << ' ' << s.largest_magnitude;
          if (!is_cut) {  // where a value past the end of float stays at the end, the error is less than that of its code
            EXPECT_GE(squares / s.energy, errors[a] / s.energy - 1e-5) << d->name << ' ' << s.largest_magnitude;
          }
        }
        if (s.energy > 0) {
          EXPECT_LE(errors[a] / s.energy, 3) << d->name << ' ' << s.largest_magnitude;
        }
      }
    }
  }
  EXPECT_GT(refused, 0U);  // fp4 of the largest floats
}

RC_GTEST_PROP(Quantiser, LeavesItsOwnValuesAlone, ()) {
  Values w = some_group();
  w.push_back(4.0F);  // keeps the scale above its lower limit
  for (const char* name : {"int4", "int8", "fp4", "fp6_e3m2", "flint4", "mxint4", "mxfp4_bitmod"}) {
    const Values once = quantised(name, w);
    const Values twice = quantised(name, once);
    for (std::size_t i = 0; i < w.size(); ++i) RC_ASSERT(std::abs(once[i] - twice[i]) <= 1e-5F * 8);
  }
}

RC_GTEST_PROP(Quantiser, PowersOfTwoChangeNoCode, ()) {
  Values w = some_group();
  w.push_back(3.0F);
  const float factor = std::exp2(static_cast<float>(*rc::gen::inRange(-3, 4)));
  Values scaled = w;
  for (float& x : scaled) x *= factor;
  for (const DatatypeEntry* d : quantised_datatypes()) {
    if (d->quantisation.scale == ScaleRule::outlier_victim) continue;  // its scale follows a mean and a deviation
    const Values a = quantised(d->name.data(), w, 5);
    const Values b = quantised(d->name.data(), scaled, 5 * factor);
    for (std::size_t i = 0; i < w.size(); ++i) RC_ASSERT(a[i] * factor == b[i]);
  }
}

RC_GTEST_PROP(Quantiser, MoreGridsAreNeverWorse, ()) {
  const Values w = some_group();
  const auto error = [&](const char* name) { return error_of(*find_datatype(name), w, 5); };
  const double slack = 1e-6 * statistics_of(w).energy;
  RC_ASSERT(error("bitmod3") <= std::min(error("fp3_er"), error("fp3_ea")) + slack);
  RC_ASSERT(error("bitmod4") <= std::min(error("fp4_er"), error("fp4_ea")) + slack);
  RC_ASSERT(error("fp3_er") <= error("fp3") + slack);
  RC_ASSERT(error("ant4_per_group") <= std::min(error("int4"), error("flint4")) + slack);
  RC_ASSERT(error("nvif4") <= error("nvfp4") + slack);
}

RC_GTEST_PROP(Kernels, GiveTheSameBitsOnEveryInstructionSet, ()) {
  const Values w = some_group();
  const Kernels& plain = *kernel_sets().front();
  for (const Kernels* set : kernel_sets()) {
    const GroupStatistics a = plain.statistics(w.data(), w.size());
    const GroupStatistics b = set->statistics(w.data(), w.size());
    RC_ASSERT(a.least == b.least && a.most == b.most && a.sum == b.sum && a.energy == b.energy);
    for (const DatatypeEntry* d : quantised_datatypes()) {
      GroupQuantiser one{d->quantisation, plain};
      GroupQuantiser other{d->quantisation, *set};
      one.set_tensor(5);
      other.set_tensor(5);
      std::vector<double> errors(one.alternatives());
      std::vector<double> others(one.alternatives());
      one.errors(w, a, errors);
      other.errors(w, b, others);
      RC_ASSERT(errors == others);
    }
  }
}

TEST(Kernels, WidenEveryHalfExactly) {
  for (const Kernels* set : kernel_sets()) {
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
      const auto half = static_cast<std::uint16_t>(bits);
      float f = 0;
      const bool is_finite = set->widen_f16(&half, 1, &f);
      EXPECT_EQ(is_finite, (bits & 0x7C00U) != 0x7C00U);
      if (!is_finite) continue;
      // IEEE 754: (-1)^s 2^(e - 15) 1.f, or 2^-14 0.f.
      const int exponent = static_cast<int>(bits >> 10U & 31U);
      const double fraction = static_cast<double>(bits & 1023U) / 1024;
      const double value = exponent == 0 ? std::ldexp(fraction, -14) : std::ldexp(1 + fraction, exponent - 15);
      ASSERT_EQ(static_cast<double>(f), (bits & 0x8000U) != 0 ? -value : value) << bits;
    }
  }
}

}  // namespace
}  // namespace bitpareto::models
