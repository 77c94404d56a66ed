// SPDX-License-Identifier: Apache-2.0
/// Chooses one of N words.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"inputs", "N W", [](const Widths& w) { return w[N] * w[W]; }},
};

constexpr LawTerm delay[]{
    {"constant", "1", [](const Widths& w) { return (static_cast<void>(w), 1.0); }},
    {"levels", "lg N", [](const Widths& w) { return bits_for(w[N]); }},
};

}  // namespace

constinit const ComponentEntry multiplexer{
    .name = "multiplexer",
    .summary = "one of N words of W bits",
    .grid = "",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
