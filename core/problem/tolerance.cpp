// SPDX-License-Identifier: Apache-2.0
#include "core/problem/tolerance.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/quantity.h"

namespace bitpareto {

Tolerance::Tolerance(double share) : share_{share} {
  if (!(share > 0 && share < 1)) throw std::invalid_argument{"a tolerance that is no share between 0 and 1"};
  constexpr int mantissa_bits = 52;
  int exponent = 0;
  static_cast<void>(std::frexp(share, &exponent));  // 2^(exponent - 1) <= share < 2^exponent
  const int kept = std::min(1 - exponent, mantissa_bits);
  kept_ <<= static_cast<unsigned>(mantissa_bits - kept);
}

Result<Tolerance> Tolerance::parse(std::string_view text) {
  const std::string found = "'" + std::string{text} + "'";
  const auto [digits, unit] = split_quantity(text);
  const auto number = parse_number(digits);
  if (!number) return Failure{found + " is not a share; expected one such as 0.5 %"};
  if (unit != "%") {
    return Failure{format("{} has {}; expected a share such as 0.5 %, above 0 % and below 100 %", found,
                          unit.empty() ? std::string{"no unit"} : format("the unit '{}'", unit))};
  }
  const double share = *number / 100;
  if (!(share > 0 && share < 1)) return Failure{found + " is outside (0 %, 100 %)"};
  return Tolerance{share};
}

std::string Tolerance::text() const {
  // Dividing by 100 and rounding to 15 digits gives back what a person wrote.
  std::string number = bitpareto::rounded(100 * share_, 15);
  std::erase(number, ',');
  if (parse_number(number).value_or(0) / 100 != share_) number = shortest(100 * share_);
  return number + " %";
}

}  // namespace bitpareto
