// SPDX-License-Identifier: Apache-2.0
/// bitpareto explain
#include <algorithm>

#include "cli/chosen_space.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "core/problem/design_table.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "models/design/explanation.h"
#include "reports/table.h"

namespace bitpareto::cli {

namespace {

/// The design that is meant: the only one, or that of --design.
std::vector<std::uint64_t> chosen_levels(const ExplainArguments& arguments, const Space& space) {
  if (!arguments.design && !space.axes().empty()) {
    throw ConfigError{format("{}: {} designs; name one by its index, as evaluate and query print it: --design 0",
                             arguments.space.file, space.size_text())};
  }
  const std::string number = arguments.design.value_or("0");
  const std::optional<DesignKey> design = space.find(number);
  if (!design) {
    throw ConfigError{
        format("--design {}: {} has {} designs, counted from 0", number, arguments.space.file, space.size_text())};
  }
  return *design;
}

/// The columns of a table by name, for one workload or all.
Table columns_of(const Table& table, std::span<const std::string_view> names, const std::string& workload = {}) {
  Table part;
  std::vector<std::size_t> columns;
  for (const std::string_view name : names) {
    const std::size_t at = column_of(table, name);
    columns.push_back(at);
    part.columns.push_back(table.columns[at]);
  }
  for (const auto& row : table.rows) {
    if (!workload.empty() && cell_text(row[0]) != workload) continue;
    std::vector<Cell>& cells = part.rows.emplace_back();
    for (const std::size_t c : columns) cells.push_back(row[c]);
  }
  return part;
}

/// The last row: sums of the columns that add up.
void add_sums(Table& table, std::span<const std::string_view> adding) {
  std::vector<Cell> sums{std::string{"all"}};
  for (std::size_t c = 1; c < table.columns.size(); ++c) {
    const bool adds = std::ranges::find(adding, table.columns[c].name) != adding.end();
    double sum = 0;
    for (const auto& row : table.rows) {
      if (const auto* number = std::get_if<double>(&row[c])) sum += *number;
    }
    sums.push_back(adds ? Cell{sum} : Cell{});
  }
  table.rows.push_back(std::move(sums));
}

std::string text_of(const models::Explanation& explanation, std::span<const WorkloadUse> uses) {
  using Names = std::vector<std::string_view>;
  std::string text;
  for (const std::string& sentence : explanation.sentences) text += sentence + "\n";
  for (const WorkloadUse& use : uses) {
    Table time = columns_of(explanation.operations,
                            Names{"operation", "times", "tokens", "outputs", "reduction", "rows_take", "columns_take",
                                  "compute_cycles", "dram_cycles", "vector_cycles", "total_cycles", "time_share",
                                  "pace", "utilisation", "ops_per_byte", "ridge_ops_per_byte"},
                            use.name);
    add_sums(time, Names{"compute_cycles", "dram_cycles", "vector_cycles", "total_cycles", "time_share"});
    text += format("\n{}: time{}\n{}", use.name, use.shape.phase == Phase::decode ? ", one step" : "",
                   reports::text_table(time));
    Table energy = columns_of(explanation.operations,
                              Names{"operation", "stationary_bytes", "input_bytes", "output_bytes",
                                    "stationary_fetches", "input_fetches", "energy_compute_j", "energy_sram_read_j",
                                    "energy_sram_write_j", "energy_dram_j", "energy_leakage_j", "energy_vector_j"},
                              use.name);
    add_sums(energy, Names{"stationary_bytes", "input_bytes", "output_bytes", "energy_compute_j", "energy_sram_read_j",
                           "energy_sram_write_j", "energy_dram_j", "energy_leakage_j", "energy_vector_j"});
    text += format("\n{}: traffic and energy\n{}", use.name, reports::text_table(energy));
  }
  text += "\nstandard metrics, all workloads together\n" +
          reports::text_table(columns_of(explanation.metrics, Names{"metric", "value"}));
  text += "\narea of one chip\n" + reports::text_table(explanation.area);
  if (!explanation.effects.rows.empty()) {
    text += "\nwhat each effect is worth: all workloads with it switched over, as multiples\n" +
            reports::text_table(explanation.effects);
  }
  text += "\none step along each axis; twice and half of numbers that are none; as multiples\n" +
          reports::text_table(explanation.steps);
  text += "\nwhere the numbers come from\n" + reports::text_table(explanation.origins);
  return text;
}

}  // namespace

int run(const ExplainArguments& arguments, const session::Catalogue& catalogue) {
  const session::Session session = open_space(arguments.space, catalogue);
  if (!arguments.quiet) say(session.warnings);
  const models::DesignModel& model = *session.loaded.model;
  const Space& space = model.space();
  const std::vector<std::uint64_t> levels = chosen_levels(arguments, space);
  const DesignPoint point = space.point(levels);
  if (const std::string why = models::refusal_to_explain(model.data().components.performance_model(point)); !why.empty()) {
    throw ConfigError{format("{}: {}; explain takes --set design.performance_model=bitmod-2025-07 or native",
                             arguments.space.file, why)};
  }
  Output output{arguments.output};
  const Result<models::Explanation> explanation = models::explain(model, session.loaded.uses, levels);
  if (!explanation)
    throw ConfigError{format("{}: the design cannot exist: {}", arguments.space.file, explanation.error())};
  if (arguments.part.empty() && arguments.output.format == Format::table) {
    std::string text = session.loaded.file.name;
    for (const Axis& axis : space.axes()) {
      text += format(", {} {}", axis.leaf->path, space.value_text(axis.leaf, point[axis.leaf]));
    }
    output.print(text + "\n\n" + text_of(*explanation, session.loaded.uses));
  } else {
    output.print(models::part_of(*explanation, arguments.part.empty() ? "operations" : arguments.part));
  }
  return exit_done;
}

}  // namespace bitpareto::cli
