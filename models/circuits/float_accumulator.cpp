// SPDX-License-Identifier: Apache-2.0
/// Adds sums of terms, each shifted by its place in the weight, to a floating-point sum of a group.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"exponent", "E", [](const Widths& w) { return w[E]; }},
    {"place_shifter", "W lg(S + 1), W = I + S", [](const Widths& w) { return (w[I] + w[S]) * bits_for(w[S] + 1); }},
    {"alignment", "AM lg AM", [](const Widths& w) { return w[AM] * bits_for(w[AM]); }},
    {"excess", "AM lg(max(0, W - AM) + 1)", [](const Widths& w) { return w[AM] * bits_for(std::fmax(0.0, w[I] + w[S] - w[AM]) + 1); }},
    {"adder", "W", [](const Widths& w) { return w[I] + w[S]; }},
};

constexpr LawTerm delay[]{
    {"constant", "1", [](const Widths& w) { return (static_cast<void>(w), 1.0); }},
    {"adder", "W", [](const Widths& w) { return w[I] + w[S]; }},
};

}  // namespace

constinit const ComponentEntry float_accumulator{
    .name = "float_accumulator",
    .summary = "floating-point sum of a group, over terms of different weight",
    .grid = "g_acc",
    .area = area,
    .delay = delay,
    .envelope = AM,
};

}  // namespace bitpareto::models
