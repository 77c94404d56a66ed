// SPDX-License-Identifier: Apache-2.0
#include "core/text/quantity.h"

#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "core/base/elementary.h"
#include "core/text/misread.h"
#include "core/text/number.h"

namespace bitpareto {

namespace {

/// One unit: value = number * 10^exponent * factor. `shown` units are those that quantity_text may choose, smallest
/// first.
struct Unit {
  std::string_view name;
  int exponent = 0;
  double factor = 1;
  bool shown = true;
};

constexpr double Ki = 1024;
constexpr Unit storage_units[] = {{"B"},
                                  {"KiB", 0, Ki},
                                  {"MiB", 0, Ki* Ki},
                                  {"GiB", 0, Ki* Ki* Ki},
                                  {"TiB", 0, Ki* Ki* Ki* Ki},
                                  {"kB", 3, 1, false},
                                  {"MB", 6, 1, false},
                                  {"GB", 9, 1, false},
                                  {"TB", 12, 1, false}};
constexpr Unit width_units[] = {{"bit"}, {"bits", 0, 1, false}, {"B", 0, 8, false}};
constexpr Unit frequency_units[] = {{"Hz"}, {"kHz", 3}, {"MHz", 6}, {"GHz", 9}};
constexpr Unit transfer_rate_units[] = {{"MT/s", 6}, {"GT/s", 9}, {"T/s", 0, 1, false}};
constexpr Unit time_units[] = {{"ps", -12}, {"ns", -9}, {"us", -6}, {"ms", -3}, {"s", 0}};
constexpr Unit energy_units[] = {{"fJ", -15}, {"pJ", -12}, {"nJ", -9}, {"uJ", -6}, {"mJ", -3}, {"J", 0}};
constexpr Unit power_units[] = {{"uW", -6}, {"mW", -3}, {"W", 0}};
constexpr Unit area_units[] = {{"um2", -6}, {"mm2", 0}};
constexpr Unit energy_per_bit_units[] = {{"fJ/bit", -15}, {"pJ/bit", -12}, {"nJ/bit", -9}, {"J/bit", 0}};
constexpr Unit voltage_units[] = {{"mV", -3}, {"V", 0}};
constexpr Unit energy_delay_units[] = {{"nJs", -9}, {"uJs", -6}, {"mJs", -3}, {"Js", 0}};

std::span<const Unit> units_of(Dimension dimension) {
  switch (dimension) {
    case Dimension::none:
      return {};
    case Dimension::storage:
      return storage_units;
    case Dimension::width:
      return width_units;
    case Dimension::frequency:
      return frequency_units;
    case Dimension::transfer_rate:
      return transfer_rate_units;
    case Dimension::time:
      return time_units;
    case Dimension::energy:
      return energy_units;
    case Dimension::power:
      return power_units;
    case Dimension::area:
      return area_units;
    case Dimension::energy_per_bit:
      return energy_per_bit_units;
    case Dimension::energy_delay:
      return energy_delay_units;
    case Dimension::voltage:
      return voltage_units;
  }
  return {};
}

/// The largest unit in which the value is at least 1, or the smallest unit there is. Exact conversions only for
/// storage.
const Unit& best_unit(double value, std::span<const Unit> units, bool exact) {
  const Unit* best = &units[0];
  for (const Unit& unit : units) {
    if (!unit.shown) continue;
    const double size = power_of_ten(unit.exponent) * unit.factor;
    if (std::abs(value) < size) continue;
    if (exact && unit.factor != 1 && std::fmod(value, unit.factor) != 0) continue;
    best = &unit;
  }
  return *best;
}

std::string with_unit(double value, Dimension dimension, bool exact, int digits) {
  const std::span<const Unit> units = units_of(dimension);
  if (units.empty()) return exact ? shortest(value) : rounded(value, digits);
  const Unit& unit = best_unit(value, units, exact);
  // Dividing by the power of ten and rounding to 15 digits gives back what a person wrote (1.875e-11 -> 18.75).
  const double shown = value / unit.factor * power_of_ten(-unit.exponent);
  if (!exact) return rounded(shown, digits) + " " + std::string{unit.name};
  std::string number = rounded(shown, 15);
  std::erase(number, ',');
  if (parse_scaled(number, unit.exponent).value_or(std::numeric_limits<double>::quiet_NaN()) * unit.factor == value) {
    return number + " " + std::string{unit.name};
  }
  // Not a short decimal in that unit: the base unit always has an exact text.
  for (const Unit& base : units) {
    if (base.exponent == 0 && base.factor == 1) return shortest(value) + " " + std::string{base.name};
  }
  return shortest(value / power_of_ten(units[0].exponent)) + " " + std::string{units[0].name};
}

}  // namespace

NumberAndUnit split_quantity(std::string_view text) {
  std::size_t end = 0;
  const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  if (end < text.size() && (text[end] == '-' || text[end] == '+')) ++end;
  while (digit(end) || (end < text.size() && text[end] == '.')) ++end;
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    const std::size_t sign = end + 1 < text.size() && (text[end + 1] == '-' || text[end + 1] == '+') ? 1 : 0;
    if (digit(end + 1 + sign)) {
      end += 1 + sign;
      while (digit(end)) ++end;
    }
  }
  std::size_t unit = end;
  while (unit < text.size() && text[unit] == ' ') ++unit;
  return {text.substr(0, end), text.substr(unit)};
}

