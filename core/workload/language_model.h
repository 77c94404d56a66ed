// SPDX-License-Identifier: Apache-2.0
/// An LLM as its Hugging Face config.json describes it: the sizes from which every matrix product follows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/document/node.h"

namespace bitpareto {

/// The function between the feed-forward matrices.
enum class Nonlinearity : std::uint8_t { relu, gelu, silu };

/// The sizes of a decoder-only transformer. A plain value.
struct LanguageModel {
  std::string name;    // as the user gave it: "llama-2-7b", or the path of the file
  std::string family;  // model_type: "llama"
  std::string digest;  // of the file's text, so that a stored run knows what it ran
  std::int64_t hidden_size = 0;
  std::int64_t feed_forward_size = 0;
  std::int64_t layers = 0;
  std::int64_t heads = 0;
  std::int64_t kv_heads = 0;   // heads: MHA; 1: MQA; between: GQA
  std::int64_t head_size = 0;  // hidden_size / heads, unless the family has its own (Gemma 2)
  std::int64_t vocabulary = 0;
  std::int64_t embedding_size = 0;  // hidden_size, unless projections stand between them (OPT-350m)
  std::int64_t max_positions = 0;   // 0: not given
  std::int64_t sliding_window = 0;   // last positions that a token of a windowed layer attends to; 0: none
  std::int64_t windowed_layers = 0;  // layers that have it; the others attend to every position
  bool gated_feed_forward = false;  // gate, up and down; otherwise up and down
  bool parallel_block = false;      // attention and feed-forward read the same input (Phi-2)
  bool tied_embeddings = false;     // the output head is the input embedding; its product is the same
  Nonlinearity nonlinearity = Nonlinearity::silu;
  bool mean_subtracted = false;  // LayerNorm; otherwise RMSNorm
  double norms_per_block = 2;    // 1: attention and feed-forward share it; 4: their results are normalised too
  double rotary_share = 1;       // of each head that rotary embedding turns; 0: positions are added to the input

  friend bool operator==(const LanguageModel&, const LanguageModel&) = default;
};

/// The model that `config`, the JSON text of a config.json, describes; nothing, with a diagnostic for each field that
/// is missing or cannot be, for a family that is not known, and for experts, whatever the family: a model that ran all
/// of their weights, or one expert's, would be another LLM.
[[nodiscard]] std::optional<LanguageModel> read_language_model(const std::string& name, const std::string& config,
                                                               const std::shared_ptr<const std::string>& file,
                                                               Diagnostics& diagnostics);

/// The families that are known, as model_type names them.
[[nodiscard]] std::vector<std::string> language_model_families();

}  // namespace bitpareto
