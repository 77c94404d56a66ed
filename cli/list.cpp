// SPDX-License-Identifier: Apache-2.0
/// bitpareto list
#include <functional>
#include <map>

#include "cli/data_files.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "core/cost/metric.h"
#include "models/datatypes/datatype_list.h"

namespace bitpareto::cli {

namespace {

Cell text(std::string_view value) { return std::string{value}; }
Cell yes_or_no(bool value) { return text(value ? "yes" : "no"); }

Table performance_models(const session::Catalogue& catalogue) {
  Table table{.columns = {"name", "summary", "source"}, .rows = {}};
  for (const models::PerformanceModelEntry* entry : catalogue.performance_models()) {
    table.rows.push_back({text(entry->name), text(entry->summary), text(entry->source)});
  }
  return table;
}

Table datatypes() {
  Table table{.columns = {"name", "family", "bits", "group_bits", "group_size", "bits_per_weight", "terms", "summary"},
              .rows = {}};
  for (const models::DatatypeEntry* entry : models::datatypes()) {
    const std::int64_t group = entry->standard_group_size();
    const double bits_per_weight = entry->element_bits + entry->metadata.bits() / static_cast<double>(group);
    table.rows.push_back({text(entry->name), text(entry->family), entry->element_bits,
                          entry->is_unquantised() ? Cell{} : Cell{entry->metadata.bits()},
                          entry->is_unquantised() ? Cell{} : Cell{group}, bits_per_weight,
                          std::int64_t{entry->serial_terms}, text(entry->summary)});
  }
  return table;
}

Table pes(const DataFiles& files) {
  Table table{.columns = {"name", "bit_serial", "dot_size", Column{"energy_j", Dimension::energy},
                          Column{"area_mm2", Dimension::area}, "costs", "summary"},
              .rows = {}};
  const std::vector<models::Technology> technologies = files.technologies();
  const auto technology = std::ranges::find(technologies, leaf::technology.default_value, &models::Technology::name);
  for (const models::Pe& pe : files.pes()) {
    models::PeCosts costs = pe.costs;
    if (!pe.is_published() && technology != technologies.end()) costs = std::get<models::PeCosts>(pe.costs_in(*technology, pe.as_it_is()));
    table.rows.push_back({text(pe.name), yes_or_no(pe.costs.bit_serial), pe.costs.dot_size, costs.energy.base(), costs.area.base(),
                          text(pe.is_published() ? "published" : "components"), text(pe.summary)});
  }
  table.rows.push_back(
      {text(models::custom_pe), {}, {}, {}, {}, {}, text("as the design gives it: bit_serial, dot_size, energy, area")});
  return table;
}

Table explorers(const session::Catalogue& catalogue) {
  Table table{.columns = {"name", "exact", "budget", "seed", "beyond_2_64", "needs_bounds", "needs_ordered_axes", "summary"},
              .rows = {}};
  for (const ExplorerEntry& entry : catalogue.explorers()) {
    const ExplorerTraits& t = entry.traits;
    table.rows.push_back({text(entry.name), yes_or_no(t.exact), yes_or_no(t.budgeted), yes_or_no(t.seeded),
                          yes_or_no(t.any_size), yes_or_no(t.needs_bounds), yes_or_no(t.needs_order), text(entry.summary)});
  }
  return table;
}

Table workloads(const DataFiles& files) {
  Table table{.columns = {"name", "family", "layers", "hidden_size", "feed_forward_size", "heads", "kv_heads",
                          "head_size", "vocabulary", "max_positions"},
              .rows = {}};
  for (const LanguageModel& m : files.workloads()) {
    table.rows.push_back({text(m.name), text(m.family), m.layers, m.hidden_size, m.feed_forward_size, m.heads,
                          m.kv_heads, m.head_size, m.vocabulary, m.max_positions});
  }
  return table;
}

Table technologies(const DataFiles& files) {
  Table table{.columns = {"name", "summary", "source"}, .rows = {}};
  for (const models::Technology& t : files.technologies()) {
    table.rows.push_back({text(t.name), text(t.summary), text(t.source)});
  }
  return table;
}

Table drams(const DataFiles& files) {
  Table table{.columns = {"name", "peak_gb_per_s", "efficiency", Column{"energy_j_per_bit", Dimension::energy_per_bit},
                          Column{"background_power_w", Dimension::power}, Column{"capacity_bytes", Dimension::storage},
                          Column{"latency_s", Dimension::time}, "summary"},
              .rows = {}};
  for (const models::Dram& d : files.drams()) {
    table.rows.push_back({text(d.name), d.peak_bits_per_s() / 8e9, d.efficiency.value, d.energy.value,
                          d.background_power.value, d.capacity.value, d.latency.value, text(d.summary)});
  }
  table.rows.push_back({text(models::bus_dram),
                        {},
                        {},
                        {},
                        {},
                        {},
                        {},
                        text("dram.bus at the clock of the array, as the published models have it")});
  return table;
}

Table metrics(const session::Catalogue& catalogue) {
  Table table{.columns = {"name", "column", "better", "meaning"}, .rows = {}};
  for (const MetricEntry* const entry : catalogue.metrics()) {
    table.rows.push_back(
        {text(entry->name), text(entry->column), text(entry->maximised ? "more" : "less"), text(entry->meaning)});
  }
  return table;
}

}  // namespace

int run(const ListArguments& arguments, const session::Catalogue& catalogue) {
  const auto with_files = [&](Table (*list)(const DataFiles&)) { return list(DataFiles{catalogue.configs()}); };
  const std::map<std::string, std::function<Table()>> lists{
      {"models", [&] { return performance_models(catalogue); }},
      {"datatypes", datatypes},
      {"pes", [&] { return with_files(pes); }},
      {"explorers", [&] { return explorers(catalogue); }},
      {"workloads", [&] { return with_files(workloads); }},
      {"technologies", [&] { return with_files(technologies); }},
      {"drams", [&] { return with_files(drams); }},
      {"metrics", [&] { return metrics(catalogue); }},
  };
  print(lists.at(arguments.what)(), arguments.output);
  return exit_done;
}

}  // namespace bitpareto::cli
