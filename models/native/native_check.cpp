// SPDX-License-Identifier: Apache-2.0
/// What a design-space file may not ask of the native model.
#include <algorithm>

#include "core/text/format.h"
#include "models/native/model.h"
#include "models/performance/model_check.h"

namespace bitpareto::models {

namespace {

/// At which the PEs under configs/pes were synthesised: Chen et al., HPCA 2025, section V.
constexpr double synthesis_clock = 1e9;

void check_cell(const ModelCheck& check, const ModelCheck::Given& g, std::uint64_t level) {
  const std::string name = check.space.value_text(leaf::cell, g.setting->levels.at(level));
  for (const Technology& technology : check.components.technologies) {
    if (std::ranges::find(technology.cells, name, &SramCell::name) != technology.cells.end()) continue;
    check.diagnostics.error(g.setting->place(level), g.path,
                            format("{} has no SRAM of cell {} in its table", technology.name, name));
  }
}

/// Leaves of DRAM that mean something to a bus only, or to a preset only.
void check_dram(const ModelCheck& check) {
  if (check.file.is_wrong(leaf::dram_preset)) return;
  const auto& drams = check.components.drams;
  const bool has_bus = std::ranges::any_of(drams, [](const auto& d) { return !d.has_value(); }) ||
                       std::ranges::any_of(check.components.performance_models, [](const PerformanceModelEntry* model) {
                         return model->reads(leaf::dram_bus) && !model->reads(leaf::dram_preset);
                       });
  const bool has_preset = std::ranges::any_of(drams, [](const auto& d) { return d.has_value(); });
  if (!has_bus) check.complain_unread(leaf::dram_bus, "a preset has a width and channels of its own");
  if (has_preset) return;
  for (const Leaf leaf :
       std::initializer_list<Leaf>{leaf::dram_data_rate, leaf::dram_width, leaf::dram_channels, leaf::dram_efficiency,
                                   leaf::dram_background_power, leaf::dram_capacity, leaf::dram_latency}) {
    check.complain_unread(leaf, "the bus of the published models has none");
  }
}

}  // namespace

void check_native(const ModelCheck& check) {
  for (const Technology& technology : check.components.technologies) {
    if (technology.logic) continue;
    check.diagnostics.error(check.file.design_place, "design.technology",
                            format("{} has no part `logic`, which the native model needs", technology.name));
  }
  // Of a PE that is built of components its slowest part says whether.
  const bool any_unbuilt = std::ranges::any_of(check.components.pes, [](const std::optional<Pe>& pe) { return !pe || !pe->build; });
  for (const ModelCheck::Given& g : check.given(leaf::clock)) {
    for (std::uint64_t level = 0; any_unbuilt && level < std::min<std::uint64_t>(g.setting->levels.size(), 1'024); ++level) {
      if (g.setting->levels.at(level) <= synthesis_clock) continue;
      check.diagnostics.warning(g.setting->place(level), g.path,
                                "PEs were synthesised at 1 GHz; whether they run faster is not modelled");
      break;
    }
  }
  for (const ModelCheck::Given& g : check.given(leaf::cell)) {
    for (std::uint64_t level = 0; level < g.setting->levels.size(); ++level) check_cell(check, g, level);
  }
  check_dram(check);
  // What of a chip there is one.
  for (std::size_t w = 0; w < check.file.workloads.size(); ++w) {
    for (const LeafSetting& setting : check.file.workloads[w].overrides) {
      const Leaf leaf = setting.leaf;
      if (section_of(leaf) != "dram" && leaf != leaf::cell && leaf != leaf::clock && leaf != leaf::voltage && leaf != leaf::area_basis &&
          leaf != leaf::effects_one_chip) {
        continue;
      }
      check.diagnostics.error(setting.source.place, format("workloads.{}.design.{}", w, leaf->path),
                              "one chip has one; it cannot differ between workloads");
    }
  }
}

}  // namespace bitpareto::models
