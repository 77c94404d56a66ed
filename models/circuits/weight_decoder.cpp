// SPDX-License-Identifier: Apache-2.0
/// Turns the bits of an integer into terms, one after the other.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"constant", "1", [](const Widths& w) { return (static_cast<void>(w), 1.0); }},
    {"word", "W", [](const Widths& w) { return w[W]; }},
};

constexpr LawTerm delay[]{
    {"constant", "1", [](const Widths& w) { return (static_cast<void>(w), 1.0); }},
    {"word", "W", [](const Widths& w) { return w[W]; }},
};

}  // namespace

constinit const ComponentEntry weight_decoder{
    .name = "weight_decoder",
    .summary = "integers of W bits to Booth digits, one per cycle",
    .grid = "g_dec",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