Result<double> parse_quantity(std::string_view text, Dimension dimension) {
  const std::string found = "'" + std::string{text} + "'";
  const auto [number, unit_name] = split_quantity(text);
  const std::span<const Unit> units = units_of(dimension);
  if (const std::string meant = misread_number(text); !meant.empty()) return Failure{found + " " + meant};
  if (units.empty()) {
    if (number.empty() || !parse_number(number)) return Failure{found + " is not a number"};
    if (!unit_name.empty()) return Failure{found + " has a unit where none belongs"};
    return *parse_number(number);
  }
  const std::string expected = "; expected a number with a unit (" + unit_list(dimension) + ")";
  if (number.empty() || !parse_number(number)) return Failure{found + " is not a quantity" + expected};
  if (unit_name.empty()) return Failure{found + " has no unit" + expected};
  for (const Unit& unit : units) {
    if (unit.name != unit_name) continue;
    const std::optional<double> value = parse_scaled(number, unit.exponent);
    if (!value || !std::isfinite(*value * unit.factor)) return Failure{found + " is too large"};
    return *value * unit.factor;
  }
  for (const Unit& unit : units) {
    std::string lower_found{unit_name};
    std::string lower_unit{unit.name};
    for (std::string* s : {&lower_found, &lower_unit}) {
      for (char& c : *s) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (lower_found == lower_unit) {
      return Failure{found + ": '" + std::string{unit_name} + "' is not a unit here; did you mean '" +
                     std::string{unit.name} + "'?"};
    }
  }
  return Failure{found + ": '" + std::string{unit_name} + "' is not a unit here" + expected};
}

Result<Decimal> parse_exact_quantity(std::string_view text, Dimension dimension, std::string_view default_unit) {
  const auto [number, unit_name] = split_quantity(text);
  const std::string completed = unit_name.empty() && !default_unit.empty()
                                    ? std::string{number} + " " + std::string{default_unit}
                                    : std::string{text};
  if (const Result<double> value = parse_quantity(completed, dimension); !value) return Failure{value.error()};
  std::optional<Decimal> exact = parse_decimal(number);
  if (!exact) return Failure{"'" + std::string{text} + "' has too many digits for a range"};
  for (const Unit& unit : units_of(dimension)) {
    if (unit.name != (unit_name.empty() ? default_unit : unit_name)) continue;
    exact->exponent += unit.exponent;
    if (__builtin_mul_overflow(exact->mantissa, static_cast<std::int64_t>(unit.factor), &exact->mantissa)) {
      return Failure{"'" + std::string{text} + "' is too large for a range"};
    }
  }
  return *exact;
}

std::string base_unit_text(double value, Dimension dimension) {
  for (const Unit& unit : units_of(dimension)) {
    if (unit.exponent == 0 && unit.factor == 1) return shortest(value) + " " + std::string{unit.name};
  }
  return shortest(value);
}

std::string quantity_text(double value, Dimension dimension) { return with_unit(value, dimension, true, 0); }

std::string rounded_quantity(double value, Dimension dimension, int digits) {
  return std::isnan(value) ? std::string{} : with_unit(value, dimension, false, digits);
}

std::string_view column_suffix(Dimension dimension) {
  switch (dimension) {
    case Dimension::none:
      return "";
    case Dimension::storage:
      return "_bytes";
    case Dimension::width:
      return "_bits";
    case Dimension::frequency:
    case Dimension::transfer_rate:
      return "_hz";
    case Dimension::time:
      return "_s";
    case Dimension::energy:
      return "_j";
    case Dimension::power:
      return "_w";
    case Dimension::area:
      return "_mm2";
    case Dimension::energy_per_bit:
      return "_j_per_bit";
    case Dimension::energy_delay:
      return "_js";
    case Dimension::voltage:
      return "_v";
  }
  return "";
}

std::string unit_list(Dimension dimension) {
  std::string text;
  for (const Unit& unit : units_of(dimension)) text += (text.empty() ? "" : ", ") + std::string{unit.name};
  return text;
}

namespace {

constexpr std::array dimensions_with_units{Dimension::storage,        Dimension::width,        Dimension::frequency,
                                           Dimension::transfer_rate,  Dimension::time,         Dimension::energy,
                                           Dimension::power,          Dimension::area,         Dimension::energy_per_bit,
                                           Dimension::energy_delay};

}  // namespace

std::optional<Dimension> dimension_of_unit(std::string_view unit) {
  for (const Dimension dimension : dimensions_with_units) {
    for (const Unit& known : units_of(dimension)) {
      if (known.name == unit) return dimension;
    }
  }
  return std::nullopt;
}

std::vector<std::string> all_units() {
  std::vector<std::string> names;
  for (const Dimension dimension : dimensions_with_units) {
    for (const Unit& unit : units_of(dimension)) names.emplace_back(unit.name);
  }
  return names;
}

std::string quantity_pattern(Dimension dimension) {
  std::string units;
  for (const Unit& unit : units_of(dimension)) units += (units.empty() ? "" : "|") + std::string{unit.name};
  return "^\\+?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)? *(" + units + ")$";
}

}  // namespace bitpareto
