// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/error_bars.h"

#include <algorithm>
#include <cmath>

#include "core/base/elementary.h"
#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto::models {

namespace {

constexpr std::array<std::string_view, constant_origin_count> origins{"own constant", "constant of the other protocol",
                                                                      "constant of whole rows"};

}  // namespace

PredictionKind kind_of(std::size_t number) {
  return {.origin = static_cast<ConstantOrigin>(number / 8),
          .has_statistics = (number & 4U) != 0,
          .is_within_law = (number & 2U) != 0,
          .is_whole_row = (number & 1U) != 0};
}

std::string to_text(const PredictionKind& kind) {
  return format("{}; {}; {}; {}", origins[static_cast<std::size_t>(kind.origin)],
                kind.has_statistics ? "statistics" : "Gaussian",
                kind.is_within_law ? "within the law" : "beyond the law", kind.is_whole_row ? "whole rows" : "groups");
}

std::string ErrorBars::csv() const {
  std::string text =
      "# How far predicted perplexities may be off: one standard deviation of ln(perplexity) is floor and factor * "
      "scatter *\n"
      "# ln(perplexity ratio), squared and added. From published rows left out; docs/accuracy.md says how. To make it "
      "anew:\n"
      "#   bitpareto validate --error-bars -o configs/accuracy/error_bars.csv\n"
      "what,value\n";
  text +=
      format("floor,{:.3g}\ntypical scatter,{:.3g}\nwhole row ratio,{:.3g}\n", floor, typical_scatter, whole_row_ratio);
  for (std::size_t k = 0; k < prediction_kind_count; ++k) {
    if (factors[k] > 0) text += format("{},{:.3g}\n", to_text(kind_of(k)), factors[k]);
  }
  return text;
}

std::optional<ErrorBars> ErrorBars::read(const CsvTable& csv, Diagnostics& diagnostics) {
  const auto what = csv.column("what");
  const auto value = csv.column("value");
  if (!what || !value) {
    diagnostics.error(csv.header_place(), "", "expected the columns what and value; make the file anew");
    return std::nullopt;
  }
  ErrorBars bars;
  for (std::size_t row = 0; row < csv.size(); ++row) {
    const std::string& name = csv.at(row, *what);
    const auto number = parse_number(csv.at(row, *value));
    double* place = name == "floor"             ? &bars.floor
                    : name == "typical scatter" ? &bars.typical_scatter
                    : name == "whole row ratio" ? &bars.whole_row_ratio
                                                : nullptr;
    for (std::size_t k = 0; k < prediction_kind_count && place == nullptr; ++k) {
      if (to_text(kind_of(k)) == name) place = &bars.factors[k];
    }
    if (place == nullptr || !number || !(*number > 0)) {
      diagnostics.error(csv.place(row), name,
                        format("'{}' is not a known number above 0; make the file anew", csv.at(row, *value)));
      return std::nullopt;
    }
    *place = *number;
  }
  return bars;
}

double ErrorBars::scatter(const Scatter& own) const {
  return std::sqrt((prior_count * typical_scatter * typical_scatter + own.squares) / (prior_count + own.count));
}

double ErrorBars::log_deviation(const PredictionKind& kind, const Scatter& own, double log_ratio) const {
  double factor = factors[number_of(kind)];
  // Of a kind that no row is of: as the least sure.
  if (factor == 0) factor = std::ranges::max(factors);
  return portable_hypot(floor, factor * scatter(own) * log_ratio);
}

}  // namespace bitpareto::models
