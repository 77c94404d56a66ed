// SPDX-License-Identifier: Apache-2.0
/// What a number measures as powers of base units, so that products and quotients of quantities have a unit too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/text/quantity.h"

namespace bitpareto {

/// Powers of joule, second, square millimetre and bit: a watt is {1, -1, 0, 0}.
struct Physical {
  std::int16_t energy = 0, time = 0, area = 0, information = 0;

  [[nodiscard]] constexpr bool is_plain() const { return *this == Physical{}; }
  friend constexpr bool operator==(const Physical&, const Physical&) = default;
  friend constexpr Physical operator*(Physical a, Physical b) {
    return {power(a.energy + b.energy), power(a.time + b.time), power(a.area + b.area),
            power(a.information + b.information)};
  }
  friend constexpr Physical operator/(Physical a, Physical b) {
    return {power(a.energy - b.energy), power(a.time - b.time), power(a.area - b.area),
            power(a.information - b.information)};
  }

 private:
  [[nodiscard]] static constexpr std::int16_t power(int value) { return static_cast<std::int16_t>(value); }
};

[[nodiscard]] Physical physical(Dimension dimension);
/// What a number of this dimension, as the program holds it, is multiplied by to count in base units: 8 for bytes, which
/// are held as such; 1 for everything else. A power of two, so nothing is rounded.
[[nodiscard]] double in_base_units(Dimension dimension);
/// The dimension that the program has for these powers, if it has one; storage for information.
[[nodiscard]] std::optional<Dimension> dimension_of(Physical powers);
/// For messages and headers: "J", "W", "J s", "B/mm2", "1/s"; "a plain number" for none.
[[nodiscard]] std::string unit_text(Physical powers);

}  // namespace bitpareto
