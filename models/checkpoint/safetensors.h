// SPDX-License-Identifier: Apache-2.0
/// Files of tensors in the safetensors format (github.com/huggingface/safetensors): a length of eight bytes, a JSON
/// header, the data. Nothing in such a file is believed before it is checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/system/error.h"
#include "core/system/mapped_file.h"

namespace bitpareto::models {

/// Types of weights that can be quantised. Tensors of other types are kept as bytes.
enum class TensorType : std::uint8_t { f32, f16, bf16, other };
[[nodiscard]] std::size_t bytes_of(TensorType type);  // of one value; 1 for other

struct Tensor {
  std::string name;
  std::string type_name;  // as the file has it: "F16"
  TensorType type = TensorType::other;
  std::vector<std::uint64_t> shape;
  std::span<const std::byte> data;
  std::size_t file = 0;  // its position in SafetensorsSet::files

  [[nodiscard]] std::uint64_t rows() const { return shape.empty() ? 1 : shape[0]; }
  /// Values of a row: all dimensions but the first.
  [[nodiscard]] std::uint64_t row_length() const;
};

/// The tensors of one or several files.
struct SafetensorsSet {
  std::vector<MappedFile> files;
  std::vector<Tensor> tensors;  // in the order of the files and of their data
};

/// Opens files, or the shards that an index (model.safetensors.index.json) names. Nothing, with a diagnostic for every
/// mistake, if anything is wrong: a header longer than the file or limits::header_bytes, unknown types, shapes that do not fit their
/// data, tensors that overlap, leave gaps, end past the file or stand twice.
[[nodiscard]] std::optional<SafetensorsSet> open_safetensors(std::span<const std::filesystem::path> paths,
                                                             Diagnostics& diagnostics);

/// A header for `tensors` with their data one behind the other.
[[nodiscard]] std::string safetensors_header(std::span<const Tensor> tensors);

}  // namespace bitpareto::models
