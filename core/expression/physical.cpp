// SPDX-License-Identifier: Apache-2.0
#include "core/expression/physical.h"

#include <array>
#include <utility>

#include "core/text/format.h"

namespace bitpareto {

namespace {

/// Every dimension that has a name; of two with the same powers the first is meant.
constexpr std::array named{
    std::pair{Dimension::none, "a plain number"}, std::pair{Dimension::energy, "J"},
    std::pair{Dimension::time, "s"},              std::pair{Dimension::area, "mm2"},
    std::pair{Dimension::storage, "B"},           std::pair{Dimension::frequency, "Hz"},
    std::pair{Dimension::power, "W"},             std::pair{Dimension::energy_per_bit, "J/bit"},
    std::pair{Dimension::energy_delay, "J s"},
};

}  // namespace

Physical physical(Dimension dimension) {
  switch (dimension) {
    case Dimension::none:
      return {};
    case Dimension::storage:
    case Dimension::width:
      return {.information = 1};
    case Dimension::frequency:
    case Dimension::transfer_rate:
      return {.time = -1};
    case Dimension::time:
      return {.time = 1};
    case Dimension::energy:
      return {.energy = 1};
    case Dimension::power:
      return {.energy = 1, .time = -1};
    case Dimension::area:
      return {.area = 1};
    case Dimension::energy_per_bit:
      return {.energy = 1, .information = -1};
    case Dimension::energy_delay:
      return {.energy = 1, .time = 1};
    case Dimension::voltage:
      return {};  // no formula has one: a voltage is chosen by word
  }
  return {};
}

double in_base_units(Dimension dimension) { return dimension == Dimension::storage ? 8 : 1; }

std::optional<Dimension> dimension_of(Physical powers) {
  for (const auto& [dimension, name] : named) {
    if (physical(dimension) == powers) return dimension;
  }
  return std::nullopt;
}

std::string unit_text(Physical powers) {
  for (const auto& [dimension, name] : named) {
    if (physical(dimension) == powers) return name;
  }
  std::string above;
  std::string below;
  const auto put = [&](int power, std::string_view unit) {
    std::string& text = power > 0 ? above : below;
    const int size = power > 0 ? power : -power;
    if (size == 0) return;
    text += format("{}{}{}", text.empty() ? "" : " ", unit, size == 1 ? "" : format("^{}", size));
  };
  put(powers.energy, "J");
  put(powers.time, "s");
  put(powers.area, "mm2");
  put(powers.information, "bit");
  if (above.empty()) above = "1";
  if (below.empty()) return above;
  return below.find(' ') == std::string::npos ? above + "/" + below : format("{}/({})", above, below);
}

}  // namespace bitpareto
