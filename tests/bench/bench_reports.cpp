// SPDX-License-Identifier: Apache-2.0
/// Rows written per second.
#include <benchmark/benchmark.h>

#include <charconv>

#include "reports/csv.h"
#include "reports/table.h"

namespace bitpareto::bench {
namespace {

Table numbers(std::size_t rows, std::int64_t columns = 32) {
  Table table;
  for (std::int64_t c = 0; c < columns; ++c) table.columns.push_back("metric_" + std::to_string(c));
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<Cell>& row = table.rows.emplace_back();
    for (std::int64_t c = 0; c < columns; ++c) row.emplace_back(1.0 / (static_cast<double>(c) + 3.0 + static_cast<double>(r)));
  }
  return table;
}

template <std::string (*write)(const Table&)>
void write_rows(benchmark::State& state) {
  const Table table = numbers(10'000);
  std::size_t bytes = 0;
  for (auto _ : state) bytes = write(table).size();
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(table.rows.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}
/// Neighbouring designs share most of their numbers: two of three here, as in the edge space.
Table neighbours(std::size_t rows) {
  Table table = numbers(rows);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (c % 3 != 0) table.rows[r][c] = table.rows[r / 100 * 100][c];
    }
  }
  return table;
}

void write_csv_of_neighbours(benchmark::State& state) {
  const Table table = neighbours(10'000);
  for (auto _ : state) benchmark::DoNotOptimize(reports::csv(table));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(table.rows.size()));
}
BENCHMARK(write_csv_of_neighbours)->Unit(benchmark::kMillisecond);

template <char* (*write)(char*, double)>
void write_numbers(benchmark::State& state) {
  const Table table = numbers(1'000);
  char text[number_room];
  for (auto _ : state) {
    for (const std::vector<Cell>& row : table.rows) {
      for (const Cell& cell : row) benchmark::DoNotOptimize(write(text, std::get<double>(cell)));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(table.rows.size() * table.columns.size()));
}
char* write_by_standard_library(char* out, double value) { return std::to_chars(out, out + number_room, value).ptr; }
BENCHMARK(write_numbers<write_number>)->Name("write_number");
BENCHMARK(write_numbers<write_by_standard_library>)->Name("write_number/standard_library");

/// Rows handed on as they are made, as the program writes them.
void write_csv(benchmark::State& state) {
  const Table table = numbers(100'000, state.range(0));
  std::size_t bytes = 0;
  for (auto _ : state) {
    bytes = 0;
    reports::write_csv(table, static_cast<int>(state.range(1)), [&](std::string_view text) { bytes += text.size(); });
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(table.rows.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}
BENCHMARK(write_csv)->ArgNames({"columns", "threads"})->ArgsProduct({{12, 32}, {1, 2}})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(write_rows<reports::text_table>)->Name("write_text_table")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bitpareto::bench
