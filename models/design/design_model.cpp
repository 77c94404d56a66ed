// SPDX-License-Identifier: Apache-2.0
#include "models/design/design_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "models/datatypes/datatype_list.h"

namespace bitpareto::models {

namespace {

/// Why there is no error or no perplexity, in the order of checking; the codes follow those of the performance model.
enum AccuracyReason : ReasonCode {
  bits_alone,
  other_bits,
  unknown_error,
  bits_alone_too,
  other_bits_too,
  other_activation_bits,
  other_kv_bits,
  first_missing_perplexity,  // the reasons of NoPerplexity, in its order
  activation_price = first_missing_perplexity + no_perplexity_count,
  kv_cache_price
};
constexpr std::array<std::string_view, 7> reasons_before{
    "no known error of weights that are given by their bits alone",
    "no known error of weights.bits that differ from what datatype and group size give",
    "no known error of a datatype without a quantiser",
    "no perplexity for weights that are given by their bits alone",
    "no perplexity for weights.bits that differ from what datatype and group size give",
    "no perplexity for pe.activation_bits that differ from what pe.activation gives",
    "no perplexity for kv_cache.bits that differ from what kv_cache.datatype gives",
};
constexpr std::array<std::string_view, 2> reasons_after{
    "no published perplexity for the activation precision",
    "no published perplexity for the KV-cache precision",
};

// Numbers of a workload in a row of each term, behind the reason.
constexpr std::array error_numbers{Cost::error};
constexpr std::array perplexity_numbers{Cost::perplexity, Cost::perplexity_error, Cost::perplexity_basis};
/// Costs that are sums or quotients of all others: where they are numbers, the others are.
constexpr std::array whole_costs{Cost::total_cycles, Cost::latency, Cost::energy, Cost::area};
constexpr std::array<std::string_view, 2> iso_area_reasons{"beyond the iso-area", "more columns fit the iso-area"};
/// What must fit, by IsoArea::Scope.
constexpr std::array<Cost, 3> of_array{Cost::pe_array_area, Cost::encoder_area, Cost::accumulator_area};
std::span<const Cost> areas_of(IsoArea::Scope scope) {
  static constexpr std::array<Cost, 1> of_die{Cost::area};
  if (scope == IsoArea::Scope::die) return of_die;
  return std::span{of_array}.first(scope == IsoArea::Scope::pe ? 1 : of_array.size());
}
constexpr std::string_view overflow_reason = "a cost beyond what numbers hold";
constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

/// Whether stored bits are those of a datatype: of its elements, with all of what a group stores besides, or with a part
/// of it (Fig. 9 of the BitMoD paper counts scales without selectors, and no scale of INT8).
bool are_bits_of(const DatatypeEntry& datatype, double group_size, double bits) {
  const double group = group_size > 0 ? group_size : static_cast<double>(datatype.standard_group_size());
  const double most = datatype.element_bits + (datatype.is_unquantised() ? 0 : datatype.metadata.bits() / group);
  constexpr double rounding = 1e-4;  // 4.0781 for 4.078125
  return bits >= datatype.element_bits && bits <= most + rounding;
}

/// The same of a leaf that is given or not.
bool are_own_bits(const DesignPoint& p, Leaf bits, const DatatypeEntry& datatype, double group_size = 0) {
  return !p.has(bits) || are_bits_of(datatype, group_size, p[bits]);
}

/// The datatype that a design chooses; where its model does not ask, nothing is quantised.
const DatatypeEntry& chosen(const std::vector<const DatatypeEntry*>& listed, const DesignPoint& p, Leaf leaf) {
  return p.has(leaf) ? *listed[p.name(leaf)] : *find_datatype(full_precision);
}

/// One for each workload; workloads of one LLM share theirs.
std::vector<std::shared_ptr<const AccuracyModel>> accuracy_models(const DesignData& data) {
  std::map<const LanguageModel*, std::shared_ptr<const AccuracyModel>> of_model;
  std::vector<std::shared_ptr<const AccuracyModel>> models;
  for (const ModelledWorkload& workload : data.workloads) {
    auto& shared = of_model[workload.model.get()];
    if (!shared) shared = std::make_shared<const AccuracyModel>(*data.accuracy, *workload.model);
    models.push_back(shared);
  }
  return models;
}

/// What a model is made of, for a few designs only, with constants taken elsewhere.
DesignData seen_from(const DesignData& base, std::shared_ptr<const std::vector<DesignKey>> only, const Standpoint& from) {
  DesignPoint shared = base.space.shared();
  DesignData data{.space = base.space,
                  .components = base.components,
                  .workloads = base.workloads,
                  .user_datatypes = base.user_datatypes,
                  .accuracy = base.accuracy,
                  .constants = base.constants,
                  .iso_area = base.iso_area};
  for (Technology& technology : data.components.technologies) technology.move_to(from);
  for (std::optional<Dram>& dram : data.components.drams) {
    if (dram) dram->move_to(from);
  }
  for (SpaceConstant& own : data.constants) {
    own.constant.constant.move_to(from, own.constant.name);
    const double value = own.constant.constant.value;
    if (!own.workload) {
      shared[own.leaf] = value;
      continue;
    }
    for (auto& [leaf, overridden] : data.workloads[*own.workload].overrides) {
      if (leaf == own.leaf) overridden = value;
    }
  }
  data.space = base.space.for_only(std::move(only), shared);
  return data;
}

}  // namespace

DesignModel::DesignModel(DesignData data) : DesignModel{std::move(data), nullptr} {}

DesignModel::DesignModel(const DesignModel& base, std::shared_ptr<const std::vector<DesignKey>> only, const Standpoint& from)
    : DesignModel{seen_from(base.data_, std::move(only), from), &base} {}

DesignModel::DesignModel(DesignData data, const DesignModel* accurate, bool of_same_space)
    : DesignModel{std::move(data), of_same_space ? accurate : nullptr, accurate == nullptr ? nullptr : &accurate->accuracies_} {}

DesignModel::DesignModel(DesignData data, const DesignModel* like, const Accuracies* accuracies)
    : data_{std::move(data)},
      performance_{{data_.space, data_.components, data_.workloads, data_.accuracy->setting.head},
                   is_of_same_designs(like) ? &like->performance_ : nullptr},
      accuracies_{accuracies == nullptr ? accuracy_models(data_) : *accuracies},
      overflow_{static_cast<ReasonCode>(performance_.reasons().size() + 1)},
      first_iso_area_reason_{static_cast<ReasonCode>(overflow_ + 1)},
      first_accuracy_reason_{static_cast<ReasonCode>(first_iso_area_reason_ + (data_.iso_area ? iso_area_reasons.size() : 0))},
      error_{is_of_same_designs(like) ? like->error_
                                      : Term{data_.space,
                                             {leaf::weights_datatype, leaf::weights_group_size, leaf::weights_bits},
                                             1 + error_numbers.size() * data_.workloads.size(),
                                             [this](const DesignPoint& p, std::span<double> row) { fill_error(p, row); }}},
      perplexity_{is_of_same_designs(like) ? like->perplexity_
                                           : Term{data_.space,
                                                  {leaf::weights_datatype, leaf::weights_group_size, leaf::weights_bits, leaf::pe_activation,
                                                   leaf::pe_activation_bits, leaf::kv_cache_datatype, leaf::kv_cache_bits},
                                                  1 + perplexity_numbers.size() * data_.workloads.size(),
                                                  [this](const DesignPoint& p, std::span<double> row) { fill_perplexity(p, row); }}} {
  checked_costs_ = performance_.own_costs();
  checked_costs_.insert(checked_costs_.end(), whole_costs.begin(), whole_costs.end());
  reasons_.emplace_back();
  std::ranges::copy(performance_.reasons(), std::back_inserter(reasons_));
  reasons_.emplace_back(overflow_reason);
  if (data_.iso_area) reasons_.insert(reasons_.end(), iso_area_reasons.begin(), iso_area_reasons.end());
  reasons_.insert(reasons_.end(), reasons_before.begin(), reasons_before.end());
  for (std::size_t why = 0; why < no_perplexity_count; ++why) {
    reasons_.emplace_back(to_text(static_cast<NoPerplexity>(why)));
  }
  reasons_.insert(reasons_.end(), reasons_after.begin(), reasons_after.end());
  if (data_.space.only() != nullptr) return;
  may_overflow_ = may_overflow();
  same_on_all_workloads_ = costs_of_all_workloads();
}

std::vector<NamedConstant> DesignModel::constants() const {
  std::vector<NamedConstant> list;
  const auto add = [&](const std::vector<NamedConstant>& more) {
    for (const NamedConstant& c : more) {
      const bool is_new = std::ranges::find(list, c.name, &NamedConstant::name) == list.end();
      if (!c.constant.bounds.is_known() && is_new) list.push_back(c);
    }
  };
  for (const SpaceConstant& own : data_.constants) add({own.constant});
  for (const Technology& technology : data_.components.technologies) add(technology.constants());
  for (const std::optional<Dram>& dram : data_.components.drams) {
    if (dram) add(dram->constants());
  }
  return list;
}

void DesignModel::fail(std::span<double> row, std::size_t reason) const {
  const auto code = static_cast<double>(first_accuracy_reason_ + reason);
  if (row[0] == 0 || code < row[0]) row[0] = code;
}

void DesignModel::fill_error(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < data_.workloads.size(); ++w) {
    const DesignPoint point = data_.components.resolved(data_.workloads[w].seen(p));
    const DatatypeEntry* const datatype = data_.components.weight_datatype(point);
    double& number = row[1 + w * error_numbers.size()];
    number = no_value;
    if (datatype == nullptr) {
      fail(row, bits_alone);
    } else if (!are_own_bits(point, leaf::weights_bits, *datatype, point[leaf::weights_group_size])) {
      fail(row, other_bits);
    } else if (const auto error = accuracies_[w]->error(*datatype, point[leaf::weights_group_size])) {
      number = *error;
    } else {
      fail(row, unknown_error);
    }
  }
}

