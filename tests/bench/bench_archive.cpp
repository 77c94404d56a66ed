// SPDX-License-Identifier: Apache-2.0
/// Fronts: points taken into an archive and asked of it, blocks filtered before, and large sets at once.
#include <benchmark/benchmark.h>

#include <vector>

#include "core/search/block_filter.h"
#include "core/search/non_dominated.h"
#include "core/search/pareto.h"
#include "tests/bench/points.h"

namespace bitpareto::bench {
namespace {

ParetoArchive archive_of(const std::vector<double>& values, std::size_t objectives) {
  ParetoArchive archive{objectives, Ties::all};
  for (std::size_t i = 0; i < values.size() / objectives; ++i) archive.insert({values.data() + i * objectives, objectives}, i);
  return archive;
}

void done(benchmark::State& state, std::size_t points) { state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(points)); }

/// All on the front.
void insert_points(benchmark::State& state) {
  const auto objectives = static_cast<std::size_t>(state.range(0));
  const auto count = static_cast<std::size_t>(state.range(1));
  const std::vector<double> values = on_a_sphere(count, objectives, 0);
  for (auto _ : state) benchmark::DoNotOptimize(archive_of(values, objectives).size());
  done(state, count);
}
BENCHMARK(insert_points)->ArgsProduct({{2, 3, 4, 6}, {1'000, 5'000, 100'000, 300'000}})->Unit(benchmark::kMillisecond);

/// Of 50,000 points most of which are dominated, the front moving on.
void insert_dominated_points(benchmark::State& state) {
  const auto objectives = static_cast<std::size_t>(state.range(0));
  const std::vector<double> values = on_a_sphere(50'000, objectives, 0.5);
  for (auto _ : state) benchmark::DoNotOptimize(archive_of(values, objectives).size());
  done(state, 50'000);
}
BENCHMARK(insert_dominated_points)->Arg(2)->Arg(4)->Arg(6)->Unit(benchmark::kMillisecond);

/// Points up to a tenth of the front's extent behind it.
void ask_near_the_front(benchmark::State& state) {
  const auto objectives = static_cast<std::size_t>(state.range(0));
  const auto count = static_cast<std::size_t>(state.range(1));
  const ParetoArchive archive = archive_of(on_a_sphere(count, objectives, 0), objectives);
  constexpr std::size_t asked = 20'000;
  const std::vector<double> values = on_a_sphere(asked, objectives, 0.1);
  std::size_t dominated = 0;
  for (auto _ : state) {
    dominated = 0;
    for (std::size_t i = 0; i < asked; ++i) dominated += archive.dominator_of({values.data() + i * objectives, objectives}).empty() ? 0U : 1U;
    benchmark::DoNotOptimize(dominated);
  }
  done(state, asked);
  state.counters["dominated"] = static_cast<double>(dominated) / asked;
}
BENCHMARK(ask_near_the_front)->ArgsProduct({{2, 3, 4, 6}, {1'000, 5'000, 100'000, 300'000}})->Unit(benchmark::kMillisecond);

/// A block that `dominators` points meet, of which none dominates anything: all designs meet them all.
void filter_block(benchmark::State& state) {
  constexpr std::size_t objectives = 4;
  ObjectiveBlock block{1, objectives};
  const std::vector<double> values = in_a_cube(block_size, objectives);
  for (std::size_t i = 0; i < values.size(); ++i) block.values(i % objectives)[i / objectives] = values[i];
  BlockFilter filter{objectives};
  std::vector<std::uint64_t> counts(1);
  const std::vector<double> nothing{0, 0, 0, 1};
  for (std::int64_t d = 0; d < state.range(0); ++d) {
    filter.learn(nothing);
    benchmark::DoNotOptimize(filter.remaining(block, block_size, counts).size());
  }
  for (auto _ : state) benchmark::DoNotOptimize(filter.remaining(block, block_size, counts).size());
  done(state, block_size);
}
BENCHMARK(filter_block)->Arg(0)->Arg(1)->Arg(8);

/// Codes in runs as long as the argument says.
void count_infeasible(benchmark::State& state) {
  std::vector<InfeasibleCode> codes(block_size);
  for (std::size_t i = 0; i < block_size; ++i) codes[i] = static_cast<InfeasibleCode>(i / static_cast<std::size_t>(state.range(0)) % 3);
  std::vector<std::uint64_t> counts(3);
  std::vector<PointSet> feasible(block_size / PointRow::width);
  for (auto _ : state) {
    count_codes(codes, block_size, counts, feasible);
    benchmark::DoNotOptimize(counts.data());
  }
  done(state, block_size);
}
BENCHMARK(count_infeasible)->Arg(block_size)->Arg(100)->Arg(1);

void find_non_dominated(benchmark::State& state, const std::vector<double>& values) {
  const auto objectives = static_cast<std::size_t>(state.range(0));
  std::size_t found = 0;
  for (auto _ : state) found = non_dominated(values, objectives, static_cast<int>(state.range(2))).size();
  done(state, values.size() / objectives);
  state.counters["front"] = static_cast<double>(found);
}
void find_non_dominated_in_a_cube(benchmark::State& state) {
  find_non_dominated(state, in_a_cube(static_cast<std::size_t>(state.range(1)), static_cast<std::size_t>(state.range(0))));
}
void find_non_dominated_on_a_sphere(benchmark::State& state) {
  find_non_dominated(state, on_a_sphere(static_cast<std::size_t>(state.range(1)), static_cast<std::size_t>(state.range(0)), 0));
}
BENCHMARK(find_non_dominated_in_a_cube)->ArgsProduct({{2, 3, 4, 6}, {100'000, 1'000'000}, {1, 2}})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(find_non_dominated_on_a_sphere)->ArgsProduct({{2, 3, 4}, {100'000, 1'000'000}, {1, 2}})->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace bitpareto::bench
