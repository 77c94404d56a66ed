// SPDX-License-Identifier: Apache-2.0
/// From the error of an LLM's weights to its perplexity: docs/accuracy.md.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/evaluation.h"

namespace bitpareto::models {

/// A measured perplexity whose error is known.
struct PerplexityAnchor {
  double error = 0;         // NMSE
  double log_ratio = 0;     // ln(perplexity / that of the unquantised model)
  double element_bits = 0;  // of the datatype
};

struct PerplexityPrediction {
  double log_ratio = 0;
  double log_error = 0;  // one standard deviation of log_ratio, from residuals of measured rows
  PerplexityBasis basis = PerplexityBasis::interpolated;
};

/// ln(perplexity ratio) = a N with one constant a up to an error of `law_limit`, the median of a over 4-bit anchors
/// there; beyond it, interpolated in ln ln ratio over ln N between the anchors there, made monotone; above the last
/// anchor the mean slope goes on. For one LLM, dataset, protocol and method. Immutable; thread-safe.
class PerplexityCurve {
 public:
  /// Errors up to which one constant serves: 0.04, for the OPT family 0.03 (measured: docs/accuracy.md).
  static constexpr double law_limit = 0.04, law_limit_opt = 0.03;

  /// `limit`: law_limit of the family. `other_protocol`: anchors of the other protocol of the output head, used only
  /// where `anchors` has none of 4 bits. Nothing if neither has any with a ratio above 1.
  [[nodiscard]] static std::optional<PerplexityCurve> fit(std::span<const PerplexityAnchor> anchors,
                                                          std::span<const PerplexityAnchor> other_protocol,
                                                          double limit);

  [[nodiscard]] PerplexityPrediction at(double error) const;

 private:
  struct Point {
    double log_error, log_log_ratio;
  };
  double law_limit_ = 0;
  double constant_ = 0;  // a; 0: unknown
  bool is_transferred_ = false;
  std::vector<Point> points_;  // ascending in both
};

}  // namespace bitpareto::models
