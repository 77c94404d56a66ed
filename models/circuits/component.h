// SPDX-License-Identifier: Apache-2.0
/// A component of PEs: by which widths its area and delay go. How much each counts, laws.h says.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "models/circuits/widths.h"

namespace bitpareto::models {

/// A summand of a law, without its coefficient: a number of widths.
struct LawTerm {
  std::string_view name;     // as files of laws have it
  std::string_view formula;  // for people: "N M"
  double (*of)(const Widths&);
};

/// One component; docs/pe.md has its equation. To add one, write its file and add it to components.cpp.
struct ComponentEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view grid;  // what grids of synthesis results call it; empty: none has it
  std::span<const LawTerm> area;
  std::span<const LawTerm> delay;
  bool (*fits)(const Widths&) = nullptr;  // points that the laws are fitted to; null: all
  /// A width of which more must not cost less, though the law would say so: the cost is the most of all smaller ones.
  std::optional<Width> envelope = std::nullopt;
};

/// All of them, in the order of docs/pe.md.
[[nodiscard]] std::span<const ComponentEntry* const> components();

extern const ComponentEntry exponent_alignment, float_serial_multiplier, integer_serial_multiplier, float_accumulator, integer_accumulator,
    dequantiser, integer_multiplier, float_adder, normaliser, special_values, weight_decoder, adder_tree, and_gates, negation, multiplexer;

}  // namespace bitpareto::models
