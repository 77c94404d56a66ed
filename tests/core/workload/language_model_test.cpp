// SPDX-License-Identifier: Apache-2.0
#include "core/workload/language_model.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/workload/workload_graph.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

std::optional<LanguageModel> read(const std::string& json, std::vector<std::string>* complaints = nullptr) {
  Diagnostics diagnostics;
  auto model = read_language_model("m", json, std::make_shared<const std::string>("config.json"), diagnostics);
  for (const Diagnostic& d : diagnostics.in_file_order()) {
    if (complaints != nullptr) complaints->push_back(d.text());
  }
  return model;
}

LanguageModel shipped(const std::string& name) {
  return *read(test::read_file(test::configs().file("workloads", ".json", name, {})));
}

std::vector<std::string> complaints(const std::string& json) {
  std::vector<std::string> list;
  EXPECT_FALSE(read(json, &list));
  return list;
}

TEST(LanguageModel, ReadsWhatHuggingFaceWrites) {
  const LanguageModel m = shipped("llama-3-8b");
  EXPECT_EQ(m.family, "llama");
  EXPECT_EQ(m.kv_heads, 8);
  EXPECT_EQ(m.head_size, 128);
  EXPECT_TRUE(m.gated_feed_forward);
  EXPECT_EQ(shipped("opt-350m").embedding_size, 512);
  EXPECT_EQ(shipped("gemma-2-2b").head_size, 256);     // its own: 2304 / 8 is 288
  EXPECT_EQ(shipped("qwen2.5-7b").sliding_window, 0);  // given, and switched off
  EXPECT_EQ(shipped("mistral-7b-v0.1").sliding_window, 4096);
  EXPECT_TRUE(shipped("phi-2").parallel_block);
}

// Hugging Face transformers 4.44: modeling_gemma2.py (is_sliding = not bool(layer_idx % 2)), modeling_mistral.py,
// configuration_qwen2.py (max_window_layers).
TEST(LanguageModel, KnowsWhichLayersHaveASlidingWindow) {
  EXPECT_EQ(shipped("gemma-2-2b").windowed_layers, 13);  // of 26
  EXPECT_EQ(shipped("mistral-7b-v0.1").windowed_layers, 32);
  EXPECT_EQ(shipped("mistral-7b-v0.3").windowed_layers, 0);
  EXPECT_EQ(shipped("qwen2.5-7b").windowed_layers, 0);
  const std::string start =
      R"({"model_type": "qwen2", "hidden_size": 64, "num_attention_heads": 4, "intermediate_size": 8, "vocab_size": 8, )"
      R"("num_hidden_layers": 3, "sliding_window": 16, "use_sliding_window": true, )";
  EXPECT_EQ(read(start + R"("max_window_layers": 2})")->windowed_layers, 1);
  EXPECT_EQ(read(start + R"("max_window_layers": 3})")->sliding_window, 0);
  EXPECT_EQ(read(start + R"("layer_types": ["full_attention", "sliding_attention", "sliding_attention"]})")->windowed_layers, 2);
  EXPECT_EQ(complaints(start + R"("layer_types": ["full_attention"]})"),
            std::vector<std::string>{"config.json: layer_types: a list of 1 where a list of 3 layers is expected"});
}

// Mixtral-8x7B's config.json, and the copy that the program used to ask for: 7 billion dense weights of 47.
TEST(LanguageModel, ReadAMixtureOfExpertsAsADenseModel) {
  const std::string sizes =
      R"("hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32, "num_attention_heads": 32, )"
      R"("num_key_value_heads": 8, "vocab_size": 32000, )";
  for (const std::string family : {"mixtral", "llama", "mistral"}) {
    EXPECT_EQ(complaints("{\"model_type\": \"" + family + "\", " + sizes + R"("num_experts_per_tok": 2, "num_local_experts": 8})"),
              (std::vector<std::string>{
                  "config.json: num_experts_per_tok: '2': experts are not modelled, and a copy of the file without them would be "
                  "another LLM",
                  "config.json: num_local_experts: '8': experts are not modelled, and a copy of the file without them would be "
                  "another LLM"}))
        << family;
  }
  // DeepSeek-V2, Qwen2-MoE and DBRX call them otherwise.
  for (const std::string key : {R"("n_routed_experts": 64)", R"("moe_intermediate_size": 1408)", R"("num_experts": 60)",
                                R"("ffn_config": {"moe_num_experts": 16})"}) {
    EXPECT_FALSE(read("{\"model_type\": \"llama\", " + sizes + key + "}")) << key;
  }
  for (const std::string key : {R"("num_experts": null)", R"("num_local_experts": 1)", R"("num_local_experts": 0)"}) {
    EXPECT_TRUE(read("{\"model_type\": \"llama\", " + sizes + key + "}")) << key;
  }
}

