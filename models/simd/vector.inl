// SPDX-License-Identifier: Apache-2.0
// Sixteen floats as std::experimental::simd has them, for the instruction set of the including file.
#include <experimental/simd>

namespace bitpareto::models {
namespace {

using V = std::experimental::fixed_size_simd<float, 16>;

inline V load(const float* from) { return {from, std::experimental::element_aligned}; }
inline void store(const V& v, float* to) { v.copy_to(to, std::experimental::element_aligned); }
inline V absolute(const V& v) { return std::experimental::abs(v); }
inline V smaller(const V& a, const V& b) { return std::experimental::min(a, b); }
inline V greater(const V& a, const V& b) { return std::experimental::max(a, b); }
inline V if_less(const V& a, const V& b, const V& yes, const V& no) {
  V result = no;
  where(a < b, result) = yes;
  return result;
}

}  // namespace
}  // namespace bitpareto::models

#include "models/simd/kernels.inl"
