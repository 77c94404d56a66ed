// SPDX-License-Identifier: Apache-2.0
#include "models/validation/energies.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/base/corner.h"
#include "core/base/units.h"
#include "core/text/format.h"
#include "core/text/words.h"
#include "models/accuracy/accuracy_files.h"
#include "models/design/space_loader.h"
#include "models/validation/data_row.h"

namespace bitpareto::models {

namespace {

/// The enumerator of that name, or nothing with a diagnostic.
template <class Enum, std::size_t n>
std::optional<Enum> read_name(const CsvTable& rows, std::size_t r, std::string_view column, const std::array<std::string_view, n>& names,
                              Diagnostics& diagnostics) {
  const std::string& text = DataRow{rows, r}.text(column);
  const auto* const it = std::ranges::find(names, text);
  if (it != names.end()) return static_cast<Enum>(it - names.begin());
  diagnostics.error(rows.place(r), std::string{column}, format("'{}' is not one of {}", text, joined(std::vector<std::string>{names.begin(), names.end()})));
  return std::nullopt;
}

std::string unit_of(EnergyQuantity quantity) {
  switch (quantity) {
    case EnergyQuantity::mj_per_token: return "mJ/token";
    case EnergyQuantity::w: return "W";
    case EnergyQuantity::pj_per_bit: return "pJ/bit";
  }
  return {};
}

}  // namespace

double energy_of(const Evaluation& token, EnergyScope scope, EnergyQuantity quantity) {
  const double dram = token[Cost::energy_dram];
  const double all = token[Cost::energy];
  const double joules = scope == EnergyScope::chip ? all - dram : scope == EnergyScope::dram ? dram : all;
  switch (quantity) {
    case EnergyQuantity::mj_per_token: return Energy{joules} / units::mJ;
    case EnergyQuantity::w: return joules / token[Cost::latency];
    case EnergyQuantity::pj_per_bit: return Energy{joules} / units::pJ / (token[Cost::dram_bytes] * (units::byte / units::bit));
  }
  return 0;
}

Table energy_summary(const ConfigFolder& configs, const Vocabulary& words, Diagnostics& diagnostics) {
  Table table{.columns = {"what", "against", "ours", "published", "relative_error", "low", "high"}, .rows = {}};
  const std::filesystem::path folder = configs.root() / "reproduce";
  const auto rows = load_data_table(folder / "published_energy.csv", "energies", diagnostics, nullptr);
  for (std::size_t r = 0; rows && r < rows->size(); ++r) {
    const DataRow row{*rows, r};
    const auto scope = read_name<EnergyScope>(*rows, r, "scope", energy_scope_names, diagnostics);
    const auto quantity = read_name<EnergyQuantity>(*rows, r, "quantity", energy_quantity_names, diagnostics);
    if (!scope || !quantity) continue;
    std::array<double, corner_names.size()> ours{};
    for (std::size_t corner = 0; corner < corner_names.size(); ++corner) {
      std::vector<std::string> settings = split_list(row.text("settings"), ';');
      settings.push_back(format("at={}", corner_names[corner]));
      const auto space = load_space_file(folder / "published_energy.yaml", settings, configs, words, diagnostics);
      if (!space) return table;
      ours[corner] = energy_of(evaluate_design(*space->model, 0)[0], *scope, *quantity);
    }
    const auto at = [&](Corner corner) { return ours[static_cast<std::size_t>(corner)]; };
    if (!std::isfinite(at(Corner::typical))) diagnostics.error(rows->place(r), "settings", "no such design can be built");
    const std::string& bound = row.text("bound");
    const double published = row.number("value").value();
    table.rows.push_back({row.text("device"), format("{}, {}{}", unit_of(*quantity), row.text("scope"), bound.empty() ? "" : format("; {} bound", bound)),
                          at(Corner::typical), published, at(Corner::typical) / published - 1, at(Corner::low), at(Corner::high)});
  }
  return table;
}

}  // namespace bitpareto::models
