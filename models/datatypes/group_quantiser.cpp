// SPDX-License-Identifier: Apache-2.0
#include "models/datatypes/group_quantiser.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace bitpareto::models {

namespace {

constexpr float largest_e4m3 = 448;  // OCP 8-bit Floating Point Specification, Table 2

/// OliVe's search of the scale: factors of max|mean +- 3 sigma| (Guo et al., ISCA 2023, section 3.4).
constexpr double first_factor = 0.75, last_factor = 2.5, factor_step = 0.07;

float clamp_scale(float scale) { return std::clamp(scale, scale_limits.least, scale_limits.most); }

/// code * scale. Rounding may carry the largest floats past the end; there they stay numbers.
float value_of(float code, float scale) {
  return std::clamp(code * scale, std::numeric_limits<float>::lowest(), std::numeric_limits<float>::max());
}

/// The value of `ascending` nearest to x, the lower of two.
float nearest_value(float x, std::span<const float> ascending) {
  const auto above = std::ranges::lower_bound(ascending, x);
  if (above == ascending.begin()) return ascending.front();
  if (above == ascending.end()) return ascending.back();
  return *above - x < x - *(above - 1) ? *above : *(above - 1);
}

/// The magnitude nearest to |x|, with its sign.
float nearest_signed(float x, std::span<const float> magnitudes) {
  return std::copysign(nearest_value(std::abs(x), magnitudes), x);
}

}  // namespace

float round_to_e4m3(float x) {
  if (x == 0) return 0;
  const int exponent = std::max(std::ilogb(x), -6);
  const float step = std::ldexp(1.0F, exponent - 3);
  return std::min(std::nearbyint(x / step) * step, largest_e4m3);
}

GroupQuantiser::GroupQuantiser(const Quantisation& quantisation, const Kernels& kernels)
    : quantisation_{&quantisation}, kernels_{&kernels}, grid_errors_(quantisation.grids.size()) {
  assert(quantisation.scale != ScaleRule::none);
}

std::size_t GroupQuantiser::alternatives() const {
  return quantisation_->scale == ScaleRule::outlier_victim ? quantisation_->grids.size() : 1;
}

float GroupQuantiser::scale(const Grid& grid, const GroupStatistics& s) const {
  if (s.largest_magnitude == 0) return 0;
  const float anchor = grid.anchored_at();
  switch (quantisation_->scale) {
    case ScaleRule::largest_magnitude:
      return grid.integer_limit > 0 ? s.largest_magnitude / anchor : clamp_scale(s.largest_magnitude / anchor);
    case ScaleRule::shared_exponent:
      return std::ldexp(1.0F, std::ilogb(s.largest_magnitude)) / anchor;
    case ScaleRule::e4m3: {
      float least_top = std::numeric_limits<float>::infinity();
      for (const Grid& g : quantisation_->grids) least_top = std::min(least_top, g.top());
      const float of_tensor = tensor_magnitude_ / least_top / largest_e4m3;
      if (!(of_tensor > 0)) return 0;  // of denormal weights
      return round_to_e4m3(s.largest_magnitude / anchor / of_tensor) * of_tensor;
    }
    case ScaleRule::none:
    case ScaleRule::unquantised:
    case ScaleRule::range:
    case ScaleRule::outlier_victim:
      break;
  }
  return 0;
}

GroupQuantiser::Range GroupQuantiser::range(const GroupStatistics& s) const {
  const auto limit = static_cast<float>(quantisation_->grids[0].integer_limit);
  // A group of one value has no range of its own; with zero in it the value is exact.
  const bool is_constant = s.least == s.most;
  const float least = is_constant ? std::min(s.least, 0.0F) : s.least;
  const float most = is_constant ? std::max(s.most, 0.0F) : s.most;
  const float width = most - least;  // infinite for the largest floats of both signs
  const float scale = std::isfinite(width) ? width / limit : most / limit - least / limit;
  if (!(scale > 0)) return {0, 0};
  return {scale, std::clamp(std::nearbyint(-least / scale), 0.0F, limit)};
}

