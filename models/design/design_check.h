// SPDX-License-Identifier: Apache-2.0
/// What a design-space file may not ask of the models it chooses.
#pragma once

#include "core/space_file/space_file.h"
#include "models/performance/components.h"
#include "models/performance/modelled_workload.h"

namespace bitpareto::models {

/// Complains about leaves that no chosen model or PE reads (an axis is an error, one value a warning), values that the
/// published models do not know, and workloads that they refuse. `components` and `workloads` must match the file.
void check_design(const SpaceFile& file, const Space& space, const Components& components,
                  const std::vector<ModelledWorkload>& workloads, Diagnostics& diagnostics);

}  // namespace bitpareto::models