void DesignModel::fill_perplexity(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < data_.workloads.size(); ++w) {
    const std::span<double> numbers = row.subspan(1 + w * perplexity_numbers.size(), perplexity_numbers.size());
    std::ranges::fill(numbers, no_value);
    const DesignPoint point = data_.components.resolved(data_.workloads[w].seen(p));
    const DatatypeEntry* const datatype = data_.components.weight_datatype(point);
    if (datatype == nullptr) {
      fail(row, bits_alone_too);
      continue;
    }
    const double group_size = point[leaf::weights_group_size];
    const DatatypeEntry& activations = chosen(data_.components.activations, point, leaf::pe_activation);
    const DatatypeEntry& kv_caches = chosen(data_.components.kv_caches, point, leaf::kv_cache_datatype);
    if (!are_own_bits(point, leaf::weights_bits, *datatype, group_size)) {
      fail(row, other_bits_too);
      continue;
    }
    if (!are_own_bits(point, leaf::pe_activation_bits, activations)) {
      fail(row, other_activation_bits);
      continue;
    }
    if (!are_own_bits(point, leaf::kv_cache_bits, kv_caches)) {
      fail(row, other_kv_bits);
      continue;
    }
    const std::string_view activation = activations.name;
    const std::string_view kv_cache = kv_caches.name;
    if (const auto measured = accuracies_[w]->measured(*datatype, group_size, activation, kv_cache)) {
      numbers[0] = measured->value;
      numbers[1] = measured->deviation;
      numbers[2] = static_cast<double>(PerplexityBasis::measured);
      continue;
    }
    const Accuracy accuracy = accuracies_[w]->of(*datatype, group_size);
    const FreePrecisions& free = data_.accuracy->free_precisions;
    if (!accuracy.perplexity) {
      fail(row, first_missing_perplexity + static_cast<std::size_t>(accuracy.why_none));
    } else if (!free.activation(activation)) {
      fail(row, activation_price);
    } else if (!free.kv_cache(kv_cache)) {
      fail(row, kv_cache_price);
    } else {
      numbers[0] = *accuracy.perplexity;
      numbers[1] = accuracy.perplexity_error;
      numbers[2] = static_cast<double>(accuracy.basis);
    }
  }
}

