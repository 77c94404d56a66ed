// SPDX-License-Identifier: Apache-2.0
// The kernels, over a vector type V of sixteen floats that the including file defines with min, max, abs, where_less
// and load. Everything has internal linkage, so that no copy compiled for one instruction set serves another.

#include <cstring>

#include "models/datatypes/simd/scalar.inl"

namespace bitpareto::models {
namespace {

constexpr std::size_t lanes = 16;

/// Nearest integer, a tie to the even one, for |x| < 2^22: what lies below the last bit of 1.5 * 2^23 is rounded away.
template <class T>
[[gnu::always_inline]] inline T nearest(T x) {
  const T shift{12582912.0F};
  return (x + shift) - shift;
}

struct Sums {
  V running{0.0F};
  /// Adds what `f` makes of the value, sixteen at a time and then the rest one by one.
  template <class Wide, class Narrow>
  double of(std::size_t count, Wide wide, Narrow narrow) {
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) running = running + wide(i);
    float sums[lanes];
    store(running, sums);
    for (std::size_t l = 0; i + l < count; ++l) sums[l] += narrow(i + l);
    double total[lanes];
    for (std::size_t l = 0; l < lanes; ++l) total[l] = static_cast<double>(sums[l]);
    for (std::size_t half = lanes / 2; half > 0; half /= 2) {
      for (std::size_t l = 0; l < half; ++l) total[l] += total[l + half];
    }
    return total[0];
  }
};

template <class T>
[[gnu::always_inline]] inline T square(T x) {
  return x * x;
}

template <class T>
T distance_to(T x, const float* magnitudes, std::size_t count) {
  const T a = absolute(x);
  T least = a;  // magnitude 0
  for (std::size_t m = 1; m < count; ++m) least = smaller(least, absolute(a - T{magnitudes[m]}));
  return least;
}

template <std::size_t count, class T>
T distance_to(T x, const float* magnitudes) {
  const T a = absolute(x);
  T least = a;
#pragma GCC unroll 16
  for (std::size_t m = 1; m < count; ++m) least = smaller(least, absolute(a - T{magnitudes[m]}));
  return least;
}

template <class T>
T with_specials(T x, T least, const float* specials, std::size_t count) {
  for (std::size_t s = 0; s < count; ++s) least = smaller(least, absolute(x - T{specials[s]}));
  return least;
}

template <class Distance, class NarrowDistance>
void grid_errors_with(const GridPass& p, const float* w, std::size_t count, double* errors, Distance distance,
                      NarrowDistance narrow) {
  V running[4] = {V{0.0F}, V{0.0F}, V{0.0F}, V{0.0F}};
  const V scale{p.scale};
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const V x = load(w + i) / scale;
    const V base = distance(x);
    for (std::size_t g = 0; g < p.grid_count; ++g) {
      running[g] = running[g] + square(with_specials(x, base, p.specials[g], p.special_counts[g]));
    }
  }
  for (std::size_t g = 0; g < p.grid_count; ++g) {
    Sums sums{running[g]};
    errors[g] = sums.of(
        count - i, [](std::size_t) { return V{0.0F}; },
        [&](std::size_t k) {
          const float x = w[i + k] / p.scale;
          return square(with_specials(x, narrow(x), p.specials[g], p.special_counts[g]));
        });
  }
}

template <std::size_t magnitudes>
void grid_errors_of(const GridPass& p, const float* w, std::size_t count, double* errors) {
  grid_errors_with(
      p, w, count, errors, [&](V x) { return distance_to<magnitudes>(x, p.magnitudes); },
      [&](float x) { return distance_to<magnitudes>(x, p.magnitudes); });
}

void grid_errors(const GridPass& p, const float* w, std::size_t count, double* errors) {
  switch (p.magnitude_count) {
    case 4:
      return grid_errors_of<4>(p, w, count, errors);
    case 8:
      return grid_errors_of<8>(p, w, count, errors);
    default:
      grid_errors_with(
          p, w, count, errors, [&](V x) { return distance_to(x, p.magnitudes, p.magnitude_count); },
          [&](float x) { return distance_to(x, p.magnitudes, p.magnitude_count); });
  }
}

