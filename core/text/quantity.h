// SPDX-License-Identifier: Apache-2.0
/// Quantities as users write them: "512 KiB", "18.75 pJ/bit". A unit is never guessed and never optional.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/text/number.h"

namespace bitpareto {

/// What a number measures; the comment names the unit in which the program holds and prints it.
enum class Dimension {
  none,            // a count, ratio or plain number
  storage,         // byte
  width,           // bit
  frequency,       // hertz
  transfer_rate,   // transfers per second
  time,            // second
  energy,          // joule
  power,           // watt
  area,            // mm2
  energy_per_bit,  // joule per bit
  energy_delay,    // joule second
  voltage,         // volt
};

/// "6 mm2" -> 6, "512 KiB" -> 524288, "0.56 pJ" -> 5.6e-13: the double nearest to what is written. A plain number where
/// the dimension is none. The failure says what was found and what is expected.
[[nodiscard]] Result<double> parse_quantity(std::string_view text, Dimension dimension);

/// The number and the unit of "512 KiB" apart; the unit is empty for a plain number.
struct NumberAndUnit {
  std::string_view number, unit;
};
[[nodiscard]] NumberAndUnit split_quantity(std::string_view text);

/// The same without rounding, for the steps of a range. A text without a unit takes `default_unit` (may be empty).
[[nodiscard]] Result<Decimal> parse_exact_quantity(std::string_view text, Dimension dimension,
                                                   std::string_view default_unit);

/// As a user would write it, exact: 524288 -> "512 KiB", 1.875e-11 -> "18.75 pJ/bit".
[[nodiscard]] std::string quantity_text(double value, Dimension dimension);
/// The same in the unit that the program computes with: "0.7 V".
[[nodiscard]] std::string base_unit_text(double value, Dimension dimension);
/// For people, to `digits` significant digits: "12.3 mJ", "1.54 mm2".
[[nodiscard]] std::string rounded_quantity(double value, Dimension dimension, int digits = 4);

/// What a column of this dimension ends in: "_bytes", "_j"; empty for none.
[[nodiscard]] std::string_view column_suffix(Dimension dimension);
/// The units of a dimension for a message: "B, KiB, MiB, GiB".
[[nodiscard]] std::string unit_list(Dimension dimension);
/// The dimension that has this unit; nothing if none has. B is storage.
[[nodiscard]] std::optional<Dimension> dimension_of_unit(std::string_view unit);
/// Every unit of every dimension.
[[nodiscard]] std::vector<std::string> all_units();
/// A regular expression that such a text matches, for the JSON Schema.
[[nodiscard]] std::string quantity_pattern(Dimension dimension);

}  // namespace bitpareto
