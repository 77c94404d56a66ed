// SPDX-License-Identifier: Apache-2.0
/// libFuzzer on tables: the first byte chooses measurements, statistics, errors or SRAM macros.
#include "core/document/csv_reader.h"
#include "core/text/cell.h"
#include "models/accuracy/error_table.h"
#include "models/accuracy/perplexity.h"
#include "models/accuracy/weight_statistics.h"
#include "models/hardware/sram.h"
#include "tests/fuzz/check.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace bitpareto;
  if (size == 0) return 0;
  Diagnostics diagnostics;
  const auto csv = read_csv({reinterpret_cast<const char*>(bytes) + 1, size - 1},
                            std::make_shared<const std::string>("t.csv"), diagnostics);
  fuzz::check(!diagnostics.has_errors(), diagnostics);  // rows that are wrong are left out of a table
  fuzz::require(csv.has_value() || diagnostics.has_errors());
  if (!csv) return 0;
  // What is read can be written and read again.
  std::string again;
  for (std::size_t c = 0; c < csv->header().size(); ++c) again += (c > 0 ? "," : "") + cell_of_text(csv->header()[c]);
  const auto second = read_csv(again + "\n", nullptr, diagnostics);
  const bool comment = again.starts_with('#');
  const bool empty = csv->header().size() == 1 && csv->header()[0].empty();
  fuzz::require(comment || empty || (second && std::ranges::equal(second->header(), csv->header())));
  Diagnostics of_table;
  switch (bytes[0] % 4) {
    case 0: {
      models::PerplexityTable table;
      table.add(*csv, of_table, true);
      break;
    }
    case 1: {
      models::WeightStatistics statistics;
      statistics.add(*csv, of_table);
      break;
    }
    case 2:
      fuzz::check(models::ErrorTable::read(*csv, of_table).has_value(), of_table);
      break;
    default:
      fuzz::check(models::SramTable::read(*csv, "itrs-hp", 28, of_table).has_value(), of_table);
  }
  return 0;
}
