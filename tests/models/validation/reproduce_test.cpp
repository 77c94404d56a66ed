// SPDX-License-Identifier: Apache-2.0
/// Fig. 9 of the BitMoD paper (Chen et al., HPCA 2025) from the spaces under configs/reproduce, point by point.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/text/number.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

// Fig. 9: hpca25_fig9.csv is the authors' sheet: perplexity, cycles and on-chip energy (whole uJ) per decoded token.
TEST(Fig9, The22PointsAreThePapers) {
  Diagnostics diagnostics;
  const auto sheet = read_csv(test::read_file(test::configs().root() / "reproduce" / "hpca25_fig9.csv"),
                              std::make_shared<const std::string>("fig9"), diagnostics);
  int points = 0;
  for (const std::string accelerator : {"bitmod", "ant", "olive"}) {
    const models::LoadedSpace space = test::load_file("configs/reproduce/fig9-" + accelerator + ".yaml");
    const std::vector<Evaluation> costs = test::evaluate(space);
    std::size_t w = 0;  // the workloads stand in the order of the sheet
    for (std::size_t row = 0; row < sheet->size(); ++row) {
      if (sheet->at(row, 1) != accelerator) continue;
      const std::string what = accelerator + " " + sheet->at(row, 2) + " " + sheet->at(row, 0);
      ASSERT_LT(w, costs.size());
      EXPECT_EQ(space.uses[w].model_name, sheet->at(row, 0));
      const Evaluation& e = costs[w++];
      EXPECT_EQ(e[Cost::perplexity], parse_number(sheet->at(row, 3))) << what;
      EXPECT_EQ(e[Cost::total_cycles], parse_number(sheet->at(row, 4))) << what;
      EXPECT_NEAR((e[Cost::energy] - e[Cost::energy_dram]) * 1e6, *parse_number(sheet->at(row, 5)), 0.5) << what;
      ++points;
    }
    EXPECT_EQ(w, costs.size());
  }
  EXPECT_EQ(points, 22);
}

// Fig. 9 says that BitMoD has the front of perplexity and energy-delay product; by the native model on the same hardware it has, too: nothing
// of ANT and OliVe dominates its 3 and 4 bits, on either LLM, whether idle PEs are gated or not.
TEST(Fig9, BitModIsOnTheFrontOfTheNativeModel) {
  const std::vector<std::string> native{"design.performance_model=native", "design.dram={preset: bus}", "design.effects.one_chip=false"};
  for (const char* idle : {"design.pe.idle_share=1", "design.pe.idle_share=0.05"}) {
    std::vector<std::string> settings = native;
    settings.emplace_back(idle);
    std::map<std::string, std::vector<std::pair<double, double>>> bitmod, rivals;  // by LLM: product and perplexity
    for (const std::string accelerator : {"bitmod", "ant", "olive"}) {
      const session::Session space = session::open_space("fig9-" + accelerator, test::catalogue(), {.settings = settings});
      const std::vector<Evaluation> costs = test::evaluate(space.loaded);
      for (std::size_t w = 0; w < costs.size(); ++w) {
        const WorkloadUse& use = space.loaded.uses[w];
        const std::pair point{costs[w][Cost::latency] * (costs[w][Cost::energy] - costs[w][Cost::energy_dram]), costs[w][Cost::perplexity]};
        if (accelerator != "bitmod") {
          rivals[use.model_name].push_back(point);
        } else if (use.name.starts_with("bitmod")) {
          bitmod[use.model_name].push_back(point);
        }
      }
    }
    EXPECT_EQ(bitmod.size(), 2U);
    for (const auto& [model, points] : bitmod) {
      EXPECT_EQ(points.size(), 2U);
      for (const auto& [product, perplexity] : points) {
        for (const auto& [of_rival, perplexity_of_rival] : rivals[model]) {
          EXPECT_FALSE(of_rival <= product && perplexity_of_rival <= perplexity) << model << " " << idle;
        }
      }
    }
  }
}

}  // namespace
}  // namespace bitpareto
