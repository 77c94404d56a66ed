// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/base/elementary.h"
#include "models/accuracy/expected_error.h"
#include "models/datatypes/group_quantiser.h"

namespace bitpareto::models {

namespace {

struct Node {
  double at, weight;
};

/// Gauss-Laguerre: the integral of e^-t f(t) over t >= 0 is sum(weight f(at)). Roots by Newton from the classical first
/// guesses (Stroud and Secrest, 1966).
std::vector<Node> laguerre_nodes(int count) {
  std::vector<Node> nodes;
  double z = 0;
  for (int i = 0; i < count; ++i) {
    if (i == 0) {
      z = 3.0 / (1 + 2.4 * count);
    } else if (i == 1) {
      z += 15.0 / (1 + 2.5 * count);
    } else {
      const double k = i - 1;
      z += (1 + 2.55 * k) / (1.9 * k) * (z - nodes[static_cast<std::size_t>(i - 2)].at);
    }
    double slope = 0;
    double before = 0;
    for (int step = 0; step < 50; ++step) {
      double p = 1;
      before = 0;
      for (int k = 1; k <= count; ++k) {
        const double older = before;
        before = p;
        p = ((2 * k - 1 - z) * before - (k - 1) * older) / k;
      }
      slope = count * (p - before) / z;
      const double move = p / slope;
      z -= move;
      if (std::abs(move) < 1e-14 * z) break;
    }
    nodes.push_back({z, -1 / (slope * count * before)});
  }
  return nodes;
}

/// Gauss-Legendre of 2, 3 and 5 points on [0, 1].
constexpr std::array<Node, 2> two_points{Node{0.21132486540518713, 0.5}, Node{0.7886751345948129, 0.5}};
constexpr std::array<Node, 3> three_points{Node{0.1127016653792583, 0.2777777777777778}, Node{0.5, 0.4444444444444444},
                                           Node{0.8872983346207417, 0.2777777777777778}};
constexpr std::array<Node, 5> five_points{Node{0.04691007703066802, 0.11846344252809454},
                                          Node{0.23076534494715845, 0.23931433524968324},
                                          Node{0.5, 0.28444444444444444}, Node{0.7692346550528415, 0.23931433524968324},
                                          Node{0.9530899229693319, 0.11846344252809454}};

/// Nodes for integrals of f(w) over [from, to], where f is smooth within each of the pieces that `breaks` (ascending)
/// leave, and changes over distances of `smooth` near 0 and half of the way to 0 further out.
void add_nodes(double from, double to, std::span<const double> breaks, double smooth, std::vector<Node>& nodes) {
  nodes.clear();
  double start = from;
  for (std::size_t b = 0; b <= breaks.size(); ++b) {
    const double end = b == breaks.size() ? to : std::clamp(breaks[b], from, to);
    while (start < end) {
      const double away = end <= 0 ? -end : start >= 0 ? start : 0;
      const double length = std::min(end - start, smooth * std::max(1.0, away / 2));
      const std::span<const Node> rule = length < smooth / 12  ? std::span<const Node>{two_points}
                                         : length < smooth / 3 ? std::span<const Node>{three_points}
                                                               : std::span<const Node>{five_points};
      for (const Node& n : rule) nodes.push_back({start + n.at * length, n.weight * length});
      start = end - start == length ? end : start + length;
    }
  }
}

/// Over what length densities of weights of scale 1 change.
constexpr double smooth_length = 0.7;

/// E[A / B] of sums over independent weights, given the extremes: the integral over s of E[A e^(-s B)].
struct RatioOfSums {
  double fixed_error, fixed_energy;  // of the extremes
  double others;                     // how many weights there are besides
  double probability;                // of a weight to lie between the extremes

