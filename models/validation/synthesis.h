// SPDX-License-Identifier: Apache-2.0
/// PEs built of components beside published syntheses.
#pragma once

#include "core/space_file/config_folder.h"
#include "core/system/error.h"
#include "core/table/table.h"

namespace bitpareto::models {

/// The numbers of configs/reproduce/pe_synthesis.csv computed anew: columns what, against, ours, published, relative_error, as
/// figure_summary() has them. `against` says whether the calibration has seen the number.
[[nodiscard]] Table synthesis_summary(const ConfigFolder& configs, Diagnostics& diagnostics);

}  // namespace bitpareto::models
