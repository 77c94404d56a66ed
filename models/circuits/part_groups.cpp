// SPDX-License-Identifier: Apache-2.0
#include "models/circuits/part_groups.h"

#include <algorithm>

namespace bitpareto::models {

using enum Width;

std::array<Part, 2> float_sum(double sum_mantissa, double summand, double exponent, const Part& like) {
  Part adder = like;
  adder.component = &float_adder;
  adder.widths = {{M1, sum_mantissa}, {M2, summand}, {E, exponent}};
  const Part normalised{.component = &normaliser,
                        .widths = {{MI, std::max(sum_mantissa, summand) + 1}, {MO, sum_mantissa - 1}, {E, exponent}},
                        .count = like.count,
                        .unit = like.unit,
                        .aside = like.aside};
  return {adder, normalised};
}

Part shifted_integer_sum(double sum, double places, double accumulator) {
  return {.component = &integer_accumulator,
          .widths = {{I, sum}, {S, places}, {AW, accumulator}},
          .own_bits = accumulator,
          .interface_bits = sum};
}

}  // namespace bitpareto::models
