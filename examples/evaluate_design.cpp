// SPDX-License-Identifier: Apache-2.0
/// One design of Fig. 9 of the BitMoD paper (HPCA 2025): cycles per token and what else it costs.
#include <session/evaluate.h>
#include <session/open.h>

#include <cstdio>

using namespace bitpareto;

int main() {
  //! [evaluate]
  session::Catalogue catalogue;
  catalogue.look_in(BITPARETO_CONFIGS);
  const session::Session space = session::open_text(R"(
    workloads: [{model: llama-2-7b, phase: decode, context: 256}]
    design: {performance_model: hpca25, array: {rows: 64, columns: 16}, weights: {bits: 3.0625}}
  )", catalogue);
  const session::DesignCosts design = session::evaluate(space);
  std::printf("%.0f cycles per token\n", design.metric("total_cycles"));
  std::printf("%.4g J of energy, %.4g of it DRAM's\n", design.metric("energy"), design.metric("energy_dram"));
  //! [evaluate]
}
