// SPDX-License-Identifier: Apache-2.0
#include "core/constraint.h"

#include <gtest/gtest.h>

namespace bitpareto {
namespace {

const std::vector<WorkloadUse> uses{
    {.name = "prefill", .model_name = "m", .model = 0, .shape = {.phase = Phase::prefill}},
    {.name = "decode", .model_name = "m", .model = 0, .shape = {.phase = Phase::decode}}};

Constraint read(const std::string& text) { return Constraint::parse(text, uses).value(); }
std::string refusal(const std::string& text) {
  const Result<Constraint> constraint = Constraint::parse(text, uses);
  return constraint ? "" : constraint.error();
}

TEST(Constraint, ComparesWithAQuantity) {
  const Constraint c = read("ttft<=500 ms");
  EXPECT_EQ(c.metric.metric(), Metric::ttft);
  EXPECT_EQ(c.comparison, Comparison::at_most);
  EXPECT_EQ(c.bound, 0.5);
  EXPECT_EQ(read("area < 6 mm2").bound, 6);
  EXPECT_EQ(read("tokens_per_s >= 10").bound, 10);
  EXPECT_EQ(read("weight_bytes <= 4 GiB").bound, 4.0 * (1 << 30));
  EXPECT_EQ(read("prefill.energy > 1 mJ").metric.text(), "prefill.energy");
}

TEST(Constraint, ComparesWithMultiples) {
  const Constraint c = read("perplexity <= 1.05 * fp16_perplexity");
  EXPECT_EQ(c.reference, Constraint::Reference::fp16_perplexity);
  EXPECT_EQ(c.bound, 1.05);
  EXPECT_EQ(read("perplexity <= fp16_perplexity").bound, 1);
  const Constraint b = read("energy < 0.5*baseline.prefill.energy");
  EXPECT_EQ(b.reference, Constraint::Reference::baseline);
  EXPECT_EQ(b.baseline_metric, "prefill.energy");
}

TEST(Constraint, SaysWhatIsWrong) {
  EXPECT_EQ(refusal("area 6 mm2"), "'area 6 mm2' compares nothing; expected a constraint such as area <= 6 mm2");
  EXPECT_EQ(refusal("area = 6 mm2"), "'=' is not a comparison; one of <, <=, >, >=");
  EXPECT_EQ(refusal("aera <= 6 mm2"), "'aera' is not a metric; did you mean 'area'?");
  EXPECT_EQ(refusal("area <= 6"), "'6' has no unit; expected a number with a unit (um2, mm2)");
  EXPECT_EQ(refusal("area <= 6 ms").substr(0, 33), "'6 ms': 'ms' is not a unit here; ");
  EXPECT_EQ(refusal("energy <= 1.05 * fp16_perplexity"),
            "energy cannot be compared with fp16_perplexity; perplexity can");
  EXPECT_EQ(refusal("perplexity <= many * fp16_perplexity"),
            "'many' is not a factor; write it as 1.05 * fp16_perplexity");
  EXPECT_EQ(refusal("perplexity <= 2 * fp16"), "'fp16' cannot be multiplied; fp16_perplexity and baseline.METRIC can");
}

TEST(Constraint, HoldsAtItsBoundOnlyWhereItSaysSo) {
  EXPECT_TRUE(holds(1, Comparison::at_most, 1));
  EXPECT_FALSE(holds(1, Comparison::less, 1));
  EXPECT_TRUE(holds(1, Comparison::at_least, 1));
  EXPECT_FALSE(holds(1, Comparison::greater, 1));
}

}  // namespace
}  // namespace bitpareto
