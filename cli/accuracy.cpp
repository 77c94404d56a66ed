// SPDX-License-Identifier: Apache-2.0
/// bitpareto accuracy
#include <algorithm>
#include <cmath>

#include "cli/commands.h"
#include "cli/data_files.h"
#include "cli/datatype_choices.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "core/base/limits.h"
#include "core/design/leaf_reader.h"
#include "core/problem/design_table.h"
#include "core/system/file.h"
#include "core/system/parallel.h"
#include "core/text/format.h"
#include "core/text/suggestion.h"
#include "models/accuracy/accuracy_files.h"
#include "models/datatypes/datatype_list.h"

namespace bitpareto::cli {

namespace {

/// The shipped table of errors, computed anew.
void write_error_table(const AccuracyArguments& arguments) {
  std::vector<models::NamedQuantisation> named;
  for (const models::DatatypeEntry* d : models::datatypes()) {
    if (d->quantisation.scale == models::ScaleRule::none || d->is_unquantised()) continue;
    named.push_back({std::string{d->name}, &d->quantisation});
  }
  Progress progress{"points", static_cast<double>(models::table_nodes), 0, arguments.quiet};
  const int threads = arguments.threads > 0 ? arguments.threads : hardware_threads();
  const models::ErrorTable table = models::compute_error_table(
      named, threads, nullptr, [&](std::size_t done, std::size_t) { progress.show(static_cast<double>(done)); });
  progress.clear();
  write_result(table.csv(), arguments.output.file);
}

/// An LLM that ships, or of a config.json.
LanguageModel language_model(const std::string& name, const ConfigFolder& configs) {
  if (is_path(name)) {
    Diagnostics diagnostics;
    const auto file = std::make_shared<const std::string>(name);
    const Result<std::string> text = read_text(name, limits::config_bytes);
    if (!text) throw ConfigError{name + " " + text.error()};
    auto model = read_language_model(name, *text, file, diagnostics);
    diagnostics.throw_if_errors();
    return *std::move(model);
  }
  const std::vector<LanguageModel> llms = DataFiles{configs}.workloads();
  const auto llm = std::ranges::find(llms, name, &LanguageModel::name);
  if (llm != llms.end()) return *llm;
  std::vector<std::string> names;
  for (const LanguageModel& m : llms) names.push_back(m.name);
  throw ConfigError{name.empty() ? std::string{"which LLM? bitpareto list workloads prints them"}
                                 : format("'{}' is not an LLM{} (bitpareto list workloads, or a config.json)", name,
                                          suggestion(name, names))};
}

}  // namespace

int run(const AccuracyArguments& arguments, const session::Catalogue& catalogue) {
  if (arguments.error_table) {
    write_error_table(arguments);
    return exit_done;
  }
  const ConfigFolder configs = catalogue.configs();
  const LanguageModel llm = language_model(arguments.model, configs);
  Diagnostics diagnostics;
  models::AccuracyData data;
  data.setting.dataset = arguments.dataset;
  data.setting.method = arguments.method;
  data.setting.head = arguments.head == "kept" ? HeadProtocol::kept : HeadProtocol::quantised;
  models::load_shipped_accuracy(configs, data, diagnostics, nullptr);
  diagnostics.throw_if_errors();
  const DatatypeChoices choices{arguments.datatypes, configs};
  const std::vector<double> sizes = group_sizes(arguments.group_sizes);
  std::vector<const models::DatatypeEntry*> own;
  std::vector<double> own_sizes = sizes;
  for (const models::DatatypeEntry* d : choices.entries()) {
    if (models::find_datatype(d->name) == nullptr) own.push_back(d);
    if (sizes.empty()) own_sizes.push_back(static_cast<double>(d->standard_group_size()));
  }
  const LanguageModel* const one[] = {&llm};
  models::add_errors(data, own, one, own_sizes, arguments.threads > 0 ? arguments.threads : hardware_threads(),
                     configs.cache());
  const models::AccuracyModel model{data, llm};
  Table table{.columns = {"datatype", group_size_column("group_size"), "bits_per_weight", "error", "perplexity", "perplexity_error",
                          "perplexity_basis", "reason"},
              .rows = {}};
  for (const models::DatatypeEntry* d : choices.entries()) {
    const bool own_size = sizes.empty() || d->is_unquantised();
    const std::vector<double> standard{d->is_unquantised() ? whole_row : static_cast<double>(d->standard_group_size())};
    for (const double size : own_size ? standard : sizes) {
      const models::Accuracy a = model.of(*d, size);
      const double bits = d->element_bits + (size == whole_row ? 0 : d->metadata.bits() / size);
      table.rows.push_back({std::string{d->name},
                            d->is_unquantised() ? Cell{} : group_size_cell(size), bits, a.error ? Cell{*a.error} : Cell{}, a.perplexity ? Cell{*a.perplexity} : Cell{},
                            a.perplexity ? Cell{a.perplexity_error} : Cell{},
                            a.perplexity ? Cell{std::string{to_text(a.basis)}} : Cell{},
                            a.perplexity ? Cell{} : Cell{std::string{models::to_text(a.why_none)}}});
    }
  }
  if (!model.has_statistics()) {
    say(format("warning: there are no weight statistics of {}; its weights are taken to be Gaussian", llm.name));
  }
  print(table, arguments.output);
  return exit_done;
}

}  // namespace bitpareto::cli
