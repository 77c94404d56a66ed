// SPDX-License-Identifier: Apache-2.0
/// Adds two floating-point numbers of different width; a normaliser follows.
#include "models/circuits/component.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr LawTerm area[]{
    {"summand", "M2", [](const Widths& w) { return w[M2]; }},
    {"sum", "M1", [](const Widths& w) { return w[M1]; }},
    {"exponent", "E", [](const Widths& w) { return w[E]; }},
};

constexpr LawTerm delay[]{
    {"summand", "lg M2", [](const Widths& w) { return bits_for(w[M2]); }},
    {"exponent", "lg E", [](const Widths& w) { return bits_for(w[E]); }},
};

}  // namespace

constinit const ComponentEntry float_adder{
    .name = "float_adder",
    .summary = "floating-point addition, not yet normalised",
    .grid = "g_fpadd",
    .area = area,
    .delay = delay,
};

}  // namespace bitpareto::models
