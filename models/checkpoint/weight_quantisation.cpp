// SPDX-License-Identifier: Apache-2.0
#include "models/checkpoint/weight_quantisation.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <mutex>
#include <utility>

#include "core/system/parallel.h"
#include "models/datatypes/group_quantiser.h"

namespace bitpareto::models {

namespace {

/// Weights of a piece of work: enough to forget what handing it out costs, few enough that all threads finish together.
constexpr std::uint64_t piece_weights = 1 << 18;
constexpr std::int64_t statistics_group = 128;

struct Piece {
  std::size_t layer;
  std::uint64_t first_row, rows;
};

/// Sums over groups; added up in the order of the pieces.
struct Sums {
  std::vector<double> nmse, squares;  // of each alternative of each choice
  std::vector<BitCounts> bits;        // of each choice
  double groups = 0, group_magnitude = 0, group_range = 0;
  double rows = 0, channel_magnitude = 0, channel_range = 0;
  double sum = 0, energy = 0;
  float least = 0, most = 0;
  bool is_finite = true;
};

/// Weights of some rows as floats.
class Rows {
 public:
  /// False if one is infinite or not a number.
  bool read(const Tensor& tensor, std::uint64_t row, std::uint64_t count) {
    const std::uint64_t length = tensor.row_length();
    const std::size_t bytes = bytes_of(tensor.type);
    const std::span<const std::byte> data = tensor.data.subspan(row * length * bytes, count * length * bytes);
    values_.resize(count * length);
    const Kernels& kernels = fastest_kernels();
    // Data of a tensor may start at any byte.
    if (tensor.type == TensorType::f32) {
      std::memcpy(values_.data(), data.data(), data.size());
      return kernels.all_finite(values_.data(), values_.size());
    }
    const auto* halves = reinterpret_cast<const std::uint16_t*>(data.data());
    if (reinterpret_cast<std::uintptr_t>(data.data()) % alignof(std::uint16_t) != 0) {
      aligned_.resize(values_.size());
      std::memcpy(aligned_.data(), data.data(), data.size());
      halves = aligned_.data();
    }
    return (tensor.type == TensorType::f16 ? kernels.widen_f16 : kernels.widen_bf16)(halves, values_.size(),
                                                                                     values_.data());
  }
  [[nodiscard]] std::span<float> values() { return values_; }

 private:
  std::vector<float> values_;
  std::vector<std::uint16_t> aligned_;
};

/// max|w - mean| and the range over the standard deviation of a sample; 0 where all values are equal.
struct Standardised {
  double magnitude = 0, range = 0;
};
Standardised standardised(double sum, double energy, float least, float most, double count) {
  if (count < 2) return {};
  const double mean = sum / count;
  const double variance = (energy - count * mean * mean) / (count - 1);
  if (!(variance > 0)) return {};
  const double deviation = std::sqrt(variance);
  return {std::max(static_cast<double>(most) - mean, mean - static_cast<double>(least)) / deviation,
          (static_cast<double>(most) - static_cast<double>(least)) / deviation};
}

/// Works through pieces; one for each thread at a time.
class Worker {
 public:
  explicit Worker(std::span<const QuantisationChoice> choices) {
    for (const QuantisationChoice& choice : choices) {
      quantisers_.emplace_back(choice.datatype->quantisation);
      const bool counts = choice.counts_bits && choice.datatype->has_plain_bits();
      counted_bits_.push_back(counts ? static_cast<int>(choice.datatype->element_bits) : 0);
      of_size_[choice.group_size].push_back(quantisers_.size() - 1);
      first_sum_.push_back(sum_count_);
      sum_count_ += quantisers_.back().alternatives();
    }
    of_size_[statistics_group];  // asked for in any case
  }

  [[nodiscard]] std::size_t sum_count() const { return sum_count_; }
  [[nodiscard]] std::size_t first_sum(std::size_t choice) const { return first_sum_[choice]; }
  [[nodiscard]] std::size_t alternatives(std::size_t choice) const { return quantisers_[choice].alternatives(); }