template <class T>
[[gnu::always_inline]] inline T integer_distance(T x, T low, T high) {
  return x - nearest(smaller(greater(x, low), high));
}

double integer_error(float scale, float limit, const float* w, std::size_t count) {
  const V s{scale};
  const V low{-limit};
  const V high{limit};
  return Sums{}.of(
      count, [&](std::size_t i) { return square(integer_distance(load(w + i) / s, low, high)); },
      [&](std::size_t i) { return square(integer_distance(w[i] / scale, -limit, limit)); });
}

double range_error(float scale, float zero, float limit, const float* w, std::size_t count) {
  const V s{scale};
  const V low{-zero};
  const V high{limit - zero};
  return Sums{}.of(
      count, [&](std::size_t i) { return square(integer_distance(load(w + i) / s, low, high)); },
      [&](std::size_t i) { return square(integer_distance(w[i] / scale, -zero, limit - zero)); });
}

GroupStatistics statistics(const float* w, std::size_t count) {
  GroupStatistics s;
  if (count == 0) return s;
  V least{w[0]};
  V most{w[0]};
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const V x = load(w + i);
    least = smaller(least, x);
    most = greater(most, x);
  }
  float lows[lanes];
  float highs[lanes];
  store(least, lows);
  store(most, highs);
  s.least = lows[0];
  s.most = highs[0];
  for (std::size_t l = 0; l < lanes; ++l) {
    s.least = smaller(s.least, lows[l]);
    s.most = greater(s.most, highs[l]);
  }
  for (; i < count; ++i) {
    s.least = smaller(s.least, w[i]);
    s.most = greater(s.most, w[i]);
  }
  s.largest_magnitude = greater(-s.least, s.most);
  if (s.largest_magnitude < 1.2e-38F) {  // an exact inverse needs a normal number
    for (std::size_t k = 0; k < count; ++k) {
      s.sum += static_cast<double>(w[k]);
      s.energy += static_cast<double>(w[k]) * static_cast<double>(w[k]);
    }
    return s;
  }
  const float inverse = 1.0F / s.largest_magnitude;
  const V factor{inverse};
  V sums{0.0F};
  V squares{0.0F};
  const std::size_t whole = count / lanes * lanes;
  for (std::size_t k = 0; k < whole; k += lanes) {
    const V x = load(w + k) * factor;
    sums = sums + x;
    squares = squares + square(x);
  }
  const auto total = [&](const V& running, auto narrow) {
    return Sums{running}.of(
        count - whole, [](std::size_t) { return V{0.0F}; },
        [&](std::size_t k) { return narrow(w[whole + k] * inverse); });
  };
  s.sum = static_cast<double>(s.largest_magnitude) * total(sums, [](float x) { return x; });
  s.energy = total(squares, [](float x) { return x * x; }) * static_cast<double>(s.largest_magnitude) *
             static_cast<double>(s.largest_magnitude);
  return s;
}

/// Squared errors of a pair at values a and b.
template <class T>
T pair_square(T a, T b, const float* magnitudes, std::size_t count, float outlier_from) {
  const T abs_a = absolute(a);
  const T abs_b = absolute(b);
  T distance_a = abs_a;
  T distance_b = abs_b;
  T value_a{0.0F};
  T value_b{0.0F};
  for (std::size_t m = 1; m < count; ++m) {
    const T magnitude{magnitudes[m]};
    const T from_a = absolute(abs_a - magnitude);
    const T from_b = absolute(abs_b - magnitude);
    value_a = if_less(from_a, distance_a, magnitude, value_a);
    value_b = if_less(from_b, distance_b, magnitude, value_b);
    distance_a = smaller(distance_a, from_a);
    distance_b = smaller(distance_b, from_b);
  }
  const T limit{outlier_from};
  const T error_b = if_less(limit, value_a, abs_b, distance_b);   // the first is an outlier
  const T victim_a = if_less(limit, value_b, abs_a, distance_a);  // the second is
  const T error_a = if_less(limit, value_a, distance_a, victim_a);
  return square(error_a) + square(error_b);
}

