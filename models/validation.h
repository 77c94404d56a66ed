// SPDX-License-Identifier: Apache-2.0
/// How right the project's predictions are: every one beside the published number that it ships.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/language_model.h"
#include "core/table.h"
#include "models/accuracy.h"
#include "models/config_folder.h"

namespace bitpareto::models {

/// A published perplexity and what the rest says of it.
struct PerplexityCheck {
  MeasuredPerplexity row;
  double element_bits = 0;
  double error = 0;  // NMSE
  bool is_olive = false;
  std::optional<double> leave_one_out;  // from the other rows of its LLM, dataset and protocol, without its duplicates
  std::optional<double> two_anchors;    // from int4_asym and int3_asym at 128 alone; nothing for these two
};

/// Every published RTN row of an LLM of `models` with weight statistics.
[[nodiscard]] std::vector<PerplexityCheck> check_perplexities(const AccuracyData& data,
                                                              std::span<const LanguageModel> models);

/// Kendall's rank correlation (tau-b); nothing if either side is constant.
[[nodiscard]] std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b);

/// The checks brought together: columns what, against, rows, median_error, p90_error, worst_error (relative errors of
/// the perplexity) and rank_correlation (mean over LLM, dataset and protocol). A row per precision and rule, then per
/// published table.
[[nodiscard]] Table perplexity_summary(std::span<const PerplexityCheck> checks);

/// The figures under configs/reproduce (published_figures.csv, hpca25_fig9.csv) computed anew: columns what, against,
/// ours, published, relative_error.
[[nodiscard]] Table figure_summary(const ConfigFolder& configs, const Vocabulary& words, Diagnostics& diagnostics);

}  // namespace bitpareto::models
