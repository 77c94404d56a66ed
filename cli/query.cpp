// SPDX-License-Identifier: Apache-2.0
/// bitpareto query
#include "cli/commands.h"
#include "cli/deadline.h"
#include "cli/front_report.h"
#include "cli/output.h"
#include "core/text/format.h"
#include "db/run_reader.h"

namespace bitpareto::cli {

namespace {

void print(Output& output, db::Cursor rows) {
  output.print(rows.columns(), [&](PackedRows& more) { return rows.next(more); });
}

std::string heading(const db::RunSummary& run) {
  return format("run {}: {}{}", run.id, run.name, run.status == "complete" ? "" : format(" ({})", run.status));
}

int print_front(const QueryArguments& arguments, const session::Catalogue& catalogue, const db::RunReader& reader, const db::RunSummary& run,
                db::DesignQuery designs, Output& output) {
  const db::FrontQuery query{.objectives = arguments.front.pareto,
                             .ties = Ties::all,
                             .where = std::move(designs.where),
                             .columns = std::move(designs.columns),
                             .sort = std::move(designs.sort),
                             .limit = designs.limit,
                             .most = arguments.front.thin,
                             .thin_by = arguments.front.thin_by};
  db::StoredFront front = reader.front(run.id, query);
  if (arguments.output.format != Format::table) append_thinning(front);
  if (!arguments.quiet) {
    say(heading(run));
    for (const std::string& doubt : doubts(run, query, front, catalogue)) say(doubt);
    if (front.thinning) say(thinning_text(query, front));
  }
  output.print(front.table);
  return exit_done;
}

}  // namespace

int run(const QueryArguments& arguments, const session::Catalogue& catalogue) {
  const Deadline deadline{arguments.timeout};
  if (arguments.front.thin && arguments.front.pareto.empty()) {
    throw ConfigError{"query: --thin is of a front; name the metrics that span it, as in --pareto latency,energy"};
  }
  if (!arguments.sql.empty()) {
    const bool more = !arguments.where.empty() || !arguments.sort.empty() || !arguments.columns.empty() ||
                      arguments.limit || arguments.run || !arguments.front.pareto.empty();
    if (more)
      throw ConfigError{
          "query: --sql is a whole statement; it takes none of --where, --sort, --columns, --limit, --pareto, --run"};
    const db::RunReader reader{arguments.database, arguments.timeout, catalogue.leaves(), catalogue.metrics()};
    Output output{arguments.output};
    print(output, reader.sql(arguments.sql));
    return exit_done;
  }
  const db::RunReader reader{arguments.database, arguments.timeout, catalogue.leaves(), catalogue.metrics()};
  Output output{arguments.output};
  const db::RunSummary run = reader.run(arguments.run);
  db::DesignQuery query{
      .where = arguments.where, .sort = arguments.sort, .columns = arguments.columns, .limit = arguments.limit};
  if (query.columns.empty() && arguments.output.format == Format::table) query.columns = reader.screen_columns(run);
  if (!arguments.front.pareto.empty()) return print_front(arguments, catalogue, reader, run, std::move(query), output);
  db::Cursor rows = reader.designs(run.id, query);
  if (!arguments.quiet) say(heading(run));
  print(output, std::move(rows));
  return exit_done;
}

}  // namespace bitpareto::cli
