// SPDX-License-Identifier: Apache-2.0
/// Finds the leading one, shifts it to the front and rounds.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"shifter", "MI lg(MI + 1)", [](const Widths& w) { return w[MI] * bits_for(w[MI] + 1); }},
    {"result", "MO", [](const Widths& w) { return w[MO]; }},
    {"exponent", "E", [](const Widths& w) { return w[E]; }},
};

constexpr LawTerm delay[]{
    {"levels", "lg MI", [](const Widths& w) { return bits_for(w[MI]); }},
    {"result", "MO", [](const Widths& w) { return w[MO]; }},
};

}  // namespace

constinit const ComponentEntry normaliser{
    .name = "normaliser",
    .summary = "normalisation and rounding",
    .grid = "g_norm",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
