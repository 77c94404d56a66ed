// SPDX-License-Identifier: Apache-2.0
#pragma once
// One float, for what is left over when a group is not a multiple of sixteen values.

namespace bitpareto::models {
namespace {

inline float absolute(float x) { return x < 0 ? -x : x; }
inline float smaller(float a, float b) { return b < a ? b : a; }
inline float greater(float a, float b) { return a < b ? b : a; }
inline float if_less(float a, float b, float yes, float no) { return a < b ? yes : no; }

}  // namespace
}  // namespace bitpareto::models
