// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy.h"

#include <cassert>
#include <cmath>

#include "core/elementary.h"
#include "models/catalogue.h"

namespace bitpareto::models {

namespace {

std::vector<LayerStatistics> layers_with_statistics(const WeightStatistics& statistics, const LanguageModel& model) {
  std::vector<std::string> unknown;
  std::vector<LayerStatistics> layers = statistics.layers(model, unknown);
  return layers.empty() ? layers_of(model) : layers;
}

}  // namespace

void add_errors(AccuracyData& data, std::span<const DatatypeEntry* const> datatypes,
                std::span<const LanguageModel* const> models, std::span<const double> sizes, int threads) {
  std::vector<NamedQuantisation> named;
  for (const DatatypeEntry* d : datatypes) {
    if (data.errors.find(d->name) == nullptr) named.push_back({std::string{d->name}, &d->quantisation});
  }
  if (named.empty()) return;
  NodeValues needed{};
  for (const LanguageModel* llm : models) {
    const AccuracyModel model{data, *llm};
    for (const double size : sizes) {
      const NodeValues& nodes = model.nodes(size, data.setting.head);
      for (std::size_t n = 0; n < table_nodes; ++n) needed[n] += std::abs(nodes[n]);
    }
  }
  const ErrorTable own = compute_error_table(named, threads, &needed);
  for (const NamedQuantisation& n : named) data.errors.add(n.name, *own.find(n.name));
}

AccuracyModel::AccuracyModel(const AccuracyData& data, const LanguageModel& model)
    : data_{&data},
      model_{model.name},
      law_limit_{model.family == "opt" ? PerplexityCurve::law_limit_opt : PerplexityCurve::law_limit},
      errors_{layers_with_statistics(data.statistics, model), data.errors} {}

const NodeValues& AccuracyModel::nodes(double group_size, HeadProtocol head) const {
  assert(!std::isnan(group_size));
  const std::lock_guard lock{mutex_};
  auto& cached = nodes_[{group_size, head}];
  if (!cached) cached = std::make_unique<const NodeValues>(errors_.nodes(group_size, head));
  return *cached;
}

std::optional<double> AccuracyModel::error(const DatatypeEntry& datatype, double group_size, HeadProtocol head) const {
  if (datatype.is_unquantised()) return 0;
  const NodeValues* row = data_->errors.find(datatype.name);
  if (row == nullptr) return std::nullopt;
  return dot(nodes(group_size, head), *row);
}

std::vector<PerplexityAnchor> AccuracyModel::anchors(HeadProtocol head, bool whole_rows) const {
  std::vector<PerplexityAnchor> found;
  const AccuracySetting& s = data_->setting;
  for (const MeasuredPerplexity& row : data_->perplexities.rows(model_, s.dataset, s.method, head)) {
    const DatatypeEntry* const datatype = find_datatype(row.key.datatype);
    if (datatype == nullptr || datatype->quantisation.scale == ScaleRule::outlier_victim || row.fp16 == 0) continue;
    if (head == HeadProtocol::quantised && (row.key.group_size == whole_row) != whole_rows) continue;
    // Without statistics the error is a guess, and only the user's own numbers make it one worth telling.
    if (!has_statistics() && !row.is_own) continue;
    const auto error = this->error(*datatype, row.key.group_size, head);
    if (!error || *error == 0) continue;
    found.push_back(
        {.error = *error, .log_ratio = portable_log(row.perplexity / row.fp16), .element_bits = datatype->element_bits});
  }
  return found;
}

std::optional<MeasuredNumber> AccuracyModel::measured(const DatatypeEntry& datatype, double group_size,
                                                      std::string_view activation, std::string_view kv_cache) const {
  const AccuracySetting& s = data_->setting;
  return data_->perplexities.measured({.model = model_,
                                       .dataset = s.dataset,
                                       .method = s.method,
                                       .datatype = std::string{datatype.name},
                                       .group_size = group_of(datatype, group_size),
                                       .head = s.head,
                                       .activation = std::string{activation},
                                       .kv_cache = std::string{kv_cache}});
}

Accuracy AccuracyModel::of(const DatatypeEntry& datatype, double group_size) const {
  const AccuracySetting& s = data_->setting;
  Accuracy accuracy;
  accuracy.error = error(datatype, group_size, s.head);
  const std::optional<MeasuredNumber> reference = data_->perplexities.measured_fp16(model_, s.dataset);
  const std::optional<MeasuredNumber> measured =
      datatype.name == full_precision ? reference
                                      : this->measured(datatype, group_size, full_precision, full_precision);
  if (measured) {
    accuracy.perplexity = measured->value;
    accuracy.perplexity_error = measured->deviation;
    return accuracy;
  }
  const std::optional<double> fp16 = reference ? std::optional{reference->value} : std::nullopt;
  if (!accuracy.error) {
    accuracy.why_none = NoPerplexity::unknown_error;
    return accuracy;
  }
  if (datatype.quantisation.scale == ScaleRule::outlier_victim) {
    accuracy.why_none = NoPerplexity::understated;
    return accuracy;
  }
  const bool whole_rows = group_size == whole_row;
  const std::optional<PerplexityCurve>* curve = nullptr;
  {
    std::unique_lock lock{mutex_};
    const auto it = curves_.find(whole_rows);
    if (it != curves_.end()) curve = &it->second;
  }
  if (curve == nullptr) {
    const HeadProtocol other = s.head == HeadProtocol::kept ? HeadProtocol::quantised : HeadProtocol::kept;
    std::optional<PerplexityCurve> fitted =
        PerplexityCurve::fit(anchors(s.head, whole_rows), anchors(other, whole_rows), law_limit_);
    const std::lock_guard lock{mutex_};
    curve = &curves_.try_emplace(whole_rows, std::move(fitted)).first->second;
  }
  if (!fp16 || !*curve) {
    accuracy.why_none = NoPerplexity::no_anchor;
    return accuracy;
  }
  const PerplexityPrediction prediction = (*curve)->at(*accuracy.error);
  accuracy.perplexity = std::min(*fp16 * portable_exp(prediction.log_ratio), largest_perplexity);
  accuracy.perplexity_error = *accuracy.perplexity * portable_expm1(prediction.log_error);
  accuracy.basis = prediction.basis;
  return accuracy;
}

}  // namespace bitpareto::models
