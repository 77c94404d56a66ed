// SPDX-License-Identifier: Apache-2.0
/// PEs built of components, against published syntheses, and laws that any of them obeys.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "models/datatypes/datatype_list.h"
#include "models/hardware/pe.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

const Technology& technology(const std::string& name) {
  static std::vector<Technology> known;
  static const bool read = [] {
    known.reserve(2);
    for (const char* each : {"tsmc28", "nangate45"}) {
      Diagnostics diagnostics;
      auto one = read_technology(each, test::configs().file("technologies", ".yaml", each, {}), diagnostics);
      diagnostics.throw_if_errors();
      known.push_back(*std::move(one));
    }
    return true;
  }();
  EXPECT_TRUE(read);
  return *std::ranges::find(known, name, &Technology::name);
}

Pe pe(const std::string& name) {
  Diagnostics diagnostics;
  auto one = read_pe(name, test::configs().file("pes", ".yaml", name, {}), diagnostics);
  diagnostics.throw_if_errors();
  return *std::move(one);
}

std::vector<PartCosts> parts_of(const Pe& pe, const std::string& in) {
  return pe.parts_in(technology(in), pe.as_it_is());
}

struct Sums {
  double logic = 0, with_registers = 0, power = 0;  // um2, um2, mW at 1 GHz
};

/// Parts of one component, or of one unit. The sheet counts registers that hold a component's state as its logic.
Sums sums_of(const std::vector<PartCosts>& parts, std::string_view name) {
  Sums sums;
  for (const PartCosts& part : parts) {
    if (part.part.component->name != name && part.part.unit != name) continue;
    sums.logic += (part.logic + part.own_registers) / units::um2;
    sums.with_registers += part.area_with_registers() / units::um2;
    sums.power += part.energy / units::pJ;
  }
  return sums;
}

struct Published {
  const char* pe;
  const char* part;
  double logic_um2, with_registers_um2, mw;
};

// The synthesis sheet of the BitMoD authors (Chen et al., HPCA 2025), TSMC 28 nm, 1 GHz. All of these were used to calibrate: a component
// has a factor for its area and one for its energy, and the laws give how they change with its widths. Only the area of the dual
// multiply-add is predicted from another point.
TEST(BuiltPe, HasThePartsOfThePublishedSheet) {
  const Published all[]{{"bitmod", "exponent_alignment", 119.2, 306.9, 0.136},
                        {"bitmod", "float_serial_multiplier", 498.4, 748.3, 0.185},
                        {"bitmod", "float_accumulator", 475.9, 546.1, 0.195},
                        {"bitmod", "dequantiser", 128.1, 192.4, 0.07},
                        {"fp16", "float_multiplication", 1273.6, 1395.5, 0.49},
                        {"fp16", "float_addition", 459.9, 573.2, 0.28},
                        {"olive", "float_integer_multiply_add", 1222.8, 1318.6, 0.613},
                        {"fp16-dual", "float_dual_multiply_add", 2182.4, 2318.9, 0.851}};
  for (const Published& p : all) {
    SCOPED_TRACE(p.part);
    const Sums sums = sums_of(parts_of(pe(p.pe), "tsmc28"), p.part);
    const double within = std::string_view{p.part} == "float_dual_multiply_add" ? 0.1 : 0.01;
    EXPECT_NEAR(sums.logic / p.logic_um2, 1, within);
    EXPECT_NEAR(sums.with_registers / p.with_registers_um2, 1, within);
    EXPECT_NEAR(sums.power / p.mw, 1, within);
  }
}

// The constants of the authors' simulator, 1507.7 um2 and 0.56 mW: the area is the sheet's with half of the registers between parts, the
// power 4 % below the sum of the sheet, 0.586 mW.
TEST(BuiltPe, SumsUpToTheSimulatedPe) {
  const std::vector<PartCosts> parts = parts_of(pe("bitmod"), "tsmc28");
  EXPECT_NEAR(area_of(parts) / units::um2, 1507.7, 0.01 * 1507.7);
  EXPECT_NEAR(energy_of(parts) / units::pJ, 0.586, 0.01 * 0.586);
}

