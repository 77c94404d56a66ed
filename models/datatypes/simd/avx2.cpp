// SPDX-License-Identifier: Apache-2.0
/// The kernels for x86-64 machines with AVX2.
#include <bit>

#include "models/datatypes/simd/kernels.h"
#include "models/datatypes/simd/vector.inl"

namespace bitpareto::models {

extern const Kernels avx2_kernels;
constinit const Kernels avx2_kernels = kernels_named("avx2");

}  // namespace bitpareto::models
