// SPDX-License-Identifier: Apache-2.0
#include "models/design_model.h"

#include <algorithm>
#include <array>
#include <limits>

namespace bitpareto::models {

namespace {

/// Why there is no perplexity, in the order of checking; the codes follow those of the performance model.
enum AccuracyReason : ReasonCode { no_datatype, not_published, activation_price, kv_cache_price };
constexpr std::array<std::string_view, 4> accuracy_reasons{
    "no perplexity for weights that are given by their bits alone",
    "no published perplexity for the datatype and group size",
    "no published perplexity for the activation precision",
    "no published perplexity for the KV-cache precision",
};

// Numbers of a workload in a row of the accuracy term, behind the reason.
constexpr std::size_t perplexity = 0, accuracy_numbers = 1;
constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

}  // namespace

DesignModel::DesignModel(DesignData data)
    : data_{std::move(data)},
      performance_{data_.space, data_.components, data_.workloads},
      first_accuracy_reason_{static_cast<ReasonCode>(performance_.reasons().size() + 1)},
      accuracy_{data_.space,
                {Leaf::weights_datatype, Leaf::weights_group_size, Leaf::pe_activation, Leaf::kv_cache_datatype},
                1 + accuracy_numbers * data_.workloads.size(),
                [this](const DesignPoint& p, std::span<double> row) { fill_accuracy(p, row); }} {
  reasons_.emplace_back();
  std::ranges::copy(performance_.reasons(), std::back_inserter(reasons_));
  reasons_.insert(reasons_.end(), accuracy_reasons.begin(), accuracy_reasons.end());
}

void DesignModel::fill_accuracy(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < data_.workloads.size(); ++w) {
    const ModelledWorkload& workload = data_.workloads[w];
    const DesignPoint point = data_.components.resolved(workload.seen(p));
    double& value = row[1 + w * accuracy_numbers + perplexity];
    value = no_value;
    const auto fail = [&](AccuracyReason reason) {
      const auto code = static_cast<double>(first_accuracy_reason_ + reason);
      if (row[0] == 0 || code < row[0]) row[0] = code;
    };
    const DatatypeEntry* const datatype = data_.components.weight_datatype(point);
    const std::string_view activation = data_.components.activations[point.name(Leaf::pe_activation)]->name;
    const std::string_view kv_cache = data_.components.kv_caches[point.name(Leaf::kv_cache_datatype)]->name;
    if (datatype == nullptr) {
      fail(no_datatype);
      continue;
    }
    const std::string& model = workload.model->name;
    const std::optional<double> published =
        datatype->name == "fp16" ? data_.perplexities.fp16(model, data_.accuracy.dataset)
                                 : data_.perplexities.find({.model = model,
                                                            .dataset = data_.accuracy.dataset,
                                                            .method = data_.accuracy.method,
                                                            .datatype = std::string{datatype->name},
                                                            .group_size = point[Leaf::weights_group_size],
                                                            .head = data_.accuracy.head});
    if (!published) {
      fail(not_published);
    } else if (!data_.free_precisions.activation(activation)) {
      fail(activation_price);
    } else if (!data_.free_precisions.kv_cache(kv_cache)) {
      fail(kv_cache_price);
    } else {
      value = *published;
    }
  }
}

void DesignModel::evaluate(const DesignBlock& block, CostBlock& costs) const {
  performance_.evaluate(block, costs);
  costs.rows.resize(std::max(costs.rows.size(), block_size));
  const std::span<const double*> rows = std::span{costs.rows}.first(block_size);
  accuracy_.rows(block, rows, costs.scratch(PublishedModel::scratch_count));
  const std::span<const ReasonCode> cannot_exist = costs.cannot_exist();
  for (std::size_t i = 0; i < block.size(); ++i) costs.no_perplexity()[i] = static_cast<ReasonCode>(*rows[i]);
  for (std::size_t w = 0; w < data_.workloads.size(); ++w) {
    const std::size_t number = 1 + w * accuracy_numbers + perplexity;
    const std::span<double> perplexities = costs.column(w, Cost::perplexity);
    const std::span<double> bases = costs.column(w, Cost::perplexity_basis);
    for (std::size_t i = 0; i < block.size(); ++i) {
      perplexities[i] = cannot_exist[i] == 0 ? rows[i][number] : no_value;
      bases[i] = perplexities[i] == perplexities[i] ? static_cast<double>(PerplexityBasis::measured) : no_value;
    }
    std::ranges::fill(costs.column(w, Cost::error), no_value);
    std::ranges::fill(costs.column(w, Cost::perplexity_error), no_value);
  }
}

CostBounds DesignModel::bounds(const Box& box) const {
  CostBounds bounds{data_.workloads.size()};
  performance_.bound(box, bounds);
  std::vector<Interval> row(accuracy_.width());
  bounds.none_has_perplexity = !accuracy_.bound(box, row);
  for (std::size_t w = 0; w < data_.workloads.size(); ++w) {
    bounds.at(w, Cost::perplexity) = row[1 + w * accuracy_numbers + perplexity];
    bounds.at(w, Cost::perplexity_basis) = static_cast<double>(PerplexityBasis::measured);
    bounds.at(w, Cost::error) = {no_value, no_value};
    bounds.at(w, Cost::perplexity_error) = {no_value, no_value};
  }
  return bounds;
}

}  // namespace bitpareto::models