double pair_error(float scale, const float* magnitudes, std::size_t magnitude_count, float outlier_from,
                  const float* even, const float* odd, std::size_t pairs) {
  const V s{scale};
  return Sums{}.of(
      pairs,
      [&](std::size_t i) {
        return pair_square(load(even + i) / s, load(odd + i) / s, magnitudes, magnitude_count, outlier_from);
      },
      [&](std::size_t i) {
        return pair_square(even[i] / scale, odd[i] / scale, magnitudes, magnitude_count, outlier_from);
      });
}

void integers(float scale, float limit, const float* w, std::size_t count, std::int8_t* codes) {
  const V s{scale};
  const V low{-limit};
  const V high{limit};
  // 1.5 * 2^23 and an integer: the lowest byte of such a float is that of the integer. As nearest() has it.
  const V shift{12582912.0F};
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    float shifted[lanes];
    store(smaller(greater(load(w + i) / s, low), high) + shift, shifted);
    std::uint32_t bits[lanes];
    std::memcpy(bits, shifted, sizeof bits);
    for (std::size_t l = 0; l < lanes; ++l) codes[i + l] = static_cast<std::int8_t>(bits[l]);
  }
  for (; i < count; ++i) codes[i] = static_cast<std::int8_t>(nearest(smaller(greater(w[i] / scale, -limit), limit)));
}

// Eight weights in a word, a byte each: bytes of 0 stand for none.
constexpr std::uint64_t each_byte = 0x0101'0101'0101'0101U;
constexpr std::uint64_t top_bits = 0x8080'8080'8080'8080U;
static_assert(column_lanes == 8 && slice_lanes == 16 && first_stage_places == 3);

[[gnu::always_inline]] inline std::uint64_t ones_in(std::uint64_t x) { return static_cast<std::uint64_t>(__builtin_popcountll(x)); }

/// The bits that any byte has.
[[gnu::always_inline]] inline std::uint64_t any_byte(std::uint64_t x) {
  x |= x >> 32U;
  x |= x >> 16U;
  x |= x >> 8U;
  return x & 0xFFU;
}

/// Cycles in which each lane sees its ones from the last place on, of all lanes the lowest and what is up to three places above it.
[[gnu::always_inline]] inline std::uint64_t essential_cycles(std::uint64_t a, std::uint64_t b) {
  std::uint64_t cycles = 0;
  while ((a | b) != 0) {
    // 0x80 - m has the lowest one of m < 0x80 in common with it, and no byte borrows from the next.
    const std::uint64_t lowest_a = a & (top_bits - a);
    const std::uint64_t lowest_b = b & (top_bits - b);
    const std::uint64_t wanted = any_byte(lowest_a | lowest_b);
    const std::uint64_t window = ((wanted & (~wanted + 1)) * 0xFU & 0x7FU) * each_byte;
    a ^= lowest_a & window;
    b ^= lowest_b & window;
    ++cycles;
  }
  return cycles;
}

/// Magnitudes, what is left of them in two's complement without the sign, and counts of one word of up to eight weights.
struct Bytes {
  std::uint64_t magnitudes, folded;
};
[[gnu::always_inline]] inline Bytes count_word(std::uint64_t x, std::uint64_t weights, int bits, BitCounts& counts) {
  const std::uint64_t negative = (x & top_bits) >> 7U;
  const std::uint64_t folded = x ^ negative * 0xFFU;
  const std::uint64_t magnitudes = folded + negative;
  counts.ones += ones_in(magnitudes);
  const std::uint64_t columns = ones_in(any_byte(magnitudes));
  counts.columns += columns > 0 ? columns : 1;
  ++counts.column_groups;
  for (int place = 0; place < bits; ++place) {
    const std::uint64_t ones = ones_in(x >> static_cast<unsigned>(place) & each_byte);
    counts.frequent += ones > weights - ones ? ones : weights - ones;
  }
  return {magnitudes, folded};
}