void DesignModel::refuse_overflow(std::size_t size, CostBlock& costs) const {
  const std::span<ReasonCode> reasons = costs.cannot_exist();
  // Nothing times a number is nothing; times an infinity it is no number: a sum without branches.
  std::array<double, block_size> nothing{};
  for (std::size_t w = 0; w < data_.workloads.size(); ++w) {
    for (const Cost cost : checked_costs_) {
      if (!costs.wanted.contains(cost)) continue;
      const std::span<const double> column = std::as_const(costs).column(w, cost);
      for (std::size_t i = 0; i < size; ++i) nothing[i] += 0.0 * column[i];
    }
  }
  // What a model does not set is no number either, and no reason against a design.
  const auto is_infinite = [&](std::size_t i) {
    for (std::size_t w = 0; w < data_.workloads.size(); ++w) {
      for (const Cost cost : checked_costs_) {
        if (costs.wanted.contains(cost) && std::isinf(std::as_const(costs).column(w, cost)[i])) return true;
      }
    }
    return false;
  };
  for (std::size_t i = 0; i < size; ++i) {
    if (nothing[i] == 0 || reasons[i] != 0 || !is_infinite(i)) continue;
    costs.refuse(i, overflow_);
  }
}

bool DesignModel::may_overflow() const {
  CostSet checked;
  for (const Cost cost : checked_costs_) checked.insert(cost);
  const CostBounds of_all = bounds(whole_box(data_.space), checked);
  if (of_all.none_exists) return false;
  for (std::size_t w = 0; w < data_.workloads.size(); ++w) {
    for (const Cost cost : checked_costs_) {
      if (!std::isfinite(of_all.at(w, cost).high)) return true;
    }
  }
  return false;
}

