// SPDX-License-Identifier: Apache-2.0
/// Adds integers of all lanes, none of which is shifted.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"tree", "T(N, M)", [](const Widths& w) { return tree_width(w[N], w[M], 0); }},
};

constexpr LawTerm delay[]{
    {"levels", "lg N", [](const Widths& w) { return bits_for(w[N]); }},
    {"word", "M", [](const Widths& w) { return w[M]; }},
};

}  // namespace

constinit const ComponentEntry adder_tree{
    .name = "adder_tree",
    .summary = "sum of integers over the lanes",
    .grid = "",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
