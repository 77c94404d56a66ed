// SPDX-License-Identifier: Apache-2.0
/// bitpareto explain
#include <algorithm>
#include <cmath>

#include "cli/chosen_space.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "core/problem/design_table.h"
#include "core/table/columns.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "db/run_reader.h"
#include "models/design/explanation.h"
#include "reports/table.h"
#include "session/evaluate.h"
#include "session/sensitivity.h"

namespace bitpareto::cli {

namespace {

constexpr std::int64_t usual_draws = 200;
constexpr std::size_t most_shown_constants = 12;

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
  std::vector<std::size_t> columns;
  for (const std::string_view name : names) columns.push_back(column_of(table, name));
  Table rows{.columns = table.columns, .rows = {}};
  std::ranges::copy_if(table.rows, std::back_inserter(rows.rows), [&](const auto& row) { return workload.empty() || cell_text(row[0]) == workload; });
  return bitpareto::columns_of(rows, columns);
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

/// The designs of the run that is explained, of which each may dominate: its front. None of a space.
std::vector<DesignKey> rivals_of(const ExplainArguments& arguments, const session::Catalogue& catalogue, const Space& space) {
  std::vector<DesignKey> rivals;
  if (!session::is_database(arguments.space.file)) return rivals;
  const db::RunReader reader{arguments.space.file, db::most_read_seconds, catalogue.leaves(), catalogue.metrics()};
  const db::RunSummary run = reader.run(arguments.space.run);
  const Table front = reader.pareto(run.id, {}, Ties::all, {"design"});
  for (const std::vector<Cell>& row : front.rows) {
    if (std::optional<DesignKey> design = space.find(cell_text(row[0]))) rivals.push_back(*std::move(design));
  }
  return rivals;
}

/// What hinges on constants that are in doubt: a row per constant, the one that moves most first.
Table constants_table(std::span<const session::Sensitivity> list, std::span<const Objective> values) {
  Table table{.columns = {"constant", "low", "stands", "high"}, .rows = {}};
  std::vector<std::size_t> moved;  // what no constant moves needs no column
  for (std::size_t v = 0; v < values.size(); ++v) {
    if (std::ranges::all_of(list, [&](const session::Sensitivity& s) { return s.low[v] == 1 && s.high[v] == 1; })) continue;
    moved.push_back(v);
    table.columns.emplace_back(format("{}_at_low", values[v].text()));
    table.columns.emplace_back(format("{}_at_high", values[v].text()));
  }
  table.columns.emplace_back("flips_at");
  table.columns.emplace_back("flips_to");
  for (const session::Sensitivity& s : list) {
    const models::Sourced& constant = s.constant.constant;
    const auto text = [&](double value) { return Cell{rounded_quantity(value, s.constant.dimension)}; };
    std::vector<Cell>& row = table.rows.emplace_back();
    row = {s.constant.name, text(constant.bounds.low), text(constant.value), text(constant.bounds.high)};
    for (const std::size_t v : moved) {
      row.push_back(number_cell(s.low[v]));
      row.push_back(number_cell(s.high[v]));
    }
    row.push_back(std::isnan(s.flips_at) ? Cell{} : Cell{rounded_quantity(s.flips_at, s.constant.dimension, 3)});
    row.push_back(s.flips_to.empty() ? Cell{} : Cell{s.flips_to});
  }
  return table;
}

/// The sentence on which constants the answer hangs.
std::string flips_text(const session::Sensitivities& found, std::size_t rivals) {
  if (rivals == 0) return "no rivals: explain a design of a results database to see where another takes its place\n";
  const bool is_dominated = !found.dominated_by.empty();
  std::string flips;
  for (const session::Sensitivity& s : found.constants) {
    if (std::isnan(s.flips_at)) continue;
    flips += format("{}{} at {}", flips.empty() ? "" : "; ", s.constant.name, rounded_quantity(s.flips_at, s.constant.dimension, 3));
    if (!is_dominated) flips += format(" (design {})", s.flips_to);
  }
  if (is_dominated) {
    return format("design {} of the front dominates it{}\n", found.dominated_by,
                  flips.empty() ? ", whatever one constant is between its bounds" : "; it would be on the front with " + flips);
  }
  if (flips.empty()) return format("none of {} rivals takes its place while one constant moves between its bounds\n", grouped(rivals));
  return "another design takes its place with " + flips + "\n";
}

/// The metrics of a design under draws of the constants.
Table bands_table(const session::Session& session, const DesignKey& design, const DrawArguments& draws) {
  const Table plain = session::table_of(session, {&design, 1});
  const Table banded = session::with_bands(plain, session, settings_of(draws));
  Table table{.columns = {"metric", "value", "p10", "p90"}, .rows = {}};
  for (std::size_t c = 1; c < plain.columns.size(); ++c) {
    const Column& column = plain.columns[c];
    const std::size_t low = column_of(banded, session::band_column(column, "p10"));
    const std::size_t high = column_of(banded, session::band_column(column, "p90"));
    if (low == banded.columns.size()) continue;
    table.rows.push_back({column.name, plain.rows[0][c], banded.rows[0][low], banded.rows[0][high]});
  }
  return table;
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
  // What hinges on constants is asked of objectives; where a space has none, of time, energy and area.
  const auto sensitive = [&] {
    std::vector<Objective> values = session.loaded.objectives;
    for (const Objective& value : recorded_values(session.problem())) {
      const bool is_usual = value.text() == "latency" || value.text() == "energy" || value.text() == "area";
      if (session.loaded.objectives.empty() && is_usual) values.push_back(value);
    }
    return values;
  };
  if (!arguments.quiet) warn_of_draws(session, arguments.draws);
  const bool prints_bands = arguments.part == bands_part || (arguments.part.empty() && arguments.output.format == Format::table);
  if (arguments.draws.count > 0 && !prints_bands && !arguments.quiet) say("warning: --uncertainty: --part bands prints what is drawn");
  if (arguments.part == constants_part || arguments.part == bands_part) {
    const std::vector<Objective> values = sensitive();
    output.print(arguments.part == bands_part ? bands_table(session, levels, arguments.draws.count > 0 ? arguments.draws : DrawArguments{usual_draws, {}})
                                              : constants_table(session::sensitivities(session, levels, rivals_of(arguments, catalogue, space), values).constants, values));
    return exit_done;
  }
  const Result<models::Explanation> explanation = models::explain(model, session.loaded.uses, levels);
  if (!explanation)
    throw ConfigError{format("{}: the design cannot exist: {}", arguments.space.file, explanation.error())};
  if (arguments.part.empty() && arguments.output.format == Format::table) {
    std::string text = session.loaded.file.name;
    for (const Axis& axis : space.axes()) {
      text += format(", {} {}", axis.leaf->path, space.value_text(axis.leaf, point[axis.leaf]));
    }
    text += "\n\n" + text_of(*explanation, session.loaded.uses);
    const std::vector<Objective> values = sensitive();
    const std::vector<DesignKey> rivals = rivals_of(arguments, catalogue, space);
    const session::Sensitivities found = session::sensitivities(session, levels, rivals, values);
    std::vector<session::Sensitivity> list = found.constants;
    if (!list.empty()) {
      const std::string flips = flips_text(found, rivals.size());
      const std::size_t all = list.size();
      if (all > most_shown_constants) list.resize(most_shown_constants);
      text += format("\nconstants in doubt, each alone at its low and high end, as multiples{}\n",
                     all > list.size() ? format(": the {} of {} that move most", list.size(), all) : "") +
              reports::text_table(constants_table(list, values)) + flips;
    }
    if (arguments.draws.count > 0) {
      text += format("\nmetrics under {} draws of all constants: a tenth lies below p10, a tenth above p90\n", arguments.draws.count) +
              reports::text_table(bands_table(session, levels, arguments.draws));
    }
    output.print(text);
  } else {
    output.print(models::part_of(*explanation, arguments.part.empty() ? "operations" : arguments.part));
  }
  return exit_done;
}

}  // namespace bitpareto::cli
