// SPDX-License-Identifier: Apache-2.0
/// Finds the largest exponent of the products of all lanes, and how far each mantissa has to move.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"lanes", "N EO", [](const Widths& w) { return w[N] * w[EO]; }},
    {"comparisons", "(N - 1) EO", [](const Widths& w) { return (w[N] - 1) * w[EO]; }},
    {"term_exponents", "N EW", [](const Widths& w) { return w[N] * w[EW]; }},
};

constexpr LawTerm delay[]{
    {"levels", "lg N", [](const Widths& w) { return bits_for(w[N]); }},
    {"exponent", "EO", [](const Widths& w) { return w[EO]; }},
};

}  // namespace

constinit const ComponentEntry exponent_alignment{
    .name = "exponent_alignment",
    .summary = "exponents of all lanes compared, and the distance of each from the largest",
    .grid = "g_exp",
    .area = area,
    .delay = delay,
    .fits = [](const Widths& w) { return w[N] >= 2; },
};

}  // namespace bitpareto::models
