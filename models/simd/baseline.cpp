// SPDX-License-Identifier: Apache-2.0
/// The kernels for what every machine of the target has: SSE2 on x86-64, NEON on Arm.
#include <bit>

#include "models/simd/kernels.h"
#include "models/simd/vector.inl"

namespace bitpareto::models {

extern const Kernels baseline_kernels;
constinit const Kernels baseline_kernels{
    .name = "baseline",
    .widen_f16 = widen_f16,
    .widen_bf16 = widen_bf16,
    .all_finite = all_finite,
    .statistics = statistics,
    .grid_errors = grid_errors,
    .integer_error = integer_error,
    .range_error = range_error,
    .pair_error = pair_error,
};

}  // namespace bitpareto::models
