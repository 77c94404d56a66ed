// SPDX-License-Identifier: Apache-2.0
#include "core/cost/metric_column.h"

#include "core/cost/metric_value.h"
#include "core/system/run_on.h"

namespace bitpareto {

namespace {

using detail::SingleCost;

struct Asked {
  const MetricExpression& metric;
  const MetricAsker& asker;
  std::span<const double> divisors;
  const CostBlock& costs;
  std::size_t size;
  double factor;
  double* out;
};

/// out = f(out, column), design by design.
template <class V, class F>
[[gnu::always_inline]] inline void update(const Asked& asked, std::size_t workload, Cost cost, const F& f) {
  const double* const column = asked.costs.column(workload, cost).data();
  for (std::size_t i = 0; i < asked.size; i += V::width) f(V::load(asked.out + i), V::load(column + i)).store(asked.out + i);
}

/// A cost of its workloads: a column at a time, in the order of metric_value().
template <class V>
[[gnu::always_inline]] inline void put_single(const Asked& asked, const SingleCost& single) {
  const std::span<const std::size_t> group = asked.metric.groups().front();
  const V zero{0.0};
  for (std::size_t k = 0; k < group.size(); ++k) {
    const bool is_first = k == 0;
    if (single.of == SingleCost::Of::sum) {
      const V tokens{asked.asker.uses[group[k]].tokens};
      update<V>(asked, group[k], single.cost, [&](const V& out, const V& cost) __attribute__((always_inline)) {
        return (is_first ? zero : out) + tokens * cost;
      });
    } else if (is_first) {
      update<V>(asked, group[k], single.cost, [](const V&, const V& cost) __attribute__((always_inline)) { return cost; });
    } else if (single.of == SingleCost::Of::most) {
      update<V>(asked, group[k], single.cost, [](const V& out, const V& cost) __attribute__((always_inline)) { return larger(out, cost); });
    }
  }
  const V divisor{asked.divisors.empty() ? 1.0 : asked.divisors.front()};
  const V factor{asked.factor};
  if (asked.divisors.empty() && asked.factor == 1) return;
  for (std::size_t i = 0; i < asked.size; i += V::width) (factor * (V::load(asked.out + i) / divisor)).store(asked.out + i);
}

template <class V>
[[gnu::always_inline]] inline void put_any(const Asked& asked) {
  const V factor{asked.factor};
  for (std::size_t i = 0; i < asked.size; i += V::width) {
    const V value = metric_value<V>(
        asked.metric, asked.asker.uses,
        [&](std::size_t w, Cost cost) __attribute__((always_inline)) { return V::load(asked.costs.column(w, cost).data() + i); }, asked.divisors);
    (factor * value).store(asked.out + i);
  }
}

}  // namespace

void put_metric(const MetricExpression& metric, const MetricAsker& asker, std::span<const double> divisors, const CostBlock& costs, std::size_t size,
                double factor, std::span<double> out) {
  static_assert(block_size % most_lanes == 0);
  const Asked asked{metric, asker, divisors, costs, size, factor, out.data()};
  const std::optional<SingleCost> single = single_cost(metric, asker.same);
  run_on(fastest_instruction_set(), [&]<int lanes>() __attribute__((always_inline)) {
    single ? put_single<Simd<lanes>>(asked, *single) : put_any<Simd<lanes>>(asked);
  });
}

CostSet costs_of(const MetricExpression& metric, const MetricAsker& asker) {
  CostSet costs;
  if (const std::optional<SingleCost> single = single_cost(metric, asker.same)) {
    costs.insert(single->cost);
    return costs;
  }
  static_cast<void>(metric_value<double>(metric, asker.uses, [&](std::size_t, Cost cost) {
    costs.insert(cost);
    return 1.0;
  }));
  return costs;
}

}  // namespace bitpareto
