// SPDX-License-Identifier: Apache-2.0
/// Elementary functions from additions, products and quotients alone, so that every machine gives the same bits: those
/// of libm are chosen by instruction set at run time and differ in the last place.
#pragma once

namespace bitpareto {

/// Natural logarithm of x > 0, to 2 units in the last place.
[[nodiscard]] double portable_log(double x);
/// Base-2 logarithm of x > 0, exact at powers of two.
[[nodiscard]] double portable_log2(double x);
/// e^x, to 1 unit in the last place where the result is a normal number.
[[nodiscard]] double portable_exp(double x);
/// 2^x, the same, exact where x is whole.
[[nodiscard]] double portable_exp2(double x);
/// e^x - 1, to 2 units in the last place however small x is.
[[nodiscard]] double portable_expm1(double x);
/// ln(1 + x) of x > -1, to 2 units in the last place however small x is.
[[nodiscard]] double portable_log1p(double x);
/// The square root of a^2 + b^2, for a and b whose squares neither overflow nor vanish.
[[nodiscard]] double portable_hypot(double a, double b);
/// 10^exponent, correctly rounded. Requires -22 <= exponent <= 22.
[[nodiscard]] double power_of_ten(int exponent);

}  // namespace bitpareto