void DesignModel::keep_iso_area(const DesignBlock& block, CostBlock& costs) const {
  const std::size_t axis = data_.space.axis_of(leaf::array_columns).value();
  const std::uint64_t last = data_.space.axes()[axis].levels.size() - 1;
  const std::span<const Cost> areas = areas_of(data_.iso_area->scope);
  const auto fits = [&](const CostBlock& of, std::size_t i) {
    if (of.cannot_exist()[i] != 0) return false;
    double most = 0;
    for (std::size_t w = 0; w < data_.workloads.size(); ++w) {
      double area = 0;
      for (const Cost part : areas) area += of.column(w, part)[i];
      most = std::max(most, area);
    }
    return most <= data_.iso_area->of;
  };
  // The same designs with as many columns as the next level has.
  DesignBlock wider{data_.space};
  std::vector<std::size_t> places;
  std::vector<std::uint64_t> levels(data_.space.axes().size());
  std::vector<bool> is_too_large(block.size());
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (std::as_const(costs).cannot_exist()[i] != 0) continue;
    is_too_large[i] = !fits(costs, i);
    if (is_too_large[i] || block.levels(axis)[i] == last) continue;
    for (std::size_t a = 0; a < levels.size(); ++a) levels[a] = block.levels(a)[i] + (a == axis ? 1 : 0);
    wider.push(levels);
    places.push_back(i);
  }
  CostBlock of_wider{data_.workloads.size()};
  of_wider.wanted = {};
  for (const Cost part : areas) of_wider.wanted.insert(part);
  of_wider.begin();
  if (wider.size() > 0) performance_.evaluate(wider, of_wider);
  std::vector<bool> is_too_small(block.size());
  for (std::size_t k = 0; k < places.size(); ++k) is_too_small[places[k]] = fits(of_wider, k);
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (!is_too_large[i] && !is_too_small[i]) continue;
    costs.refuse(i, static_cast<ReasonCode>(first_iso_area_reason_ + (is_too_large[i] ? 0 : 1)));
  }
}

template <class Costs>
void DesignModel::put(const Term& term, const Costs& numbers, std::size_t scratch, const DesignBlock& block,
                      CostBlock& costs, std::span<ReasonCode> reasons) const {
  if (std::ranges::none_of(numbers, [&](Cost cost) { return costs.wanted.contains(cost); })) return;
  const std::span<const ReasonCode> cannot_exist = std::as_const(costs).cannot_exist();
  const auto for_each_column = [&](const auto& fill) {
    std::size_t at = 1;
    for (std::size_t w = 0; w < data_.workloads.size(); ++w) {
      for (const Cost cost : numbers) {
        const std::size_t number = at++;
        if (costs.wanted.contains(cost)) fill(costs.column(w, cost), number);
      }
    }
  };
  if (term.has_table() && block.is_range()) {
    term.runs(block, [&](std::size_t first, std::size_t count, const double* row) {
      std::fill_n(reasons.data() + first, count, static_cast<ReasonCode>(*row));
      for_each_column([&](std::span<double> column, std::size_t number) { std::fill_n(column.data() + first, count, row[number]); });
    });
    for (std::size_t i = 0; costs.may_refuse() && i < block.size(); ++i) {
      if (cannot_exist[i] != 0) for_each_column([&](std::span<double> column, std::size_t) { column[i] = no_value; });
    }
    return;
  }
  const std::span<const double*> rows = std::span{costs.rows}.first(block_size);
  term.rows(block, rows, costs.scratch(scratch));
  for (std::size_t i = 0; i < block.size(); ++i) reasons[i] = static_cast<ReasonCode>(*rows[i]);
  for_each_column([&](std::span<double> column, std::size_t number) {
    for (std::size_t i = 0; i < block.size(); ++i) column[i] = cannot_exist[i] == 0 ? rows[i][number] : no_value;
  });
}

