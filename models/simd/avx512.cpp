// SPDX-License-Identifier: Apache-2.0
/// The kernels for x86-64 machines with AVX-512 (F, BW, DQ, VL).
#include <bit>

#include "models/simd/kernels.h"
#include "models/simd/vector.inl"

namespace bitpareto::models {

extern const Kernels avx512_kernels;
constinit const Kernels avx512_kernels{
    .name = "avx512",
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