void GroupQuantiser::grid_errors(std::span<const float> w, const GroupStatistics& s, std::span<double> errors) const {
  const std::span<const Grid> grids = quantisation_->grids;
  std::size_t done = 0;
  std::array<bool, 16> is_done{};
  assert(grids.size() <= is_done.size());
  for (std::size_t first = 0; done < grids.size(); ++first) {
    if (is_done[first]) continue;
    const Grid& grid = grids[first];
    const float scale = this->scale(grid, s);
    if (!(scale > 0)) {
      errors[first] = s.energy;
      is_done[first] = true;
      ++done;
      continue;
    }
    const double unit = static_cast<double>(scale) * static_cast<double>(scale);
    if (grid.integer_limit > 0) {
      errors[first] = unit * kernels_->integer_error(scale, static_cast<float>(grid.integer_limit), w.data(), w.size());
      is_done[first] = true;
      ++done;
      continue;
    }
    // Grids of the same magnitudes under the same scale share a pass.
    GridPass pass{.scale = scale, .magnitudes = grid.magnitudes.data(), .magnitude_count = grid.magnitudes.size()};
    std::array<std::size_t, 4> members{};
    for (std::size_t g = first; g < grids.size() && pass.grid_count < members.size(); ++g) {
      if (is_done[g] || grids[g].magnitudes.data() != grid.magnitudes.data() || this->scale(grids[g], s) != scale) {
        continue;
      }
      pass.specials[pass.grid_count] = grids[g].specials.data();
      pass.special_counts[pass.grid_count] = grids[g].specials.size();
      members[pass.grid_count++] = g;
      is_done[g] = true;
      ++done;
    }
    std::array<double, 4> sums{};
    kernels_->grid_errors(pass, w.data(), w.size(), sums.data());
    for (std::size_t m = 0; m < pass.grid_count; ++m) errors[members[m]] = unit * sums[m];
  }
}

double GroupQuantiser::pair_error(const Grid& grid, std::span<const float> w, float* best_scale) {
  const std::size_t count = w.size();
  double mean = 0;
  for (const float x : w) mean += static_cast<double>(x);
  mean /= static_cast<double>(count);
  double variance = 0;
  for (const float x : w) variance += (static_cast<double>(x) - mean) * (static_cast<double>(x) - mean);
  variance /= static_cast<double>(count);
  const double reach = std::abs(mean) + 3 * std::sqrt(variance);
  const std::size_t pairs = (count + 1) / 2;
  pairs_.assign(2 * pairs, 0);
  for (std::size_t i = 0; i < count; ++i) pairs_[(i % 2) * pairs + i / 2] = w[i];
  double least = static_cast<double>(count) * (variance + mean * mean);  // of zeros
  *best_scale = 0;
  bool has_scale = false;
  for (int step = 0; first_factor + step * factor_step < last_factor + factor_step / 2; ++step) {
    const auto scale =
        static_cast<float>((first_factor + step * factor_step) * reach / static_cast<double>(grid.anchored_at()));
    if (!(scale > 0) || !std::isfinite(scale)) continue;  // of denormal weights, or of the largest
    const double error = static_cast<double>(scale) * static_cast<double>(scale) *
                         kernels_->pair_error(scale, grid.magnitudes.data(), grid.magnitudes.size(), olive_outlier_from,
                                              pairs_.data(), pairs_.data() + pairs, pairs);
    if (!has_scale || error < least) {
      least = error;
      *best_scale = scale;
      has_scale = true;
    }
  }
  return least;
}

