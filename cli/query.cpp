// SPDX-License-Identifier: Apache-2.0
/// bitpareto query
#include "cli/commands.h"
#include "cli/deadline.h"
#include "cli/output.h"
#include "core/text/format.h"
#include "db/run_reader.h"

namespace bitpareto::cli {

namespace {

void print(Output& output, db::Cursor rows) {
  output.print(rows.columns(), [&](PackedRows& more) { return rows.next(more); });
}

}  // namespace

int run(const QueryArguments& arguments, const session::Catalogue& catalogue) {
  const Deadline deadline{arguments.timeout};
  if (!arguments.sql.empty()) {
    const bool more = !arguments.where.empty() || !arguments.sort.empty() || !arguments.columns.empty() ||
                      arguments.limit || arguments.run;
    if (more)
      throw ConfigError{
          "query: --sql is a whole statement; it takes none of --where, --sort, --columns, --limit, --run"};
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
  db::Cursor rows = reader.designs(run.id, query);
  if (!arguments.quiet) {
    say(format("run {}: {}{}", run.id, run.name, run.status == "complete" ? "" : format(" ({})", run.status)));
  }
  print(output, std::move(rows));
  return exit_done;
}

}  // namespace bitpareto::cli
