// SPDX-License-Identifier: Apache-2.0
/// bitpareto export
#include <algorithm>
#include <functional>

#include "cli/chosen_space.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "core/table/columns.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "db/run_reader.h"
#include "session/uncertainty.h"

namespace bitpareto::cli {

namespace {
/// Reading back what a sweep stored takes seconds at most; this is for damaged files.
constexpr double most_seconds = 3'600;

/// Whether a column is one that draws of the constants give.
bool is_band(const Column& column) {
  return column.name == "robustness" || column.name.find("_p10") != std::string::npos || column.name.find("_p90") != std::string::npos;
}

/// A front under draws of the constants, in the columns that are asked for (empty: all) and their bands.
/// What the run's own draws have stored already gives way to these.
Table front_with_bands(const ExportArguments& arguments, const session::Catalogue& catalogue, const db::RunSummary& run, const Table& front,
                       const std::vector<std::string>& metrics, const std::vector<std::string>& columns) {
  const session::Session session = session::open_run(arguments.database, run.id, catalogue);
  std::vector<std::string> over;
  for (const std::string& metric : metrics) {
    const auto recorded = recorded_values(session.problem());
    const auto it = std::ranges::find_if(recorded, [&](const Objective& value) { return value.text() == metric || value.column_name() == metric; });
    if (it == recorded.end()) throw ConfigError{format("--uncertainty: '{}' is no metric that the run records; expected those alone in --pareto", metric)};
    over.push_back(it->column_name());
  }
  Table table = session::with_bands(columns_where(front, std::not_fn(is_band)), session, settings_of(arguments.draws), over);
  if (columns.empty()) return table;
  const auto wanted = [&](const Column& column) {
    if (column.name == "robustness") return true;
    return std::ranges::any_of(table.columns, [&](const Column& plain) {
      const bool chosen = std::ranges::find(columns, plain.name) != columns.end();
      return chosen && (plain.name == column.name || session::band_column(plain, "p10") == column.name || session::band_column(plain, "p90") == column.name);
    });
  };
  return columns_where(table, wanted);
}
}  // namespace

int run(const ExportArguments& arguments, const session::Catalogue& catalogue) {
  const db::RunReader reader{arguments.database, most_seconds, catalogue.leaves(), catalogue.metrics()};
  const db::RunSummary run = reader.run(arguments.run);
  Output output{arguments.output};
  const std::vector<std::string>& metrics = arguments.pareto.empty() ? run.objectives : arguments.pareto;
  const bool on_screen = arguments.output.format == Format::table;
  const std::vector<std::string> columns = arguments.columns.empty() && on_screen ? reader.screen_columns(run) : arguments.columns;
  const Ties ties = arguments.one_of_equal ? Ties::first : Ties::all;
  Table front = arguments.draws.count > 0 ? front_with_bands(arguments, catalogue, run, reader.pareto(run.id, metrics, ties, {}, arguments.where), metrics, columns)
                                          : reader.pareto(run.id, metrics, ties, columns, arguments.where);
  if (!on_screen) {
    front.columns.emplace_back("run_hash");
    for (std::vector<Cell>& row : front.rows) row.emplace_back(run.hash);
  }
  output.print(front);
  if (!arguments.quiet) {
    std::string off_front;
    for (const std::string& metric : metrics) {
      if (std::ranges::find(run.objectives, metric) == run.objectives.end())
        off_front += (off_front.empty() ? "" : ", ") + metric;
    }
    // What dominates in other metrics may never have been stored.
    if (!off_front.empty() && run.store == "front") {
      say(
          format("warning: run {} stored only its front, and {} was no objective of it; sweep with store: all for the "
                 "front over "
                 "other metrics",
                 run.id, off_front));
    }
    if (!arguments.output.file.empty()) {
      say(format("{} designs of run {} ({}) to {}", grouped(front.rows.size()), run.id, run.name,
                 arguments.output.file));
    }
  }
  return exit_done;
}

}  // namespace bitpareto::cli
