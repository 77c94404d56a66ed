// SPDX-License-Identifier: Apache-2.0
#include "core/cost/metric_column.h"

#include "core/cost/metric_value.h"
#include "core/system/run_on.h"

namespace bitpareto {

namespace {

struct Asked {
  const MetricExpression& metric;
  std::span<const WorkloadUse> uses;
  std::span<const double> divisors;
  const CostBlock& costs;
  std::size_t size;
  double factor;
  double* out;
};

template <int width>
[[gnu::always_inline]] inline void run(const Asked& asked) {
  using V = Simd<width>;
  static_assert(block_size % V::width == 0);
  const V factor{asked.factor};
  for (std::size_t i = 0; i < asked.size; i += V::width) {
    const V value = metric_value<V>(
        asked.metric, asked.uses, [&](std::size_t w, Cost cost) __attribute__((always_inline)) { return V::load(asked.costs.column(w, cost).data() + i); },
        asked.divisors);
    (factor * value).store(asked.out + i);
  }
}

}  // namespace

void put_metric(const MetricExpression& metric, std::span<const WorkloadUse> uses, std::span<const double> divisors, const CostBlock& costs,
                std::size_t size, double factor, std::span<double> out) {
  const Asked asked{metric, uses, divisors, costs, size, factor, out.data()};
  run_on(fastest_instruction_set(), [&]<int lanes>() __attribute__((always_inline)) { run<lanes>(asked); });
}

}  // namespace bitpareto
