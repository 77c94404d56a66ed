// SPDX-License-Identifier: Apache-2.0
/// Kinds of PEs: which components one has, by what it multiplies. docs/pe.md has the composition of each.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "models/circuits/component.h"

namespace bitpareto::models {

/// A number as circuits see it.
struct NumberFormat {
  bool is_float = true;
  double exponent = 5;   // bits; of a float
  double mantissa = 11;  // bits, the hidden one of a float included
  friend bool operator==(const NumberFormat&, const NumberFormat&) = default;
};

/// What a PE is built for.
struct PeShape {
  double dot_size = 4;
  NumberFormat activation;
  double weight_bits = 8;      // of the widest integer that a bit-parallel PE takes
  double term_exponent = 2;    // bits of the exponent of a term of a weight
  double places = 6;           // by which the last term of a weight is shifted against the first
  double bits_per_term = 1;
  double terms_per_cycle = 1;  // of each weight, side by side
  double special_values = 8;   // that a term generator can put out; four each of BitMoD's 3 and 4 bits
  double weight_mantissa = 0;  // of the widest float, if all weights are floats of 8 bits; 0: such as sums have (sum_format)
  double accumulator = 0;      // bits of the sum of a group, of its mantissa if a float; 0: what the kind takes
};

/// Components of one kind in a PE, all alike; bits are those of each. Parts stand in the order in which data passes them; registers
/// between parts begin a pipeline stage.
struct Part {
  const ComponentEntry* component = nullptr;
  Widths widths = {};
  double count = 1;
  double own_bits = 0;        // of registers that hold its state
  double interface_bits = 0;  // of registers between it and its neighbours
  std::string_view unit = {};  // what a technology's calibration calls it; empty: as the component
  bool aside = false;          // beside the path that takes longest
};

/// To add one, write its file and add it to pe_kinds.cpp.
struct PeKind {
  std::string_view name;
  std::string_view summary;
  bool takes_floats = true;    // as activations
  bool takes_integers = true;  // likewise
  bool is_bit_serial = true;
  bool narrows = true;  // for weights that are all narrower than its file says
  double most_terms_per_cycle = 1;  // of each weight that it can be built for
  std::vector<Part> (*parts)(const PeShape&) = nullptr;
  [[nodiscard]] bool takes(const NumberFormat& activation) const { return activation.is_float ? takes_floats : takes_integers; }
  /// The term generator of a column of PEs, which are fed with bits otherwise; null: it needs none.
  std::vector<Part> (*encoder)(const PeShape&) = nullptr;
  /// Cycles for weights of so many bits, of which so many are taken at a time and a share is skipped; null: a bit-serial PE takes its
  /// terms, any other one cycle in all.
  double (*cycles)(double bits, double at_a_time, double skipped) = nullptr;
};

[[nodiscard]] std::span<const PeKind* const> pe_kinds();

extern const PeKind term_serial, stripes_serial, column_serial, essential_bit_serial, sparse_bit_serial, float_multiply_add, float_integer_multiply_add,
    float_dual_multiply_add, integer_multiply_add, block_multiply_add, lookup_table;

/// The term generator that technologies know the cost of: that of BitMoD, for four lanes of up to 8 bits and eight special values (Chen et
/// al., HPCA 2025, Table X).
[[nodiscard]] std::vector<Part> published_encoder();

/// What floating-point sums of products of such activations are held in: activations of 16 bits in their own format, narrower ones in
/// one with the exponent of FP16 and the mantissa of BF16 at least. Products of 8-bit floats are not added up in 8 bits (Micikevicius et
/// al., arXiv 2209.05433, section 2: results have a higher precision); that the narrowest of both 16-bit formats will do is assumed.
[[nodiscard]] NumberFormat sum_format(const NumberFormat& activation);

/// The accumulator of integer sums over a group: bits that 128 products of 8 bits and the activation's need, in the bytes that
/// memories have (assumed: every rival of BitMoD with integers accumulates in 24 or 32 bits).
[[nodiscard]] double integer_accumulator_bits(const PeShape& shape);

}  // namespace bitpareto::models
