// SPDX-License-Identifier: Apache-2.0
/// The kernels for x86-64 machines with AVX-512 (F, BW, DQ, VL).
#include <bit>

#include "models/datatypes/simd/kernels.h"
#include "models/datatypes/simd/vector.inl"

namespace bitpareto::models {

extern const Kernels avx512_kernels;
constinit const Kernels avx512_kernels = kernels_named("avx512");

}  // namespace bitpareto::models
