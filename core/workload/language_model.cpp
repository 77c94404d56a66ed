// SPDX-License-Identifier: Apache-2.0
#include "core/workload/language_model.h"

#include <algorithm>
#include <array>

#include "core/base/limits.h"
#include "core/document/json_reader.h"
#include "core/document/map_reader.h"
#include "core/text/digest.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/suggestion.h"

namespace bitpareto {

namespace {

/// What a family's blocks are made of and how its config.json says so. Sources: the modelling files of the Hugging Face
/// transformers library (models/FAMILY/modeling_FAMILY.py and configuration_FAMILY.py), version 4.44.
struct Family {
  std::string_view model_type;
  std::string_view feed_forward_key;
  bool gated_feed_forward;
  bool parallel_block;
  bool own_head_size;        // head_dim must be given and need not be hidden_size / heads
  bool embedding_projected;  // word_embed_proj_dim
  bool tied_by_default;
  Nonlinearity nonlinearity;
  bool mean_subtracted;
  double norms_per_block;
  double rotary_share;
  bool alternating_windows;  // every other layer has the sliding window, the first one among them
};

using enum Nonlinearity;
constexpr std::array families{
    Family{"gemma2", "intermediate_size", true, false, true, false, true, gelu, false, 4, 1, true},
    Family{"llama", "intermediate_size", true, false, false, false, false, silu, false, 2, 1, false},
    Family{"mistral", "intermediate_size", true, false, false, false, false, silu, false, 2, 1, false},
    Family{"opt", "ffn_dim", false, false, false, true, true, relu, true, 2, 0, false},
    Family{"phi", "intermediate_size", false, true, false, false, false, gelu, true, 1, 0.4, false},  // of Phi-2
    Family{"qwen2", "intermediate_size", true, false, false, false, false, silu, false, 2, 1, false},
};

void complain_of_unknown_family(const MapReader& reader, const Field& model_type) {
  std::vector<std::string> missing;
  for (const std::string_view key : {"hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
                                     "num_key_value_heads", "vocab_size"}) {
    if (!reader.has(key)) missing.emplace_back(key);
  }
  const std::vector<std::string> known = language_model_families();
  const std::string found = model_type.node().text;
  model_type.error(format(
      "the family '{}' is not known; known are {}; {}", found, listed(known),
      missing.empty() ? "if its blocks are built as Llama's are, a copy of the file with model_type llama is read"
                      : format("of the fields that Llama's blocks are read from, it lacks {}", listed(missing))));
}

/// Whether a value says that there is something: more than one, true, a list or a map that is not empty.
bool says_several(const Node& value) {
  switch (value.kind) {
    case Node::Kind::null:
      return false;
    case Node::Kind::scalar: {
      if (value.quoted) return false;
      const std::optional<double> number = parse_number(value.text);
      return number ? *number > 1 : value.text == "true";
    }
    case Node::Kind::list:
      return !value.items.empty();
    case Node::Kind::map:
      return !value.entries.empty();
  }
  return false;
}

/// Complains of each key that tells of experts (num_local_experts, n_routed_experts, moe_intermediate_size ...), at any
/// depth: DBRX keeps its own in ffn_config.
void complain_of_experts(const Node& node, const std::string& path, Diagnostics& diagnostics) {
  for (const Node::Entry& entry : node.entries) {
    const std::string here = path.empty() ? entry.key : path + "." + entry.key;
    const bool tells = entry.key.find("expert") != std::string::npos || entry.key.starts_with("moe_");
    if (tells && says_several(entry.value)) {
      diagnostics.error(entry.place, here,
                        format("{}: experts are not modelled, and a copy of the file without them would be another LLM",
                               found_text(entry.value)));
    } else if (entry.value.kind == Node::Kind::map) {
      complain_of_experts(entry.value, here, diagnostics);
    }
  }
}

/// How many of the layers have the sliding window, as layer_types of newer files lists them.
std::int64_t listed_windows(const Field& types, std::int64_t layers) {
  if (types.node().kind != Node::Kind::list || types.node().items.size() != static_cast<std::size_t>(layers)) {
    types.error(format("{} where a list of {} layers is expected", found_text(types.node()), layers));
    return 0;
  }
  return std::ranges::count(types.node().items, "sliding_attention", &Node::text);
}

}  // namespace

std::vector<std::string> language_model_families() {
  std::vector<std::string> names;
  for (const Family& family : families) names.emplace_back(family.model_type);
  return names;
}

std::optional<LanguageModel> read_language_model(const std::string& name, const std::string& config,
                                                 const std::shared_ptr<const std::string>& file,
                                                 Diagnostics& diagnostics) {
  Diagnostics here;
  const std::optional<Node> root = read_json(config, file, limits::config_values, here);
  std::optional<LanguageModel> model;
  const auto read = [&] {
    MapReader reader{*root, "", here};
    complain_of_experts(*root, "", here);
    if (here.has_errors()) return;
    const std::optional<Field> model_type = reader.required("model_type", "the family of the model");
    if (!model_type) return;
    const auto family = std::ranges::find(families, model_type->node().text, &Family::model_type);
    if (family == families.end()) return complain_of_unknown_family(reader, *model_type);

    const auto size = [&](std::string_view key) -> std::int64_t {
      const auto field = reader.required(key, format("every {} model has it", family->model_type));
      return field ? static_cast<std::int64_t>(field->whole(1, limits::model_size).value_or(1)) : 1;
    };
    const auto layers = [&](std::string_view key) -> std::int64_t {
      const auto field = reader.required(key, format("every {} model has it", family->model_type));
      return field ? static_cast<std::int64_t>(field->whole(1, limits::layers).value_or(1)) : 1;
    };
    const auto size_or = [&](std::string_view key, std::int64_t other) -> std::int64_t {
      const auto field = reader.optional(key);
      return field ? static_cast<std::int64_t>(field->whole(1, limits::model_size).value_or(1)) : other;
    };
    const auto flag_or = [&](std::string_view key, bool other) {
      const auto field = reader.optional(key);
      return field ? field->flag().value_or(other) : other;
    };
    LanguageModel m;
    m.name = name;
    m.family = family->model_type;
    m.digest = digest(config);
    m.hidden_size = size("hidden_size");
    m.feed_forward_size = size(family->feed_forward_key);
    m.layers = layers("num_hidden_layers");
    m.heads = size("num_attention_heads");
    m.kv_heads = size_or("num_key_value_heads", m.heads);
    m.vocabulary = size("vocab_size");
    m.embedding_size = family->embedding_projected ? size_or("word_embed_proj_dim", m.hidden_size) : m.hidden_size;
    m.max_positions = size_or("max_position_embeddings", 0);
    m.gated_feed_forward = family->gated_feed_forward;
    m.parallel_block = family->parallel_block;
    m.tied_embeddings = flag_or("tie_word_embeddings", family->tied_by_default);
    m.nonlinearity = family->nonlinearity;
    m.mean_subtracted = family->mean_subtracted;
    m.norms_per_block = family->norms_per_block;
    m.rotary_share = family->rotary_share;
    // Qwen2 carries a window that use_sliding_window switches; the others have it when they name one.
    const bool windowed = flag_or("use_sliding_window", m.family != "qwen2");
    m.sliding_window = windowed ? size_or("sliding_window", 0) : 0;
    if (m.sliding_window > 0) {
      m.windowed_layers = family->alternating_windows ? m.layers - m.layers / 2 : m.layers;
      if (const auto types = reader.optional("layer_types")) {
        m.windowed_layers = listed_windows(*types, m.layers);
      } else if (const auto full = reader.optional("max_window_layers")) {  // Qwen2: the first so many have none
        const auto count = static_cast<std::int64_t>(full->whole(0, limits::model_size).value_or(0));
        m.windowed_layers = std::max<std::int64_t>(0, m.layers - count);
      }
      if (m.windowed_layers == 0) m.sliding_window = 0;
    }
    if (family->own_head_size) {
      m.head_size = size("head_dim");
    } else {
      m.head_size = size_or("head_dim", std::max<std::int64_t>(1, m.hidden_size / m.heads));
      if (!here.has_errors() && !reader.has("head_dim") && m.hidden_size % m.heads != 0) {
        here.error({file, 0, 0}, "num_attention_heads",
                   format("{} heads do not divide hidden_size {}", m.heads, m.hidden_size));
      }
    }
    if (!here.has_errors() && m.heads % m.kv_heads != 0) {
      here.error({file, 0, 0}, "num_key_value_heads", format("{} does not divide {} heads", m.kv_heads, m.heads));
    }
    model = std::move(m);
  };
  if (root) read();
  for (const Diagnostic& d : here.in_file_order()) {
    if (d.severity == Severity::error) diagnostics.error(d.place, d.path, d.message);
  }
  if (here.has_errors()) return std::nullopt;
  return model;
}

}  // namespace bitpareto
