// SPDX-License-Identifier: Apache-2.0
/// bitpareto export
#include <algorithm>

#include "cli/commands.h"
#include "cli/output.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "db/run_reader.h"

namespace bitpareto::cli {

namespace {
/// Reading back what a sweep stored takes seconds at most; this is for damaged files.
constexpr double most_seconds = 3'600;
}  // namespace

int run(const ExportArguments& arguments, const session::Catalogue& catalogue) {
  const db::RunReader reader{arguments.database, most_seconds, catalogue.leaves(), catalogue.metrics()};
  const db::RunSummary run = reader.run(arguments.run);
  Output output{arguments.output};
  const std::vector<std::string>& metrics = arguments.pareto.empty() ? run.objectives : arguments.pareto;
  const bool on_screen = arguments.output.format == Format::table;
  Table front = reader.pareto(run.id, metrics, arguments.one_of_equal ? Ties::first : Ties::all,
                              arguments.columns.empty() && on_screen ? reader.screen_columns(run) : arguments.columns,
                              arguments.where);
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
