// SPDX-License-Identifier: Apache-2.0
/// An integer product in one cycle.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"cells", "A B", [](const Widths& w) { return w[A] * w[B]; }},
    {"edges", "A + B", [](const Widths& w) { return w[A] + w[B]; }},
};

constexpr LawTerm delay[]{
    {"levels", "lg min(A, B)", [](const Widths& w) { return bits_for(std::fmin(w[A], w[B])); }},
    {"bits", "A + B", [](const Widths& w) { return w[A] + w[B]; }},
};

}  // namespace

constinit const ComponentEntry integer_multiplier{
    .name = "integer_multiplier",
    .summary = "product of unsigned integers of A and B bits",
    .grid = "g_imul",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
