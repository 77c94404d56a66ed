// SPDX-License-Identifier: Apache-2.0
/// What a design-space file may not ask of the models and PEs that it chooses.
#pragma once

#include "models/performance/model_check.h"

namespace bitpareto::models {

/// Complains about leaves that no chosen model or PE reads (an axis is an error, one value a warning), what a chosen model
/// says that it does not know, and values that do not go together.
void check_design(const ModelCheck& check);

}  // namespace bitpareto::models
