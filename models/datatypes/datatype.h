// SPDX-License-Identifier: Apache-2.0
/// A datatype of quantised values: what is stored of each, and what a bit-serial PE does with it.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/design/leaf.h"
#include "models/datatypes/quantisation.h"

namespace bitpareto::models {

/// What a group of values stores besides its elements, in bits. The FP16 scale of a whole row under which 8-bit scales
/// stand is not counted, as in the BitMoD paper.
struct GroupMetadata {
  double scale_bits = 0;
  double zero_point_bits = 0;
  double selector_bits = 0;  // which of several grids the group uses
  [[nodiscard]] constexpr double bits() const { return scale_bits + zero_point_bits + selector_bits; }
};

/// The scale of a group where nothing else is said: INT8 under one FP16 per row, which costs no accuracy (Chen et al.,
/// HPCA 2025, Table V).
inline constexpr double int8_scale_bits = 8;

/// The group size of a datatype that has none of its own: the paper's (Chen et al., HPCA 2025, section IV).
inline constexpr std::int64_t default_group_size = 128;

/// One line of the catalogue. To add a datatype, add an entry to its family's file and its name to catalogue.cpp.
struct DatatypeEntry {
  std::string_view name;
  std::string_view family;
  std::string_view summary;
  std::string_view source;
  double element_bits = 0;
  GroupMetadata metadata = {};
  std::int64_t block_size = 0;  // of a block format: its group size where none is given; 0: none of its own
  int exponent_bits = 0;        // of a float that PEs take as it is, as an activation; 0: it is none
  int serial_terms = 0;         // cycles of a bit-serial PE per element: Booth digits of an integer, parts of a float
  Quantisation quantisation = {};
  /// The group size where none is given.
  [[nodiscard]] constexpr std::int64_t standard_group_size() const {
    return block_size > 0 ? block_size : default_group_size;
  }
  /// Stored bits of an element in rows of `depth`, its share of what a group of `group_size` stores besides included.
  [[nodiscard]] constexpr double stored_bits(double group_size, double depth) const {
    return is_unquantised() ? element_bits : element_bits + metadata.bits() / (group_size == whole_row ? depth : group_size);
  }
  /// Whether its elements are integers in two's complement, which bit-serial PEs take as they are.
  [[nodiscard]] constexpr bool has_plain_bits() const { return family == "integer" && metadata.zero_point_bits == 0; }
  [[nodiscard]] constexpr bool is_unquantised() const { return quantisation.scale == ScaleRule::unquantised; }
};

/// Booth digits of an integer of `element_bits` bits, two bits per digit.
[[nodiscard]] constexpr int booth_digits(double element_bits) { return (static_cast<int>(element_bits) + 1) / 2; }

}  // namespace bitpareto::models
