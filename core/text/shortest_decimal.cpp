// SPDX-License-Identifier: Apache-2.0
#include "core/text/shortest_decimal.h"

#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

namespace bitpareto {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr int fraction_bits = std::numeric_limits<double>::digits - 1;
constexpr std::uint64_t hidden_bit = std::uint64_t{1} << fraction_bits;
/// Of a double's significand taken as a whole number.
constexpr int exponent_bias = 1022 + std::numeric_limits<double>::digits;

/// floor(e * log10(2)) and floor(e * log2(10)), exact while |e| < 1,000: the constants are those logarithms to 20 bits.
constexpr int log10_of_power_of_2(int e) { return (e * 315'653) >> 20; }
constexpr int log2_of_power_of_10(int e) { return (e * 1'741'647) >> 19; }
/// floor(log10(3/4 * 2^e)).
constexpr int log10_of_three_quarters(int e) { return (e * 1'262'611 - 524'031) >> 22; }

/// The 128 leading bits of a power of ten, rounded up.
struct Power {
  std::uint64_t high = 0, low = 0;
};

/// A double of 1e-30 has its last bit at 2^-152, which is 10^-45.8.
constexpr int most_power = 46;

constexpr std::array<Power, most_power + 1> leading_bits_of_powers() {
  std::array<Power, most_power + 1> powers{};
  constexpr int words = 5;  // 10^46 < 2^160
  std::array<std::uint32_t, words> exact{1};
  const auto bit = [&](int position) { return position < 0 ? 0U : exact[static_cast<std::size_t>(position / 32)] >> (position % 32) & 1U; };
  for (int p = 0; p <= most_power; ++p) {
    Power& power = powers[static_cast<std::size_t>(p)];
    const int top = log2_of_power_of_10(p);
    for (int b = 0; b < 64; ++b) {
      power.high = power.high << 1 | bit(top - b);
      power.low = power.low << 1 | bit(top - 64 - b);
    }
    bool is_cut = false;
    for (int b = 0; b <= top - 128; ++b) is_cut = is_cut || bit(b) != 0;
    if (is_cut && ++power.low == 0) ++power.high;
    std::uint64_t carry = 0;
    for (std::uint32_t& word : exact) {
      carry += std::uint64_t{word} * 10;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  return powers;
}

constexpr std::array<Power, most_power + 1> powers_of_10 = leading_bits_of_powers();

/// The whole part of power * factor / 2^128, its last bit set if there was anything behind it that could matter
/// (Giulietti's "round to odd"): such a number compares with even ones as the exact product does.
std::uint64_t rounded_to_odd(const Power& power, std::uint64_t factor) {
  const Wide low = Wide{power.low} * factor;
  const Wide sum = Wide{power.high} * factor + static_cast<std::uint64_t>(low >> 64);
  return static_cast<std::uint64_t>(sum >> 64) | (static_cast<std::uint64_t>(sum) > 1 ? 1U : 0U);
}

constexpr int most_digits = 17;

constexpr std::array<std::uint64_t, most_digits + 1> whole_powers_of_10 = [] {
  std::array<std::uint64_t, most_digits + 1> powers{1};
  for (std::size_t p = 1; p < powers.size(); ++p) powers[p] = powers[p - 1] * 10;
  return powers;
}();

int digit_count(std::uint64_t value) {
  const int count = log10_of_power_of_2(static_cast<int>(std::bit_width(value))) + 1;
  return count - (value < whole_powers_of_10[static_cast<std::size_t>(count - 1)] ? 1 : 0);
}

/// The eight digits of a number as characters, the first in the lowest byte: halves, quarters and digits side by side.
std::uint64_t eight_digits(std::uint32_t value) {
  const std::uint64_t fours = value / 10'000 | std::uint64_t{value % 10'000} << 32;
  const std::uint64_t hundreds = (fours * 5'243 >> 19) & 0x7f'0000'007f;  // a hundredth of each, exact below 10,000
  const std::uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
  const std::uint64_t tens = (twos * 103 >> 10) & 0x000f'000f'000f'000f;  // a tenth of each, exact below 100
  return (tens | (twos - tens * 10) << 8) + 0x3030'3030'3030'3030;
}

void write_eight(char* out, std::uint32_t value) {
  const std::uint64_t digits = eight_digits(value);
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(out, &digits, 8);
  } else {
    for (int i = 0; i < 8; ++i) out[i] = static_cast<char>(digits >> (8 * i) & 0xff);
  }
}

}  // namespace

ShortestDecimal shortest_decimal(double value) {
  assert(value >= least_shortest && value < most_shortest);
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t fraction = bits & (hidden_bit - 1);
  const std::uint64_t significand = fraction | hidden_bit;
  const int exponent = static_cast<int>(bits >> fraction_bits) - exponent_bias;

  // Everything times four, so that the ends of the interval that reads back to `value` are whole. The lower one is nearer
  // at a power of two.
  const bool is_power_of_2 = fraction == 0;
  const std::uint64_t at = 4 * significand;
  const int k = is_power_of_2 ? log10_of_three_quarters(exponent) : log10_of_power_of_2(exponent);
  const Power& power = powers_of_10[static_cast<std::size_t>(-k)];
  const int shift = exponent + log2_of_power_of_10(-k) + 1;
  const std::uint64_t middle = rounded_to_odd(power, at << shift);
  const std::uint64_t ends_are_out = significand & 1U;  // ties read as the even neighbour
  const std::uint64_t lower = rounded_to_odd(power, (at - (is_power_of_2 ? 1 : 2)) << shift) + ends_are_out;
  const std::uint64_t upper = rounded_to_odd(power, (at + 2) << shift) - ends_are_out;

  // Is there a multiple of 10^(k+1) in it? Then there is only one, and its zeros go; otherwise one of 10^k is the nearest.
  const std::uint64_t floor = middle / 4;
  const std::uint64_t tens = floor / 10;
  const bool below = lower <= 40 * tens;
  const bool above = 40 * tens + 40 <= upper;
  if (below != above) {
    ShortestDecimal decimal{tens + (above ? 1 : 0), k + 1};
    while (decimal.digits % 10 == 0) {
      decimal.digits /= 10;
      ++decimal.exponent;
    }
    return decimal;
  }
  const bool floor_is_in = lower <= 4 * floor;
  const bool ceiling_is_in = 4 * floor + 4 <= upper;
  if (floor_is_in != ceiling_is_in) return {floor + (ceiling_is_in ? 1 : 0), k};
  const std::uint64_t half = 4 * floor + 2;
  const bool up = middle > half || (middle == half && floor % 2 == 1);
  return {floor + (up ? 1 : 0), k};
}

char* write_shortest(char* out, double value) {
  if (value < 0) *out++ = '-';
  const auto [digits, exponent] = shortest_decimal(std::abs(value));
  const int count = digit_count(digits);
  const int before_point = count + exponent;

  // All 17, zeros behind the last included, so that sizes are fixed and copies are no calls.
  char text[most_digits + 15];
  const std::uint64_t all = digits * whole_powers_of_10[static_cast<std::size_t>(most_digits - count)];
  const std::uint64_t leading = all / 100'000'000;
  text[0] = static_cast<char>('0' + leading / 100'000'000);
  write_eight(text + 1, static_cast<std::uint32_t>(leading % 100'000'000));
  write_eight(text + 9, static_cast<std::uint32_t>(all % 100'000'000));

  if (before_point > 0) {
    std::memcpy(out, text, 16);
    out[before_point] = '.';
    std::memcpy(out + before_point + 1, text + before_point, 16);
    return out + count + 1;
  }
  // Whichever is shorter; positional if they are equally long.
  const int positional = 2 - exponent;
  const int scientific = count + (count > 1 ? 1 : 0) + 4;
  if (positional <= scientific) {
    std::memcpy(out, "0.000000", 8);
    std::memcpy(out + 2 - before_point, text, most_digits);
    return out + positional;
  }
  out[0] = text[0];
  out[1] = '.';
  std::memcpy(out + 2, text + 1, 16);
  out += count > 1 ? count + 1 : 1;
  const int tenths = 1 - before_point;
  out[0] = 'e';
  out[1] = '-';
  out[2] = static_cast<char>('0' + tenths / 10);
  out[3] = static_cast<char>('0' + tenths % 10);
  return out + 4;
}

}  // namespace bitpareto
