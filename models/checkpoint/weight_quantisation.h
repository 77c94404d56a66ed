// SPDX-License-Identifier: Apache-2.0
/// Quantises the weights of a checkpoint: the error of each datatype on each layer, statistics, dequantised weights.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "models/accuracy/weight_statistics.h"
#include "models/checkpoint/safetensors.h"
#include "models/datatypes/bit_counts.h"
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

/// A datatype at a group size; 0 is a whole row.
struct QuantisationChoice {
  const DatatypeEntry* datatype;
  std::int64_t group_size;
  bool counts_bits = false;  // of integers (has_plain_bits); takes longer than their error
};

/// One matrix of weights.
struct LayerReport {
  const Tensor* tensor;
  /// NMSE, mean over groups, of each choice. Not finite where a scale is too small for the weights for their quotient's
  /// square to be a float: such a tensor is not to be quantised so.
  std::vector<double> errors;
  std::vector<BitCounts> bits;  // of each choice, as far as it counts bits
  float largest_magnitude = 0;
  // As in configs/accuracy/weight_statistics.csv.
  double group_magnitude = 0, group_range = 0;
  double channel_magnitude = 0, channel_range = 0;
  double tensor_magnitude = 0, tensor_range = 0;
  bool is_finite = true;
};

/// Whether a tensor is the weight of a linear layer: two dimensions, a type that can be quantised, no embedding.
[[nodiscard]] bool is_linear_weight(const Tensor& tensor);
/// Whether it is the output head.
[[nodiscard]] bool is_head_weight(const Tensor& tensor);

/// Every linear layer of `set`. Reads each byte once (twice where a datatype has a scale of the whole tensor), on
/// `threads` threads; the result is the same for any number of them. `done(bytes)` is called from any thread, one at a
/// time, with the bytes read so far; false stops.
[[nodiscard]] std::vector<LayerReport> quantise_layers(const SafetensorsSet& set,
                                                       std::span<const QuantisationChoice> choices, int threads,
                                                       const std::function<bool(std::uint64_t)>& done = {});

/// The bytes of a tensor with its weights quantised and dequantised, in its own type.
[[nodiscard]] std::vector<std::byte> dequantised(const Tensor& tensor, const QuantisationChoice& choice);

}  // namespace bitpareto::models
