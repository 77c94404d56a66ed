// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "core/base/elementary.h"
#include "core/base/random.h"
#include "models/accuracy/expected_error.h"
#include "models/datatypes/group_quantiser.h"

namespace bitpareto::models {

namespace {

/// Weights of a sample. OliVe tries 52 scales on each, and its error is asked for to a few per cent only.
constexpr std::int64_t sample_weights = 1 << 19, olive_weights = 1 << 16;
constexpr std::int64_t least_groups = 128, least_olive_groups = 16;
constexpr std::uint64_t sample_seed = 2025;

/// A quantisation of the sample. Of each of its grids alone the error is known: what the sample says of their mean is
/// the sample's luck, which the best of them shares.
struct Member {
  GroupQuantiser quantiser;
  double known = 0;  // 0: nothing is
  double sum_of_means = 0;
  std::vector<double> sums, squares;  // of each alternative: NMSE, squared error
  std::int64_t groups = 0;

  Member(const Quantisation& q, const WeightMagnitude& w, std::int64_t group_size)
      : quantiser{q}, sums(quantiser.alternatives()), squares(sums.size()) {
    if (q.scale == ScaleRule::outlier_victim) return;
    for (const Grid& grid : q.grids) {
      const Quantisation alone{q.scale, {&grid, 1}};
      known +=
          error_by_quadrature(alone, w, static_cast<double>(group_size)).value() / static_cast<double>(q.grids.size());
    }
  }
};

class Sample {
 public:
  Sample(const WeightMagnitude& w, std::int64_t group_size, std::int64_t groups)
      : w_{w}, size_{group_size}, groups_{groups}, values_(static_cast<std::size_t>(group_size)) {}

  /// Group i: its largest magnitude from the i-th of equally likely slices, the others anywhere below it.
  std::span<const float> draw(std::int64_t i) {
    Stream random{sample_seed + static_cast<std::uint64_t>(size_), static_cast<std::uint64_t>(i)};
    const double slice = (static_cast<double>(i) + random.uniform()) / static_cast<double>(groups_);
    const double log_inside = portable_log(slice) / static_cast<double>(size_);  // of P(|w| <= largest)
    const double tail = -portable_expm1(log_inside);
    const auto largest = static_cast<float>(w_.exceeded_with_log(-portable_log(tail)));
    for (float& value : values_) {
      const std::uint64_t bits = random.bits();
      const double uniform = (static_cast<double>(bits >> 12U) + 0.5) * 0x1p-52;
      const auto magnitude = static_cast<float>(w_.exceeded_with_log(-portable_log1p(-uniform * (1 - tail))));
      value = (bits & 1U) != 0 ? -magnitude : magnitude;
    }
    const std::uint64_t bits = random.bits();
    values_[(bits >> 1U) % values_.size()] = (bits & 1U) != 0 ? -largest : largest;
    octave_ = static_cast<float>(portable_exp2(random.uniform()));
    return values_;
  }
  /// Where the group stands in an octave, in [1, 2).
  [[nodiscard]] float octave() const { return octave_; }

 private:
  const WeightMagnitude& w_;
  std::int64_t size_, groups_;
  std::vector<float> values_;
  float octave_ = 1;
};

/// max|w - mean| over the standard deviation, which is that of a sample.
double standardised_magnitude(std::span<const float> w, const GroupStatistics& s) {
  double sum = 0;
  for (const float x : w) sum += static_cast<double>(x);
  const auto count = static_cast<double>(w.size());
  const double mean = sum / count;
  const double deviation = std::sqrt(std::max((s.energy - count * mean * mean) / (count - 1), 0.0));
  return std::max(static_cast<double>(s.most) - mean, mean - static_cast<double>(s.least)) / deviation;
}

}  // namespace

SampledErrors errors_by_sample(std::span<const Quantisation* const> quantisations, const WeightMagnitude& w,
                               std::int64_t group_size) {
  std::vector<Member> members;
  for (const Quantisation* q : quantisations) members.emplace_back(*q, w, group_size);
  const std::int64_t groups = std::max(sample_weights / group_size, least_groups);
  const std::int64_t olive_every =
      std::max<std::int64_t>(groups / std::max(olive_weights / group_size, least_olive_groups), 1);
  Sample sample{w, group_size, groups};
  std::vector<double> errors;
  double magnitudes = 0;
  for (std::int64_t i = 0; i < groups; ++i) {
    const std::span<const float> values = sample.draw(i);
    const GroupStatistics s = fastest_kernels().statistics(values.data(), values.size());
    magnitudes += standardised_magnitude(values, s);
    const float tensor_magnitude = s.largest_magnitude * 2 * sample.octave();
    for (Member& member : members) {
      const bool has_known = member.known > 0;
      if (!has_known && i % olive_every != 0) continue;
      member.quantiser.set_tensor(tensor_magnitude);
      errors.resize(member.sums.size());
      member.quantiser.errors(values, s, errors);
      for (std::size_t a = 0; a < errors.size(); ++a) {
        member.sums[a] += errors[a] / s.energy;
        member.squares[a] += errors[a];
      }
      ++member.groups;
      if (!has_known) continue;
      const std::span<const double> grids = member.quantiser.last_grid_errors();
      for (const double error : grids) member.sum_of_means += error / s.energy / static_cast<double>(grids.size());
    }
  }
  SampledErrors result;
  result.largest_magnitude = magnitudes / static_cast<double>(groups);
  for (const Member& member : members) {
    const auto best = static_cast<std::size_t>(std::ranges::min_element(member.squares) - member.squares.begin());
    result.errors.push_back(member.known > 0 ? member.known * member.sums[best] / member.sum_of_means
                                             : member.sums[best] / static_cast<double>(member.groups));
  }
  return result;
}

}  // namespace bitpareto::models
