// SPDX-License-Identifier: Apache-2.0
/// bitpareto fit
#include "cli/commands.h"
#include "cli/output.h"
#include "core/base/limits.h"
#include "core/system/file.h"
#include "core/text/format.h"
#include "models/circuits/fit.h"
#include "reports/table.h"

namespace bitpareto::cli {

namespace {

double percent(double share) { return 100 * share; }

/// What each law was fitted to and how far it is off.
Table errors_of(const models::ComponentLaws& laws) {
  Table table{.columns = {"component", "points", "area_mean_%", "area_most_%", "delay_mean_%", "delay_most_%", "source"}, .rows = {}};
  for (std::size_t c = 0; c < laws.laws.size(); ++c) {
    const models::ComponentLaw& law = laws.laws[c];
    std::vector<Cell>& row = table.rows.emplace_back();
    row = {std::string{models::components()[c]->name}, std::int64_t{law.points}};
    for (const models::LeftOutErrors& e : {law.area_error, law.delay_error}) {
      row.push_back(law.points > 0 ? Cell{percent(e.mean)} : Cell{});
      row.push_back(law.points > 0 ? Cell{percent(e.most)} : Cell{});
    }
    row.emplace_back(law.source);
  }
  return table;
}

}  // namespace

int run(const FitArguments& arguments, const session::Catalogue& catalogue) {
  Diagnostics diagnostics;
  const Result<std::string> text = read_text(arguments.file, limits::csv_bytes);
  if (!text) throw ConfigError{arguments.file + " " + text.error()};
  const auto grid = read_csv(*text, std::make_shared<const std::string>(arguments.file), diagnostics);
  diagnostics.throw_if_errors();
  const std::filesystem::path path = catalogue.configs().file("components", ".yaml", arguments.like, {});
  const auto like = models::read_laws(path.stem().string(), path, diagnostics);
  diagnostics.throw_if_errors();
  auto laws = models::fit_laws(*grid, {.library = arguments.library, .target_delay = arguments.target_delay}, *like, diagnostics);
  diagnostics.throw_if_errors();
  if (arguments.node > 0) laws->node_nm = arguments.node;
  if (!arguments.quiet) say("errors of points left out, one by one:\n" + reports::text_table(errors_of(*laws)));
  write_result(models::to_yaml(*laws), arguments.output);
  return exit_done;
}

}  // namespace bitpareto::cli