  Sums work(const Tensor& tensor, const Piece& piece, float tensor_magnitude) {
    Sums sums;
    sums.nmse.resize(sum_count_);
    sums.squares.resize(sum_count_);
    sums.bits.resize(quantisers_.size());
    for (GroupQuantiser& quantiser : quantisers_) quantiser.set_tensor(tensor_magnitude);
    sums.is_finite = rows_.read(tensor, piece.first_row, piece.rows);
    if (!sums.is_finite) return sums;
    const std::uint64_t length = tensor.row_length();
    for (std::uint64_t row = 0; row < piece.rows; ++row) {
      const std::span<const float> values = rows_.values().subspan(row * length, length);
      for (const auto& [size, members] : of_size_) {
        const std::size_t step = size == 0 ? length : static_cast<std::size_t>(size);
        for (std::size_t start = 0; start < length; start += step) {
          add_group(values.subspan(start, std::min<std::size_t>(step, length - start)), size, members, sums);
        }
      }
      add_row(length, sums);
    }
    return sums;
  }

 private:
  void add_group(std::span<const float> w, std::int64_t size, std::span<const std::size_t> members, Sums& sums) {
    const GroupStatistics s = fastest_kernels().statistics(w.data(), w.size());
    if (size == statistics_group) {
      const Standardised z = standardised(s.sum, s.energy, s.least, s.most, static_cast<double>(w.size()));
      sums.group_magnitude += z.magnitude;
      sums.group_range += z.range;
      sums.groups += 1;
      row_.sum += s.sum;
      row_.energy += s.energy;
      row_.least = std::min(row_.least, s.least);
      row_.most = std::max(row_.most, s.most);
    }
    for (const std::size_t choice : members) {
      if (counted_bits_[choice] > 0) quantisers_[choice].count_bits(w, s, counted_bits_[choice], sums.bits[choice]);
    }
    if (s.energy == 0) return;  // zeros are exact
    for (const std::size_t choice : members) {
      const std::size_t first = first_sum_[choice];
      errors_.resize(quantisers_[choice].alternatives());
      quantisers_[choice].errors(w, s, errors_);
      for (std::size_t a = 0; a < errors_.size(); ++a) {
        sums.nmse[first + a] += errors_[a] / s.energy;
        sums.squares[first + a] += errors_[a];
      }
    }
  }

  void add_row(std::uint64_t row_length, Sums& sums) {
    const auto [least, most, sum, energy] = std::exchange(row_, {});
    const Standardised z = standardised(sum, energy, least, most, static_cast<double>(row_length));
    sums.channel_magnitude += z.magnitude;
    sums.channel_range += z.range;
    sums.least = sums.rows == 0 ? least : std::min(sums.least, least);
    sums.most = sums.rows == 0 ? most : std::max(sums.most, most);
    sums.rows += 1;
    sums.sum += sum;
    sums.energy += energy;
  }

  std::vector<GroupQuantiser> quantisers_;
  std::vector<int> counted_bits_;  // of a weight of each choice; 0: none are counted
  std::vector<std::size_t> first_sum_;
  std::size_t sum_count_ = 0;
  std::map<std::int64_t, std::vector<std::size_t>> of_size_;
  Rows rows_;
  std::vector<double> errors_;
  /// Of the groups of a row so far.
  struct RowSums {
    float least = std::numeric_limits<float>::infinity();
    float most = -std::numeric_limits<float>::infinity();
    double sum = 0, energy = 0;
  } row_;
};

/// Workers that no thread has at the moment.
class WorkerPool {
 public:
  explicit WorkerPool(std::span<const QuantisationChoice> choices) : choices_{choices} {}
  std::unique_ptr<Worker> take() {
    const std::lock_guard lock{mutex_};
    if (free_.empty()) return std::make_unique<Worker>(choices_);
    std::unique_ptr<Worker> worker = std::move(free_.back());
    free_.pop_back();
    return worker;
  }
  void give_back(std::unique_ptr<Worker> worker) {
    const std::lock_guard lock{mutex_};
    free_.push_back(std::move(worker));
  }

