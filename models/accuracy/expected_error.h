// SPDX-License-Identifier: Apache-2.0
/// The error that a datatype makes on groups of random weights: by quadrature over order statistics where the scale of
/// a group and its largest magnitude say all, by a fixed sample elsewhere. docs/accuracy.md derives both.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/accuracy/student_t.h"
#include "models/datatypes/quantisation.h"

namespace bitpareto::models {

/// The mean over groups of `group_size` independent weights of sum((Q(w) - w)^2) / sum(w^2), to 0.2 % of itself. Shared
/// and E4M3 scales are averaged over one octave of the weights' magnitude. Nothing if groups choose between grids.
/// Requires group_size >= 2.
[[nodiscard]] std::optional<double> error_by_quadrature(const Quantisation& quantisation, const WeightMagnitude& w,
                                                        double group_size);

/// What a sample of groups tells.
struct SampledErrors {
  std::vector<double> errors;    // as above, one for each quantisation
  double largest_magnitude = 0;  // the mean of max|w - mean| over the standard deviation of the group as a sample
};

/// The same for any datatype from a sample that depends on nothing but the arguments, to 0.5 % (OliVe: 2 %). The sample
/// measures only the ratio of the best grid to the mean of all, whose errors can be integrated.
[[nodiscard]] SampledErrors errors_by_sample(std::span<const Quantisation* const> quantisations,
                                             const WeightMagnitude& w, std::int64_t group_size);

}  // namespace bitpareto::models
