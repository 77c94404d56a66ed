// SPDX-License-Identifier: Apache-2.0
/// Reads one of the special values that a group may have.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"registers", "W SV", [](const Widths& w) { return w[W] * w[SV]; }},
    {"word", "W", [](const Widths& w) { return w[W]; }},
};

constexpr LawTerm delay[]{
    {"constant", "1", [](const Widths& w) { return (static_cast<void>(w), 1.0); }},
    {"levels", "lg SV", [](const Widths& w) { return bits_for(w[SV]); }},
};

}  // namespace

constinit const ComponentEntry special_values{
    .name = "special_values",
    .summary = "one of SV programmable special values",
    .grid = "g_sv",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
