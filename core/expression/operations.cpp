// SPDX-License-Identifier: Apache-2.0
#include "core/expression/operations.h"

#include <algorithm>
#include <cmath>

namespace bitpareto {

namespace {

using Op = Step::Op;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

double both(double a, double b) {
  if (a == 0 || b == 0) return 0;
  return std::isnan(a) || std::isnan(b) ? no_value : 1;
}
double negation(double a) { return std::isnan(a) ? no_value : 1 - a; }

double compared(Op op, double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return no_value;
  switch (op) {
    case Op::less:
      return a < b ? 1 : 0;
    case Op::at_most:
      return a <= b ? 1 : 0;
    case Op::greater:
      return a > b ? 1 : 0;
    case Op::at_least:
      return a >= b ? 1 : 0;
    case Op::equal:
      return a == b ? 1 : 0;
    case Op::not_equal:
      return a != b ? 1 : 0;
    default:
      return no_value;
  }
}

// What a truth may be over a box: a set of 0, 1 and no value.
constexpr unsigned is_false = 1;
constexpr unsigned is_true = 2;
constexpr unsigned is_open = 4;

Range truth(unsigned set) {
  if ((set & (is_false | is_true)) == 0) return {infinity, -infinity, true};  // never a value
  return {(set & is_false) != 0 ? 0.0 : 1.0, (set & is_true) != 0 ? 1.0 : 0.0, (set & is_open) != 0};
}

unsigned set_of(const Range& range) {
  return (range.low <= 0 && range.high >= 0 ? is_false : 0) | (range.low <= 1 && range.high >= 1 ? is_true : 0) |
         (range.may_lack_value ? is_open : 0);
}

double of_set(unsigned bit) { return bit == is_false ? 0 : bit == is_true ? 1 : no_value; }
unsigned to_set(double value) { return std::isnan(value) ? is_open : value != 0 ? is_true : is_false; }

/// The image of two truths under f.
template <class F>
Range image(const Range& a, const Range& b, F f) {
  unsigned set = 0;
  for (const unsigned x : {is_false, is_true, is_open}) {
    for (const unsigned y : {is_false, is_true, is_open}) {
      if ((set_of(a) & x) != 0 && (set_of(b) & y) != 0) set |= to_set(f(of_set(x), of_set(y)));
    }
  }
  return truth(set);
}

/// IEEE operations round monotonically, so the ends of a range come from ends of the operands, rounded alike. Where
/// two infinite ends leave an end open (infinity less infinity), nothing is known of it.
Range between(double low, double high, bool may_lack_value) {
  return {std::isnan(low) ? -infinity : low, std::isnan(high) ? infinity : high,
          may_lack_value || std::isnan(low) || std::isnan(high)};
}

Range multiplied(const Range& a, const Range& b) {
  double low = infinity;
  double high = -infinity;
  bool may_lack_value = a.may_lack_value || b.may_lack_value;
  for (const double x : {a.low, a.high}) {
    for (const double y : {b.low, b.high}) {
      double corner = x * y;
      if (std::isnan(corner)) {  // 0 times what may be as large as one likes: finite values give 0
        corner = 0;
        may_lack_value = true;
      }
      low = std::min(low, corner);
      high = std::max(high, corner);
    }
  }
  return {low, high, may_lack_value};
}

Range divided(const Range& a, const Range& b) {
  const bool by_zero = b.low <= 0 && b.high >= 0;
  const bool may_lack_value = a.may_lack_value || b.may_lack_value || by_zero;
  if (by_zero) {
    // Of one sign, quotients grow without limit towards zero; otherwise anything may come out.
    if (b.low == 0 && b.high > 0) {
      return {a.low >= 0 ? a.low / b.high : -infinity, a.high <= 0 ? a.high / b.high : infinity, true};
    }
    return {};
  }
  double low = infinity;
  double high = -infinity;
  for (const double x : {a.low, a.high}) {
    for (const double y : {b.low, b.high}) {
      const double corner = x / y;
      if (std::isnan(corner)) return {a.low >= 0 && b.low > 0 ? 0 : -infinity, infinity, true};
      low = std::min(low, corner);
      high = std::max(high, corner);
    }
  }
  return {low, high, may_lack_value};
}

Range compared(Op op, const Range& a, const Range& b) {
  const bool never = a.low > a.high || b.low > b.high;  // one of them never has a value
  unsigned set = a.may_lack_value || b.may_lack_value || never ? is_open : 0;
  const auto put = [&](bool can, bool cannot) { set |= (can ? is_true : 0) | (cannot ? is_false : 0); };
  const bool overlap = a.low <= b.high && b.low <= a.high;
  const bool same = a.low == a.high && b.low == b.high && a.low == b.low;
  if (!never) {
    switch (op) {
      case Op::less:
        put(a.low < b.high, a.high >= b.low);
        break;
      case Op::at_most:
        put(a.low <= b.high, a.high > b.low);
        break;
      case Op::greater:
        put(a.high > b.low, a.low <= b.high);
        break;
      case Op::at_least:
        put(a.high >= b.low, a.low < b.high);
        break;
      case Op::equal:
        put(overlap, !same);
        break;
      default:
        put(!same, overlap);
        break;
    }
  }
  return truth(set);
}

}  // namespace

double apply(Op op, std::span<const double> v) {
  switch (op) {
    case Op::negate:
      return -v[0];
    case Op::add:
      return v[0] + v[1];
    case Op::subtract:
      return v[0] - v[1];
    case Op::multiply:
      return v[0] * v[1];
    case Op::divide:
      return v[1] == 0 ? no_value : v[0] / v[1];
    case Op::minimum:
    case Op::maximum: {
      double value = v[0];
      for (const double x : v.subspan(1)) {
        if (std::isnan(x) || std::isnan(value)) return no_value;
        value = op == Op::minimum ? std::min(value, x) : std::max(value, x);
      }
      return value;
    }
    case Op::less:
    case Op::at_most:
    case Op::greater:
    case Op::at_least:
    case Op::equal:
    case Op::not_equal:
      return compared(op, v[0], v[1]);
    case Op::in: {
      double found = 0;
      for (const double x : v.subspan(1)) {
        found = negation(both(negation(found), negation(compared(Op::equal, v[0], x))));
      }
      return found;
    }
    case Op::both:
      return both(v[0], v[1]);
    case Op::either:
      return negation(both(negation(v[0]), negation(v[1])));
    case Op::negation:
      return negation(v[0]);
    case Op::number:
    case Op::text:
    case Op::reference:
      break;
  }
  return no_value;
}

Range apply(Op op, std::span<const Range> v) {
  switch (op) {
    case Op::negate:
      return {-v[0].high, -v[0].low, v[0].may_lack_value};
    case Op::add:
      return between(v[0].low + v[1].low, v[0].high + v[1].high, v[0].may_lack_value || v[1].may_lack_value);
    case Op::subtract:
      return between(v[0].low - v[1].high, v[0].high - v[1].low, v[0].may_lack_value || v[1].may_lack_value);
    case Op::multiply:
      return multiplied(v[0], v[1]);
    case Op::divide:
      return divided(v[0], v[1]);
    case Op::minimum:
    case Op::maximum: {
      Range range = v[0];
      for (const Range& x : v.subspan(1)) {
        range.low = op == Op::minimum ? std::min(range.low, x.low) : std::max(range.low, x.low);
        range.high = op == Op::minimum ? std::min(range.high, x.high) : std::max(range.high, x.high);
        range.may_lack_value = range.may_lack_value || x.may_lack_value;
      }
      return range;
    }
    case Op::less:
    case Op::at_most:
    case Op::greater:
    case Op::at_least:
    case Op::equal:
    case Op::not_equal:
      return compared(op, v[0], v[1]);
    case Op::in: {
      Range found = Range::only(0);
      for (const Range& x : v.subspan(1)) {
        found = image(found, compared(Op::equal, v[0], x), [](double a, double b) {
          return negation(both(negation(a), negation(b)));
        });
      }
      return found;
    }
    case Op::both:
      return image(v[0], v[1], both);
    case Op::either:
      return image(v[0], v[1], [](double a, double b) { return negation(both(negation(a), negation(b))); });
    case Op::negation:
      return image(v[0], Range::only(1), [](double a, double) { return negation(a); });
    case Op::number:
    case Op::text:
    case Op::reference:
      break;
  }
  return {};
}

}  // namespace bitpareto
