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
/// a < b ? yes : no, for finite values that are equal or differ by more than 1e-30. Without masks: clang 14 compiles those
/// of libstdc++ 12 wrongly for AVX-512 (where(a < b, x) = y takes other lanes).
inline V if_less(const V& a, const V& b, const V& yes, const V& no) {
  const V zero{0.0F};
  const V one{1.0F};
  const V is_less = smaller(greater((b - a) * V{1e30F}, zero), one);
  return yes * is_less + no * (one - is_less);
}

}  // namespace
}  // namespace bitpareto::models

#include "models/datatypes/simd/kernels.inl"
