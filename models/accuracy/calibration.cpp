// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/calibration.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "core/base/elementary.h"
#include "models/datatypes/datatype_list.h"

namespace bitpareto::models {

namespace {

/// A row with its error on one LLM.
struct Row {
  MeasuredPerplexity measured;
  double element_bits, error;
  bool is_olive, is_whole_row;
};

bool are_duplicates(const Row& a, const Row& b) {
  return a.error == b.error ||
         (a.measured.key.datatype == b.measured.key.datatype && a.measured.key.group_size == b.measured.key.group_size);
}

double log_ratio(const MeasuredPerplexity& row) { return portable_log(row.perplexity / row.fp16); }

/// What is withheld besides the row itself.
enum class Withheld { nothing, own_protocol, groups };

HeadAnchors anchors_of(std::span<const Row> rows, const Row* left_out, Withheld withheld) {
  HeadAnchors anchors;
  for (const Row& r : rows) {
    if (r.is_olive || (left_out != nullptr && are_duplicates(r, *left_out))) continue;
    if (withheld == Withheld::groups && !r.is_whole_row) continue;
    if (withheld == Withheld::own_protocol && r.measured.key.head == left_out->measured.key.head) continue;
    anchors.of(r.measured.key.head)
        .push_back({.error = r.error,
                    .log_ratio = log_ratio(r.measured),
                    .element_bits = r.element_bits,
                    .is_whole_row = r.is_whole_row});
  }
  return anchors;
}

using Datasets = std::map<std::string, std::vector<Row>>;

Datasets rows_of(const AccuracyData& data, const std::string& name, const AccuracyModel& model) {
  Datasets datasets;
  for (const MeasuredPerplexity& row : data.perplexities.all()) {
    const DatatypeEntry* const datatype = find_datatype(row.key.datatype);
    if (row.key.model != name || datatype == nullptr || row.key.method != "rtn" || row.fp16 == 0 || row.is_own ||
        !row.key.is_weight_only() || datatype->is_unquantised()) {
      continue;
    }
    const auto error = model.error(*datatype, row.key.group_size, row.key.head);
    if (!error) continue;
    datasets[row.key.dataset].push_back({.measured = row,
                                         .element_bits = datatype->element_bits,
                                         .error = *error,
                                         .is_olive = datatype->quantisation.scale == ScaleRule::outlier_victim,
                                         .is_whole_row = model.is_whole_row(row.key.group_size)});
  }
  return datasets;
}

AccuracyData without_statistics(const AccuracyData& data) {
  AccuracyData gaussian = data;
  gaussian.statistics = {};
  return gaussian;
}

/// The value that `share` of the values do not exceed.
double quantile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  return values[std::min(at, values.size() - 1)];
}

/// Whether a row tells of its kind. Of whole rows, those of 4 bits do although they are refused: few others are
/// published.
bool counts(const LeftOut& row) {
  if (row.is_olive) return false;
  return row.is_whole_row ? row.element_bits == 4 && row.kind.is_within_law : !row.is_refused;
}

}  // namespace

double LeftOut::perplexity() const { return std::min(row.fp16 * portable_exp(predicted), largest_perplexity); }

std::vector<LeftOut> leave_out_each(const AccuracyData& data, std::span<const LanguageModel> models) {
  const AccuracyData gaussian = without_statistics(data);
  std::vector<LeftOut> found;
  for (const LanguageModel& llm : models) {
    const bool has_statistics = data.statistics.serves(llm);
    for (const bool with_statistics : {true, false}) {
      if (with_statistics && !has_statistics) continue;
      const AccuracyModel model{with_statistics ? data : gaussian, llm};
      const LawSetting setting = model.law();
      const Datasets datasets = rows_of(data, llm.name, model);
      for (const auto& [dataset, rows] : datasets) {
        Scatter elsewhere;
        for (const auto& [other, other_rows] : datasets) {
          if (other != dataset) elsewhere.add(anchors_of(other_rows, nullptr, Withheld::nothing), setting);
        }
        for (const Row& r : rows) {
          std::optional<ConstantOrigin> natural;
          for (const Withheld withheld : {Withheld::nothing, Withheld::own_protocol, Withheld::groups}) {
            if (r.is_olive && withheld != Withheld::nothing) continue;
            const HeadAnchors anchors = anchors_of(rows, &r, withheld);
            const CurvePair curves = CurvePair::fit(anchors, setting);
            const std::optional<PerplexityCurve>& curve = curves.of(r.measured.key.head);
            if (!curve) continue;
            if (withheld == Withheld::nothing) natural = curve->origin();
            if (withheld != Withheld::nothing && natural && *natural >= curve->origin()) continue;
            const std::optional<double> of_rows =
                r.is_whole_row ? curves.rows_of(r.measured.key.head) : std::optional<double>{};
            LeftOut row{.row = r.measured,
                        .element_bits = r.element_bits,
                        .error = r.error,
                        .is_olive = r.is_olive,
                        .is_whole_row = r.is_whole_row,
                        .is_natural = withheld == Withheld::nothing && with_statistics == has_statistics,
                        .is_refused = !model.is_predicted(r.element_bits, r.measured.key.group_size, r.error, *curve),
                        .kind = {.origin = of_rows ? ConstantOrigin::whole_rows : curve->origin(),
                                 .has_statistics = with_statistics,
                                 .is_within_law = curve->is_within_law(r.error),
                                 .is_whole_row = r.is_whole_row},
                        .scatter = elsewhere,
                        .predicted = of_rows ? *of_rows * r.error : curve->at(r.error).log_ratio,
                        .observed = log_ratio(r.measured)};
            row.scatter.add(anchors, setting);
            found.push_back(std::move(row));
          }
        }
      }
    }
  }
  return found;
}

