// SPDX-License-Identifier: Apache-2.0
/// Bytes of a checkpoint in F16 quantised per second on one core, and how fast errors of whole LLMs are told.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/base/random.h"
#include "core/system/file.h"
#include "models/accuracy/accuracy_files.h"
#include "models/accuracy/expected_error.h"
#include "models/checkpoint/weight_quantisation.h"
#include "models/datatypes/datatype_list.h"

namespace bitpareto::bench {
namespace {

/// A checkpoint of one layer of 4,096 x 4,096 weights in F16, 32 MiB, kept in the page cache.
const models::SafetensorsSet& checkpoint() {
  static const models::SafetensorsSet set = [] {
    const std::filesystem::path path = std::filesystem::temp_directory_path() / "bitpareto-bench.safetensors";
    const std::string header = R"({"q_proj.weight":{"dtype":"F16","shape":[4096,4096],"data_offsets":[0,33554432]}})";
    const std::uint64_t length = header.size();
    std::vector<std::uint16_t> weights(4096 * 4096);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      // Exponents and fractions of about the weights of LLMs: a sum of uniform numbers is nearly Gaussian.
      Stream random{1, i};
      const double value = 0.02 * (random.uniform() + random.uniform() + random.uniform() + random.uniform() - 2) * 1.7;
      const int exponent = std::max(std::ilogb(value), -14);
      const auto fraction = static_cast<std::uint16_t>(std::ldexp(std::abs(value), 10 - exponent)) & 1023U;
      weights[i] = static_cast<std::uint16_t>((value < 0 ? 0x8000U : 0U) | static_cast<unsigned>(exponent + 15) << 10U |
                                              fraction);
    }
    std::ofstream out{path, std::ios::binary};
    out.write(reinterpret_cast<const char*>(&length), 8);
    out.write(header.data(), static_cast<std::streamsize>(header.size()));
    out.write(reinterpret_cast<const char*>(weights.data()), static_cast<std::streamsize>(weights.size() * 2));
    out.close();
    Diagnostics diagnostics;
    auto opened = models::open_safetensors(std::vector{path}, diagnostics);
    diagnostics.throw_if_errors();
    std::filesystem::remove(path);  // stays mapped
    return *std::move(opened);
  }();
  return set;
}

void quantise_f16(benchmark::State& state, const char* datatype) {
  const models::SafetensorsSet& set = checkpoint();
  const std::vector<models::QuantisationChoice> choices{{models::find_datatype(datatype), 128}};
  for (auto _ : state) benchmark::DoNotOptimize(models::quantise_layers(set, choices, 1));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(set.tensors[0].data.size()));
}
BENCHMARK_CAPTURE(quantise_f16, int4, "int4")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(quantise_f16, bitmod4, "bitmod4")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(quantise_f16, int4_asym, "int4_asym")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(quantise_f16, fp6_e2m3, "fp6_e2m3")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(quantise_f16, olive4, "olive4")->Unit(benchmark::kMillisecond)->Iterations(1);

/// The errors of all datatypes at seven group sizes on Llama-2-7B from the shipped table.
void errors_of_llm(benchmark::State& state) {
  const ConfigFolder configs{BITPARETO_CONFIGS};
  Diagnostics diagnostics;
  const std::string name = configs.file("workloads", ".json", "llama-2-7b", {}).string();
  const LanguageModel llm = read_language_model("llama-2-7b", read_text(name, 1 << 20).value(),
                                                std::make_shared<const std::string>(name), diagnostics)
                                .value();
  models::AccuracyData data;
  models::load_shipped_accuracy(configs, data, diagnostics, nullptr);
  for (auto _ : state) {
    const models::AccuracyModel model{data, llm};
    double sum = 0;
    for (const double size : {16.0, 32.0, 64.0, 128.0, 256.0, 512.0, whole_row}) {
      for (const models::DatatypeEntry* d : models::datatypes()) {
        sum += model.error(*d, size, HeadProtocol::kept).value_or(0);
      }
    }
    benchmark::DoNotOptimize(sum);
  }
}
BENCHMARK(errors_of_llm)->Unit(benchmark::kMillisecond);

/// One point of the table of errors, by quadrature and by sample.
void error_of_point(benchmark::State& state, const char* datatype) {
  const models::WeightMagnitude weights{0.02};
  const models::Quantisation& quantisation = models::find_datatype(datatype)->quantisation;
  const models::Quantisation* const one[] = {&quantisation};
  for (auto _ : state) {
    if (const auto error = models::error_by_quadrature(quantisation, weights, 128)) {
      benchmark::DoNotOptimize(*error);
    } else {
      benchmark::DoNotOptimize(models::errors_by_sample(one, weights, 128));
    }
  }
}
BENCHMARK_CAPTURE(error_of_point, int4, "int4")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(error_of_point, int4_asym, "int4_asym")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(error_of_point, bitmod4, "bitmod4")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bitpareto::bench