 private:
  std::span<const QuantisationChoice> choices_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Worker>> free_;
};

std::vector<Piece> pieces_of(std::span<const LayerReport> layers) {
  std::vector<Piece> pieces;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const std::uint64_t step = std::max<std::uint64_t>(piece_weights / layers[l].tensor->row_length(), 1);
    const std::uint64_t rows = layers[l].tensor->rows();
    for (std::uint64_t row = 0; row < rows; row += step) pieces.push_back({l, row, std::min(step, rows - row)});
  }
  return pieces;
}

std::span<const std::byte> bytes_of_piece(const Tensor& tensor, const Piece& piece) {
  const std::uint64_t row = tensor.row_length() * bytes_of(tensor.type);
  return tensor.data.subspan(piece.first_row * row, piece.rows * row);
}

float largest_magnitude(const Tensor& tensor, const Piece& piece) {
  Rows rows;
  if (!rows.read(tensor, piece.first_row, piece.rows)) return 0;
  return fastest_kernels().statistics(rows.values().data(), rows.values().size()).largest_magnitude;
}

void add(const Sums& from, Sums& to) {
  for (std::size_t i = 0; i < from.nmse.size(); ++i) {
    to.nmse[i] += from.nmse[i];
    to.squares[i] += from.squares[i];
  }
  for (std::size_t c = 0; c < from.bits.size(); ++c) to.bits[c] += from.bits[c];
  to.least = to.rows == 0 ? from.least : std::min(to.least, from.least);
  to.most = to.rows == 0 ? from.most : std::max(to.most, from.most);
  to.groups += from.groups;
  to.group_magnitude += from.group_magnitude;
  to.group_range += from.group_range;
  to.rows += from.rows;
  to.channel_magnitude += from.channel_magnitude;
  to.channel_range += from.channel_range;
  to.sum += from.sum;
  to.energy += from.energy;
  to.is_finite = to.is_finite && from.is_finite;
}

/// Groups of a layer at a group size: the last of a row may be shorter.
double group_count(const Tensor& tensor, std::int64_t size) {
  if (size == 0) return static_cast<double>(tensor.rows());
  return static_cast<double>(tensor.rows()) *
         std::ceil(static_cast<double>(tensor.row_length()) / static_cast<double>(size));
}

/// To the nearest half, a tie to the even one.
std::uint16_t to_f16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>(bits >> 16U & 0x8000U);
  const float magnitude = std::abs(value);
  if (magnitude >= 65520.0F) return static_cast<std::uint16_t>(sign | 0x7BFFU);  // stays a number
  if (magnitude < 6.103515625e-05F) {
    return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::nearbyint(magnitude * 16777216.0F)));
  }
  const std::uint32_t rounded = (bits & 0x7FFF'FFFFU) + 0xFFFU + (bits >> 13U & 1U);
  return static_cast<std::uint16_t>(sign | ((rounded - (112U << 23U)) >> 13U));
}

std::uint16_t to_bf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  constexpr std::uint32_t largest = 0x7F7FU;
  if ((bits & 0x7FFF'FFFFU) > largest << 16U) {  // stays a number
    return static_cast<std::uint16_t>((bits >> 16U & 0x8000U) | largest);
  }
  return static_cast<std::uint16_t>((bits + 0x7FFFU + (bits >> 16U & 1U)) >> 16U);
}

}  // namespace

bool is_linear_weight(const Tensor& tensor) {
  return tensor.type != TensorType::other && tensor.shape.size() == 2 && !tensor.data.empty() &&
         tensor.name.find("embed") == std::string::npos && tensor.name.find("wte") == std::string::npos &&
         tensor.name.find("wpe") == std::string::npos;
}

bool is_head_weight(const Tensor& tensor) { return tensor.name.find("lm_head") != std::string::npos; }

