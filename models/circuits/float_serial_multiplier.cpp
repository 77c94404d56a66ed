// SPDX-License-Identifier: Apache-2.0
/// Mantissas of activations by a term of each weight, aligned and added over the lanes.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

/// Bits of an aligned product.
double product(const Widths& w) { return w[M] + w[B] - 1 + w[G]; }

constexpr LawTerm area[]{
    {"gates", "N M", [](const Widths& w) { return w[N] * w[M]; }},
    {"shifters", "N W lg(W + 1), W = M + B - 1 + G", [](const Widths& w) { return w[N] * product(w) * bits_for(product(w) + 1); }},
    {"tree", "T(N, W)", [](const Widths& w) { return tree_width(w[N], product(w), 1); }},
    {"more_bits", "N M (B - 1)", [](const Widths& w) { return w[N] * w[M] * (w[B] - 1); }},
};

constexpr LawTerm delay[]{
    {"levels", "lg N", [](const Widths& w) { return bits_for(w[N]); }},
    {"product", "W", [](const Widths& w) { return product(w); }},
    {"more_bits", "B - 1", [](const Widths& w) { return w[B] - 1; }},
};

}  // namespace

constinit const ComponentEntry float_serial_multiplier{
    .name = "float_serial_multiplier",
    .summary = "floating-point activations by B bits of the weights, aligned and added up",
    .grid = "g_mul",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
