// SPDX-License-Identifier: Apache-2.0
/// What measures of fronts ask of points.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace bitpareto {

/// Requires objectives >= 1, whole points and finite numbers in `values`, [point][objective], and throws std::invalid_argument otherwise, which
/// says of the first number that is not finite where it stands: point and objective, from 0, of `what`.
void require_finite(std::string_view what, std::span<const double> values, std::size_t objectives);

}  // namespace bitpareto
