// SPDX-License-Identifier: Apache-2.0
#include "core/text/number.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "core/text/shortest_decimal.h"

namespace bitpareto {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The parts of a decimal number; whole() says whether the text is one.
struct Parts {
  bool negative = false;
  std::string_view digits, fraction, exponent;
  bool valid = false;
};

Parts split(std::string_view text) {
  Parts p;
  std::size_t i = 0;
  const auto run = [&] {
    const std::size_t from = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return text.substr(from, i - from);
  };
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) p.negative = text[i++] == '-';
  p.digits = run();
  if (p.digits.empty() || (p.digits.size() > 1 && p.digits[0] == '0')) return p;
  if (i < text.size() && text[i] == '.') {
    ++i;
    p.fraction = run();
    if (p.fraction.empty()) return p;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    const std::size_t from = ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    if (run().empty()) return p;
    p.exponent = text.substr(from, i - from);
  }
  p.valid = i == text.size();
  return p;
}

/// The exponent as an int, held within +-100000: far outside that a double is 0 or infinite anyway.
int exponent_of(const Parts& p) {
  if (p.exponent.empty()) return 0;
  const bool negative = p.exponent[0] == '-';
  int value = 0;
  for (const char c : p.exponent) {
    if (is_digit(c) && value < 100'000) value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

}  // namespace

char* write_number(char* out, double value) {
  if (std::isnan(value)) return out;
  const double size = std::abs(value);
  if (size < most_shortest && value == std::trunc(value)) {
    return std::to_chars(out, out + number_room, static_cast<std::int64_t>(value)).ptr;
  }
  if (size >= least_shortest && size < most_shortest) return write_shortest(out, value);
  return std::to_chars(out, out + number_room, value).ptr;
}

void append_shortest(std::string& out, double value) {
  char buffer[number_room];
  out.append(buffer, write_number(buffer, value));
}

std::string shortest(double value) {
  std::string text;
  append_shortest(text, value);
  return text;
}

std::string grouped(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t i = digits.size(); i > 3;) digits.insert(i -= 3, ",");
  return digits;
}

std::string rounded(double value, int digits) {
  if (std::isnan(value)) return {};
  if (value == std::trunc(value) && std::abs(value) < 1e15) {
    const std::string text = grouped(static_cast<std::uint64_t>(std::abs(value)));
    return value < 0 ? "-" + text : text;
  }
  double first_rounded = 1;
  for (int d = 0; d < digits; ++d) first_rounded *= 10;
  // From here on the digits shown are all in front of the point, those included that round up to it: 99.7 is 100, not 1e+02.
  if (std::abs(value) >= first_rounded - 0.5 && std::abs(value) < 1e15) return rounded(std::round(value), digits);
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, digits);
  return {buffer, end.ptr};
}

std::optional<double> parse_scaled(std::string_view text, int exponent) {
  const Parts p = split(text);
  if (!p.valid) return std::nullopt;
  std::string scaled = p.negative ? "-" : "";
  scaled.append(p.digits);
  if (!p.fraction.empty()) scaled.append(".").append(p.fraction);
  scaled.append("e").append(std::to_string(exponent_of(p) + exponent));
  double value = 0;
  const auto [end, error] = std::from_chars(scaled.data(), scaled.data() + scaled.size(), value);
  if (error == std::errc::result_out_of_range) {
    // Too large is an error; too small is zero to the nearest double.
    return std::strtod(scaled.c_str(), nullptr) == 0 ? std::optional{0.0} : std::nullopt;
  }
  if (error != std::errc{} || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> parse_number(std::string_view text) { return parse_scaled(text, 0); }

std::optional<Decimal> parse_decimal(std::string_view text) {
  const Parts p = split(text);
  if (!p.valid || p.digits.size() + p.fraction.size() > 18) return std::nullopt;
  Decimal d;
  for (const std::string_view part : {p.digits, p.fraction}) {
    for (const char c : part) d.mantissa = d.mantissa * 10 + (c - '0');
  }
  d.exponent = exponent_of(p) - static_cast<int>(p.fraction.size());
  if (p.negative) d.mantissa = -d.mantissa;
  return d;
}

std::optional<std::uint64_t> parse_whole(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace bitpareto
