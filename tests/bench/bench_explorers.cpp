// SPDX-License-Identifier: Apache-2.0
/// Searches within a budget: how long they take and how good their fronts are, on test functions and on spaces whose front is known.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "core/search/hypervolume.h"
#include "explorers/catalogue.h"
#include "session/open.h"
#include "tests/support/test_functions.h"

namespace bitpareto::bench {
namespace {

struct Silent final : Observer {
  bool batch_done(const EvaluatedBatch& /*batch*/) override { return true; }
};

/// What an explorer finds with as many evaluations; 0: it says itself when it ends.
FoundFront front_of(const std::string& name, const Problem& problem, std::uint64_t evaluations, std::uint64_t seed) {
  Node map = make::map();
  if (evaluations > 0) {
    Node budget = make::text(std::to_string(evaluations));
    budget.quoted = false;
    map = make::map({{"budget", budget}});
  }
  Diagnostics diagnostics;
  MapReader reader{map, "explorer", diagnostics};
  const auto explorer = explorers::find(name)->make(reader);
  diagnostics.throw_if_errors();
  Silent observer;
  return explorer->explore(problem, {.threads = evaluations > 0 ? 1 : 2, .seed = seed}, observer).front;
}

/// Where each objective is scaled to.
struct Scale {
  std::vector<double> low, high;
  [[nodiscard]] double volume_of(const FoundFront& front) const {
    std::vector<double> values;
    for (std::size_t i = 0; i < front.values.size(); ++i) {
      const std::size_t o = i % low.size();
      values.push_back((front.values[i] - low[o]) / (high[o] - low[o]));
    }
    return hypervolume(values, std::vector<double>(low.size(), 1.1));  // the reference point of the literature, a tenth beyond the worst
  }
};

/// One search per iteration, each with another seed; the counter is the median of the hypervolumes found, in `whole`.
void search(benchmark::State& state, const char* explorer, const Problem& problem, std::uint64_t evaluations, const Scale& scale, double whole) {
  std::vector<double> volumes;
  for (auto _ : state) {
    const FoundFront front = front_of(explorer, problem, evaluations, volumes.size());
    state.PauseTiming();
    volumes.push_back(scale.volume_of(front));
    state.ResumeTiming();
  }
  std::ranges::sort(volumes);
  state.counters["hypervolume"] = volumes[volumes.size() / 2] / whole;
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(evaluations));
}

void search_function(benchmark::State& state, const char* explorer, const test::Function& function) {
  const test::FunctionModel model{function};
  constexpr std::uint64_t usual = 25'000;  // of the papers that compare on these functions
  search(state, explorer, model.problem(), usual, {std::vector<double>(function.objectives, 0.0), std::vector<double>(function.objectives, 1.0)}, 1);
}

/// moonshot with fewer levels, so that its whole front is known in seconds.
struct KnownSpace {
  explicit KnownSpace(std::vector<std::string> settings)
      : session{session::open_space("moonshot", session::Catalogue{ConfigFolder{BITPARETO_CONFIGS}}, {.settings = std::move(settings), .needs_objectives = true})},
        problem{session.loaded.problem()} {
    const FoundFront front = front_of("exact", problem, 0, 0);
    scale.low.assign(front.objectives, std::numeric_limits<double>::infinity());
    scale.high.assign(front.objectives, -std::numeric_limits<double>::infinity());
    for (std::size_t i = 0; i < front.values.size(); ++i) {
      const std::size_t o = i % front.objectives;
      scale.low[o] = std::min(scale.low[o], front.values[i]);
      scale.high[o] = std::max(scale.high[o], front.values[i]);
    }
    volume = scale.volume_of(front);
  }
  session::Session session;
  Problem problem;
  Scale scale;
  double volume = 0;
};

constexpr const char* few_buffers[] = {"design.weight_buffer.size={from: 64 KiB, to: 2 MiB, factor: 2}",
                                       "design.input_buffer.size={from: 64 KiB, to: 2 MiB, factor: 2}"};
constexpr const char* coarse_array[] = {"design.array.rows={from: 8, to: 128, step: 8}", "design.array.columns={from: 8, to: 128, step: 8}"};

/// 4.1 x 10^7 designs, 10,730 on the front of latency, energy, area and perplexity.
const KnownSpace& four_objectives() {
  static const KnownSpace space{{few_buffers[0], few_buffers[1], coarse_array[0], coarse_array[1]}};
  return space;
}
/// The same designs, 799 on the front of latency, energy and perplexity.
const KnownSpace& three_objectives() {
  static const KnownSpace space{{few_buffers[0], few_buffers[1], coarse_array[0], coarse_array[1], "objectives=[latency, energy, perplexity]"}};
  return space;
}
/// 5.3 x 10^7 designs, 4,277 on the front with TPOT instead of latency.
const KnownSpace& tpot() {
  static const KnownSpace space{{few_buffers[0], few_buffers[1], "design.array.rows={from: 2, to: 128, step: 2}", "design.array.columns={from: 4, to: 128, step: 4}",
                                 "design.weights.datatype=[bitmod3, bitmod4, int4_asym, int6]",
                                 "design.dram.preset=[lpddr3-1600-x32, lpddr4-3200-x32, lpddr5-6400-x32, hbm2-2000-x1024]",
                                 "objectives=[tpot, energy, area, perplexity]"}};
  return space;
}

void search_known(benchmark::State& state, const char* explorer, const KnownSpace& (*space)()) {
  const KnownSpace& known = space();
  search(state, explorer, known.problem, static_cast<std::uint64_t>(state.range(0)), known.scale, known.volume);
}

void search_zdt1(benchmark::State& state, const char* explorer) { search_function(state, explorer, test::zdt1); }
void search_dtlz2(benchmark::State& state, const char* explorer) { search_function(state, explorer, test::dtlz2); }
void search_four_objectives(benchmark::State& state, const char* explorer) { search_known(state, explorer, four_objectives); }
void search_three_objectives(benchmark::State& state, const char* explorer) { search_known(state, explorer, three_objectives); }
void search_tpot(benchmark::State& state, const char* explorer) { search_known(state, explorer, tpot); }

constexpr std::int64_t seeds = 5;
constexpr auto on_function = [](benchmark::internal::Benchmark* b) { b->Iterations(seeds)->Unit(benchmark::kMillisecond); };
constexpr auto on_known = [](benchmark::internal::Benchmark* b) {
  b->ArgName("evaluations");
  for (const std::int64_t evaluations : {500, 1'000, 2'000, 5'000, 10'000}) b->Arg(evaluations);
  b->Iterations(seeds)->Unit(benchmark::kMillisecond);
};

#define EVERY_EXPLORER(function, how)                              \
  BENCHMARK_CAPTURE(function, local, "local")->Apply(how);         \
  BENCHMARK_CAPTURE(function, nsga2, "nsga2")->Apply(how);         \
  BENCHMARK_CAPTURE(function, sms_emoa, "sms_emoa")->Apply(how);   \
  BENCHMARK_CAPTURE(function, annealing, "annealing")->Apply(how); \
  BENCHMARK_CAPTURE(function, tpe, "tpe")->Apply(how);             \
  BENCHMARK_CAPTURE(function, ants, "ants")->Apply(how);           \
  BENCHMARK_CAPTURE(function, sobol, "sobol")->Apply(how);         \
  BENCHMARK_CAPTURE(function, random, "random")->Apply(how)
EVERY_EXPLORER(search_zdt1, on_function);
EVERY_EXPLORER(search_dtlz2, on_function);
EVERY_EXPLORER(search_four_objectives, on_known);
EVERY_EXPLORER(search_three_objectives, on_known);
EVERY_EXPLORER(search_tpot, on_known);
/// Until it has 99 % of the hypervolume.
void until_random_finds(benchmark::internal::Benchmark* b) {
  b->ArgName("evaluations");
  for (const std::int64_t evaluations : {100'000, 300'000, 1'000'000}) b->Arg(evaluations);
  b->Iterations(seeds)->Unit(benchmark::kMillisecond);
}
BENCHMARK_CAPTURE(search_four_objectives, random, "random")->Apply(until_random_finds);
BENCHMARK_CAPTURE(search_three_objectives, random, "random")->Apply(until_random_finds);
BENCHMARK_CAPTURE(search_tpot, random, "random")->Apply(until_random_finds);

}  // namespace
}  // namespace bitpareto::bench
