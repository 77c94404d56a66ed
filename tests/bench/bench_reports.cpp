// SPDX-License-Identifier: Apache-2.0
/// Rows written per second.
#include <benchmark/benchmark.h>

#include "reports/csv.h"
#include "reports/table.h"

namespace bitpareto::bench {
namespace {

Table numbers(std::size_t rows) {
  Table table;
  for (int c = 0; c < 32; ++c) table.columns.push_back("metric_" + std::to_string(c));
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<Cell>& row = table.rows.emplace_back();
    for (int c = 0; c < 32; ++c) row.emplace_back(1.0 / (c + 3.0 + static_cast<double>(r)));
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
BENCHMARK(write_rows<reports::csv>)->Name("write_csv")->Unit(benchmark::kMillisecond);
BENCHMARK(write_rows<reports::text_table>)->Name("write_text_table")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bitpareto::bench