/// Parameters of a whole model from its matrix products, plus what is no matrix product: embeddings, norms and biases.
std::int64_t parameters(const LanguageModel& m) {
  const WorkloadGraph graph{m, {}};
  std::int64_t count = 0;
  for (const Operation& o : graph.operations()) {
    const bool counted_as_embedding = o.role == Role::head && m.tied_embeddings;
    if (!is_attention(o.role) && !counted_as_embedding) count += o.multiplicity * o.shape.outputs * o.shape.reduction;
  }
  count += m.vocabulary * m.embedding_size;
  const std::int64_t h = m.hidden_size;
  const std::int64_t kv = m.kv_heads * m.head_size;
  if (m.family == "llama" || m.family == "mistral") return count + (2 * m.layers + 1) * h;   // RMS norms
  if (m.family == "qwen2") return count + (2 * m.layers + 1) * h + m.layers * (h + 2 * kv);  // and q, k, v biases
  if (m.family == "gemma2") return count + (4 * m.layers + 1) * h;                           // four norms a block
  if (m.family == "opt") {  // learned positions (2 more than the context), norms and biases everywhere
    return count + (m.max_positions + 2) * h + m.layers * (4 * h + 4 * h + m.feed_forward_size + h) + 2 * h;
  }
  return count + m.layers * (2 * h + 4 * h + m.feed_forward_size + h) + 2 * h + m.vocabulary;  // Phi-2
}

// Totals as the Hugging Face model cards state them ("Model size", model.safetensors.index.json: total_size / 2 for 16
// bits).
TEST(LanguageModel, HasAsManyParametersAsPublished) {
  EXPECT_EQ(parameters(shipped("llama-2-7b")), 6'738'415'616);
  EXPECT_EQ(parameters(shipped("llama-2-13b")), 13'015'864'320);
  EXPECT_EQ(parameters(shipped("llama-2-70b")), 68'976'648'192);
  EXPECT_EQ(parameters(shipped("llama-3-8b")), 8'030'261'248);
  EXPECT_EQ(parameters(shipped("llama-3.2-1b")), 1'235'814'400);
  EXPECT_EQ(parameters(shipped("llama-3.2-3b")), 3'212'749'824);
  EXPECT_EQ(parameters(shipped("mistral-7b-v0.1")), 7'241'732'096);
  EXPECT_EQ(parameters(shipped("qwen2.5-0.5b")), 494'032'768);
  EXPECT_EQ(parameters(shipped("qwen2.5-32b")), 32'763'876'352);
  EXPECT_EQ(parameters(shipped("gemma-2-2b")), 2'614'341'888);
  EXPECT_EQ(parameters(shipped("gemma-2-9b")), 9'241'705'984);
  EXPECT_EQ(parameters(shipped("yi-6b")), 6'061'035'520);
  EXPECT_EQ(parameters(shipped("phi-2")), 2'779'683'840);
  EXPECT_EQ(parameters(shipped("opt-1.3b")), 1'315'758'080);
  EXPECT_EQ(parameters(shipped("opt-125m")), 125'239'296);
}

TEST(LanguageModel, EveryShippedFileIsReadAndNamesItsSource) {
  const std::vector<std::string> names = test::configs().names("workloads", ".json");
  EXPECT_GE(names.size(), 16U);
  for (const std::string& name : names) {
    const std::string text = test::read_file(test::configs().file("workloads", ".json", name, {}));
    EXPECT_TRUE(read(text)) << name;
    EXPECT_NE(text.find("\"_source\": \"https://huggingface.co/"), std::string::npos) << name;
  }
}

TEST(LanguageModel, NamesEveryMissingField) {
  EXPECT_EQ(complaints(R"({"model_type": "llama", "hidden_size": 64, "num_attention_heads": 4})"),
            (std::vector<std::string>{"config.json: intermediate_size: missing; every llama model has it",
                                      "config.json: num_hidden_layers: missing; every llama model has it",
                                      "config.json: vocab_size: missing; every llama model has it"}));
}

TEST(LanguageModel, SaysWhatAnUnknownFamilyLacks) {
  EXPECT_EQ(complaints(R"({"model_type": "mamba", "hidden_size": 768, "vocab_size": 50280})"),
            std::vector<std::string>{
                "config.json: model_type: the family 'mamba' is not known; known are gemma2, llama, mistral, opt, phi, "
                "qwen2; "
                "of the fields that Llama's blocks are read from, it lacks intermediate_size, num_hidden_layers, "
                "num_attention_heads, num_key_value_heads"});
}

TEST(LanguageModel, RefusesHeadsThatDoNotFit) {
  const std::string rest = R"("intermediate_size": 8, "num_hidden_layers": 1, "vocab_size": 8})";
  EXPECT_EQ(complaints(R"({"model_type": "llama", "hidden_size": 100, "num_attention_heads": 3, )" + rest).at(0),
            "config.json: num_attention_heads: 3 heads do not divide hidden_size 100");
  EXPECT_EQ(
      complaints(R"({"model_type": "llama", "hidden_size": 96, "num_attention_heads": 8, "num_key_value_heads": 3, )" +
                 rest)
          .at(0),
      "config.json: num_key_value_heads: 3 does not divide 8 heads");
  EXPECT_EQ(complaints(R"({"model_type": "llama", "hidden_size": -5, "num_attention_heads": 8, )" + rest).at(0),
            "config.json: hidden_size: -5 is outside [1, 16777216]");
}

TEST(LanguageModel, RefusesWhatIsNotJson) {
  EXPECT_EQ(complaints("{\"a\": 1, \"a\": 2}").at(0), "config.json: 'a' stands twice in one object");
  EXPECT_EQ(complaints("{").at(0).substr(0, 22), "config.json: not JSON:");
  EXPECT_EQ(complaints(std::string(10'000, '[')).at(0), "config.json: nested more than 64 levels deep");
  EXPECT_EQ(complaints("[]").at(0), "config.json: a list of 0 where a map is expected");
}

}  // namespace
}  // namespace bitpareto
