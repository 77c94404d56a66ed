// SPDX-License-Identifier: Apache-2.0
/// Designs stored per second.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "db/run_store.h"

namespace bitpareto::bench {
namespace {

constexpr int columns = 32;

std::vector<db::RunColumn> metric_columns() {
  std::vector<db::RunColumn> list;
  for (int c = 0; c < columns; ++c) {
    db::RunColumn column;
    column.name = "metric_" + std::to_string(c);
    list.push_back(column);
  }
  return list;
}

/// One transaction of as many rows as the argument says, with 32 numbers each, on disk.
void store_designs(benchmark::State& state) {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "bitpareto_bench.db";
  const auto remove = [&] {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix);
  };
  db::DesignRow row;
  for (int c = 0; c < columns; ++c) row.cells.emplace_back(1.0 / (c + 3));
  for (auto _ : state) {
    state.PauseTiming();
    remove();
    db::RunStore store{path};
    const db::RunId run = store.begin({.name = "bench", .space_size = "1", .store = "all"}, metric_columns());
    state.ResumeTiming();
    db::Batch batch = store.batch(run);
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      row.design = static_cast<DesignIndex>(i);
      batch.add(row);
    }
    batch.commit(FrontChanges{}, {});
  }
  remove();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(store_designs)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bitpareto::bench
