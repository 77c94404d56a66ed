// SPDX-License-Identifier: Apache-2.0
/// The leaves that the published models read, in the order of columns.
#pragma once

#include <array>

#include "models/hardware/leaves.h"

namespace bitpareto::models {

inline constexpr std::array<Leaf, 23> published_leaves{leaf::performance_model,
                                                       leaf::technology,
                                                       leaf::clock,
                                                       leaf::pe_kind,
                                                       leaf::pe_dot_size,
                                                       leaf::pe_activation,
                                                       leaf::pe_activation_bits,
                                                       leaf::pe_bit_serial,
                                                       leaf::pe_energy,
                                                       leaf::pe_area,
                                                       leaf::array_rows,
                                                       leaf::array_columns,
                                                       leaf::weights_datatype,
                                                       leaf::weights_group_size,
                                                       leaf::weights_bits,
                                                       leaf::kv_cache_datatype,
                                                       leaf::kv_cache_bits,
                                                       leaf::weight_buffer_size,
                                                       leaf::weight_buffer_banks,
                                                       leaf::input_buffer_size,
                                                       leaf::input_buffer_banks,
                                                       leaf::dram_bus,
                                                       leaf::dram_energy};

}  // namespace bitpareto::models
