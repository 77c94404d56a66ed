// SPDX-License-Identifier: Apache-2.0
/// The kernels as a child would write them: loops over sixteen floats. The others are tested against them.
#include <bit>

#include "models/datatypes/simd/kernels.h"
#include "models/datatypes/simd/scalar.inl"

namespace bitpareto::models {
namespace {

struct V {
  V() = default;
  explicit V(float value) {
    for (float& x : lane) x = value;
  }
  float lane[16];
};

template <class F>
V each(const V& a, const V& b, F f) {
  V result;
  for (std::size_t l = 0; l < 16; ++l) result.lane[l] = f(a.lane[l], b.lane[l]);
  return result;
}
V operator+(const V& a, const V& b) {
  return each(a, b, [](float x, float y) { return x + y; });
}
V operator-(const V& a, const V& b) {
  return each(a, b, [](float x, float y) { return x - y; });
}
V operator*(const V& a, const V& b) {
  return each(a, b, [](float x, float y) { return x * y; });
}
V operator/(const V& a, const V& b) {
  return each(a, b, [](float x, float y) { return x / y; });
}
V load(const float* from) {
  V v;
  for (std::size_t l = 0; l < 16; ++l) v.lane[l] = from[l];
  return v;
}
void store(const V& v, float* to) {
  for (std::size_t l = 0; l < 16; ++l) to[l] = v.lane[l];
}
V absolute(const V& v) {
  return each(v, v, [](float x, float) { return absolute(x); });
}
V smaller(const V& a, const V& b) {
  return each(a, b, [](float x, float y) { return smaller(x, y); });
}
V greater(const V& a, const V& b) {
  return each(a, b, [](float x, float y) { return greater(x, y); });
}
V if_less(const V& a, const V& b, const V& yes, const V& no) {
  V result;
  for (std::size_t l = 0; l < 16; ++l) result.lane[l] = if_less(a.lane[l], b.lane[l], yes.lane[l], no.lane[l]);
  return result;
}

}  // namespace
}  // namespace bitpareto::models

#include "models/datatypes/simd/kernels.inl"

namespace bitpareto::models {

extern const Kernels plain_kernels;
constinit const Kernels plain_kernels = kernels_named("plain");

}  // namespace bitpareto::models
