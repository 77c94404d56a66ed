// SPDX-License-Identifier: Apache-2.0
/// The native model beside other people's: matrix products of other tools and hardware, tokens per second of devices.
#pragma once

#include "core/space_file/config_folder.h"
#include "core/space_file/space_file.h"
#include "core/system/error.h"
#include "core/table/table.h"

namespace bitpareto::models {

/// The products of configs/reproduce/outside_products.csv and the devices of published_devices.csv computed anew:
/// columns what, against, ours, published, relative_error, as figure_summary() has them.
[[nodiscard]] Table outside_summary(const ConfigFolder& configs, const Vocabulary& words, Diagnostics& diagnostics);

}  // namespace bitpareto::models