// Table X: tiles of 6 x 8 and 8 x 8 PEs take 95,498 and 97,090 um2, 36.96 and 37.5 mW; the term generator of the latter stands apart.
TEST(BuiltPe, GivesTheTilesOfTableX) {
  const Pe fp16 = pe("fp16");
  Sums baseline;
  for (const char* unit : {"float_multiplication", "float_addition"}) {
    const Sums sums = sums_of(parts_of(fp16, "tsmc28"), unit);
    baseline.with_registers += sums.with_registers;
    baseline.power += sums.power;
  }
  EXPECT_NEAR(48 * baseline.with_registers / 95'498, 1, 0.03);
  EXPECT_NEAR(48 * baseline.power / 36.96, 1, 0.03);
  const std::vector<PartCosts> bitmod = parts_of(pe("bitmod"), "tsmc28");
  EXPECT_NEAR(64 * (area_of(bitmod) / units::um2) / 97'090, 1, 0.03);
  EXPECT_NEAR(64 * (energy_of(bitmod) / units::pJ) / 37.5, 1, 0.03);
}

// As long as nobody asks for anything but the published PE, its costs are the published ones to the last bit.
TEST(BuiltPe, IsThePublishedOneWhereItIsThat) {
  for (const char* name : {"bitmod", "fp16", "ant", "olive"}) {
    const Pe one = pe(name);
    const auto costs = std::get<PeCosts>(one.costs_in(technology("tsmc28"), one.as_it_is()));
    EXPECT_EQ(costs.area, one.costs.area);
    EXPECT_EQ(costs.energy, one.costs.energy);
  }
}

// By hand, from the laws of docs/pe.md: 16 lanes of 8 bits. Gates 1.06 x 8 x 16 = 135.7; tree 5.047 x (8 x 9 + 4 x 10 + 2 x 11 + 12) = 736.9;
// negation 3 x 12 = 36; accumulator of 24 bits 6.509 x 24 + 1.29 x (12 + 7) x 3 = 229.7.
TEST(BuiltPe, AddsUpStripesByHand) {
  Area logic;
  for (const PartCosts& part : parts_of(pe("stripes"), "nangate45")) logic += part.logic;
  EXPECT_NEAR(logic / units::um2, 135.7 + 736.9 + 36 + 229.7, 0.5);
}

// docs/pe.md, in per cent: the factor of each part of the sheet against the mean of the others of its group.
TEST(BuiltPe, IsOffByThisMuchWhereAPartIsLeftOut) {
  const std::vector<std::pair<std::string, int>> groups[]{
      {{"exponent_alignment", 31}, {"float_serial_multiplier", -15}, {"float_accumulator", -29}, {"dequantiser", 38}},
      {{"float_multiplication", -12}, {"float_addition", 11}, {"float_integer_multiply_add", 3}}};
  const auto factor = [](const std::string& name) {
    return std::ranges::find(technology("tsmc28").silicon->calibrations, name, &Calibration::of)->area;
  };
  for (const auto& group : groups) {
    for (const auto& [name, percent] : group) {
      double others = 0;
      for (const auto& [other, none] : group) others += other == name ? 0 : factor(other) / static_cast<double>(group.size() - 1);
      EXPECT_NEAR(100 * (others / factor(name) - 1), percent, 0.51) << name;
    }
  }
}

// All PEs of the sheet were synthesised at 1 GHz.
TEST(BuiltPe, MeetsTheClockAtWhichItWasPublished) {
  for (const char* name : {"bitmod", "fp16", "ant", "olive", "figna", "fp16-dual"}) {
    EXPECT_LE(cycle_of(parts_of(pe(name), "tsmc28")), 1 * units::ns) << name;
  }
}

// OCP 8-bit Floating Point Specification: E4M3 has three fraction bits and a hidden one, E5M2 two.
TEST(BuiltPe, TakesFloatsAsTheirStandardsHaveThem) {
  const auto format = [](const char* name) { return number_format(*find_datatype(name)).value(); };
  EXPECT_EQ(format("fp8_e4m3"), (NumberFormat{true, 4, 4}));
  EXPECT_EQ(format("fp8_e5m2"), (NumberFormat{true, 5, 3}));
  EXPECT_EQ(format("fp16"), (NumberFormat{true, 5, 11}));
  EXPECT_EQ(format("bf16"), (NumberFormat{true, 8, 8}));
  // Sums of 16-bit floats are of their own format, those of 8-bit ones wider than they are.
  EXPECT_EQ(sum_format(format("fp16")), format("fp16"));
  EXPECT_EQ(sum_format(format("bf16")), format("bf16"));
  EXPECT_EQ(sum_format(format("fp8_e4m3")), (NumberFormat{true, 5, 8}));
}

// By hand, from the laws of docs/pe.md, at 45 nm, combinational, for four lanes of E4M3:
//   exponent alignment, EO = 5: 3.735 x 4 x 5 + 10.019 x 3 x 5 + 2.56 x 4 x 2 = 245.5
//   multiplier, W = 4 + 3 = 7: 8.259 x 16 + 1.175 x 28 x 3 + 5.055 x (2 x 9 + 10) = 372.4
//   accumulator, I = 7 + 2 + 1 = 10, S = 6, W = 16, AM = 8 + 4 = 12, E = 6: 9.698 x 6 + 1.241 x 16 x 3 + 0.455 x 12 x 4 + 2.072 x 12 x lg 5
//     (3) + 15.144 x 16 = 456.5
//   dequantiser, IM = 12, OM = 18: 1.175 x 12 + 5.570 x 18 = 114.4
TEST(BuiltPe, AddsUpBitmodWithE4m3ByHand) {
  const Pe bitmod = pe("bitmod");
  Pe::Wanted wanted = bitmod.as_it_is();
  wanted.activation = number_format(*find_datatype("fp8_e4m3")).value();
  const auto logic = [&](const char* part) { return sums_of(bitmod.parts_in(technology("nangate45"), wanted), part); };
  EXPECT_NEAR(logic("exponent_alignment").logic, 245.5, 0.1);
  EXPECT_NEAR(logic("float_serial_multiplier").logic, 372.4, 0.1);
  const Area flip_flop = technology("nangate45").silicon->laws.flip_flop;
  EXPECT_NEAR(logic("float_accumulator").logic - (12 + 6 + 1) * (flip_flop / units::um2), 456.5, 0.1);
  EXPECT_NEAR(logic("dequantiser").logic - (18 + 6 + 1) * (flip_flop / units::um2), 114.4, 0.1);
}

// By hand: two terms of four weights per cycle are eight products, each with an exponent of its own, so the alignment and the multiplier
// have the logic of dot size 8; but four activations instead of eight, so registers for 4 x (5 + 1) and for 4 x 11 bits fewer. INT8's four
// digits take two cycles, the second of which is shifted by 4 places, not 6: accumulator, I = 14 + 3 + 1 = 18, S = 4, W = 22, E = 6, AM = 15,
// of which 14 costs more by the law: 9.698 x 6 + 1.241 x 22 x 3 + 0.455 x 14 x 4 + 2.072 x 14 x lg 9 (4) + 15.144 x 22 = 614.7.
TEST(BuiltPe, TakesTwoTermsOfEachWeight) {
  const Pe bitmod = pe("bitmod");
  Pe::Wanted two = bitmod.as_it_is();
  two.terms_per_cycle = 2;
  Pe::Wanted wide = bitmod.as_it_is();
  wide.dot_size = 8;
  const Area flip_flop = technology("nangate45").silicon->laws.flip_flop;
  const auto sums = [&](const Pe::Wanted& wanted, const char* part) { return sums_of(bitmod.parts_in(technology("nangate45"), wanted), part); };
  for (const auto& [part, bits] : std::vector<std::pair<const char*, double>>{{"exponent_alignment", 4 * (5 + 1)}, {"float_serial_multiplier", 4 * 11}}) {
    EXPECT_DOUBLE_EQ(sums(two, part).logic, sums(wide, part).logic) << part;
    EXPECT_NEAR(sums(wide, part).with_registers - sums(two, part).with_registers, bits * (flip_flop / units::um2), 1e-6) << part;
  }
  EXPECT_NEAR(sums(two, "float_accumulator").logic - (15 + 6 + 1) * (flip_flop / units::um2), 614.7, 0.1);
}

// The digits of one weight are two places apart: places of a first shift, 2^2 - 1 = 3 with two, and the rest per cycle.
TEST(BuiltPe, ShiftsTwoTermsOfIntegersFurtherBeforeTheSum) {
  PeShape shape{.activation = {false, 0, 8}, .term_exponent = 1, .places = 6, .terms_per_cycle = 2};
  const std::vector<Part> parts = term_serial.parts(shape);
  EXPECT_EQ(parts[0].widths[Width::N], 8);
  EXPECT_EQ(parts[0].widths[Width::S], 3);
  EXPECT_EQ(parts[1].widths[Width::S], 4);
  shape.places = 4;  // INT6: three digits, the third alone in the second cycle
  EXPECT_EQ(term_serial.parts(shape)[1].widths[Width::S], 4);
  shape.places = 2;
  EXPECT_EQ(term_serial.parts(shape)[1].widths[Width::S], 0);
}

// By hand, as Stripes above but two bits of each weight: gates 1.06 x 8 x 32 = 271.4; two trees 2 x 736.9; negation 36; their sum 5.047 x 14
// = 70.7; accumulator, I = 14, S = 6: 6.509 x 24 + 1.29 x 20 x 3 = 233.6.
TEST(BuiltPe, AddsUpTwoBitsOfStripesByHand) {
  const Pe stripes = pe("stripes");
  Pe::Wanted wanted = stripes.as_it_is();
  wanted.terms_per_cycle = 2;
  Area logic;
  for (const PartCosts& part : stripes.parts_in(technology("nangate45"), wanted)) logic += part.logic;
  EXPECT_NEAR(logic / units::um2, 271.4 + 2 * 736.9 + 36 + 70.7 + 233.6, 0.5);
  EXPECT_EQ(stripes.costs.kind->cycles(8, 2, 0), 4);
  EXPECT_EQ(stripes.costs.kind->cycles(3, 2, 0), 2);
}

TEST(BuiltPe, SaysThatAKindTakesOneTermAtATime) {
  for (const char* name : {"pragmatic", "bitwave", "bitvert", "lut", "int8", "fp16"}) {
    const Pe one = pe(name);
    Pe::Wanted wanted = one.as_it_is();
    wanted.terms_per_cycle = 2;
    const auto built = one.costs_in(technology("tsmc28"), wanted);
    ASSERT_TRUE(std::holds_alternative<PeLimit>(built)) << name;
    EXPECT_EQ(std::get<PeLimit>(built), PeLimit::terms) << name;
  }
}

/// Widths that somebody might ask for.
PeShape any_shape(bool is_float) {
  PeShape shape;
  shape.dot_size = *rc::gen::element(1, 2, 4, 8, 16);
  shape.activation = is_float ? NumberFormat{true, static_cast<double>(*rc::gen::inRange(2, 9)), static_cast<double>(*rc::gen::inRange(2, 13))}
                              : NumberFormat{false, 0, static_cast<double>(*rc::gen::inRange(2, 17))};
  shape.weight_bits = *rc::gen::inRange(2, 17);
  shape.term_exponent = *rc::gen::inRange(1, 4);
  shape.places = *rc::gen::inRange(0, 15);
  shape.bits_per_term = *rc::gen::inRange(1, 3);
  shape.accumulator = *rc::gen::inRange(0, 2) == 0 ? 0 : *rc::gen::inRange(4, 33);
  return shape;
}

RC_GTEST_PROP(AnyPe, NeverCostsLessWithMore, ()) {
  const PeKind& kind = **rc::gen::elementOf(std::vector<const PeKind*>{pe_kinds().begin(), pe_kinds().end()});
  const bool is_float = kind.takes_floats && (!kind.takes_integers || *rc::gen::arbitrary<bool>());
  PeShape shape = any_shape(is_float);
  if (kind.most_terms_per_cycle > 1) shape.terms_per_cycle = *rc::gen::inRange(1, 3);
  PeShape larger = shape;
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      larger.dot_size *= 2;
      break;
    case 1:
      larger.activation.mantissa += *rc::gen::inRange(1, 4);
      break;
    case 2:
      larger.weight_bits += *rc::gen::inRange(1, 4);
      break;
    case 3:
      larger.places += *rc::gen::inRange(1, 4);
      break;
    case 4:
      larger.terms_per_cycle = kind.most_terms_per_cycle;
      break;
    default:
      larger.activation.exponent += is_float ? 1 : 0;
      break;
  }
  for (const char* name : {"tsmc28", "nangate45"}) {
    const Silicon& silicon = *technology(name).silicon;
    const std::vector<PartCosts> less = silicon.costs(kind, shape);
    const std::vector<PartCosts> more = silicon.costs(kind, larger);
    RC_ASSERT(area_of(less) > Area{0});
    RC_ASSERT(area_of(more).base() >= area_of(less).base() * (1 - 1e-12));
    RC_ASSERT(energy_of(more).base() >= energy_of(less).base() * (1 - 1e-12));
  }
}

// Of the formats that PEs are built for, one that is wider in exponent and mantissa never costs less: E4M3 and E5M2 at most what FP16 does.
RC_GTEST_PROP(AnyPe, NeverCostsLessInAWiderFormat, ()) {
  std::vector<const PeKind*> kinds;
  std::ranges::copy_if(pe_kinds(), std::back_inserter(kinds), &PeKind::takes_floats);
  const PeKind& kind = **rc::gen::elementOf(kinds);
  PeShape shape = any_shape(true);
  if (*rc::gen::arbitrary<bool>()) shape.accumulator = 0;
  if (*rc::gen::arbitrary<bool>()) shape.weight_mantissa = *rc::gen::inRange(2, 6);
  int compared = 0;
  for (const DatatypeEntry* narrow : datatypes()) {
    for (const DatatypeEntry* wide : datatypes()) {
      const auto less = number_format(*narrow);
      const auto more = number_format(*wide);
      if (!less || !more || !less->is_float || !more->is_float) continue;
      if (less->exponent > more->exponent || less->mantissa > more->mantissa) continue;
      PeShape larger = shape;
      shape.activation = *less;
      larger.activation = *more;
      const Silicon& silicon = *technology("tsmc28").silicon;
      const std::vector<PartCosts> small = silicon.costs(kind, shape);
      const std::vector<PartCosts> large = silicon.costs(kind, larger);
      RC_ASSERT(area_of(large).base() >= area_of(small).base() * (1 - 1e-12));
      RC_ASSERT(energy_of(large).base() >= energy_of(small).base() * (1 - 1e-12));
      RC_ASSERT(cycle_of(large).base() >= cycle_of(small).base() * (1 - 1e-12));
      ++compared;
    }
  }
  RC_ASSERT(compared == 4 + 4);  // each with itself; both FP8 in FP16 and in BF16
}

// A set with one datatype more asks for at least as much.
RC_GTEST_PROP(AnyPe, NeverCostsLessForMoreDatatypes, ()) {
  const std::vector<const DatatypeEntry*> all{datatypes().begin(), datatypes().end()};
  const auto members = *rc::gen::resize(6, rc::gen::nonEmpty(rc::gen::container<std::vector<const DatatypeEntry*>>(rc::gen::elementOf(all))));
  std::vector<const DatatypeEntry*> more = members;
  more.push_back(*rc::gen::elementOf(all));
  const PeKind& kind = **rc::gen::elementOf(std::vector<const PeKind*>{pe_kinds().begin(), pe_kinds().end()});
  PeShape shape;
  if (!kind.takes_floats) shape.activation = {false, 0, 8};
  PeShape larger = shape;
  fit_to(members, shape);
  fit_to(more, larger);
  const Silicon& silicon = *technology("tsmc28").silicon;
  RC_ASSERT(area_of(silicon.costs(kind, larger)).base() >= area_of(silicon.costs(kind, shape)).base() * (1 - 1e-12));
  if (kind.encoder == nullptr) return;
  RC_ASSERT(area_of(silicon.costs(kind.encoder(larger))).base() >= area_of(silicon.costs(kind.encoder(shape))).base() * (1 - 1e-12));
}

// By hand: FP4 has magnitudes from 0.5 to 6, so exponents -1 to 2 and, in fixed point, 12 steps and a sign. Four Booth digits of INT8 are six
// places apart.
TEST(WeightNeeds, FollowFromTheGrids) {
  const auto needs = [](const std::vector<std::string>& names) {
    std::vector<const DatatypeEntry*> list;
    for (const std::string& name : names) list.push_back(*std::ranges::find(datatypes(), name, &DatatypeEntry::name));
    PeShape shape;
    fit_to(list, shape);
    return shape;
  };
  EXPECT_EQ(needs({"fp4"}).term_exponent, 2);
  EXPECT_EQ(needs({"fp4"}).weight_bits, 5);
  EXPECT_EQ(needs({"fp4"}).places, 0);
  EXPECT_EQ(needs({"int8"}).term_exponent, 1);
  EXPECT_EQ(needs({"int8"}).places, 6);
  EXPECT_EQ(needs({"fp4", "int6"}).weight_bits, 6);
  // E4M3: 2^-9 to 448 are 18 exponents, and 448 / 2^-9 = 229,376 steps take 18 bits. E5M2: 2^-16 to 57,344, 32 exponents.
  EXPECT_EQ(needs({"fp8_e4m3"}).term_exponent, 5);
  EXPECT_EQ(needs({"fp8_e4m3"}).weight_bits, 19);
  EXPECT_EQ(needs({"fp8_e5m2"}).term_exponent, 5);
  EXPECT_EQ(needs({"fp8_e5m2"}).weight_bits, 33);
  // A multiplier of floats takes the significands of floats, unless there is something else to expand.
  EXPECT_EQ(needs({"fp8_e4m3", "fp8_e5m2"}).weight_mantissa, 4);
  EXPECT_EQ(needs({"fp8_e4m3", "int8"}).weight_mantissa, 0);
  EXPECT_EQ(needs({"fp8_e4m3", "fp16"}).weight_mantissa, 0);
  EXPECT_EQ(needs({"bitmod3", "bitmod4"}).special_values, 8);  // +-3, +-6 and +-5, +-8 (Chen et al., HPCA 2025, section III)
}

}  // namespace
}  // namespace bitpareto::models