void DesignModel::fill(const DesignBlock& block, CostBlock& costs) const {
  const CostSet wanted = costs.wanted;
  // Which of a few designs fit was decided where the constants stood.
  const bool is_bounded = data_.iso_area && data_.space.only() == nullptr;
  if (is_bounded) {
    for (const Cost part : areas_of(data_.iso_area->scope)) costs.wanted.insert(part);
  }
  performance_.evaluate(block, costs);
  if (may_overflow_) refuse_overflow(block.size(), costs);
  if (is_bounded) keep_iso_area(block, costs);
  costs.wanted = wanted;
  costs.rows.resize(std::max(costs.rows.size(), block_size));
  put(error_, error_numbers, PerformanceModel::scratch_count, block, costs, costs.no_error());
  put(perplexity_, perplexity_numbers, PerformanceModel::scratch_count + 1, block, costs, costs.no_perplexity());
}

CostSet DesignModel::costs_of_all_workloads() const {
  CostSet same = performance_.same_on_all_workloads();
  const auto add = [&](const Term& term, const auto& numbers) {
    if (!term.has_table()) return;
    const std::vector<std::size_t>& first = term.equal_columns();
    for (std::size_t number = 0; number < numbers.size(); ++number) {
      bool is_same = true;
      for (std::size_t w = 1; w < data_.workloads.size(); ++w) is_same = is_same && first[1 + w * numbers.size() + number] == first[1 + number];
      if (is_same) same.insert(numbers[number]);
    }
  };
  add(error_, error_numbers);
  add(perplexity_, perplexity_numbers);
  return same;
}

CostBounds DesignModel::bounds(const Box& box, CostSet wanted) const {
  CostBounds bounds{data_.workloads.size()};
  bounds.wanted = wanted;
  bound(box, bounds);
  return bounds;
}

void DesignModel::bound(const Box& box, CostBounds& bounds) const {
  bounds.begin();
  performance_.bound(box, bounds);
  const auto put_bounds = [&](const Term& term, const auto& numbers, bool& none) {
    if (std::ranges::none_of(numbers, [&](Cost cost) { return bounds.wanted.contains(cost); })) return;
    const Interval* const row = term.bound(box, bounds);
    none = row == nullptr;
    std::size_t at = 1;
    for (std::size_t w = 0; w < data_.workloads.size() && !none; ++w) {
      for (const Cost cost : numbers) bounds.at(w, cost) = row[at++];
    }
  };
  put_bounds(error_, error_numbers, bounds.none_has_error);
  put_bounds(perplexity_, perplexity_numbers, bounds.none_has_perplexity);
}

double DesignModel::table_bytes(const Box& box) const {
  return performance_.table_bytes(box) + error_.table_bytes(box) + perplexity_.table_bytes(box);
}

std::unique_ptr<const Evaluator> DesignModel::within(const Box& box, const TableLimits& tables, const std::shared_ptr<TableCache>& cache) const {
  if (data_.space.only() != nullptr) return nullptr;
  // Which designs fit is decided beside those with more columns.
  if (data_.iso_area) {
    const std::size_t columns = data_.space.axis_of(leaf::array_columns).value();
    if (box[columns].size() != data_.space.axes()[columns].levels.size()) return nullptr;
  }
  DesignData part = data_;
  part.space = data_.space.within(box, tables, cache);
  return std::unique_ptr<const Evaluator>{new DesignModel{std::move(part), this, false}};
}

}  // namespace bitpareto::models
