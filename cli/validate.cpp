// SPDX-License-Identifier: Apache-2.0
/// bitpareto validate
#include "cli/data_files.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "core/problem/design_table.h"
#include "models/accuracy/accuracy_files.h"
#include "models/validation/energies.h"
#include "models/validation/operations.h"
#include "models/validation/outside.h"
#include "models/validation/synthesis.h"
#include "models/validation/validation.h"

namespace bitpareto::cli {

int run(const ValidateArguments& arguments, const session::Catalogue& catalogue) {
  const ConfigFolder configs = catalogue.configs();
  Diagnostics diagnostics;
  models::AccuracyData data;
  models::load_shipped_accuracy(configs, data, diagnostics, nullptr);
  diagnostics.throw_if_errors();
  const std::vector<LanguageModel> llms = DataFiles{configs}.workloads();
  if (arguments.error_bars) {
    const double ratio = models::whole_row_ratio(data, llms);
    data.error_bars.whole_row_ratio = ratio;  // the rows left out are predicted with it
    write_result(models::calibrate(models::leave_out_each(data, llms), ratio).csv(), arguments.output.file);
    return exit_done;
  }
  const std::vector<models::LeftOut> left_out = models::leave_out_each(data, llms);
  const std::vector<models::PerplexityCheck> checks = models::check_perplexities(data, llms, left_out);
  if (arguments.rows) {
    Table table{.columns = {"model", "dataset", "head", "datatype", group_size_column("group_size"), "error", "published", "leave_one_out",
                            "deviation", "is_refused", "two_anchors", "source"},
                .rows = {}};
    for (const models::PerplexityCheck& c : checks) {
      const auto cell = [](const std::optional<double>& value) { return value ? Cell{*value} : Cell{}; };
      table.rows.push_back(
          {c.row.key.model, c.row.key.dataset, std::string{c.row.key.head == HeadProtocol::kept ? "kept" : "quantised"},
           c.row.key.datatype,
           c.row.key.group_size == models::no_groups ? Cell{} : group_size_cell(c.row.key.group_size), c.error,
           c.row.perplexity, cell(c.leave_one_out), c.deviation, std::int64_t{c.is_refused ? 1 : 0},
           cell(c.two_anchors), c.row.source});
    }
    print(table, arguments.output);
    return exit_done;
  }
  const Vocabulary words = session::vocabulary(catalogue, configs);
  Table figures = models::figure_summary(configs, words, diagnostics);
  const Table outside = models::outside_summary(configs, words, diagnostics);
  const Table energies = models::energy_summary(configs, words, diagnostics);
  const Table syntheses = models::synthesis_summary(configs, diagnostics);
  const Table operations = models::operation_summary(configs, diagnostics);
  diagnostics.throw_if_errors();
  for (const Table* more : {&outside, &energies, &syntheses, &operations}) figures.rows.insert(figures.rows.end(), more->rows.begin(), more->rows.end());
  // One table of everything: figures have one number each, perplexities many.
  Table table = models::perplexity_summary(checks);
  for (const char* column : {"within_1_sigma", "within_2_sigma", "within_3_sigma"}) table.columns.emplace_back(column);
  for (const auto& row : models::coverage_summary(data, left_out).rows) {
    table.rows.push_back({row[0], row[1], row[2], {}, {}, {}, {}, row[3], row[4], row[5]});
  }
  for (const char* column : {"ours", "published", "low", "high"}) table.columns.emplace_back(column);
  for (auto& row : table.rows) row.resize(table.columns.size());
  for (const auto& figure : figures.rows) {
    const double* const off = std::get_if<double>(&figure[4]);
    const Cell error = off != nullptr ? Cell{std::abs(*off)} : Cell{};
    const auto corner = [&](std::size_t column) { return figure.size() > column ? figure[column] : Cell{}; };  // only energies have any
    table.rows.push_back({figure[0], figure[1], std::int64_t{1}, error, error, error, {}, {}, {}, {}, figure[2], figure[3], corner(5), corner(6)});
  }
  print(table, arguments.output);
  return exit_done;
}

}  // namespace bitpareto::cli
