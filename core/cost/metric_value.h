// SPDX-License-Identifier: Apache-2.0
/// What each metric is, as a formula over the costs of the workloads. Written once for doubles, Simd and Intervals.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <type_traits>

#include "core/base/elementary.h"
#include "core/base/number_kinds.h"
#include "core/base/simd.h"
#include "core/cost/metric.h"

namespace bitpareto {

namespace detail {

/// f(value), lane by lane.
template <class F>
double each(double value, F f) {
  return f(value);
}
template <int lanes, class F>
[[gnu::always_inline]] inline Simd<lanes> each(const Simd<lanes>& value, F f) {
  std::array<double, Simd<lanes>::width> numbers;
  value.store(numbers.data());
  for (double& number : numbers) number = f(number);
  return Simd<lanes>::load(numbers.data());
}

/// The logarithm where there is one; a mean with 0 in it is 0, one with NaN is NaN.
inline double log_or_value(double x) {
  if (x > 0) return portable_log(x);
  return x == 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
}

/// Of the ends of an interval of numbers that are not negative, times a weight above 0.
inline Interval logs_of(const Interval& value, double weight) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto log_of = [&](double x) { return weight * (x == infinity ? x : log_or_value(x)); };
  return {log_of(value.low), log_of(value.high)};
}

/// The geometric mean that has these logarithms at most and at least, whatever their rounding: a sum of a thousand of them, each right to two units in the last
/// place of at most 745, is off by less than 1e-10, and so, as a share, is its exponential.
inline Interval exponentials_of(const Interval& logs) {
  constexpr double certain = 0x1p-32;
  const double low = portable_exp(logs.low) * (1 - certain);
  const double high = portable_exp(logs.high) * (1 + certain);
  // Below, numbers have fewer digits.
  return {low >= std::numeric_limits<double>::min() ? low : 0.0, largest(high, std::numeric_limits<double>::min())};
}

/// A metric that is one cost of its workloads.
struct SingleCost {
  enum class Of : std::uint8_t { one, sum, most };  // workload: the only one; all, by how often they run; that which has most of it
  Of of;
  Cost cost;
};

/// What a metric is, if it is that. `same`: costs that are the same on all workloads (Evaluator::same_on_all_workloads()).
[[nodiscard]] inline std::optional<SingleCost> single_cost(const MetricEntry& metric, CostSet same) {
  const auto most = [same](Cost cost) { return SingleCost{same.contains(cost) ? SingleCost::Of::one : SingleCost::Of::most, cost}; };
  const auto sum = [](Cost cost) { return SingleCost{SingleCost::Of::sum, cost}; };
  switch (metric.metric) {
    case Metric::ttft:
    case Metric::tpot:
      return SingleCost{SingleCost::Of::one, Cost::latency};
    case Metric::latency:
      return sum(Cost::latency);
    case Metric::compute_cycles:
      return sum(Cost::compute_cycles);
    case Metric::total_cycles:
      return sum(Cost::total_cycles);
    case Metric::energy:
      return sum(Cost::energy);
    case Metric::energy_compute:
      return sum(Cost::energy_compute);
    case Metric::energy_sram_read:
      return sum(Cost::energy_sram_read);
    case Metric::energy_sram_write:
      return sum(Cost::energy_sram_write);
    case Metric::energy_dram:
      return sum(Cost::energy_dram);
    case Metric::energy_leakage:
      return sum(Cost::energy_leakage);
    case Metric::energy_vector:
      return sum(Cost::energy_vector);
    case Metric::peak_power:
      return most(Cost::peak_power);
    case Metric::peak_power_onchip:
      return most(Cost::peak_power_onchip);
    case Metric::area: {
      // Of several workloads' chips every part is the largest: of one chip that is its own area.
      const auto is_same = [same](Cost part) { return same.contains(part); };
      if (!is_same(Cost::area) || !std::ranges::all_of(area_parts, is_same)) return std::nullopt;
      return SingleCost{SingleCost::Of::one, Cost::area};
    }
    case Metric::pe_array_area:
      return most(Cost::pe_array_area);
    case Metric::weight_buffer_area:
      return most(Cost::weight_buffer_area);
    case Metric::input_buffer_area:
      return most(Cost::input_buffer_area);
    case Metric::encoder_area:
      return most(Cost::encoder_area);
    case Metric::accumulator_area:
      return most(Cost::accumulator_area);
    case Metric::vector_unit_area:
      return most(Cost::vector_unit_area);
    case Metric::control_area:
      return most(Cost::control_area);
    case Metric::dram_interface_area:
      return most(Cost::dram_interface_area);
    case Metric::kv_cache_bytes:
      return most(Cost::kv_cache_bytes);
    case Metric::dram_bytes:
      return sum(Cost::dram_bytes);
    case Metric::error:
      return most(Cost::error);
    case Metric::perplexity:
      return most(Cost::perplexity);
    case Metric::perplexity_error:
      return most(Cost::perplexity_error);
    case Metric::own:
      return metric.over == Over::sum ? sum(own_cost(metric)) : most(own_cost(metric));
    case Metric::energy_onchip:
    case Metric::energy_per_token:
    case Metric::energy_per_token_onchip:
    case Metric::edp:
    case Metric::edp_onchip:
    case Metric::power_onchip:
    case Metric::power:
    case Metric::weight_bytes:
    case Metric::tokens_per_s:
    case Metric::tokens_per_j:
    case Metric::tokens_per_j_onchip:
    case Metric::peak_tops:
    case Metric::achieved_tops:
    case Metric::tops_per_w:
    case Metric::tops_per_w_onchip:
    case Metric::tops_per_mm2:
      return std::nullopt;
  }
  return std::nullopt;
}

// What gives a V is inlined by force: how a Simd is handed on depends on the instructions that a function is compiled for.

/// The metric over one group of workloads. `cost(workload, Cost)` gives a V.
template <class V, class CostOf>
[[gnu::always_inline]] inline V group_value(const MetricEntry& metric, std::span<const std::size_t> group, std::span<const WorkloadUse> uses,
              const CostOf& cost) {
  const auto sum = [&](Cost c) __attribute__((always_inline)) {
    V total{0.0};
    for (const std::size_t w : group) total = total + V{uses[w].tokens} * cost(w, c);
    return total;
  };
  const auto most = [&](Cost c) __attribute__((always_inline)) {
    V value = cost(group.front(), c);
    for (const std::size_t w : group.subspan(1)) value = larger(value, cost(w, c));
    return value;
  };
  // Energy of all parts but DRAM.
  const auto onchip = [&](const auto& of) __attribute__((always_inline)) {
    return of(Cost::energy_compute) + of(Cost::energy_sram_read) + of(Cost::energy_sram_write) +
           of(Cost::energy_leakage) + of(Cost::energy_vector);
  };
  const auto only = [&](Cost c) __attribute__((always_inline)) { return cost(group.front(), c); };
  const auto batch = [&]() __attribute__((always_inline)) { return V{static_cast<double>(uses[group.front()].shape.batch)}; };
  const auto chip_area = [&]() __attribute__((always_inline)) {
    V total = most(area_parts[0]);
    for (std::size_t part = 1; part < area_parts.size(); ++part) total = total + most(area_parts[part]);
    return total;
  };
  const V tera{1e12};
  if (const std::optional<SingleCost> single = single_cost(metric, {})) {
    if (single->of == SingleCost::Of::one) return only(single->cost);
    return single->of == SingleCost::Of::sum ? sum(single->cost) : most(single->cost);
  }
  switch (metric.metric) {
    case Metric::energy_onchip:
      return onchip(sum);
    case Metric::energy_per_token:
      return only(Cost::energy) / batch();
    case Metric::energy_per_token_onchip:
      return onchip(only) / batch();
    case Metric::edp:
      return sum(Cost::energy) * sum(Cost::latency);
    case Metric::edp_onchip:
      return onchip(sum) * sum(Cost::latency);
    case Metric::power_onchip:
      return onchip(sum) / sum(Cost::latency);
    case Metric::power:
      return sum(Cost::energy) / sum(Cost::latency);
    case Metric::area:
      return chip_area();
    case Metric::weight_bytes: {
      // Copies of one model add up; of several models the chip's memory holds one at a time.
      V largest{0.0};
      for (const std::size_t w : group) {
        V of_model{0.0};
        for (const std::size_t other : group) {
          if (uses[other].model == uses[w].model) of_model = of_model + cost(other, Cost::added_weight_bytes);
        }
        largest = larger(largest, larger(of_model, cost(w, Cost::weight_bytes)));
      }
      return largest;
    }
    case Metric::tokens_per_s:
      return batch() / only(Cost::latency);
    case Metric::tokens_per_j:
      return batch() / only(Cost::energy);
    case Metric::tokens_per_j_onchip:
      return batch() / onchip(only);
    case Metric::peak_tops:
      return most(Cost::peak_ops_per_s) / tera;
    case Metric::achieved_tops:
      return sum(Cost::operations) / sum(Cost::latency) / tera;
    case Metric::tops_per_w:
      return sum(Cost::operations) / sum(Cost::energy) / tera;
    case Metric::tops_per_w_onchip:
      return sum(Cost::operations) / onchip(sum) / tera;
    case Metric::tops_per_mm2:
      return sum(Cost::operations) / sum(Cost::latency) / tera / chip_area();
    default:
      break;  // one cost: above
  }
  return V{std::numeric_limits<double>::quiet_NaN()};
}

}  // namespace detail

