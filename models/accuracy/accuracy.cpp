// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/accuracy.h"

#include <cassert>
#include <cmath>

#include "core/base/elementary.h"
#include "core/text/digest.h"
#include "models/accuracy/error_cache.h"
#include "models/datatypes/datatype_list.h"

namespace bitpareto::models {

namespace {

std::vector<LayerStatistics> layers_with_statistics(const WeightStatistics& statistics, const LanguageModel& model) {
  std::vector<std::string> unknown;
  std::vector<LayerStatistics> layers = statistics.layers(model, unknown);
  return layers.empty() ? layers_of(model) : layers;
}

}  // namespace

std::string_view to_text(NoPerplexity why) {
  switch (why) {
    case NoPerplexity::unknown_error:
      return "no published perplexity for a datatype without a quantiser";
    case NoPerplexity::no_reference:
      return "no published FP16 perplexity of this LLM and dataset";
    case NoPerplexity::no_anchor:
      return "no published 4-bit perplexity of this LLM, dataset and method to start from";
    case NoPerplexity::understated:
      return "no published perplexity for OliVe at this group size, and its error understates its harm";
    case NoPerplexity::whole_rows:
      return "no published perplexity for one scale per row; at 4 bits and fewer the error does not tell it";
    case NoPerplexity::beyond_law:
      return "no published perplexity of this LLM near an error as large as this";
  }
  return {};
}

void add_errors(AccuracyData& data, std::span<const DatatypeEntry* const> datatypes,
                std::span<const LanguageModel* const> models, std::span<const double> sizes, int threads,
                const std::filesystem::path& cache_folder) {
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
  // The shipped table is another where errors are computed in another way.
  const ErrorCache cache{cache_folder, digest(data.errors.csv())};
  std::vector<NodeValues> known;
  std::vector<NamedQuantisation> lacking;
  NodeValues missing{};
  for (const NamedQuantisation& datatype : named) {
    const NodeValues& values = known.emplace_back(cache.find(*datatype.quantisation));
    bool lacks = false;
    for (std::size_t n = 0; n < table_nodes; ++n) {
      if (needed[n] == 0 || values[n] != 0) continue;
      missing[n] = 1;
      lacks = true;
    }
    if (lacks) lacking.push_back(datatype);
  }
  const ErrorTable own = lacking.empty() ? ErrorTable{} : compute_error_table(lacking, threads, &missing);
  for (std::size_t d = 0; d < named.size(); ++d) {
    if (const NodeValues* computed = own.find(named[d].name)) {
      for (std::size_t n = 0; n < table_nodes; ++n) {
        if (missing[n] != 0) known[d][n] = (*computed)[n];
      }
      cache.keep(*named[d].quantisation, known[d]);
    }
    data.errors.add(named[d].name, known[d]);
  }
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

HeadAnchors AccuracyModel::anchors(const std::string& dataset) const {
  HeadAnchors found;
  for (const HeadProtocol head : {HeadProtocol::kept, HeadProtocol::quantised}) {
    for (const MeasuredPerplexity& row : data_->perplexities.rows(model_, dataset, data_->setting.method, head)) {
      const DatatypeEntry* const datatype = find_datatype(row.key.datatype);
      if (datatype == nullptr || datatype->quantisation.scale == ScaleRule::outlier_victim || row.fp16 == 0) continue;
      const auto error = this->error(*datatype, row.key.group_size, head);
      if (!error || *error == 0) continue;
      found.of(head).push_back({.error = *error,
                                .log_ratio = portable_log(row.perplexity / row.fp16),
                                .element_bits = datatype->element_bits,
                                .is_whole_row = is_whole_row(row.key.group_size)});
    }
  }
  return found;
}

const AccuracyModel::Law& AccuracyModel::fitted() const {
  {
    const std::lock_guard lock{mutex_};
    if (law_) return *law_;
  }
  auto made = std::make_unique<Law>();
  for (const std::string& dataset : data_->perplexities.datasets(model_, data_->setting.method)) {
    const HeadAnchors anchors = this->anchors(dataset);
    if (dataset == data_->setting.dataset) made->curves = CurvePair::fit(anchors, law());
    made->scatter.add(anchors, law());
  }
  const std::lock_guard lock{mutex_};
  if (!law_) law_ = std::move(made);
  return *law_;
}

std::optional<MeasuredNumber> AccuracyModel::measured(const DatatypeEntry& datatype, double group_size,
                                                      std::string_view activation, std::string_view kv_cache) const {
  return measured(datatype, group_size, data_->setting.head, activation, kv_cache);
}

std::optional<MeasuredNumber> AccuracyModel::measured(const DatatypeEntry& datatype, double group_size,
                                                      HeadProtocol head, std::string_view activation,
                                                      std::string_view kv_cache) const {
  const AccuracySetting& s = data_->setting;
  return data_->perplexities.measured({.model = model_,
                                       .dataset = s.dataset,
                                       .method = s.method,
                                       .datatype = std::string{datatype.name},
                                       .group_size = group_of(datatype, group_size),
                                       .head = head,
                                       .activation = std::string{activation},
                                       .kv_cache = std::string{kv_cache}});
}

std::optional<NoPerplexity> AccuracyModel::why_not_predicted(double element_bits, double group_size, double error,
                                                             const PerplexityCurve& curve) const {
  constexpr double whole_rows_hold_above = 4;  // bits: rows left out, `bitpareto validate`
  if (is_whole_row(group_size) && element_bits <= whole_rows_hold_above) return NoPerplexity::whole_rows;
  if (!curve.is_known_at(error)) return NoPerplexity::beyond_law;
  return std::nullopt;
}

Accuracy AccuracyModel::predicted(const DatatypeEntry& datatype, double group_size, HeadProtocol head,
                                  double error) const {
  Accuracy accuracy;
  accuracy.error = error;
  const std::optional<MeasuredNumber> fp16 = data_->perplexities.measured_fp16(model_, data_->setting.dataset);
  if (!fp16) {
    accuracy.why_none = NoPerplexity::no_reference;
    return accuracy;
  }
  if (error == 0) {
    accuracy.perplexity = fp16->value;
    accuracy.perplexity_error = fp16->deviation;
    accuracy.basis = PerplexityBasis::interpolated;
    return accuracy;
  }
  if (datatype.quantisation.scale == ScaleRule::outlier_victim) {
    accuracy.why_none = NoPerplexity::understated;
    return accuracy;
  }
  const Law& law = fitted();
  const std::optional<PerplexityCurve>& curve = law.curves.of(head);
  if (!curve) {
    accuracy.why_none = NoPerplexity::no_anchor;
    return accuracy;
  }
  if (const auto why = why_not_predicted(datatype.element_bits, group_size, error, *curve)) {
    accuracy.why_none = *why;
    return accuracy;
  }
  PerplexityPrediction prediction = curve->at(error);
  const std::optional<double> rows = is_whole_row(group_size) ? law.curves.rows_of(head) : std::nullopt;
  if (rows) prediction.log_ratio = *rows * error;
  const PredictionKind kind{.origin = rows ? ConstantOrigin::whole_rows : curve->origin(),
                            .has_statistics = has_statistics(),
                            .is_within_law = curve->is_within_law(error),
                            .is_whole_row = is_whole_row(group_size)};
  accuracy.perplexity = std::min(fp16->value * portable_exp(prediction.log_ratio), largest_perplexity);
  accuracy.perplexity_error =
      *accuracy.perplexity * portable_expm1(data_->error_bars.log_deviation(kind, law.scatter, prediction.log_ratio));
  accuracy.basis = prediction.basis != PerplexityBasis::extrapolated && !has_statistics() ? PerplexityBasis::gaussian
                                                                                          : prediction.basis;
  return accuracy;
}

Accuracy AccuracyModel::of(const DatatypeEntry& datatype, double group_size, HeadProtocol head) const {
  const std::optional<double> error = this->error(datatype, group_size, head);
  const std::optional<MeasuredNumber> measured =
      datatype.name == full_precision ? data_->perplexities.measured_fp16(model_, data_->setting.dataset)
                                      : this->measured(datatype, group_size, head, full_precision, full_precision);
  if (measured) {
    Accuracy accuracy;
    accuracy.error = error;
    accuracy.perplexity = measured->value;
    accuracy.perplexity_error = measured->deviation;
    return accuracy;
  }
  if (!error) return {};
  Accuracy accuracy = predicted(datatype, group_size, head, *error);
  if (!accuracy.perplexity) return accuracy;
  // The curves are in order at equal errors; with the head quantised too the error may be smaller, and what was
  // measured of the other protocol is a bound.
  if (head == HeadProtocol::kept) {
    const auto bound = this->measured(datatype, group_size, HeadProtocol::quantised, full_precision, full_precision);
    if (bound) accuracy.perplexity = std::min(*accuracy.perplexity, bound->value);
  } else if (const Accuracy kept = of(datatype, group_size, HeadProtocol::kept);
             kept.perplexity && *kept.perplexity > *accuracy.perplexity) {
    accuracy.perplexity = kept.perplexity;
    accuracy.perplexity_error = std::max(accuracy.perplexity_error, kept.perplexity_error);
  }
  return accuracy;
}

}  // namespace bitpareto::models
