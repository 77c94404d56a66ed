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

namespace bitpareto::models {

namespace {

struct SramChoice {
  std::string table;
  std::string cell;
  int node = 0;
  Place place;
};

std::optional<SramChoice> read_sram_choice(const Field& field) {
  MapReader map{field};
  const auto table = map.required("table", "a CSV file of macros");
  const auto cell = map.required("cell", "as in the table: itrs-hp");
  const auto node = map.required("node", "in nm: 28");
  map.finish();
  if (!table || !cell || !node) return std::nullopt;
  const auto table_text = table->text();
  const auto cell_text = cell->text();
  const auto nm = node->whole(1, 1'000);
  if (!table_text || !cell_text || !nm) return std::nullopt;
  return SramChoice{*table_text, *cell_text, static_cast<int>(*nm), table->node().place};
}

// Assumed, as for leaves (core/design/leaf.cpp): a circuit beside a PE is no larger than a chip and takes no more than 1 mJ; as
// shares, control is no more than a hundred times what it controls, and at least a thousandth of an area is used.
constexpr Within area_range{0, 46'225};
constexpr Within energy_range{0, 1e-3};

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

std::span<const LogicConstant> logic_constants() { return logic; }

void Technology::move_to(Corner corner) {
  if (!logic) return;
  for (const LogicConstant& c : logic_constants()) ((*logic).*c.value).move_to(corner);
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
                        .silicon = std::move(silicon)};
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