  /// `nodes` with weights that include the density; `squares` the squared error at each.
  [[nodiscard]] double expected(std::span<const Node> nodes, std::span<const double> squares,
                                std::span<const Node> laguerre) const {
    double energy = 0;
    for (const Node& n : nodes) energy += n.weight * n.at * n.at;
    const double typical = fixed_energy + others * energy / probability;
    double ratio = 0;
    for (const Node& l : laguerre) {
      const double s = l.at / typical;
      double phi = 0;
      double psi = 0;
      for (std::size_t k = 0; k < nodes.size(); ++k) {
        const double damped = nodes[k].weight * portable_exp(-s * nodes[k].at * nodes[k].at);
        phi += damped;
        psi += damped * squares[k];
      }
      phi /= probability;
      psi /= probability;
      const double power = portable_exp(l.at - s * fixed_energy + (others - 1) * portable_log(phi));
      ratio += l.weight / typical * power * (fixed_error * phi + others * psi);
    }
    return ratio;
  }
};

/// Steps in g of the tail probability e^-g / group_size of an extreme value: the trapezoidal rule is all but exact.
struct TailSteps {
  double first = -2.7, last = 13, step = 0.4;
};

/// What a weight of magnitude w costs under a scale, mean over both signs.
double squared_error(double x, const Grid& grid, std::span<const float> values) {
  if (grid.integer_limit > 0) {
    const double limit = grid.integer_limit;
    const double e = x - std::clamp(std::nearbyint(x), -limit, limit);
    return e * e;
  }
  const auto nearest = [&](double at) {
    const auto above = std::ranges::lower_bound(values, at, {}, [](float v) { return static_cast<double>(v); });
    double least = above == values.end() ? at - static_cast<double>(values.back()) : static_cast<double>(*above) - at;
    if (above != values.begin() && above != values.end())
      least = std::min(least, at - static_cast<double>(*(above - 1)));
    return least;
  };
  const double up = nearest(x);
  const double down = nearest(-x);
  return (up * up + down * down) / 2;
}

/// Where squared_error has kinks, ascending.
std::vector<double> kinks(const std::vector<float>& values) {
  std::vector<double> at;
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    const double middle = (static_cast<double>(values[i]) + static_cast<double>(values[i + 1])) / 2;
    at.push_back(std::abs(middle));
  }
  std::ranges::sort(at);
  at.erase(std::unique(at.begin(), at.end()), at.end());
  return at;
}

/// Where the largest magnitude of a group falls, in units of the scale.
struct Landing {
  double at;     // what the scale of the other weights follows from
  double share;  // of the groups
  double error;  // squared, of the largest magnitude itself, mean over the values that this one stands for
};

std::vector<Landing> landings(const Quantisation& quantisation, std::span<const float> values) {
  const Grid& grid = quantisation.grids[0];
  const auto anchor = static_cast<double>(grid.anchored_at());
  if (quantisation.scale == ScaleRule::largest_magnitude) {
    return {{anchor, 1, squared_error(anchor, grid, values)}};
  }
  const bool is_e4m3 = quantisation.scale == ScaleRule::e4m3;
  const auto landing = [&](double octaves) {
    const double within = portable_exp2(octaves);
    return is_e4m3 ? anchor * within / static_cast<double>(round_to_e4m3(static_cast<float>(within))) : anchor * within;
  };
  std::vector<Landing> found;
  const auto add = [&](double octaves, double share) {
    constexpr int parts = 32;
    double error = 0;
    for (int i = 0; i < parts; ++i) {
      error += squared_error(landing(octaves + ((i + 0.5) / parts - 0.5) * share), grid, values) / parts;
    }
    found.push_back({landing(octaves), share, error});
  };
  if (is_e4m3) {  // a sawtooth of eight teeth
    constexpr int slices = 64;
    for (int i = 0; i < slices; ++i) add((i + 0.5) / slices, 1.0 / slices);
  } else {  // smooth up to where E2M1 saturates
    const double kink = portable_log2(1.5);
    for (const Node& n : five_points) add(kink * n.at, kink * n.weight);
    for (const Node& n : five_points) add(kink + (1 - kink) * n.at, (1 - kink) * n.weight);
  }
  return found;
}

double grid_error(const Quantisation& quantisation, const WeightMagnitude& w, double group_size) {
  const Grid& grid = quantisation.grids[0];
  const std::vector<float> values = grid.values();
  const std::vector<double> breaks = kinks(values);
  const std::vector<Node> laguerre = laguerre_nodes(group_size < 64 ? 8 : group_size < 1024 ? 5 : 3);
  const std::vector<Landing> where = landings(quantisation, values);
  std::vector<Node> nodes;
  std::vector<double> scaled(breaks.size());
  std::vector<double> squares;
  double total = 0;
  double total_weight = 0;
  constexpr TailSteps steps;
  for (double g = steps.first; g < steps.last; g += steps.step) {
    const double tail = portable_exp(-g) / group_size;
    if (tail >= 1) continue;
    const double share = tail * portable_exp((group_size - 1) * portable_log1p(-tail));
    const double largest = w.exceeded_with(tail);
    double here = 0;
    for (const Landing& landing : where) {
      const double scale = largest / landing.at;
      std::ranges::transform(breaks, scaled.begin(), [&](double b) { return b * scale; });
      add_nodes(0, largest, scaled, smooth_length, nodes);
      squares.resize(nodes.size());
      for (std::size_t k = 0; k < nodes.size(); ++k) {
        squares[k] = scale * scale * squared_error(nodes[k].at / scale, grid, values);
        nodes[k].weight *= 2 * w.density(nodes[k].at);
      }
      const RatioOfSums sums{.fixed_error = scale * scale * landing.error,
                             .fixed_energy = largest * largest,
                             .others = group_size - 1,
                             .probability = 1 - tail};
      here += landing.share * sums.expected(nodes, squares, laguerre);
    }
    total += share * here;
    total_weight += share;
  }
  return total / total_weight;
}

/// P(w > x) = probability, on either side of 0.
double upper_quantile(const WeightMagnitude& w, double probability) {
  return probability <= 0.5 ? w.exceeded_with_log(-portable_log(2 * probability))
                            : -w.exceeded_with_log(-portable_log(2 * (1 - probability)));
}

/// Integers from 0 to limit over a range, with a zero point.
struct RangeGrid {
  double scale, zero, limit;
  RangeGrid(double least, double most, double levels)
      : scale{(most - least) / levels}, zero{std::clamp(std::nearbyint(-least / scale), 0.0, levels)}, limit{levels} {}
  [[nodiscard]] double squared_error(double w) const {
    const double e = w - std::clamp(std::nearbyint(w / scale), -zero, limit - zero) * scale;
    return e * e;
  }
};

double range_error(const Quantisation& quantisation, const WeightMagnitude& w, double group_size) {
  const double limit = quantisation.grids[0].integer_limit;
  const std::vector<Node> laguerre = laguerre_nodes(group_size < 64 ? 8 : group_size < 1024 ? 5 : 3);
  std::vector<Node> nodes;
  std::vector<double> breaks;
  std::vector<double> squares;
  double total = 0;
  double total_weight = 0;
  // The two grids are shifted against each other: equal extremes would always put the zero point on a tie.
  constexpr TailSteps steps{.first = -2.7, .last = 12, .step = 0.7};
  constexpr double shift = 0.382 * steps.step;
  constexpr int parts = 6;
  std::array<double, parts> around{};
  for (int i = 0; i < parts; ++i)
    around[static_cast<std::size_t>(i)] = portable_exp(steps.step * ((i + 0.5) / parts - 0.5));
  // The density of both tail probabilities, but for a factor.
  const auto share_of = [&](double below, double above) {
    if (below + above >= 1) return 0.0;
    return below * group_size * above * group_size * portable_exp((group_size - 2) * portable_log1p(-below - above));
  };
  for (double g_least = steps.first; g_least < steps.last; g_least += steps.step) {
    for (double g_most = steps.first + shift; g_most < steps.last; g_most += steps.step) {
      const double below = portable_exp(-g_least) / group_size;
      const double above = portable_exp(-g_most) / group_size;
      const double share = share_of(below, above);
      if (share < 1e-9) continue;  // of about 0.1 at the top: rare groups of one sign have large errors
      const double least = -upper_quantile(w, below);
      const double most = upper_quantile(w, above);
      const RangeGrid grid{least, most, limit};
      // The zero point's rounding makes the error of the extremes a sawtooth: mean over the extremes that these stand
      // for.
      double fixed_error = 0;
      double parts_share = 0;
      for (int i = 0; i < parts; ++i) {
        for (int k = 0; k < parts; ++k) {
          const double other_below = below * around[static_cast<std::size_t>(i)];
          const double other_above = above * around[static_cast<std::size_t>(k)];
          const double other_share = share_of(other_below, other_above);
          if (other_share == 0) continue;
          const double other_least = -upper_quantile(w, other_below);
          const double other_most = upper_quantile(w, other_above);
          const RangeGrid other{other_least, other_most, limit};
          const double unit = grid.scale / other.scale;
          parts_share += other_share;
          fixed_error +=
              other_share * unit * unit * (other.squared_error(other_least) + other.squared_error(other_most));
        }
      }
      breaks.clear();
      for (double k = 0.5 - grid.zero; k < limit - grid.zero; ++k) breaks.push_back(k * grid.scale);
      add_nodes(least, most, breaks, smooth_length, nodes);
      squares.resize(nodes.size());
      for (std::size_t k = 0; k < nodes.size(); ++k) {
        squares[k] = grid.squared_error(nodes[k].at);
        nodes[k].weight *= w.density(std::abs(nodes[k].at));
      }
      const RatioOfSums sums{.fixed_error = fixed_error / parts_share,
                             .fixed_energy = least * least + most * most,
                             .others = group_size - 2,
                             .probability = 1 - below - above};
      total += share * sums.expected(nodes, squares, laguerre);
      total_weight += share;
    }
  }
  return total / total_weight;
}

}  // namespace

std::optional<double> error_by_quadrature(const Quantisation& quantisation, const WeightMagnitude& w,
                                          double group_size) {
  switch (quantisation.scale) {
    case ScaleRule::none:
    case ScaleRule::outlier_victim:
      return std::nullopt;
    case ScaleRule::unquantised:
      return 0;
    case ScaleRule::range:
      return range_error(quantisation, w, group_size);
    case ScaleRule::largest_magnitude:
    case ScaleRule::shared_exponent:
    case ScaleRule::e4m3:
      break;
  }
  if (quantisation.grids.size() != 1) return std::nullopt;
  return grid_error(quantisation, w, group_size);
}

}  // namespace bitpareto::models
