// SPDX-License-Identifier: Apache-2.0
#include "models/validation/synthesis.h"

#include "core/text/format.h"
#include "models/accuracy/accuracy_files.h"
#include "models/hardware/pe.h"
#include "models/validation/data_row.h"

namespace bitpareto::models {

namespace {

constexpr const char* technology_name = "tsmc28";

/// A quantity of one part of a PE; of all for an empty name. Nothing if there is no such quantity.
std::optional<double> quantity_of(const std::vector<PartCosts>& parts, std::string_view part, std::string_view quantity) {
  double sum = 0;
  for (const PartCosts& costs : parts) {
    if (!part.empty() && costs.part.component->name != part && costs.part.unit != part) continue;
    if (quantity == "logic_um2") {
      sum += (costs.logic + costs.own_registers) / units::um2;
    } else if (quantity == "with_registers_um2") {
      sum += costs.area_with_registers() / units::um2;
    } else if (quantity == "pe_um2") {
      sum += costs.area() / units::um2;
    } else if (quantity == "mw_at_1ghz") {
      sum += costs.energy / units::pJ;
    } else {
      return std::nullopt;
    }
  }
  return sum;
}

}  // namespace

Table synthesis_summary(const ConfigFolder& configs, Diagnostics& diagnostics) {
  Table table{.columns = {"what", "against", "ours", "published", "relative_error"}, .rows = {}};
  const auto technology = read_technology(technology_name, configs.file("technologies", ".yaml", technology_name, {}), diagnostics);
  const auto rows = load_data_table(configs.root() / "reproduce" / "pe_synthesis.csv", "syntheses", diagnostics, nullptr);
  for (std::size_t r = 0; technology && rows && r < rows->size(); ++r) {
    const DataRow row{*rows, r};
    const std::string& name = row.text("pe");
    const auto pe = read_pe(name, configs.file("pes", ".yaml", name, {}), diagnostics);
    if (!pe) return table;
    const std::string& quantity = row.text("quantity");
    const auto of_one = quantity_of(pe->parts_in(*technology, pe->as_it_is()), row.text("part"), quantity);
    if (!of_one) {
      diagnostics.error(rows->place(r), "quantity", format("'{}' is no quantity of a PE", quantity));
      continue;
    }
    const double ours = row.number("copies").value() * *of_one;
    const double published = row.number("value").value();
    table.rows.push_back({row.text("unit"), format("{}, {}", quantity, row.text("fitted") == "yes" ? "calibrated to it" : "not fitted"), ours, published,
                          ours / published - 1});
  }
  return table;
}

}  // namespace bitpareto::models
