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

}  // namespace bitpareto
