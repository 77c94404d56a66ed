// SPDX-License-Identifier: Apache-2.0
/// How far a predicted perplexity may be off: factors that hold for published rows left out (configs/accuracy/
/// error_bars.csv, which models/accuracy/calibration makes).
#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/document/csv_reader.h"
#include "models/accuracy/perplexity_curve.h"

namespace bitpareto::models {

/// Predictions of one kind are about equally sure.
struct PredictionKind {
  ConstantOrigin origin = ConstantOrigin::own;
  bool has_statistics = true;  // of the weights; otherwise they are taken to be Gaussian
  bool is_within_law = true;
  bool is_whole_row = false;  // more than 4 bits with one scale per row
  friend bool operator==(const PredictionKind&, const PredictionKind&) = default;
};
inline constexpr std::size_t prediction_kind_count = constant_origin_count * 8;
[[nodiscard]] constexpr std::size_t number_of(const PredictionKind& kind) {
  return static_cast<std::size_t>(kind.origin) * 8 + (kind.has_statistics ? 4U : 0U) + (kind.is_within_law ? 2U : 0U) +
         (kind.is_whole_row ? 1U : 0U);
}
[[nodiscard]] PredictionKind kind_of(std::size_t number);
/// "own constant, statistics, within the law, groups".
[[nodiscard]] std::string to_text(const PredictionKind& kind);

/// One standard deviation of ln(perplexity): the floor and factor * scatter * ln(perplexity ratio), squared and added.
struct ErrorBars {
  /// What published perplexities scatter by themselves, where the error of the weights hardly matters.
  double floor = 0;
  /// The scatter of ln a within a typical LLM: counts as much as `prior_count` constants of its own.
  double typical_scatter = 0;
  static constexpr double prior_count = 2;
  /// The constant of groups over that of whole rows, of LLMs taken to be Gaussian.
  double whole_row_ratio = 1;
  /// By kind; 0: no row says.
  std::array<double, prediction_kind_count> factors{};

  /// Reads what csv() writes.
  [[nodiscard]] static std::optional<ErrorBars> read(const CsvTable& csv, Diagnostics& diagnostics);
  [[nodiscard]] std::string csv() const;

  /// Of an LLM whose own constants scatter so.
  [[nodiscard]] double scatter(const Scatter& own) const;
  [[nodiscard]] double log_deviation(const PredictionKind& kind, const Scatter& own, double log_ratio) const;
};

}  // namespace bitpareto::models