/// The value of `expression`; `cost(workload, Cost)` gives a V. `divisors` (may be empty) divide the
/// value of each group before it is aggregated: with the FP16 perplexities of the models it becomes a ratio to them.
template <class V, class CostOf>
[[gnu::always_inline]] inline V metric_value(const MetricExpression& expression, std::span<const WorkloadUse> uses, const CostOf& cost,
               std::span<const double> divisors = {}) {
  const auto of_group = [&](std::size_t g) __attribute__((always_inline)) {
    const V value = detail::group_value<V>(expression.entry(), expression.groups()[g], uses, cost);
    return divisors.empty() ? value : value / V{divisors[g]};
  };
  const std::size_t count = expression.groups().size();
  const std::span<const double> weights = expression.weights();
  const auto weighted = [&](std::size_t g, const V& number) __attribute__((always_inline)) { return weights.empty() ? number : V{weights[g]} * number; };
  double total = static_cast<double>(count);
  if (!weights.empty()) total = std::accumulate(weights.begin(), weights.end(), 0.0);
  const auto log_of = [&](std::size_t g, const V& number) __attribute__((always_inline)) {
    if constexpr (std::is_same_v<V, Interval>) {
      return detail::logs_of(number, weights.empty() ? 1.0 : weights[g]);
    } else {
      return weighted(g, detail::each(number, detail::log_or_value));
    }
  };
  // One call for all groups and aggregates: written out where each needs it, it is most of what compilers do.
  V value{0.0};
  for (std::size_t g = 0; g < count; ++g) {
    const V here = of_group(g);
    switch (expression.aggregate()) {
      case Aggregate::none:
        return here;
      case Aggregate::worst:
        value = g == 0 ? here : expression.entry().maximised ? smaller(value, here) : larger(value, here);
        break;
      case Aggregate::mean: {
        const V counted = weighted(g, here);
        value = g == 0 ? counted : value + counted;
        break;
      }
      case Aggregate::geomean: {
        const V counted = log_of(g, here);
        value = g == 0 ? counted : value + counted;
        break;
      }
    }
  }
  if (expression.aggregate() == Aggregate::worst) return value;
  if (expression.aggregate() == Aggregate::mean) return value / V{total};
  if constexpr (std::is_same_v<V, Interval>) {
    return detail::exponentials_of({value.low / total, value.high / total});
  } else {
    return detail::each(value / V{total}, [](double x) { return portable_exp(x); });
  }
}

/// What a metric expression is of the costs of the workloads of its one group, if it is one cost of theirs.
[[nodiscard]] inline std::optional<detail::SingleCost> single_cost(const MetricExpression& expression, CostSet same) {
  // A geometric mean of one goes through its logarithm, and may be another number.
  if (expression.groups().size() != 1 || expression.aggregate() == Aggregate::geomean) return std::nullopt;
  return detail::single_cost(expression.entry(), same);
}

}  // namespace bitpareto
