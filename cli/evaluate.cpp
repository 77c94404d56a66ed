// SPDX-License-Identifier: Apache-2.0
/// bitpareto evaluate
#include <optional>

#include "cli/chosen_space.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "core/problem/comparison.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "reports/table.h"
#include "session/evaluate.h"
#include "session/uncertainty.h"

namespace bitpareto::cli {

namespace {

/// More designs than this are for sweep: each is a row, or several, in memory.
constexpr std::uint64_t most_designs = 100'000;

RowPer row_per(EvaluateArguments::Per per) {
  switch (per) {
    case EvaluateArguments::Per::workload:
      return RowPer::workload;
    case EvaluateArguments::Per::model:
      return RowPer::model;
    case EvaluateArguments::Per::design:
      return RowPer::design;
  }
  return RowPer::workload;
}

Table table_of(const session::Session& session, RowPer per, std::uint64_t most, RowsOf which = RowsOf::all, const session::DrawSettings& settings = {.draws = 0}) {
  const Space& space = session.space();
  if (!space.is_indexable() || space.last_index() >= most) {
    throw ConfigError{format(
        "{}: {} designs; {}", session.loaded.file.path, space.size_text(),
        most == 1 ? "expected one" : format("evaluate prints at most {}, sweep searches any number", grouped(most)))};
  }
  if (settings.draws == 0) return session::tabulate(session, per, 0, {}, which);
  if (const std::string why = session::refusal_to_draw(space.size(), settings.draws); !why.empty()) throw ConfigError{why};
  Table table = session::tabulate_with_bands(session, per, settings);
  const std::size_t feasible = column_of(table, "feasible");
  if (which == RowsOf::feasible) std::erase_if(table.rows, [&](const auto& row) { return row[feasible] != Cell{std::int64_t{1}}; });
  return table;
}

}  // namespace

int run(const EvaluateArguments& arguments, const session::Catalogue& catalogue) {
  const session::Session session = open_space(arguments.space, catalogue);
  if (!arguments.quiet) say(session.warnings);
  std::optional<session::Session> other;
  if (!arguments.relative_to.empty()) {
    other.emplace(session::open_space(arguments.relative_to, catalogue));
    if (!arguments.quiet) say(other->warnings);
  }
  Output output{arguments.output};
  const RowPer per = row_per(arguments.per);
  if (other && arguments.draws.count > 0) {
    throw ConfigError{"--uncertainty with --relative-to: a ratio has no band of its own; make the other space the baseline of an objective, "
                      "energy / baseline.energy, whose constants are drawn with it, or leave one of them out"};
  }
  if (!arguments.quiet) warn_of_draws(session, arguments.draws);
  Progress progress{"designs", session.space().size(), 0, arguments.quiet};
  Table table = table_of(session, per, most_designs,
                         arguments.feasible ? RowsOf::feasible : RowsOf::all, settings_of(arguments.draws, &progress));
  progress.clear();
  if (other) {
    Result<Table> compared = with_ratios(std::move(table), table_of(*other, per, 1), per, other->loaded.file.name);
    if (!compared) throw ConfigError{format("{}: {}", arguments.relative_to, compared.error())};
    table = std::move(compared).value();
  }
  const bool for_people = arguments.output.format == Format::table;
  output.print(for_people ? without_empty_ratios(without_defaults(table, session.loaded.file.known)) : table);
  if (other && !arguments.quiet && session.loaded.model->space().axes().empty()) {
    say(format("\nmeans of {} over {}:", arguments.space.file, arguments.relative_to));
    say(reports::text_table(mean_ratios(table, per)));
  }
  return exit_done;
}

}  // namespace bitpareto::cli
