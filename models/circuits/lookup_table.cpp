// SPDX-License-Identifier: Apache-2.0
/// A PE that looks sums up instead of multiplying (T-MAC: Wei et al., EuroSys 2025; FIGLUT: Park et al., HPCA 2025): sums of groups of activations stand in a table
/// that many PEs read, each by the bits of its weights of one place.
#include "models/circuits/part_groups.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr double group = 4;     // activations of a table (T-MAC, FIGLUT)
constexpr double readers = 32;  // PEs that share one (FIGLUT: as many as still come out smaller)
constexpr double sign_bit = 1;

std::vector<Part> parts(const PeShape& s) {
  const double tables = std::fmax(1.0, s.dot_size / group);
  const double lanes = std::fmin(s.dot_size, group);
  const double entries = std::ldexp(1.0, static_cast<int>(lanes) - 1);  // the other half are their negatives
  const bool is_float = s.activation.is_float;
  const double m = s.activation.mantissa;
  const NumberFormat sum = sum_format(s.activation);  // of a table's entries too
  const double word = is_float ? sum.mantissa + sum.exponent : m + bits_for(lanes);
  const double aw = is_float ? word : integer_accumulator_bits(s);
  std::vector<Part> list{
      {.component = &multiplexer, .widths = {{N, entries}, {W, word}}, .count = tables, .own_bits = entries * word / readers, .interface_bits = lanes},
      {.component = &negation, .widths = {{W, is_float ? sign_bit : word}}, .count = tables}};
  if (is_float) {
    constexpr std::string_view adder = "float_addition";
    const auto added = float_sum(sum.mantissa, sum.mantissa + 1, sum.exponent, {.count = tables, .own_bits = aw, .unit = adder});
    list.insert(list.end(), added.begin(), added.end());
  } else {
    const double total = word + bits_for(tables);
    list.push_back({.component = &adder_tree, .widths = {{N, tables}, {M, word}}});
    list.push_back({.component = &integer_accumulator, .widths = {{I, total}, {S, s.weight_bits - 1}, {AW, aw}}, .own_bits = aw});
  }
  return list;
}

}  // namespace

constinit const PeKind lookup_table{
    .name = "lookup-table",
    .summary = "sums of activations looked up by the bits of the weights, one place per cycle",
    .parts = parts,
    .cycles = [](double bits, double /*at_a_time*/, double /*skipped*/) { return bits; },
};

}  // namespace bitpareto::models
