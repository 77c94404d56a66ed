// SPDX-License-Identifier: Apache-2.0
/// Adds sums of terms, each shifted by its place in the weight, to an integer sum of a group.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"adder", "AW", [](const Widths& w) { return w[AW]; }},
    {"place_shifter", "(I + S) lg(S + 1)", [](const Widths& w) { return (w[I] + w[S]) * bits_for(w[S] + 1); }},
};

constexpr LawTerm delay[]{
    {"constant", "1", [](const Widths& w) { return (static_cast<void>(w), 1.0); }},
    {"adder", "AW", [](const Widths& w) { return w[AW]; }},
    {"sum", "I", [](const Widths& w) { return w[I]; }},
};

}  // namespace

constinit const ComponentEntry integer_accumulator{
    .name = "integer_accumulator",
    .summary = "integer sum of a group, over terms of different weight",
    .grid = "g_acci",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
