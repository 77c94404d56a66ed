// SPDX-License-Identifier: Apache-2.0
/// Quantises groups of weights, or tells what that would cost.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/datatypes/quantisation.h"
#include "models/datatypes/simd/kernels.h"

namespace bitpareto::models {

/// Rounds to E4M3 (OCP 8-bit floating point): three fraction bits, a tie to the even one, exponents from -6, at most
/// 448. Requires x >= 0.
[[nodiscard]] float round_to_e4m3(float x);

/// Quantises one group at a time. Where the choice of a grid is the tensor's (OliVe), each alternative has its own
/// error, and the caller adds them up before it chooses. Not thread-safe: has room for a group.
class GroupQuantiser {
 public:
  /// Requires a known quantiser. What `quantisation` refers to must outlive this.
  explicit GroupQuantiser(const Quantisation& quantisation, const Kernels& kernels = fastest_kernels());

  /// Grids among which the tensor chooses; 1 but for OliVe.
  [[nodiscard]] std::size_t alternatives() const;
  /// Whether a group can only be quantised when the largest magnitude of its tensor is known.
  [[nodiscard]] bool needs_tensor() const { return quantisation_->scale == ScaleRule::e4m3; }
  void set_tensor(float largest_magnitude) { tensor_magnitude_ = largest_magnitude; }

  /// errors[a]: the sum of (Q(w) - w)^2 with alternative a. `statistics` are those of `w`. 0 for a group of zeros.
  void errors(std::span<const float> w, const GroupStatistics& statistics, std::span<double> errors);
  /// The same for one alternative.
  [[nodiscard]] double error(std::span<const float> w, const GroupStatistics& statistics);
  /// The errors of each grid on the group of the last call of error(), which took the least of them. Not of OliVe's.
  [[nodiscard]] std::span<const double> last_grid_errors() const { return grid_errors_; }
  /// Adds the bits of the integers of `bits` bits that the group becomes. Requires symmetric integers of 2 to 8 bits, as has_plain_bits() says.
  void count_bits(std::span<const float> w, const GroupStatistics& statistics, int bits, BitCounts& counts);
  /// to[i] = Q(w[i]), with the grid that alternative has the group take.
  void dequantise(std::span<const float> w, const GroupStatistics& statistics, std::size_t alternative,
                  std::span<float> to);

 private:
  /// The scale of a group under one grid; 0 if there is none, and every value becomes zero.
  [[nodiscard]] float scale(const Grid& grid, const GroupStatistics& s) const;
  struct Range {
    float scale, zero;
  };
  [[nodiscard]] Range range(const GroupStatistics& s) const;
  void grid_errors(std::span<const float> w, const GroupStatistics& s, std::span<double> errors) const;
  [[nodiscard]] double pair_error(const Grid& grid, std::span<const float> w, float* best_scale);

  const Quantisation* quantisation_;
  const Kernels* kernels_;
  float tensor_magnitude_ = 0;
  std::vector<double> grid_errors_;
  std::vector<float> pairs_;  // first values, then second ones
  std::vector<std::int8_t> codes_;
};

}  // namespace bitpareto::models
