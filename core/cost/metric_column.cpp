// SPDX-License-Identifier: Apache-2.0
#include "core/cost/metric_column.h"

#include "core/cost/metric_value.h"
#include "core/system/instruction_set.h"

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

#if defined(__x86_64__)
[[gnu::target("avx512f,avx512bw,avx512dq,avx512vl"), gnu::flatten]] void run_on_avx512(const Asked& asked) { run<8>(asked); }
[[gnu::target("avx2"), gnu::flatten]] void run_on_avx2(const Asked& asked) { run<4>(asked); }
#endif

}  // namespace

void put_metric(const MetricExpression& metric, std::span<const WorkloadUse> uses, std::span<const double> divisors, const CostBlock& costs,
                std::size_t size, double factor, std::span<double> out) {
  const Asked asked{metric, uses, divisors, costs, size, factor, out.data()};
  switch (fastest_instruction_set()) {
#if defined(__x86_64__)
    case InstructionSet::avx512:
      return run_on_avx512(asked);
    case InstructionSet::avx2:
      return run_on_avx2(asked);
#endif
    default:
      return run<2>(asked);
  }
}

}  // namespace bitpareto
