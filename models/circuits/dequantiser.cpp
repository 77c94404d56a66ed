// SPDX-License-Identifier: Apache-2.0
/// Multiplies the sum of a group by its scale, a bit per cycle.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"input", "IM", [](const Widths& w) { return w[IM]; }},
    {"sum", "OM", [](const Widths& w) { return w[OM]; }},
};

constexpr LawTerm delay[]{
    {"constant", "1", [](const Widths& w) { return (static_cast<void>(w), 1.0); }},
    {"sum", "OM", [](const Widths& w) { return w[OM]; }},
};

}  // namespace

constinit const ComponentEntry dequantiser{
    .name = "dequantiser",
    .summary = "the sum of a group by its scale, a bit per cycle",
    .grid = "g_deq",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
