// SPDX-License-Identifier: Apache-2.0
/// The native model's energy beside that of published devices and DRAMs.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/cost/evaluation.h"
#include "core/space_file/config_folder.h"
#include "core/space_file/space_file.h"
#include "core/system/error.h"
#include "core/table/table.h"

namespace bitpareto::models {

/// What a published number includes. What a board has besides (a host, fans, regulators) no space describes.
enum class EnergyScope : std::uint8_t { chip, chip_and_dram, board, dram };
inline constexpr std::array<std::string_view, 4> energy_scope_names{"chip", "chip+dram", "board", "dram"};

/// What it is the number of.
enum class EnergyQuantity : std::uint8_t { mj_per_token, w, pj_per_bit };
inline constexpr std::array<std::string_view, 3> energy_quantity_names{"mj_per_token", "w", "pj_per_bit"};

/// That quantity of one decoded token, of the parts that `scope` includes; pJ/bit are over the bits that DRAM moves.
[[nodiscard]] double energy_of(const Evaluation& token, EnergyScope scope, EnergyQuantity quantity);

/// The devices of configs/reproduce/published_energy.csv computed anew: columns what, against, ours, published, relative_error, as
/// figure_summary() has them, and low, high: ours at the corners of all constants. `against` says which scope is compared, and whether the
/// published number is a bound of it.
[[nodiscard]] Table energy_summary(const ConfigFolder& configs, const Vocabulary& words, Diagnostics& diagnostics);

}  // namespace bitpareto::models
