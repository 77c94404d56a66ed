// SPDX-License-Identifier: Apache-2.0
/// How right the project's predictions are: every one beside the published number that it ships.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/space_file/config_folder.h"
#include "core/system/error.h"
#include "core/table/table.h"
#include "core/workload/language_model.h"
#include "models/accuracy/accuracy.h"
#include "models/accuracy/calibration.h"

namespace bitpareto::models {

/// A published perplexity and what the rest says of it.
struct PerplexityCheck {
  MeasuredPerplexity row;
  double element_bits = 0;
  double error = 0;  // NMSE
  bool is_olive = false;
  bool has_statistics = true;           // of its LLM's weights
  bool is_refused = false;              // the program predicts nothing here; what it would say stands below
  std::optional<double> leave_one_out;  // from the other rows of its LLM, dataset and protocol, without its duplicates
  double deviation = 0;                 // one standard deviation of that
  std::optional<double> two_anchors;    // from int4_asym and int3_asym at 128 alone; nothing for these two
};

/// Every published RTN row of `models`; `left_out`: leave_out_each of the same.
[[nodiscard]] std::vector<PerplexityCheck> check_perplexities(const AccuracyData& data,
                                                              std::span<const LanguageModel> models,
                                                              std::span<const LeftOut> left_out);
[[nodiscard]] std::vector<PerplexityCheck> check_perplexities(const AccuracyData& data,
                                                              std::span<const LanguageModel> models);

/// Kendall's rank correlation (tau-b); nothing if either side is constant.
[[nodiscard]] std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b);

/// The checks brought together: columns what, against, rows, median_error, p90_error, worst_error (relative errors of
/// the perplexity) and rank_correlation (mean over LLM, dataset and protocol). A row per precision and rule, then per
/// published table.
[[nodiscard]] Table perplexity_summary(std::span<const PerplexityCheck> checks);

/// How often error bars hold: columns what, against (leave one row out; leave one LLM out, of which no row helped to
/// calibrate them), rows, within_1_sigma, within_2_sigma, within_3_sigma. Rows that the program refuses are left out.
[[nodiscard]] Table coverage_summary(const AccuracyData& data, std::span<const LeftOut> left_out);

/// The figures under configs/reproduce (published_figures.csv, hpca25_fig9.csv) computed anew: columns what, against,
/// ours, published, relative_error.
[[nodiscard]] Table figure_summary(const ConfigFolder& configs, const Vocabulary& words, Diagnostics& diagnostics);

}  // namespace bitpareto::models