void GroupQuantiser::errors(std::span<const float> w, const GroupStatistics& statistics, std::span<double> errors) {
  std::ranges::fill(errors, 0);
  if (w.empty() || statistics.largest_magnitude == 0) return;
  switch (quantisation_->scale) {
    case ScaleRule::none:
    case ScaleRule::unquantised:
      return;
    case ScaleRule::range: {
      const auto [scale, zero] = range(statistics);
      const double unit = static_cast<double>(scale) * static_cast<double>(scale);
      const auto limit = static_cast<float>(quantisation_->grids[0].integer_limit);
      errors[0] = scale > 0 ? unit * kernels_->range_error(scale, zero, limit, w.data(), w.size()) : statistics.energy;
      return;
    }
    case ScaleRule::outlier_victim: {
      float scale = 0;
      for (std::size_t a = 0; a < errors.size(); ++a) errors[a] = pair_error(quantisation_->grids[a], w, &scale);
      return;
    }
    case ScaleRule::largest_magnitude:
    case ScaleRule::shared_exponent:
    case ScaleRule::e4m3:
      grid_errors(w, statistics, grid_errors_);
      errors[0] = *std::ranges::min_element(grid_errors_);
      return;
  }
}

double GroupQuantiser::error(std::span<const float> w, const GroupStatistics& statistics) {
  assert(alternatives() == 1);
  double error = 0;
  errors(w, statistics, {&error, 1});
  return error;
}

void GroupQuantiser::count_bits(std::span<const float> w, const GroupStatistics& s, int bits, BitCounts& counts) {
  const Grid& grid = quantisation_->grids[0];
  const float scale = this->scale(grid, s);
  codes_.assign(w.size(), 0);
  if (scale > 0) kernels_->integers(scale, static_cast<float>(grid.integer_limit), w.data(), w.size(), codes_.data());
  kernels_->count_bits(codes_.data(), codes_.size(), bits, counts);
}

void GroupQuantiser::dequantise(std::span<const float> w, const GroupStatistics& s, std::size_t alternative,
                                std::span<float> to) {
  if (quantisation_->scale == ScaleRule::unquantised) {
    std::ranges::copy(w, to.begin());
    return;
  }
  std::ranges::fill(to, 0.0F);
  if (w.empty() || s.largest_magnitude == 0) return;
  if (quantisation_->scale == ScaleRule::range) {
    const auto [scale, zero] = range(s);
    const auto limit = static_cast<float>(quantisation_->grids[0].integer_limit);
    if (!(scale > 0)) return;
    for (std::size_t i = 0; i < w.size(); ++i) {
      to[i] = value_of(std::clamp(std::nearbyint(w[i] / scale) + zero, 0.0F, limit) - zero, scale);
    }
    return;
  }
  if (quantisation_->scale == ScaleRule::outlier_victim) {
    const Grid& grid = quantisation_->grids[alternative];
    float scale = 0;
    static_cast<void>(pair_error(grid, w, &scale));
    if (!(scale > 0)) return;
    for (std::size_t i = 0; i < w.size(); ++i) to[i] = value_of(nearest_signed(w[i] / scale, grid.magnitudes), scale);
    const float reach = olive_outlier_from * scale;
    for (std::size_t i = 0; i + 1 < w.size(); i += 2) {
      if (std::abs(to[i]) > reach) {
        to[i + 1] = 0;
      } else if (std::abs(to[i + 1]) > reach) {
        to[i] = 0;
      }
    }
    return;
  }
  grid_errors(w, s, grid_errors_);
  const auto best = static_cast<std::size_t>(std::ranges::min_element(grid_errors_) - grid_errors_.begin());
  const Grid& grid = quantisation_->grids[best];
  const float scale = this->scale(grid, s);
  if (!(scale > 0)) return;
  if (grid.integer_limit > 0) {
    const auto limit = static_cast<float>(grid.integer_limit);
    for (std::size_t i = 0; i < w.size(); ++i) {
      to[i] = value_of(std::nearbyint(std::clamp(w[i] / scale, -limit, limit)), scale);
    }
    return;
  }
  const std::vector<float> values = grid.values();
  for (std::size_t i = 0; i < w.size(); ++i) to[i] = value_of(nearest_value(w[i] / scale, values), scale);
}

}  // namespace bitpareto::models
