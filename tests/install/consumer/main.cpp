// SPDX-License-Identifier: Apache-2.0
// A program of somebody else that evaluates a design with the installed package.
#include <core/document/yaml_reader.h>
#include <explorers/catalogue.h>
#include <models/design/space_loader.h>

#include <cstdio>

int main(int, char** argv) {
  using namespace bitpareto;
  const ConfigFolder configs{argv[1]};
  Diagnostics diagnostics;
  const auto document = read_yaml(
      "workloads: [{model: llama-2-7b, phase: decode, context: 256}]\n"
      "design: {performance_model: hpca25, array: {rows: 64, columns: 16}, weights: {bits: 3.0625}}\n",
      std::make_shared<const std::string>("inline"), diagnostics);
  Vocabulary words = models::vocabulary(configs);
  words.explorers = {"an explorer", explorers::names(), "", false};
  const auto space =
      models::load_space(read_space_file(*document, "inline", words, diagnostics), configs, words, diagnostics);
  if (!space) return 1;
  DesignBlock block{space->model->space()};
  block.set_range(0, 1);
  CostBlock costs{1};
  space->model->evaluate(block, costs);
  const double cycles = costs.column(0, Cost::total_cycles)[0];
  std::printf("%.0f cycles per token\n", cycles);
  return cycles == 79493200 ? 0 : 1;  // Fig. 9 of the BitMoD paper
}
