// SPDX-License-Identifier: Apache-2.0
/// The kernels for what every machine of the target has: SSE2 on x86-64, NEON on Arm.
#include <bit>

#include "models/datatypes/simd/kernels.h"
#include "models/datatypes/simd/vector.inl"

namespace bitpareto::models {

extern const Kernels baseline_kernels;
constinit const Kernels baseline_kernels = kernels_named("baseline");

}  // namespace bitpareto::models
