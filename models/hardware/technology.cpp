// SPDX-License-Identifier: Apache-2.0
#include "models/hardware/technology.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/base/limits.h"
#include "core/document/map_reader.h"
#include "core/document/yaml_reader.h"
#include "core/space_file/config_folder.h"
#include "core/system/file.h"
#include "core/text/digest.h"
#include "core/text/format.h"

namespace bitpareto::models {

namespace {

struct SramChoice {
  std::string table;
  std::string cell;
  int node = 0;
  Place place;
  SramConstants constants;
};

// Assumed, with room: the cells of CACTI leak 0.03 to 115 mW per 64 KiB, and no macro is a thousand times off its table.
constexpr Within leakage_range{0, 1e3};
constexpr Within table_factor{1e-3, 1e3};
/// Where a file says nothing else.
const Sourced as_the_table{.value = 1, .origin = Origin::table, .source = "as in the table", .bounds = {1, 1, 1}};

std::optional<SramChoice> read_sram_choice(const Field& field) {
  MapReader map{field};
  const auto table = map.required("table", "a CSV file of macros");
  const auto cell = map.required("cell", "as in the table: itrs-hp");
  const auto node = map.required("node", "in nm: 28");
  SramConstants constants;
  bool good = true;
  if (map.has("leakage")) {
    constants.leakage = read_sourced(map, {.key = "leakage", .dimension = Dimension::power, .within = leakage_range});
    good = constants.leakage.has_value();
  }
  for (const auto& [key, value] : {std::pair{"energy", &constants.energy}, std::pair{"area", &constants.area}, std::pair{"delay", &constants.delay}}) {
    *value = as_the_table;
    if (!map.has(key)) continue;
    auto given = read_sourced(map, {.key = key, .within = table_factor});
    good = good && given;
    if (given) *value = *std::move(given);
  }
  map.finish();
  if (!table || !cell || !node || !good) return std::nullopt;
  const auto table_text = table->text();
  const auto cell_text = cell->text();
  const auto nm = node->whole(1, 1'000);
  if (!table_text || !cell_text || !nm) return std::nullopt;
  return SramChoice{*table_text, *cell_text, static_cast<int>(*nm), table->node().place, std::move(constants)};
}

// Assumed, as for leaves (core/design/leaf.cpp): a circuit beside a PE is no larger than a chip and takes no more than 1 mJ; as
// shares, control is no more than a hundred times what it controls, and at least a thousandth of an area is used.
constexpr Within area_range{0, 46'225};
constexpr Within energy_range{0, 1e-3};

/// One of what logic costs: its key in files, what people call it.
struct LogicConstant {
  std::string_view key;
  std::string_view what;
  Dimension dimension;
  Sourced LogicCosts::*value;
  Within within;
  Doubt doubt = Doubt::less_is_better;
};
constexpr std::array logic{
    LogicConstant{"encoder_area", "encoder area", Dimension::area, &LogicCosts::encoder_area, area_range},
    LogicConstant{"encoder_energy", "encoder energy", Dimension::energy, &LogicCosts::encoder_energy, energy_range},
    LogicConstant{"accumulator_area", "accumulator area", Dimension::area, &LogicCosts::accumulator_area, area_range},
    LogicConstant{"accumulation_energy", "accumulation energy", Dimension::energy, &LogicCosts::accumulation_energy, energy_range},
    LogicConstant{"vector_lane_area", "vector lane area", Dimension::area, &LogicCosts::vector_lane_area, area_range},
    LogicConstant{"vector_energy", "vector energy", Dimension::energy, &LogicCosts::vector_energy, energy_range},
    LogicConstant{"control_share", "control share", Dimension::none, &LogicCosts::control_share, {0, 100}},
    LogicConstant{"placement_utilisation",
                  "placement",
                  Dimension::none,
                  &LogicCosts::placement_utilisation,
                  {1e-3, 1},
                  Doubt::more_is_better},
    LogicConstant{"clock_energy_share", "clock tree energy", Dimension::none, &LogicCosts::clock_energy_share, {0, 100}},
};

std::optional<LogicCosts> read_logic(const Field& field) {
  MapReader map{field};
  LogicCosts costs;
  bool good = true;
  for (const LogicConstant& c : logic) {
    auto sourced = read_sourced(map, {.key = c.key, .dimension = c.dimension, .within = c.within, .doubt = c.doubt});
    good = good && sourced;
    if (sourced) costs.*c.value = *std::move(sourced);
  }
  map.finish();
  if (!good) return std::nullopt;
  return costs;
}

}  // namespace

namespace {

/// Every constant of a technology, const or not: tell(key, what, dimension, constant).
template <class Of, class Tell>
void for_each_constant(Of& technology, const Tell& tell) {
  if (technology.sram_constants.leakage) tell("sram.leakage", "SRAM leakage", Dimension::power, *technology.sram_constants.leakage);
  tell("sram.energy", "SRAM energy", Dimension::none, technology.sram_constants.energy);
  tell("sram.area", "SRAM area", Dimension::none, technology.sram_constants.area);
  tell("sram.delay", "SRAM delay", Dimension::none, technology.sram_constants.delay);
  if (technology.supply) {
    tell("voltage.nominal", "nominal voltage", Dimension::voltage, technology.supply->nominal);
    tell("voltage.minimum", "lowest voltage", Dimension::voltage, technology.supply->minimum);
    tell("voltage.maximum", "highest voltage", Dimension::voltage, technology.supply->maximum);
    tell("voltage.threshold", "threshold voltage", Dimension::voltage, technology.supply->threshold);
    tell("voltage.alpha", "delay exponent", Dimension::none, technology.supply->alpha);
    tell("voltage.leakage_slope", "leakage slope", Dimension::voltage, technology.supply->leakage_slope);
  }
  if (technology.logic) {
    for (const LogicConstant& c : logic) tell(c.key, c.what, c.dimension, (*technology.logic).*c.value);
  }
  if (technology.silicon) {
    tell("components.delay", "delay over laws", Dimension::none, technology.silicon->delay);
    tell("components.published", "published PEs", Dimension::none, technology.silicon->published);
    tell("components.built", "built PEs, area", Dimension::none, technology.silicon->built);
    tell("components.built_energy", "built PEs, energy", Dimension::none, technology.silicon->built_energy);
    tell("components.growth", "PE growth", Dimension::none, technology.silicon->growth);
    tell("components.shrinkage", "PE shrinkage", Dimension::none, technology.silicon->shrinkage);
  }
}

}  // namespace

void Technology::move_to(const Standpoint& from) {
  for_each_constant(*this, [&](std::string_view key, std::string_view, Dimension, Sourced& constant) {
    constant.move_to(from, format("technology {} {}", name, key));
  });
}

std::vector<NamedConstant> Technology::constants() const {
  std::vector<NamedConstant> list;
  for_each_constant(*this, [&](std::string_view key, std::string_view what, Dimension dimension, const Sourced& constant) {
    list.push_back({format("technology {} {}", name, key), std::string{what}, dimension, constant});
  });
  return list;
}

std::optional<Technology> read_technology(const std::string& name, const std::filesystem::path& path,
                                          Diagnostics& diagnostics, const std::vector<std::string>& more_cells) {
  const std::size_t errors_before = diagnostics.error_count();
  const std::optional<Node> root = read_yaml_file(path, diagnostics);
  if (!root) return std::nullopt;
  MapReader map{*root, "", diagnostics};
  const auto summary = map.optional("summary");
  const auto source = map.required("source", "where the constants come from");
  const auto sram_field = map.required("sram", "{table, cell, node}");
  const auto sram_choice = sram_field ? read_sram_choice(*sram_field) : std::nullopt;
  const auto logic_field = map.optional("logic");
  std::optional<LogicCosts> logic_costs = logic_field ? read_logic(*logic_field) : std::nullopt;
  const auto components_field = map.optional("components");
  std::string laws_digest;
  std::optional<Silicon> silicon = components_field ? read_silicon(*components_field, path.parent_path(), laws_digest) : std::nullopt;
  const auto voltage_field = map.optional("voltage");
  std::optional<Supply> supply = voltage_field ? read_supply(*voltage_field) : std::nullopt;
  map.finish();
  if (!sram_choice || diagnostics.error_count() != errors_before) return std::nullopt;

  const std::filesystem::path table_path = path.parent_path() / sram_choice->table;
  const Result<std::string> text = read_text(table_path, limits::csv_bytes);
  if (!text) {
    diagnostics.error(sram_choice->place, "sram.table", table_path.string() + " " + text.error());
    return std::nullopt;
  }
  const auto csv = read_csv(*text, std::make_shared<const std::string>(table_path.string()), diagnostics);
  if (!csv || diagnostics.error_count() != errors_before) return std::nullopt;  // what is left may be no table of macros
  Technology technology{.name = name,
                        .summary = summary ? summary->text().value_or("") : "",
                        .source = source->text().value_or(""),
                        .digest = digest(to_json(*root, false) + *text + laws_digest),
                        .cells = {},
                        .logic = std::move(logic_costs),
                        .silicon = std::move(silicon),
                        .sram_constants = sram_choice->constants,
                        .supply = std::move(supply)};
  std::vector<std::string> cells{sram_choice->cell};
  std::ranges::copy_if(more_cells, std::back_inserter(cells), [&](const auto& c) { return c != sram_choice->cell; });
  for (const std::string& cell : cells) {
    Diagnostics of_cell;
    std::optional<SramTable> sram = SramTable::read(*csv, cell, sram_choice->node, of_cell);
    if (!sram && cell == sram_choice->cell) {
      for (const Diagnostic& d : of_cell.in_file_order()) diagnostics.error(d.place, d.path, d.message);
      return std::nullopt;
    }
    if (!sram) continue;
    SramTable envelope = sram->envelope();
    technology.cells.push_back({cell, *std::move(sram), std::move(envelope)});
  }
  return technology;
}

}  // namespace bitpareto::models
