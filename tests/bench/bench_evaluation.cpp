// SPDX-License-Identifier: Apache-2.0
/// Designs evaluated per second on one core: costs alone, with objectives and feasibility, and a whole exhaustive
/// search.
#include <benchmark/benchmark.h>

#include "core/base/random.h"
#include "core/search/explorer.h"
#include "explorers/catalogue.h"
#include "models/native/model.h"
#include "tests/bench/edge_space.h"

namespace bitpareto::bench {
namespace {

void designs_done(benchmark::State& state, std::int64_t designs) { state.SetItemsProcessed(designs); }

/// Calls `evaluate` for block after block of the space, over and over.
template <class Evaluate>
void evaluate_blocks(benchmark::State& state, const Space& space, const Evaluate& evaluate) {
  DesignBlock block{space};
  DesignIndex first = 0;
  for (auto _ : state) {
    block.set_range(first, block_size);
    evaluate(block);
    first = (first + block_size) % (space.last_index() - block_size);
  }
  designs_done(state, state.iterations() * static_cast<std::int64_t>(block_size));
}

/// The same with as many designs of the whole space in no order, which share nothing with their neighbours.
template <class Evaluate>
void evaluate_scattered(benchmark::State& state, const Space& space, const Evaluate& evaluate) {
  constexpr std::size_t most_blocks = 64;
  std::vector<DesignBlock> blocks;
  Stream random{1, 0};
  std::vector<std::uint64_t> levels(space.axes().size());
  for (std::size_t b = 0; b < most_blocks; ++b) {
    DesignBlock& block = blocks.emplace_back(space);
    for (std::size_t i = 0; i < block_size; ++i) {
      space.levels_of(random.bits() % (space.last_index() + 1), levels);
      block.push(levels);
    }
  }
  std::size_t at = 0;
  for (auto _ : state) evaluate(blocks[at++ % most_blocks]);
  designs_done(state, state.iterations() * static_cast<std::int64_t>(block_size));
}

/// All costs, or those that the objectives of the space need, as a search does.
enum class Wanted { all, of_objectives };

/// The costs of both phases of Llama-2-7B.
void evaluate_costs_of(benchmark::State& state, const models::LoadedSpace& space, Wanted wanted) {
  CostBlock costs{space.uses.size()};
  if (wanted == Wanted::of_objectives) costs.wanted = space.problem().make_block().costs.wanted;
  evaluate_blocks(state, space.model->space(), [&](const DesignBlock& block) {
    space.model->evaluate(block, costs);
    benchmark::DoNotOptimize(costs.column(0, Cost::energy).data());
  });
}
void evaluate_scattered_costs_of(benchmark::State& state, const models::LoadedSpace& space) {
  CostBlock costs{space.uses.size()};
  costs.wanted = space.problem().make_block().costs.wanted;
  evaluate_scattered(state, space.model->space(), [&](const DesignBlock& block) {
    space.model->evaluate(block, costs);
    benchmark::DoNotOptimize(costs.column(0, Cost::energy).data());
  });
}
void evaluate_scattered_costs(benchmark::State& state) { evaluate_scattered_costs_of(state, edge_space()); }
BENCHMARK(evaluate_scattered_costs);
void evaluate_scattered_native_costs(benchmark::State& state) { evaluate_scattered_costs_of(state, native_edge_space()); }
BENCHMARK(evaluate_scattered_native_costs);
void evaluate_costs(benchmark::State& state) { evaluate_costs_of(state, edge_space(), Wanted::of_objectives); }
BENCHMARK(evaluate_costs);
void evaluate_all_costs(benchmark::State& state) { evaluate_costs_of(state, edge_space(), Wanted::all); }
BENCHMARK(evaluate_all_costs);
void evaluate_native_costs(benchmark::State& state) {
  evaluate_costs_of(state, native_edge_space(), Wanted::of_objectives);
}
BENCHMARK(evaluate_native_costs);
void evaluate_all_native_costs(benchmark::State& state) { evaluate_costs_of(state, native_edge_space(), Wanted::all); }
BENCHMARK(evaluate_all_native_costs);

/// Native without tables, design by design: every operation's mapping, traffic and vector work.
void evaluate_native_operations(benchmark::State& state) {
  const models::LoadedSpace& space = native_edge_space();
  const models::NativeModel& model = *space.model->performance().find<models::NativeModel>();
  DesignIndex design = 0;
  for (auto _ : state) {
    const DesignPoint p = space.model->space().point(design);
    for (std::size_t w = 0; w < model.workloads().size(); ++w) {
      const models::NativeWorkload& workload = model.workloads()[w];
      const models::NativeDesign seen = workload.seen(p);
      benchmark::DoNotOptimize(workload.memory_plans(seen, model.buffers(p, w), model.stored_weights(p, w)).data());
      for (std::size_t k = 0; k < workload.operations().size(); ++k) {
        benchmark::DoNotOptimize(workload.array_use(seen, k).cycles);
      }
    }
    design = (design + 977) % space.model->space().last_index();
  }
  designs_done(state, state.iterations());
}
BENCHMARK(evaluate_native_operations);

void evaluate_objectives_of(benchmark::State& state, const Problem& problem) {
  ObjectiveBlock out = problem.make_block();
  evaluate_blocks(state, problem.space(), [&](const DesignBlock& block) {
    problem.evaluate(block, out);
    benchmark::DoNotOptimize(out.values(0).data());
  });
}

/// The same, then latency, energy, area, perplexity and why a design is infeasible.
void evaluate_objectives(benchmark::State& state) {
  const models::LoadedSpace& space = edge_space();
  const Problem problem = space.problem();
  evaluate_objectives_of(state, problem);
}
BENCHMARK(evaluate_objectives);

/// Two formulas as objectives and one as a constraint, step by step over the block.
void evaluate_formulas(benchmark::State& state) {
  const models::LoadedSpace& space = edge_space();
  const SpaceNames names{space.uses, space.file.known};
  const Problem problem{
      *space.model,
      space.uses,
      {*Objective::parse("energy * latency", names), *Objective::parse("perplexity + 2 * perplexity_error", names)},
      {*Constraint::parse("array.rows * array.columns <= 1024 and energy / latency < 2 W", names)}};
  evaluate_objectives_of(state, problem);
}
BENCHMARK(evaluate_formulas);

class Silent final : public Observer {
 public:
  bool batch_done(const EvaluatedBatch& /*batch*/) override { return true; }
};

/// The whole space, front included, on as many threads as the argument says.
void search_exhaustively(benchmark::State& state) {
  const Problem problem = edge_space().problem();
  const Node none = make::map();
  Diagnostics diagnostics;
  MapReader options{none, "explorer", diagnostics};
  const auto explorer = explorers::find("exhaustive")->make(options);
  Silent observer;
  for (auto _ : state) {
    const SearchResult result =
        explorer->explore(problem, {.threads = static_cast<int>(state.range(0))}, observer);
    benchmark::DoNotOptimize(result.front.designs.data());
  }
  designs_done(state, state.iterations() * static_cast<std::int64_t>(problem.space().last_index() + 1));
}
BENCHMARK(search_exhaustively)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Bounds of boxes of 1/48 of the space, as a search asks for them: much of what they need was computed for others.
void bound_boxes(benchmark::State& state) {
  const Problem problem = edge_space().problem();
  CostBounds room = problem.make_bounds();
  std::vector<double> lowest(problem.objectives().size());
  Box box = whole_box(problem.space());
  std::uint64_t i = 0;
  for (auto _ : state) {
    box[0] = {i % 12, i % 12};
    box[5] = {i % 4 * 3, i % 4 * 3 + 2};
    ++i;
    benchmark::DoNotOptimize(problem.lower_bounds(box, room, lowest));
  }
}
BENCHMARK(bound_boxes);

}  // namespace
}  // namespace bitpareto::bench
