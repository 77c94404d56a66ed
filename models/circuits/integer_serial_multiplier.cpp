// SPDX-License-Identifier: Apache-2.0
/// Integer activations by a term of each weight, shifted and added over the lanes.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"gates", "N M", [](const Widths& w) { return w[N] * w[M]; }},
    {"shifters", "N W lg(S + 1), W = M + S", [](const Widths& w) { return w[N] * (w[M] + w[S]) * bits_for(w[S] + 1); }},
    {"tree", "T(N, W)", [](const Widths& w) { return tree_width(w[N], w[M] + w[S], 1); }},
};

constexpr LawTerm delay[]{
    {"levels", "lg N", [](const Widths& w) { return bits_for(w[N]); }},
    {"product", "W", [](const Widths& w) { return w[M] + w[S]; }},
};

}  // namespace

constinit const ComponentEntry integer_serial_multiplier{
    .name = "integer_serial_multiplier",
    .summary = "integer activations by terms of the weights, shifted and added up",
    .grid = "g_muli",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
