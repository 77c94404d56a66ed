// SPDX-License-Identifier: Apache-2.0
/// Published rows left out and predicted from the others: what error bars are calibrated on and checked with.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/workload/language_model.h"
#include "models/accuracy/accuracy.h"
#include "models/accuracy/error_bars.h"

namespace bitpareto::models {

/// A published perplexity and what the rest says of it.
struct LeftOut {
  MeasuredPerplexity row;
  double element_bits = 0;
  double error = 0;  // NMSE, by statistics or Gaussian as `kind` says
  bool is_olive = false;
  bool is_whole_row = false;
  /// Whether the rest is all other rows, as the program would use them; otherwise some were withheld, so that the kind
  /// is a less sure one: calibration needs rows of each.
  bool is_natural = true;
  bool is_refused = false;  // the program predicts nothing here
  PredictionKind kind;
  Scatter scatter;       // of its LLM, without it
  double predicted = 0;  // ln(perplexity ratio)
  double observed = 0;
  [[nodiscard]] double perplexity() const;  // predicted, with the most there is
};

/// Every published RTN row of `models` that has an error, predicted from the other rows of its LLM, dataset and method
/// without its duplicates. For LLMs with statistics also as if they had none.
[[nodiscard]] std::vector<LeftOut> leave_out_each(const AccuracyData& data, std::span<const LanguageModel> models);

/// The error bars that hold for these rows, those of `without` aside: for each kind the factor is a mean, two to one,
/// of what 68.3 % within one standard deviation and 95.4 % within two ask for.
[[nodiscard]] ErrorBars calibrate(std::span<const LeftOut> rows, double whole_row_ratio, std::string_view without = {});

/// The median ratio of the 4-bit constants of groups and of whole rows, of kept heads, weights taken to be Gaussian.
[[nodiscard]] double whole_row_ratio(const AccuracyData& data, std::span<const LanguageModel> models);

/// Shares of rows within one, two and three standard deviations.
struct Coverage {
  std::size_t rows = 0;
  std::array<double, 3> within{};
};

/// Of the rows that `belongs` says, with the error bars of `bars`, or, where that is null, with those calibrated for
/// each LLM on the rows of the others.
[[nodiscard]] Coverage coverage(std::span<const LeftOut> rows, const ErrorBars* bars, double whole_row_ratio,
                                const std::function<bool(const LeftOut&)>& belongs);

}  // namespace bitpareto::models
