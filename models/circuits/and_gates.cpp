// SPDX-License-Identifier: Apache-2.0
/// Gates a word by a bit.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"word", "W", [](const Widths& w) { return w[W]; }},
};

constexpr LawTerm delay[]{
    {"constant", "1", [](const Widths& w) { return (static_cast<void>(w), 1.0); }},
};

}  // namespace

constinit const ComponentEntry and_gates{
    .name = "and_gates",
    .summary = "words of W bits gated by a bit",
    .grid = "",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
