// SPDX-License-Identifier: Apache-2.0
#include "core/problem/constraint.h"
#include "models/design/vocabulary.h"

#include <gtest/gtest.h>

namespace bitpareto {
namespace {

const std::vector<WorkloadUse> uses{
    {.name = "prefill", .model_name = "m", .model = 0, .shape = {.phase = Phase::prefill}},
    {.name = "decode", .model_name = "m", .model = 0, .shape = {.phase = Phase::decode}}};

Constraint read(const std::string& text) { return Constraint::parse(text, uses, models::known_leaves()).value(); }
std::string refusal(const std::string& text) {
  const Result<Constraint> constraint = Constraint::parse(text, uses, models::known_leaves());
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

TEST(Constraint, IsAFormulaWhereItIsMoreThanThat) {
  EXPECT_FALSE(read("ttft <= 2 * 250 ms").condition.has_value());
  EXPECT_EQ(read("ttft <= 2 * 250 ms").bound, 0.5);
  EXPECT_FALSE(read("latency_s <= 2").condition.has_value());
  EXPECT_TRUE(read("2 s >= latency").condition.has_value());
  EXPECT_TRUE(read("perplexity + 2*perplexity_error <= 6").condition.has_value());
  EXPECT_TRUE(read("array.rows * array.columns <= 1024").condition.has_value());
  EXPECT_TRUE(read("perplexity <= fp16_perplexity + 0.1").condition.has_value());
  EXPECT_TRUE(read("energy < baseline.energy - 1 mJ").needs_baseline());
  EXPECT_FALSE(read("energy < 1 mJ").needs_baseline());
}

TEST(Constraint, SaysWhatIsWrong) {
  EXPECT_EQ(refusal("energy <= 1.05 * fp16_perplexity"), "J and a plain number cannot be compared");
  EXPECT_EQ(refusal("perplexity <= many * fp16_perplexity"),
            "'many' is neither a metric nor a leaf (bitpareto list metrics; leaves are named by their path, as in "
            "array.rows)");
  EXPECT_EQ(refusal("perplexity <= 2 * fp16_perplexty"),
            "'fp16_perplexty' is neither a metric nor a leaf; did you mean 'fp16_perplexity'?");
  EXPECT_EQ(refusal("1 < 2"), "is the same for every design; expected a metric or a leaf");
}

TEST(Constraint, HoldsAtItsBoundOnlyWhereItSaysSo) {
  EXPECT_TRUE(holds(1, Comparison::at_most, 1));
  EXPECT_FALSE(holds(1, Comparison::less, 1));
  EXPECT_TRUE(holds(1, Comparison::at_least, 1));
  EXPECT_FALSE(holds(1, Comparison::greater, 1));
}

}  // namespace
}  // namespace bitpareto
