// SPDX-License-Identifier: Apache-2.0
/// The PE array: its shape, and what its sides take side by side.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bitpareto::models {

/// The array as the equations see it.
struct ArrayShape {
  double rows = 1;      // output channels side by side
  double columns = 1;   // tokens side by side
  double dot_size = 1;  // elements of the reduction per PE and cycle
};

/// What rows or columns of the array take side by side.
enum class Spread : std::uint8_t { tokens, outputs, reduction, instances };
inline constexpr std::array<std::string_view, 4> spread_names{"tokens", "outputs", "reduction", "instances"};

}  // namespace bitpareto::models
