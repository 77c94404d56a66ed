// SPDX-License-Identifier: Apache-2.0
#include "models/hardware/supply.h"

#include <algorithm>

#include "core/base/elementary.h"
#include "core/document/map_reader.h"
#include "core/text/format.h"

namespace bitpareto::models {

namespace {

// Assumed, with room: from superconducting millivolts no logic of these laws comes; 45 to 7 nm have 0.5 to 1.3 V.
constexpr Within volts_range{0.05, 5};
// 1 is full velocity saturation, 2 the square law of long channels (Sakurai and Newton, 1990).
constexpr Within alpha_range{1, 2};
// From a tenth of to a hundred times the thermal voltage of 26 mV.
constexpr Within slope_range{0.0026, 2.6};

/// Steps are what regulators of such chips have (10 mV, assumed: PMBus parts take 5 to 12.5 mV).
constexpr double step_volts = 0.01;

}  // namespace

double Supply::delay(double volts) const {
  if (volts == nominal.value) return 1;
  const double overdrive = (nominal.value - threshold.value) / (volts - threshold.value);
  return volts / nominal.value * portable_exp(alpha.value * portable_log(overdrive));
}

double Supply::energy(double volts) const {
  const double share = volts / nominal.value;
  return share * share;
}

double Supply::leakage(double volts) const {
  if (volts == nominal.value) return 1;
  return volts / nominal.value * portable_exp((volts - nominal.value) / leakage_slope.value);
}

std::optional<double> Supply::lowest(double slack) const {
  if (!(slack >= 1)) return std::nullopt;
  const auto steps = static_cast<int>((nominal.value - minimum.value) / step_volts);
  int low = 0;
  int high = steps + 1;  // of which it is known that it is fast enough: the nominal one
  const auto at = [&](int step) { return step > steps ? nominal.value : std::min(nominal.value, minimum.value + step_volts * step); };
  while (low < high) {
    const int middle = low + (high - low) / 2;
    if (delay(at(middle)) <= slack) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return at(high);
}

std::optional<Supply> read_supply(const Field& field) {
  MapReader map{field};
  if (!map.is_map()) return std::nullopt;
  auto nominal = read_sourced(map, {.key = "nominal", .dimension = Dimension::voltage, .within = volts_range, .doubt = Doubt::none});
  auto minimum = read_sourced(map, {.key = "minimum", .dimension = Dimension::voltage, .within = volts_range, .doubt = Doubt::none});
  auto maximum = read_sourced(map, {.key = "maximum", .dimension = Dimension::voltage, .within = volts_range, .doubt = Doubt::none});
  auto threshold = read_sourced(map, {.key = "threshold", .dimension = Dimension::voltage, .within = volts_range});
  auto alpha = read_sourced(map, {.key = "alpha", .within = alpha_range});
  auto slope = read_sourced(map, {.key = "leakage_slope", .dimension = Dimension::voltage, .within = slope_range, .doubt = Doubt::none});
  map.finish();
  if (!nominal || !minimum || !maximum || !threshold || !alpha || !slope) return std::nullopt;
  const bool ordered = threshold->bounds.high < minimum->value && minimum->value <= nominal->value && nominal->value <= maximum->value;
  if (!ordered) {
    field.error("expected threshold < minimum <= nominal <= maximum, at the high end of the threshold too");
    return std::nullopt;
  }
  return Supply{*std::move(nominal), *std::move(minimum), *std::move(maximum), *std::move(threshold), *std::move(alpha), *std::move(slope)};
}

bool has_voltage(const std::optional<Supply>& supply, const SupplyChoice& choice) {
  if (choice.kind == SupplyChoice::Kind::nominal) return true;
  if (choice.kind == SupplyChoice::Kind::automatic) return supply.has_value();
  return supply && supply->minimum.value <= choice.volts && choice.volts <= supply->maximum.value;
}

std::optional<Supplied> supplied(const std::optional<Supply>& supply, const SupplyChoice& choice, std::optional<double> cycle, double clock) {
  const double needed = cycle.value_or(0) * clock;
  const auto fits = [&](double delay) { return !(needed * delay > 1); };
  if (!supply || choice.kind == SupplyChoice::Kind::nominal) {
    if (!fits(1)) return std::nullopt;
    return Supplied{.volts = supply ? supply->nominal.value : 0};
  }
  double volts = choice.volts;
  if (choice.kind == SupplyChoice::Kind::automatic) {
    if (!fits(1)) return std::nullopt;
    // Of a part whose delay nobody knows the nominal voltage is all that can be said.
    volts = !cycle ? supply->nominal.value : needed > 0 ? supply->lowest(1 / needed).value_or(supply->nominal.value) : supply->minimum.value;
  } else if (!fits(supply->delay(volts))) {
    return std::nullopt;
  }
  return Supplied{.volts = volts, .energy = supply->energy(volts), .leakage = supply->leakage(volts)};
}

}  // namespace bitpareto::models
