// SPDX-License-Identifier: Apache-2.0
/// Work of an LLM that is no matrix product: operations of the vector unit. docs/native.md, section 7.
#pragma once

#include "models/native/mapping.h"
#include "models/native/on_chip.h"

namespace bitpareto::models {

/// Operations of a vector lane per element. An operation is a multiply-add or simpler; exponentials and quotients take
/// several.
namespace vector_operations {
// Assumed, because lanes differ: an exponential by range reduction and a cubic, a quotient by a table and two Newton
// steps.
inline constexpr double exponential = 5, quotient = 4;
// Counted: square and sum; times the inverse root; times the gain. LayerNorm: the mean, its difference and an offset
// too.
inline constexpr double rms_norm = 3, layer_norm = 6;
// Counted: each element is the sum of two products.
inline constexpr double rotary = 2;
// Counted: scale, maximum, difference, exponential, sum.
inline constexpr double softmax = 4 + exponential;
// Counted: of a query's result, divided by the sum of its exponentials once.
inline constexpr double softmax_division = 1;
// Counted: x / (1 + exp(-x)); by a cubic and that (GELU as a tanh); a maximum.
inline constexpr double silu = 1 + exponential + quotient, gelu = 3 + silu, relu = 1;
// Counted: gate times up; adding to the hidden state.
inline constexpr double gate = 1, residual = 1;
// Counted: maximum of the group, times its inverse and rounded.
inline constexpr double quantisation = 2;
// Counted: a probability times each scale of its value.
inline constexpr double value_scale = 1;
}  // namespace vector_operations

/// Operations that go with one run of an operation in all its instances. `pairs`: queries times the keys that each
/// attends to, of scores and context alone. `cache_groups`: scales of a key or value of one token and head; 0: keys and
/// values are not quantised.
[[nodiscard]] double vector_work(const BlockOperation& operation, const LanguageModel& model, double tokens,
                                 double pairs, double cache_groups);

}  // namespace bitpareto::models
