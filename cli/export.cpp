// SPDX-License-Identifier: Apache-2.0
/// bitpareto export
#include <algorithm>
#include <functional>

#include "cli/chosen_space.h"
#include "cli/commands.h"
#include "cli/front_report.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "core/table/columns.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "db/run_reader.h"
#include "session/uncertainty.h"

namespace bitpareto::cli {

namespace {
/// The front `asked`, which the query gave, with bands under draws of the constants. What the run's own draws have stored already gives way to
/// these.
Table front_with_bands(const ExportArguments& arguments, const session::Catalogue& catalogue, const db::RunReader& reader, const db::RunSummary& run,
                       const db::FrontQuery& query, const Table& asked) {
  db::FrontQuery whole = query;
  whole.columns.clear();
  const Table front = query.columns.empty() ? asked : reader.front(run.id, whole).table;
  const session::Session session = session::open_run(arguments.database, run.id, catalogue);
  warn_of_draws(session, arguments.draws);
  const auto draws = static_cast<std::uint64_t>(arguments.draws.count);
  if (const std::string why = session::refusal_to_draw(static_cast<double>(front.rows.size()), draws); !why.empty()) throw ConfigError{why};
  std::vector<std::string> over;
  for (const std::string& metric : query.objectives.empty() ? run.objectives : query.objectives) {
    const auto recorded = recorded_values(session.problem());
    const auto it = std::ranges::find_if(recorded, [&](const Objective& value) { return value.text() == metric || value.column_name() == metric; });
    if (it == recorded.end()) throw ConfigError{format("--uncertainty: '{}' is no metric that the run records; expected those alone in --pareto", metric)};
    over.push_back(it->column_name());
  }
  const auto is_stored_band = [&](const Column& column) {
    return column.name == "robustness" || std::ranges::any_of(front.columns, [&](const Column& of) {
             return column.name == session::band_column(of, "p10") || column.name == session::band_column(of, "p90");
           });
  };
  Progress progress{"designs", static_cast<double>(front.rows.size()), 0, arguments.quiet};
  const Table table = session::with_bands(columns_where(front, std::not_fn(is_stored_band)), session, settings_of(arguments.draws, &progress), over);
  progress.clear();
  if (query.columns.empty()) return table;
  Table part = asked;
  for (std::size_t c = 0; c < part.columns.size(); ++c) {  // what is stored of other draws gives way
    const std::size_t at = column_of(table, part.columns[c].name);
    if (at == table.columns.size() || !is_stored_band(part.columns[c])) continue;
    for (std::size_t r = 0; r < part.rows.size(); ++r) part.rows[r][c] = table.rows[r][at];
  }
  for (std::size_t c = part.columns.size(); c-- > 0;) {
    for (const char* end : {"p90", "p10"}) {
      const std::size_t at = column_of(table, session::band_column(asked.columns[c], end));
      if (at == table.columns.size() || has_column(asked, table.columns[at].name)) continue;
      part.columns.insert(part.columns.begin() + static_cast<std::ptrdiff_t>(c) + 1, table.columns[at]);
      for (std::size_t r = 0; r < part.rows.size(); ++r) {
        part.rows[r].insert(part.rows[r].begin() + static_cast<std::ptrdiff_t>(c) + 1, table.rows[r][at]);
      }
    }
  }
  const std::size_t robustness = column_of(table, "robustness");
  if (has_column(part, "robustness") || robustness == table.columns.size()) return part;
  part.columns.push_back(table.columns[robustness]);
  for (std::size_t r = 0; r < part.rows.size(); ++r) part.rows[r].push_back(table.rows[r][robustness]);
  return part;
}
}  // namespace

int run(const ExportArguments& arguments, const session::Catalogue& catalogue) {
  const db::RunReader reader{arguments.database, db::most_read_seconds, catalogue.leaves(), catalogue.metrics()};
  const db::RunSummary run = reader.run(arguments.run);
  Output output{arguments.output};
  const bool on_screen = arguments.output.format == Format::table;
  const db::FrontQuery query{.objectives = arguments.front.pareto,
                             .ties = arguments.one_of_equal ? Ties::first : Ties::all,
                             .where = arguments.where,
                             .columns = arguments.columns.empty() && on_screen ? reader.screen_columns(run) : arguments.columns,
                             .sort = {},
                             .limit = {},
                             .most = arguments.front.thin,
                             .thin_by = arguments.front.thin_by};
  db::StoredFront front = reader.front(run.id, query);
  if (arguments.draws.count > 0) front.table = front_with_bands(arguments, catalogue, reader, run, query, front.table);
  if (!on_screen) {
    front.table.columns.emplace_back("run_hash");
    for (std::vector<Cell>& row : front.table.rows) row.emplace_back(run.hash);
    append_thinning(front);
  }
  output.print(front.table);
  if (!arguments.quiet) {
    for (const std::string& doubt : doubts(run, query, front, catalogue)) say(doubt);
    if (front.thinning) say(thinning_text(query, front));
    if (!arguments.output.file.empty()) {
      say(format("{} designs of run {} ({}) to {}", grouped(front.table.rows.size()), run.id, run.name,
                 arguments.output.file));
    }
  }
  return exit_done;
}

}  // namespace bitpareto::cli
