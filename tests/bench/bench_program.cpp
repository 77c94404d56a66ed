// SPDX-License-Identifier: Apache-2.0
/// What a user waits for, end to end
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <fstream>
#include <string>
#include <vector>

#include "core/text/format.h"
#include "session/open.h"
#include "session/sweep.h"
#include "tests/bench/edge_space.h"
#include "tests/bench/temporary_database.h"

namespace bitpareto::bench {
namespace {

/// `designs` of the edge space by native: 400 of them an array, as many arrays as it takes.
session::Session edge_space_of(std::int64_t designs) {
  const auto levels = [](std::int64_t count, int step) { return format("{{from: {}, to: {}, step: {}}}", step, step * count, step); };
  const std::int64_t columns = designs / 400 >= 2'500 ? 50 : 5;
  return open_edge_space("native", {"design.weights.datatype=[bitmod3, bitmod4, int4, int6]",
                                    "design.array.rows=" + levels(designs / 400 / columns, 2),
                                    "design.array.columns=" + levels(columns, 2)});
}

/// A whole search with its front in a database, the space being open.
void sweep_into_database(benchmark::State& state) {
  const session::Session space = edge_space_of(state.range(0));
  double front = 0;
  for (auto _ : state) {
    state.PauseTiming();
    {
      const TemporaryDatabase file;
      state.ResumeTiming();
      session::Sweep sweep{space, {.database = file.path().string(), .threads = static_cast<int>(state.range(1))}};
      front = static_cast<double>(sweep.search().search.front.size());
      state.PauseTiming();
    }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(space.space().size()));
  state.counters["front"] = front;
}
BENCHMARK(sweep_into_database)
    ->ArgNames({"designs", "threads"})
    ->ArgsProduct({{10'000, 100'000, 1'000'000}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void open_edge_space_as_shipped(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(open_edge_space("native"));
}
BENCHMARK(open_edge_space_as_shipped)->Name("open_space")->Unit(benchmark::kMillisecond)->UseRealTime();

/// An LLM like Llama-2-7B with as many layers as the argument says, from its config.json to a space of its designs.
void open_space_of_layers(benchmark::State& state) {
  const session::Catalogue catalogue{ConfigFolder{BITPARETO_CONFIGS}};
  const std::filesystem::path llm =
      std::filesystem::temp_directory_path() / ("bitpareto-bench-" + std::to_string(getpid()) + ".json");
  std::ofstream{llm} << R"({"model_type": "llama", "hidden_size": 4096, "intermediate_size": 11008, "num_attention_heads": 32, )"
                     << R"("num_key_value_heads": 32, "vocab_size": 32000, "max_position_embeddings": 4096, )"
                     << R"("tie_word_embeddings": false, "num_hidden_layers": )" << state.range(0) << "}";
  const std::string yaml = format(
      "workloads: [{{model: \"{}\", phase: decode, context: 256}}]\n"
      "design: {{performance_model: native, weights: {{datatype: [bitmod4, int8]}}, weight_buffer: {{size: 256 KiB}},\n"
      "  input_buffer: {{size: 256 KiB}}, array: {{rows: {{from: 8, to: 96, step: 8}}, columns: 16}}}}\n"
      "objectives: [latency, energy, area]\n",
      llm.string());
  for (auto _ : state) benchmark::DoNotOptimize(session::open_text(yaml, catalogue));
  std::filesystem::remove(llm);
}
BENCHMARK(open_space_of_layers)->ArgName("layers")->Arg(8)->Arg(32)->Arg(128)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The program as a child, from the system call that starts it to its end.
void run_program(benchmark::State& state, const std::vector<std::string>& arguments) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  std::string program = "bitpareto";
  std::vector<std::string> texts = arguments;
  std::vector<char*> words{program.data()};
  for (std::string& text : texts) words.push_back(text.data());
  words.push_back(nullptr);
  pid_t child = 0;
  int status = -1;
  if (posix_spawn(&child, BITPARETO_PROGRAM, &actions, nullptr, words.data(), environ) == 0) waitpid(child, &status, 0);
  if (status != 0) state.SkipWithError("the program did not run");
  posix_spawn_file_actions_destroy(&actions);
}

void start_of_program(benchmark::State& state) {
  for (auto _ : state) run_program(state, {"--version"});
}
BENCHMARK(start_of_program)->Unit(benchmark::kMillisecond)->UseRealTime();

/// 11,520 designs of the edge space, start to finish: `bitpareto sweep`, with the front in a database or (1) all of them.
void sweep_as_command(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    {
      const TemporaryDatabase file;
      state.ResumeTiming();
      run_program(state, {"sweep", BITPARETO_CONFIGS "/spaces/llama-2-7b-edge.yaml", "--db", file.path().string(), "--quiet", "--set",
                          state.range(0) == 0 ? "store=front" : "store=all", "--set", "design.kv_cache.datatype=int8", "--set",
                          "design.weights.group_size=[64, 128, 256, channel]", "--set", "design.weight_buffer.size=512 KiB", "--set",
                          "design.array={rows: {from: 8, to: 96, step: 8}, columns: [8, 16, 24, 32]}"});
      state.PauseTiming();
    }
    state.ResumeTiming();
  }
}
BENCHMARK(sweep_as_command)->ArgName("all")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace bitpareto::bench
