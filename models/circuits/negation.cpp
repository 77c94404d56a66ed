// SPDX-License-Identifier: Apache-2.0
/// Changes the sign of a word where asked to.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"word", "W", [](const Widths& w) { return w[W]; }},
};

constexpr LawTerm delay[]{
    {"constant", "1", [](const Widths& w) { return (static_cast<void>(w), 1.0); }},
    {"word", "W", [](const Widths& w) { return w[W]; }},
};

}  // namespace

constinit const ComponentEntry negation{
    .name = "negation",
    .summary = "words of W bits negated where asked",
    .grid = "",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