std::vector<LayerReport> quantise_layers(const SafetensorsSet& set, std::span<const QuantisationChoice> choices,
                                         int threads, const std::function<bool(std::uint64_t)>& done) {
  std::vector<LayerReport> layers;
  for (const Tensor& tensor : set.tensors) {
    if (is_linear_weight(tensor)) layers.push_back({.tensor = &tensor});
  }
  const std::vector<Piece> pieces = pieces_of(layers);
  std::vector<float> magnitudes(layers.size(), 0);
  const bool needs_tensor = std::ranges::any_of(
      choices, [](const QuantisationChoice& c) { return c.datatype->quantisation.scale == ScaleRule::e4m3; });
  if (needs_tensor) {
    std::vector<float> of_piece(pieces.size());
    parallel_for(pieces.size(), threads,
                 [&](std::size_t p) { of_piece[p] = largest_magnitude(*layers[pieces[p].layer].tensor, pieces[p]); });
    for (std::size_t p = 0; p < pieces.size(); ++p) {
      magnitudes[pieces[p].layer] = std::max(magnitudes[pieces[p].layer], of_piece[p]);
    }
  }
  std::vector<Sums> sums(pieces.size());
  WorkerPool pool{choices};
  std::mutex mutex;
  std::uint64_t bytes_done = 0;
  std::atomic<bool> stopped = false;
  parallel_for(pieces.size(), threads, [&](std::size_t p) {
    if (stopped) return;
    const Tensor& tensor = *layers[pieces[p].layer].tensor;
    std::unique_ptr<Worker> worker = pool.take();
    sums[p] = worker->work(tensor, pieces[p], magnitudes[pieces[p].layer]);
    pool.give_back(std::move(worker));
    const std::span<const std::byte> bytes = bytes_of_piece(tensor, pieces[p]);
    set.files[tensor.file].release(bytes);
    if (!done) return;
    const std::lock_guard lock{mutex};
    bytes_done += bytes.size();
    if (!done(bytes_done)) stopped = true;
  });
  if (stopped) return {};
  for (const MappedFile& file : set.files) file.check_unchanged();
  const Worker layout{choices};
  std::vector<Sums> totals(layers.size());
  for (Sums& total : totals) {
    total.nmse.resize(layout.sum_count());
    total.squares.resize(layout.sum_count());
    total.bits.resize(choices.size());
  }
  for (std::size_t p = 0; p < pieces.size(); ++p) add(sums[p], totals[pieces[p].layer]);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    LayerReport& layer = layers[l];
    const Sums& total = totals[l];
    layer.is_finite = total.is_finite;
    layer.bits = total.bits;
    for (std::size_t c = 0; c < choices.size(); ++c) {
      const std::span<const double> squares =
          std::span{total.squares}.subspan(layout.first_sum(c), layout.alternatives(c));
      const auto best = static_cast<std::size_t>(std::ranges::min_element(squares) - squares.begin());
      layer.errors.push_back(total.nmse[layout.first_sum(c) + best] /
                             group_count(*layer.tensor, choices[c].group_size));
    }
    const double count = static_cast<double>(layer.tensor->rows()) * static_cast<double>(layer.tensor->row_length());
    const Standardised z = standardised(total.sum, total.energy, total.least, total.most, count);
    layer.group_magnitude = total.group_magnitude / total.groups;
    layer.group_range = total.group_range / total.groups;
    layer.channel_magnitude = total.channel_magnitude / total.rows;
    layer.channel_range = total.channel_range / total.rows;
    layer.largest_magnitude = std::max(-total.least, total.most);
    layer.tensor_magnitude = z.magnitude;
    layer.tensor_range = z.range;
  }
  return layers;
}

std::vector<std::byte> dequantised(const Tensor& tensor, const QuantisationChoice& choice) {
  GroupQuantiser quantiser{choice.datatype->quantisation};
  const std::uint64_t length = tensor.row_length();
  const std::size_t step = choice.group_size == 0 ? length : static_cast<std::size_t>(choice.group_size);
  Rows rows;
  static_cast<void>(rows.read(tensor, 0, tensor.rows()));
  const std::span<float> values = rows.values();
  quantiser.set_tensor(fastest_kernels().statistics(values.data(), values.size()).largest_magnitude);
  const auto each_group = [&](auto&& f) {
    for (std::uint64_t row = 0; row < tensor.rows(); ++row) {
      for (std::size_t start = 0; start < length; start += step) {
        f(values.subspan(row * length + start, std::min<std::size_t>(step, length - start)));
      }
    }
  };
  std::size_t alternative = 0;
  if (quantiser.alternatives() > 1) {
    std::vector<double> errors(quantiser.alternatives());
    std::vector<double> totals(errors.size());
    each_group([&](std::span<float> w) {
      quantiser.errors(w, fastest_kernels().statistics(w.data(), w.size()), errors);
      for (std::size_t a = 0; a < totals.size(); ++a) totals[a] += errors[a];
    });
    alternative = static_cast<std::size_t>(std::ranges::min_element(totals) - totals.begin());
  }
  std::vector<float> quantised;
  each_group([&](std::span<float> w) {
    quantised.resize(w.size());
    quantiser.dequantise(w, fastest_kernels().statistics(w.data(), w.size()), alternative, quantised);
    std::ranges::copy(quantised, w.begin());
  });
  std::vector<std::byte> bytes(tensor.data.size());
  if (tensor.type == TensorType::f32) {
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
  }
  std::vector<std::uint16_t> halves(values.size());
  std::ranges::transform(values, halves.begin(), tensor.type == TensorType::f16 ? to_f16 : to_bf16);
  std::memcpy(bytes.data(), halves.data(), bytes.size());
  return bytes;
}

}  // namespace bitpareto::models
