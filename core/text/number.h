// SPDX-License-Identifier: Apache-2.0
/// Numbers as text: written so that they read back to the same double, read without guessing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bitpareto {

/// The shortest decimal that reads back to the same double; whole numbers below 1e15 without an exponent. NaN is empty,
/// because a table's cell without a value is empty.
[[nodiscard]] std::string shortest(double value);
void append_shortest(std::string& out, double value);
/// The same into memory, for loops: returns the end of the text; up to `number_room` bytes are overwritten.
inline constexpr int number_room = 40;
inline constexpr int most_number_bytes = 24;  // -2.2250738585072014e-308
char* write_number(char* out, double value);

/// For people: `digits` significant digits, no trailing zeros, thousands grouped in whole numbers: 1,234,567.
[[nodiscard]] std::string rounded(double value, int digits = 4);
/// For people: 1,234,567.
[[nodiscard]] std::string grouped(std::uint64_t value);

/// An exact decimal: mantissa * 10^exponent.
struct Decimal {
  std::int64_t mantissa = 0;
  int exponent = 0;
};

/// A decimal number as a person writes it: `8`, `-0.5`, `1e-3`. Nothing for anything else: no leading zeros (`010` is 8
/// to some readers), no `.5` or `5.`, no hexadecimal, no NaN or infinity, nothing that overflows a double.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);
/// The same text, multiplied by 10^exponent before it is rounded, so that "18.75" at -12 is the double
/// nearest 18.75e-12.
[[nodiscard]] std::optional<double> parse_scaled(std::string_view text, int exponent);
/// The same text exactly, if it has at most 18 digits.
[[nodiscard]] std::optional<Decimal> parse_decimal(std::string_view text);
/// A whole number without sign, point or exponent, below 2^64.
[[nodiscard]] std::optional<std::uint64_t> parse_whole(std::string_view text);

}  // namespace bitpareto
