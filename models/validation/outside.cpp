// SPDX-License-Identifier: Apache-2.0
#include "models/validation/outside.h"

#include <algorithm>
#include <cmath>

#include "core/text/format.h"
#include "core/text/words.h"
#include "models/accuracy/accuracy_files.h"
#include "models/design/space_loader.h"
#include "models/native/mapping.h"
#include "models/native/tiling.h"
#include "models/validation/data_row.h"

namespace bitpareto::models {

namespace {

void add(Table& table, const std::string& what, const std::string& against, double ours, double published) {
  table.rows.push_back({what, against, ours, published, ours / published - 1});
}

void add_product(Table& table, const DataRow& row) {
  const auto number = [&](std::string_view column) { return row.number(column).value(); };
  const std::string name = format("{} {}", row.text("tool"), row.text("case"));
  const ArrayShape array{number("rows"), number("columns"), number("dot_size")};
  const ArrayWork work{.tokens = number("tokens"), .outputs = number("outputs"), .reduction = number("reduction")};
  const ArrayUse use = array_use(work, array, {array.rows, array.columns}, published_mapping);
  const OperandRows weights{work.outputs, std::ceil(work.reduction * number("stationary_bits") / 8)};
  const OperandRows inputs{work.tokens, std::ceil(work.reduction * number("input_bits") / 8)};
  const double weight_buffer = number("weight_buffer_bytes");
  const double input_buffer = number("input_buffer_bytes");
  const Fetches fetches = row.text("schedule") == "published"
                              ? published_fetches(weights.bytes(), inputs.bytes(), weight_buffer, input_buffer)
                              : cheapest_fetches(weights, inputs, weight_buffer, input_buffer);
  const double output_bytes = work.tokens * std::ceil(work.outputs * number("output_bits") / 8);
  const double bytes = fetches.stationary * weights.bytes() + fetches.input * inputs.bytes() + output_bytes;
  double cycles = use.cycles;
  if (const auto bandwidth = row.number("dram_bytes_per_cycle")) cycles = std::max(cycles, bytes / *bandwidth);
  add(table, name, "cycles", cycles, number("cycles"));
  if (const auto words = row.number("stationary_words")) {
    constexpr double word_bytes = 2;
    add(table, name, "DRAM words", bytes / word_bytes, *words + number("input_words") + number("output_words"));
  }
}

void add_devices(Table& table, const ConfigFolder& configs, const Vocabulary& words, Diagnostics& diagnostics) {
  const std::filesystem::path folder = configs.root() / "reproduce";
  const auto rows = load_data_table(folder / "published_devices.csv", "devices", diagnostics, nullptr);
  for (std::size_t r = 0; rows && r < rows->size(); ++r) {
    const DataRow row{*rows, r};
    const std::vector<std::string> settings = split_list(row.text("settings"), ';');
    const auto space = load_space_file(folder / "published_devices.yaml", settings, configs, words, diagnostics);
    if (!space) return;
    const Evaluation step = evaluate_design(*space->model, 0)[0];
    add(table, row.text("device"), "tokens/s", 1 / step[Cost::latency], row.number("tokens_per_s").value());
  }
}

}  // namespace

Table outside_summary(const ConfigFolder& configs, const Vocabulary& words, Diagnostics& diagnostics) {
  Table table{.columns = {"what", "against", "ours", "published", "relative_error"}, .rows = {}};
  const auto products =
      load_data_table(configs.root() / "reproduce" / "outside_products.csv", "products", diagnostics, nullptr);
  for (std::size_t r = 0; products && r < products->size(); ++r) add_product(table, {*products, r});
  add_devices(table, configs, words, diagnostics);
  return table;
}

}  // namespace bitpareto::models
