// SPDX-License-Identifier: Apache-2.0
#include "models/circuits/silicon.h"

#include <algorithm>

#include "core/base/elementary.h"
#include "core/text/format.h"

namespace bitpareto::models {

namespace {

constexpr std::string_view all_others = "other";

// Assumed, with room: nodes differ by less than a million in area, and a square millimetre of logic takes less than 1 J per cycle.
constexpr Within factor_range{1e-6, 1e6};
constexpr Within energy_range{0, 1e9};  // fJ per um2
constexpr Within bit_area{0, 1, true};
// Assumed, with room: whoever knows a PE to a factor of ten only does not know it.
constexpr Within doubt_range{0.1, 10};
constexpr Within exponent_range{0, 3};
constexpr double fj_per_um2 = units::fJ.base() / units::um2.base();

std::vector<std::string> calibrated_names() {
  std::vector<std::string> names;
  for (const ComponentEntry* component : components()) names.emplace_back(component->name);
  const PeShape any;
  for (const PeKind* kind : pe_kinds()) {
    for (const Part& part : kind->parts(any)) {
      if (!part.unit.empty() && std::ranges::find(names, part.unit) == names.end()) names.emplace_back(part.unit);
    }
  }
  names.emplace_back(all_others);
  return names;
}

std::optional<Calibration> read_calibration(const Field& field, std::string name) {
  MapReader map{field};
  if (!map.is_map()) return std::nullopt;
  const auto area = map.required("area", "of logic over that of the laws: 0.5");
  const auto energy = map.required("energy", "fJ per um2 and cycle, registers included: 0.35");
  const auto flip_flop = map.required("flip_flop", "area of one bit");
  const auto source = map.required("source", "where the numbers come from");
  map.finish();
  const auto area_value = area ? area->number(factor_range) : std::nullopt;
  const auto energy_value = energy ? energy->number(energy_range) : std::nullopt;
  const auto bit = flip_flop ? flip_flop->quantity(Dimension::area, bit_area) : std::nullopt;
  const auto text = source ? source->text() : std::nullopt;
  if (!area_value || !energy_value || !bit || !text) return std::nullopt;
  return Calibration{.of = std::move(name), .area = *area_value, .energy = *energy_value * fj_per_um2, .flip_flop = Area{*bit}, .source = *text};
}

}  // namespace

double Silicon::changed(double ratio) const {
  const double exponent = ratio < 1 ? shrinkage.value : growth.value;
  const double factor = ratio == 1 || exponent == 1 ? ratio : portable_exp(exponent * portable_log(ratio));
  return published.value * factor;
}

const Calibration& Silicon::calibration(const Part& part) const {
  const std::string_view name = part.unit.empty() ? part.component->name : part.unit;
  const auto it = std::ranges::find(calibrations, name, &Calibration::of);
  return it == calibrations.end() ? calibrations.back() : *it;
}

PartCosts Silicon::costs(const Part& part) const {
  const Calibration& own = calibration(part);
  PartCosts costs{.part = part,
                  .logic = part.count * own.area * laws.area(*part.component, part.widths),
                  .own_registers = part.count * part.own_bits * own.flip_flop,
                  .interface_registers = part.count * part.interface_bits * own.flip_flop,
                  .energy = {},
                  .delay = delay.value * laws.delay(*part.component, part.widths),
                  .calibration = &own};
  costs.energy = Energy{own.energy * costs.area_with_registers().base()};
  return costs;
}

std::vector<PartCosts> Silicon::costs(const std::vector<Part>& parts) const {
  std::vector<PartCosts> list;
  for (const Part& part : parts) list.push_back(costs(part));
  return list;
}

Area area_of(const std::vector<PartCosts>& parts) {
  Area sum;
  for (const PartCosts& part : parts) sum += part.area();
  return sum;
}

Energy energy_of(const std::vector<PartCosts>& parts) {
  Energy sum;
  for (const PartCosts& part : parts) sum += part.energy;
  return sum;
}

Time cycle_of(const std::vector<PartCosts>& parts) {
  Time slowest;
  Time stage;
  for (const PartCosts& part : parts) {
    if (part.part.aside) continue;
    if (part.part.interface_bits > 0) stage = {};
    stage += part.delay;
    slowest = std::max(slowest, stage);
  }
  return slowest;
}

std::optional<Silicon> read_silicon(const Field& field, const std::filesystem::path& base, std::string& text) {
  MapReader map{field};
  if (!map.is_map()) return std::nullopt;
  const auto laws = map.required("laws", "a file of laws: ../components/nangate45.yaml");
  auto delay = read_sourced(map, {.key = "delay", .within = factor_range});
  const auto doubt = [&](std::string_view key, const Within& within, Doubt cheaper) {
    const Sourced known{.value = 1, .origin = Origin::assumed, .source = "the file says nothing of how far it may be off", .bounds = {1, 1, 1}};
    return map.has(key) ? read_sourced(map, {.key = key, .within = within, .doubt = cheaper}) : known;
  };
  auto published = doubt("published", doubt_range, Doubt::less_is_better);
  auto built = doubt("built", doubt_range, Doubt::less_is_better);
  auto built_energy = doubt("built_energy", doubt_range, Doubt::less_is_better);
  auto growth = doubt("growth", exponent_range, Doubt::less_is_better);
  auto shrinkage = doubt("shrinkage", exponent_range, Doubt::more_is_better);
  const auto calibrations = map.required("calibrations", "of components and units, at least of 'other'");
  map.finish();
  Silicon silicon;
  bool good = true;
  if (calibrations) {
    static const std::vector<std::string> names = calibrated_names();
    const std::vector<std::string_view> keys{names.begin(), names.end()};
    MapReader each{*calibrations, keys};
    for (const std::string& name : names) {
      const auto own = name == all_others ? each.required(name, "of all that are not named") : each.optional(name);
      auto calibration = own ? read_calibration(*own, name) : std::nullopt;
      good = good && calibration.has_value() == own.has_value();
      if (calibration) silicon.calibrations.push_back(*std::move(calibration));
    }
    each.finish();
    good = good && each.has(all_others);
  }
  const auto file = laws ? laws->text() : std::nullopt;
  if (!file || !delay || !calibrations || !published || !built || !built_energy || !growth || !shrinkage) return std::nullopt;
  const std::filesystem::path path = base / *file;
  auto read = read_laws(path.stem().string(), path, field.diagnostics());
  if (!read || !good) return std::nullopt;
  text += read->digest;
  silicon.laws = *std::move(read);
  silicon.delay = *std::move(delay);
  silicon.published = *std::move(published);
  silicon.built = *std::move(built);
  silicon.built_energy = *std::move(built_energy);
  silicon.growth = *std::move(growth);
  silicon.shrinkage = *std::move(shrinkage);
  return silicon;
}

}  // namespace bitpareto::models
