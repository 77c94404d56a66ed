// SPDX-License-Identifier: Apache-2.0
/// Designs stored per second.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "db/run_reader.h"
#include "db/run_store.h"
#include "reports/csv.h"

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
      row.design = index_cell(static_cast<std::uint64_t>(i));
      batch.add(row);
    }
    batch.commit(db::FrontCells{}, {});
  }
  remove();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(store_designs)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

/// What bitpareto query does on one thread: 32 numbers of each design, from the file to text.
void query_as_csv(benchmark::State& state) {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "bitpareto_bench_query.db";
  const auto remove = [&] {
    for (const char* suffix : {"", "-wal", "-shm", "-lock"}) std::filesystem::remove(path.string() + suffix);
  };
  remove();
  {
    db::RunStore store{path};
    const db::RunId run = store.begin({.name = "bench", .space_size = "1", .store = "all"}, metric_columns());
    db::Batch batch = store.batch(run);
    db::DesignRow row;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      row.design = index_cell(static_cast<std::uint64_t>(i));
      row.cells.clear();
      for (int c = 0; c < columns; ++c) row.cells.emplace_back(1.0 / (c + 3.0 + static_cast<double>(c % 2 == 0 ? i : i / 100)));
      batch.add(row);
    }
    batch.commit(db::FrontCells{}, {});
  }
  for (auto _ : state) {
    const db::RunReader reader{path, 1e6};
    db::Cursor rows = reader.designs(1, {});
    reports::CsvLines lines{rows.columns().size()};
    PackedRows packed;
    std::vector<Cell> row;
    std::string text;
    while (rows.next(packed)) {
      packed.next(row);
      packed.clear(0);
      text.clear();
      lines.append(text, row);
      benchmark::DoNotOptimize(text);
    }
  }
  remove();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(query_as_csv)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bitpareto::bench