double whole_row_ratio(const AccuracyData& data, std::span<const LanguageModel> models) {
  const AccuracyData gaussian = without_statistics(data);
  std::vector<double> ratios;
  for (const LanguageModel& llm : models) {
    const AccuracyModel model{gaussian, llm};
    for (const auto& [dataset, rows] : rows_of(data, llm.name, model)) {
      const HeadAnchors anchors = anchors_of(rows, nullptr, Withheld::nothing);
      const auto groups = four_bit_constant(anchors.kept, model.law().limit, false);
      const auto whole = four_bit_constant(anchors.kept, model.law().limit, true);
      if (groups && whole) ratios.push_back(*groups / *whole);
    }
  }
  return ratios.empty() ? 1 : quantile(std::move(ratios), 0.5);
}

ErrorBars calibrate(std::span<const LeftOut> rows, double whole_row_ratio, std::string_view without) {
  ErrorBars bars{.floor = 0, .typical_scatter = 0, .whole_row_ratio = whole_row_ratio, .factors = {}};
  std::vector<double> small;
  std::map<std::string, std::vector<double>> scatters;
  std::array<std::vector<const LeftOut*>, prediction_kind_count> of_kind;
  for (const LeftOut& row : rows) {
    if (row.row.key.model == without || !counts(row)) continue;
    of_kind[number_of(row.kind)].push_back(&row);
    if (!row.is_natural || !row.kind.has_statistics || row.is_whole_row) continue;
    constexpr double hardly = 0.01;  // of ln(perplexity): 6 bits and more
    if (row.predicted < hardly) small.push_back(std::abs(row.observed - row.predicted));
    if (row.scatter.count >= 4) {
      scatters[row.row.key.model].push_back(std::sqrt(row.scatter.squares / row.scatter.count));
    }
  }
  if (small.empty() || scatters.empty()) return bars;
  constexpr std::array<double, 2> normal{0.683, 0.954};  // within one and two standard deviations
  constexpr std::array<double, 2> importance{2.0 / 3, 1.0 / 3};
  bars.floor = quantile(small, normal[0]);
  std::vector<double> of_llms;
  for (auto& [llm, values] : scatters) of_llms.push_back(quantile(std::move(values), 0.5));
  bars.typical_scatter = quantile(std::move(of_llms), 0.5);
  for (std::size_t k = 0; k < prediction_kind_count; ++k) {
    constexpr std::size_t least_rows = 5;
    if (of_kind[k].size() < least_rows) continue;
    double factor = 0;
    for (std::size_t deviations = 1; deviations <= 2; ++deviations) {
      std::vector<double> needed;  // the factor with which the row is just within
      for (const LeftOut* row : of_kind[k]) {
        const double off = (row->observed - row->predicted) / static_cast<double>(deviations);
        needed.push_back(std::sqrt(std::max(off * off - bars.floor * bars.floor, 0.0)) /
                         (bars.scatter(row->scatter) * row->predicted));
      }
      factor += importance[deviations - 1] * quantile(std::move(needed), normal[deviations - 1]);
    }
    bars.factors[k] = factor;
  }
  return bars;
}

Coverage coverage(std::span<const LeftOut> rows, const ErrorBars* bars, double whole_row_ratio,
                  const std::function<bool(const LeftOut&)>& belongs) {
  Coverage result;
  std::map<std::string, ErrorBars> of_llms;
  for (const LeftOut& row : rows) {
    if (!belongs(row)) continue;
    const ErrorBars* used = bars;
    if (used == nullptr) {
      const auto [it, is_new] = of_llms.try_emplace(row.row.key.model);
      if (is_new) it->second = calibrate(rows, whole_row_ratio, row.row.key.model);
      used = &it->second;
    }
    const double predicted = row.perplexity();
    const double deviation = predicted * portable_expm1(used->log_deviation(row.kind, row.scatter, row.predicted));
    for (std::size_t d = 0; d < result.within.size(); ++d) {
      if (std::abs(row.row.perplexity - predicted) <= static_cast<double>(d + 1) * deviation) ++result.within[d];
    }
    ++result.rows;
  }
  for (double& share : result.within) share /= static_cast<double>(std::max<std::size_t>(result.rows, 1));
  return result;
}

}  // namespace bitpareto::models
