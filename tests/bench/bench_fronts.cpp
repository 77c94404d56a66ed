// SPDX-License-Identifier: Apache-2.0
/// Measures of fronts: hypervolume and what each point adds to it, ranks, crowding, distances to another front.
#include <benchmark/benchmark.h>

#include "core/search/crowding.h"
#include "core/search/hypervolume.h"
#include "core/search/hypervolume_contributions.h"
#include "core/search/indicators.h"
#include "core/search/non_dominated.h"
#include "core/search/ranking.h"
#include "tests/bench/points.h"

namespace bitpareto::bench {
namespace {

struct Asked {
  std::size_t objectives;
  std::size_t points;
};
Asked asked_of(const benchmark::State& state) { return {static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1))}; }
void done(benchmark::State& state) { state.SetItemsProcessed(state.iterations() * state.range(1)); }

void measure_hypervolume(benchmark::State& state, const std::vector<double>& values, std::size_t objectives) {
  const std::vector<double> reference(objectives, 1.1);
  for (auto _ : state) benchmark::DoNotOptimize(hypervolume(values, reference));
  done(state);
  state.counters["front"] = static_cast<double>(non_dominated(values, objectives, 1).size());
}
void measure_hypervolume_on_a_sphere(benchmark::State& state) {
  const Asked asked = asked_of(state);
  measure_hypervolume(state, on_a_sphere(asked.points, asked.objectives, 0), asked.objectives);
}
void measure_hypervolume_in_a_cube(benchmark::State& state) {
  const Asked asked = asked_of(state);
  measure_hypervolume(state, in_a_cube(asked.points, asked.objectives), asked.objectives);
}
BENCHMARK(measure_hypervolume_on_a_sphere)->ArgsProduct({{2, 3, 4, 5}, {100, 1'000, 10'000}})->Unit(benchmark::kMillisecond);
BENCHMARK(measure_hypervolume_in_a_cube)->ArgsProduct({{2, 3, 4, 5}, {100, 1'000, 10'000}})->Unit(benchmark::kMillisecond);

void measure_contributions(benchmark::State& state) {
  const Asked asked = asked_of(state);
  const std::vector<double> values = on_a_sphere(asked.points, asked.objectives, 0);
  const std::vector<double> reference(asked.objectives, 1.1);
  for (auto _ : state) benchmark::DoNotOptimize(hypervolume_contributions(values, reference).data());
  done(state);
}
BENCHMARK(measure_contributions)->ArgsProduct({{2, 3}, {100, 1'000, 10'000}})->ArgsProduct({{4, 5}, {100, 1'000}})->Unit(benchmark::kMillisecond);

void rank_points(benchmark::State& state, const std::vector<double>& values, std::size_t objectives) {
  for (auto _ : state) benchmark::DoNotOptimize(non_dominated_ranks(values, objectives).data());
  done(state);
}
void rank_points_on_a_sphere(benchmark::State& state) {
  const Asked asked = asked_of(state);
  rank_points(state, on_a_sphere(asked.points, asked.objectives, 0.5), asked.objectives);
}
void rank_points_in_a_cube(benchmark::State& state) {
  const Asked asked = asked_of(state);
  rank_points(state, in_a_cube(asked.points, asked.objectives), asked.objectives);
}
BENCHMARK(rank_points_on_a_sphere)->ArgsProduct({{2, 3, 4}, {1'000, 10'000, 100'000}})->Unit(benchmark::kMillisecond);
BENCHMARK(rank_points_in_a_cube)->ArgsProduct({{2, 3, 4}, {1'000, 10'000, 100'000}})->Unit(benchmark::kMillisecond);

void measure_crowding(benchmark::State& state) {
  const Asked asked = asked_of(state);
  const std::vector<double> values = on_a_sphere(asked.points, asked.objectives, 0);
  for (auto _ : state) benchmark::DoNotOptimize(crowding_distances(values, asked.objectives).data());
  done(state);
}
BENCHMARK(measure_crowding)->Args({3, 10'000});

/// Of a front that lies a little behind the other.
template <double (*indicator)(std::span<const double>, std::span<const double>, std::size_t)>
void measure_distance(benchmark::State& state) {
  const Asked asked = asked_of(state);
  const std::vector<double> front = on_a_sphere(asked.points, asked.objectives, 0.1);
  const std::vector<double> reference = on_a_sphere(asked.points, asked.objectives, 0);
  for (auto _ : state) benchmark::DoNotOptimize(indicator(front, reference, asked.objectives));
  done(state);
}
BENCHMARK(measure_distance<additive_epsilon>)->Name("measure_additive_epsilon")->Args({3, 1'000})->Args({3, 10'000})->Unit(benchmark::kMillisecond);
BENCHMARK(measure_distance<igd_plus>)->Name("measure_igd_plus")->Args({3, 1'000})->Args({3, 10'000})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bitpareto::bench
