// SPDX-License-Identifier: Apache-2.0
/// Designs stored per second.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

#include "core/base/random.h"
#include "db/run_reader.h"
#include "db/run_store.h"
#include "reports/csv.h"
#include "session/write_queue.h"
#include "tests/bench/temporary_database.h"

namespace bitpareto::bench {
namespace {

constexpr std::int64_t block_rows = 1'024;

std::vector<db::RunColumn> metric_columns(std::int64_t count) {
  std::vector<db::RunColumn> list;
  for (std::int64_t c = 0; c < count; ++c) {
    db::RunColumn column;
    column.name = "metric_" + std::to_string(c);
    list.push_back(column);
  }
  return list;
}

db::RunDescription description() { return {.name = "bench", .space_size = "1", .store = "all"}; }

/// Designs first, first + 1, ...; neighbours share every second number for a hundred rows.
void fill(db::RowColumns& rows, std::int64_t first, std::int64_t size, std::int64_t columns) {
  using Kind = db::RowColumns::Column::Kind;
  rows.size = static_cast<std::size_t>(size);
  rows.columns.resize(static_cast<std::size_t>(columns) + 3);
  rows.columns[0].kind = Kind::index;
  rows.columns[0].wholes.resize(block_rows);
  rows.columns[1].kind = Kind::whole;
  rows.columns[1].numbers.assign(block_rows, 1);
  rows.columns[2].kind = Kind::word;
  rows.columns[2].numbers.assign(block_rows, std::numeric_limits<double>::quiet_NaN());
  for (std::int64_t i = 0; i < size; ++i) rows.columns[0].wholes[static_cast<std::size_t>(i)] = first + i;
  for (std::int64_t c = 0; c < columns; ++c) {
    std::vector<double>& numbers = rows.columns[static_cast<std::size_t>(c) + 3].numbers;
    numbers.resize(block_rows);
    for (std::int64_t i = 0; i < size; ++i) {
      const std::int64_t row = c % 2 == 0 ? first + i : (first + i) / 100;
      numbers[static_cast<std::size_t>(i)] = 1.0 / (static_cast<double>(c) + 3.0 + static_cast<double>(row));
    }
  }
}

void store(db::RunStore& store, db::RunId run, std::int64_t rows, std::int64_t columns) {
  db::Batch batch = store.batch(run);
  db::RowColumns block;
  for (std::int64_t first = 0; first < rows; first += block_rows) {
    fill(block, first, std::min(block_rows, rows - first), columns);
    batch.add(block);
  }
  batch.commit(db::FrontCells{}, {});
}

/// The same as session::Recorder does it: blocks are made while those before them are written.
void store_behind(db::RunStore& store, db::RunId run, std::int64_t rows, std::int64_t columns) {
  db::Batch batch = store.batch(run);
  session::WriteQueue queue{8};
  std::vector<std::shared_ptr<db::RowColumns>> blocks;
  for (int b = 0; b < 10; ++b) blocks.push_back(std::make_shared<db::RowColumns>());
  for (std::int64_t first = 0, b = 0; first < rows; first += block_rows, ++b) {
    const std::shared_ptr<db::RowColumns> block = blocks[static_cast<std::size_t>(b) % blocks.size()];
    fill(*block, first, std::min(block_rows, rows - first), columns);
    queue.add([&batch, block] { batch.add(*block); });
  }
  queue.finish();
  batch.commit(db::FrontCells{}, {});
}

/// One transaction, on disk; on two threads one makes the rows and the other writes them.
void store_designs(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    {
      const TemporaryDatabase file;
      db::RunStore database{file.path()};
      const db::RunId run = database.begin(description(), metric_columns(state.range(1)));
      state.ResumeTiming();
      (state.range(2) == 1 ? store : store_behind)(database, run, state.range(0), state.range(1));
      state.PauseTiming();
    }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(store_designs)
    ->ArgNames({"rows", "columns", "threads"})
    ->ArgsProduct({{1'000, 100'000}, {12, 32}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

/// What bitpareto query does on one thread: numbers of each design, from the file to text.
void query_as_csv(benchmark::State& state) {
  const TemporaryDatabase file;
  {
    db::RunStore database{file.path()};
    store(database, database.begin(description(), metric_columns(state.range(1))), state.range(0), state.range(1));
  }
  for (auto _ : state) {
    const db::RunReader reader{file.path(), 1e6};
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
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(query_as_csv)->ArgNames({"rows", "columns"})->ArgsProduct({{1'000, 100'000}, {12, 32}})->Unit(benchmark::kMillisecond);

/// The front of stored designs over four columns of pseudo-random numbers, found anew; then its few rows.
void export_front(benchmark::State& state) {
  const TemporaryDatabase file;
  std::vector<db::RunColumn> columns = metric_columns(4);
  std::vector<std::string> objectives;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    columns[c].metric = std::array{"latency", "energy", "area", "perplexity"}[c];
    columns[c].kind = Column::Kind::value;
    objectives.push_back(columns[c].metric);
  }
  {
    db::RunStore database{file.path()};
    db::Batch batch = database.batch(database.begin(description(), columns));
    db::RowColumns block;
    Stream random{2026, 12};
    for (std::int64_t first = 0; first < state.range(0); first += block_rows) {
      fill(block, first, std::min(block_rows, state.range(0) - first), 4);
      for (std::size_t c = 3; c < block.columns.size(); ++c) {
        for (double& number : block.columns[c].numbers) number = random.uniform();
      }
      batch.add(block);
    }
    batch.commit(db::FrontCells{}, {});
  }
  std::size_t front = 0;
  for (auto _ : state) front = db::RunReader{file.path(), 1e6}.pareto(1, objectives, Ties::all).rows.size();
  state.counters["front"] = static_cast<double>(front);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(export_front)->ArgName("rows")->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace bitpareto::bench