void count_bits(const std::int8_t* codes, std::size_t count, int bits, BitCounts& counts) {
  BitCounts added{.bits = bits, .weights = count};
  for (std::size_t i = 0; i < count; i += slice_lanes) {
    std::uint64_t words[2] = {0, 0};
    const std::size_t rest = count - i;
    std::memcpy(words, codes + i, rest < slice_lanes ? rest : slice_lanes);
    const Bytes first = count_word(words[0], rest < column_lanes ? rest : column_lanes, bits, added);
    Bytes second{0, 0};
    if (rest > column_lanes) second = count_word(words[1], rest < slice_lanes ? rest - column_lanes : column_lanes, bits, added);
    const std::uint64_t cycles = essential_cycles(first.magnitudes, second.magnitudes);
    added.essential_cycles += cycles > 0 ? cycles : 1;
    int redundant = bits - 1;
    for (std::uint64_t used = any_byte(first.folded | second.folded); used != 0; used >>= 1U) --redundant;
    added.kept_columns += static_cast<std::uint64_t>(bits - (redundant < most_redundant_columns ? redundant : most_redundant_columns));
    ++added.slices;
  }
  // Not by +=, whose code might be shared with other instruction sets.
  counts.bits = bits;
  counts.weights += added.weights;
  counts.ones += added.ones;
  counts.frequent += added.frequent;
  counts.column_groups += added.column_groups;
  counts.columns += added.columns;
  counts.slices += added.slices;
  counts.essential_cycles += added.essential_cycles;
  counts.kept_columns += added.kept_columns;
}

bool all_finite(const float* values, std::size_t count) {
  std::uint32_t wrong = 0;
  for (std::size_t i = 0; i < count; ++i) {
    wrong |= static_cast<std::uint32_t>((std::bit_cast<std::uint32_t>(values[i]) & 0x7F80'0000U) == 0x7F80'0000U);
  }
  return wrong == 0;
}

bool widen_bf16(const std::uint16_t* from, std::size_t count, float* to) {
  std::uint32_t wrong = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t bits = std::uint32_t{from[i]} << 16U;
    wrong |= static_cast<std::uint32_t>((bits & 0x7F80'0000U) == 0x7F80'0000U);
    to[i] = std::bit_cast<float>(bits);
  }
  return wrong == 0;
}

/// A subnormal half is made by a subtraction, not by scaling a subnormal float, which costs a hundred cycles each.
bool widen_f16(const std::uint16_t* from, std::size_t count, float* to) {
  std::uint32_t wrong = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t half = from[i];
    const std::uint32_t magnitude = half & 0x7FFFU;
    const std::uint32_t sign = (half & 0x8000U) << 16U;
    const std::uint32_t normal = (magnitude << 13U) + (112U << 23U);
    const float small = std::bit_cast<float>((magnitude << 13U) + (113U << 23U)) - 6.103515625e-05F;
    const std::uint32_t bits = magnitude < 0x400U ? std::bit_cast<std::uint32_t>(small) : normal;
    wrong |= static_cast<std::uint32_t>(magnitude >= 0x7C00U);
    to[i] = std::bit_cast<float>(bits | sign);
  }
  return wrong == 0;
}

constexpr Kernels kernels_named(std::string_view name) {
  return {.name = name,
          .widen_f16 = widen_f16,
          .widen_bf16 = widen_bf16,
          .all_finite = all_finite,
          .statistics = statistics,
          .grid_errors = grid_errors,
          .integer_error = integer_error,
          .range_error = range_error,
          .pair_error = pair_error,
          .integers = integers,
          .count_bits = count_bits};
}

}  // namespace

}  // namespace bitpareto::models
