// SPDX-License-Identifier: Apache-2.0
/// Arithmetic by the laws of components beside published energies and areas that no fit has seen.
#pragma once

#include "core/space_file/config_folder.h"
#include "core/system/error.h"
#include "core/table/table.h"

namespace bitpareto::models {

/// The numbers of configs/reproduce/mac_operations.csv computed anew: columns what, against, ours, published, relative_error, as
/// figure_summary() has them. `against` says from which node and voltage ours was brought to that of the published number.
[[nodiscard]] Table operation_summary(const ConfigFolder& configs, Diagnostics& diagnostics);

}  // namespace bitpareto::models
