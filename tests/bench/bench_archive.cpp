// SPDX-License-Identifier: Apache-2.0
/// Points taken into a Pareto archive per second.
#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "core/search/pareto.h"

namespace bitpareto::bench {
namespace {

/// Points of `objectives` numbers from a linear congruential generator (Knuth's MMIX constants), pushed towards a
/// sphere so that many do not dominate each other.
std::vector<double> points(std::size_t count, std::size_t objectives) {
  std::vector<double> values;
  std::uint64_t state = 1;
  for (std::size_t i = 0; i < count; ++i) {
    double length = 0;
    const std::size_t start = values.size();
    for (std::size_t o = 0; o < objectives; ++o) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      values.push_back(static_cast<double>(state >> 11) * 0x1p-53 + 1e-3);
      length += values.back() * values.back();
    }
    state = state * 6364136223846793005U + 1442695040888963407U;
    const double radius = 1 + static_cast<double>(state >> 11) * 0x1p-53;
    for (std::size_t o = 0; o < objectives; ++o) values[start + o] *= radius / std::sqrt(length);
  }
  return values;
}

void insert_points(benchmark::State& state) {
  const auto objectives = static_cast<std::size_t>(state.range(0));
  const auto count = static_cast<std::size_t>(state.range(1));
  const std::vector<double> values = points(count, objectives);
  std::size_t size = 0;
  for (auto _ : state) {
    ParetoArchive archive{objectives, Ties::all};
    for (std::size_t i = 0; i < count; ++i) archive.insert({values.data() + i * objectives, objectives}, i);
    size = archive.size();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
  state.counters["front"] = static_cast<double>(size);
}
BENCHMARK(insert_points)->ArgsProduct({{2, 4, 6}, {10'000, 100'000}})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bitpareto::bench
