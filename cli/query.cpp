// SPDX-License-Identifier: Apache-2.0
/// bitpareto query
#include "cli/commands.h"
#include "cli/output.h"
#include "core/text/format.h"
#include "db/run_reader.h"

namespace bitpareto::cli {

int run(const QueryArguments& arguments) {
  if (!arguments.sql.empty()) {
    const bool more = !arguments.where.empty() || !arguments.sort.empty() || !arguments.columns.empty() ||
                      arguments.limit || arguments.run;
    if (more)
      throw ConfigError{
          "query: --sql is a whole statement; it takes none of --where, --sort, --columns, --limit, --run"};
    const db::RunReader reader{arguments.database, arguments.timeout};
    Output output{arguments.output};
    output.print(reader.sql(arguments.sql).all());
    return exit_done;
  }
  const db::RunReader reader{arguments.database, arguments.timeout};
  Output output{arguments.output};
  const db::RunSummary run = reader.run(arguments.run);
  db::DesignQuery query{
      .where = arguments.where, .sort = arguments.sort, .columns = arguments.columns, .limit = arguments.limit};
  if (query.columns.empty() && arguments.output.format == Format::table) query.columns = reader.screen_columns(run);
  const Table table = reader.designs(run.id, query).all();
  if (!arguments.quiet) {
    say(format("run {}: {}{}", run.id, run.name, run.status == "complete" ? "" : format(" ({})", run.status)));
  }
  output.print(table);
  return exit_done;
}

}  // namespace bitpareto::cli
