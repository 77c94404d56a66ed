// SPDX-License-Identifier: Apache-2.0
/// The language of constraints and objectives: what it reads, what it refuses and where, and what its operations do.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/expression/operations.h"
#include "core/expression/parser.h"
#include "core/expression/scanner.h"
#include "core/problem/objective.h"
#include "models/design/vocabulary.h"
#include "models/hardware/leaves.h"

namespace bitpareto {
namespace {

const std::vector<WorkloadUse> uses{
    {.name = "prefill", .model_name = "m", .model = 0, .shape = {.phase = Phase::prefill}},
    {.name = "decode", .model_name = "m", .model = 0, .shape = {.phase = Phase::decode}},
    {.name = "long-context 2", .model_name = "m", .model = 0, .shape = {.phase = Phase::decode}}};

/// Those of every model, with words for one of them.
LeafTable known() {
  static const LeafTable table = [] {
    std::vector<KnownLeaf> leaves;
    for (KnownLeaf known : models::known_leaves()) {
      if (known.leaf == leaf::kv_cache_datatype) known.words.names = {"fp16", "int8", "int4"};
      leaves.push_back(std::move(known));
    }
    return LeafTable{std::move(leaves)};
  }();
  return table;
}

/// "MESSAGE @ COLUMN", columns from 1; empty if nothing is wrong.
std::string refusal(const std::string& text) {
  const SpaceNames names{uses, known()};
  const Parsed<Expression> condition = parse_condition(text, names);
  return condition ? "" : condition.mistake.message + " @ " + std::to_string(condition.mistake.at + 1);
}

/// The value where `latency` is 2 s, `energy` 3 J, `area` 5 mm2, `array.rows` 8, and everything else has none.
double value(const std::string& text, ValueKind kind = ValueKind::number) {
  const SpaceNames names{uses, known()};
  const Parsed<Expression> parsed =
      kind == ValueKind::truth ? parse_condition(text, names) : parse_value(text, names);
  if (!parsed) throw std::runtime_error{text + ": " + parsed.mistake.message};
  std::vector<double> of;
  for (const Step& step : parsed->steps()) {
    if (step.op == Step::Op::number) {
      of.push_back(step.number);
    } else if (step.op == Step::Op::reference) {
      const Reference& reference = parsed->references()[step.reference];
      const auto* const metric = std::get_if<MetricExpression>(&reference.what);
      const auto* const leaf = std::get_if<Leaf>(&reference.what);
      double number = NAN;
      if (metric != nullptr && metric->metric() == Metric::latency) number = 2;
      if (metric != nullptr && metric->metric() == Metric::energy) number = 3;
      if (metric != nullptr && metric->metric() == Metric::area) number = 5;
      if (metric != nullptr && metric->metric() == Metric::weight_bytes) number = 4096;
      if (leaf != nullptr && *leaf == leaf::array_rows) number = 8;
      of.push_back(number * reference.to_base);
    } else {
      std::vector<double> operands;
      for (const std::size_t operand : step.operands) operands.push_back(of[operand]);
      of.push_back(apply(step.op, std::span<const double>{operands}));
    }
  }
  return of.back();
}
bool is_true(const std::string& text) { return value(text, ValueKind::truth) == 1; }
bool is_open(const std::string& text) { return std::isnan(value(text, ValueKind::truth)); }

TEST(Expression, ComputesAsOnPaper) {
  EXPECT_EQ(value("energy * latency"), 6);
  EXPECT_EQ(value("energy / latency / area"), 0.3);
  EXPECT_EQ(value("array.rows - 2 - 1"), 5);
  EXPECT_EQ(value("-array.rows + 2 * 3"), -2);
  EXPECT_EQ(value("(array.rows + 2) * 3"), 30);
  EXPECT_EQ(value("array.rows / 3"), 8.0 / 3) << "no quotient of counts is cut";
  EXPECT_EQ(value("min(latency, 500 ms, 3 s)"), 0.5);
  EXPECT_EQ(value("max(latency, 500 ms)"), 2);
  EXPECT_EQ(value("energy + 1 mJ"), 3.001);
  EXPECT_EQ(value("weight_bytes"), 4096 * 8) << "information counts in bits";
}

TEST(Expression, ComparesAndJoins) {
  EXPECT_TRUE(is_true("latency < 3 s"));
  EXPECT_FALSE(is_true("latency < 2 s"));
  EXPECT_TRUE(is_true("latency<=2000 ms and energy >= 3 J and not area > 5 mm2"));
  EXPECT_TRUE(is_true("latency > 3 s or energy > 2 J"));
  EXPECT_TRUE(is_true("latency > 3 s || energy > 2 J && area != 4 mm2"));
  EXPECT_FALSE(is_true("(latency > 3 s or energy > 2 J) and area == 4 mm2"));
  EXPECT_TRUE(is_true("array.rows in [4, 8]"));
  EXPECT_TRUE(is_true("array.rows not in (4, 9)"));
  EXPECT_TRUE(is_true("energy / latency <= 1.5 W"));
  EXPECT_TRUE(is_true("energy / latency <= 1.5 J/s")) << "a quotient of units is a unit";
  EXPECT_TRUE(is_true("energy / weight_bytes < 100 uJ/bit * 1")) << "3 J over 32,768 bits are 91.6 uJ/bit";
}

TEST(Expression, FindsMetricsLeavesAndColumnsByAnyOfTheirNames) {
  EXPECT_EQ(value("latency_s"), 2);
  EXPECT_TRUE(is_true("latency_s < 3"));
  EXPECT_TRUE(is_true("area_mm2 + array_rows == 13"));
  EXPECT_TRUE(is_true("design.array.rows == 8"));
  EXPECT_EQ(refusal("clock >= 500 MHz and ttft < 1 s"), "");
  EXPECT_EQ(refusal("clock_hz >= 5e8 and input_buffer_size_bytes <= 65536"), "");
  EXPECT_EQ(refusal("kv_cache.datatype in [int8, int4]"), "");
  EXPECT_EQ(refusal("prefill.energy < 1 J and prefill_energy_j < 1"), "");
  EXPECT_EQ(refusal("worst(decode.perplexity) < 6 and worst_decode_perplexity < 6"), "");
  EXPECT_EQ(refusal("long-context 2.tpot < 1 s - 2 ms"), "") << "names of workloads are free text";
  EXPECT_EQ(refusal("\"long-context 2.tpot\" < 1 s"), "");
  // A name that ends in its unit anyway may be compared with either.
  EXPECT_TRUE(is_true("weight_bytes <= 4 KiB"));
  EXPECT_TRUE(is_true("weight_bytes <= 4096"));
  EXPECT_FALSE(is_true("2 * weight_bytes <= 8191"));
  EXPECT_FALSE(is_true("weight_bytes + weight_bytes <= 8191 B"));
}

TEST(Expression, TellsSizesOfGroupsFromWholeRows) {
  EXPECT_EQ(refusal("weights.group_size <= 128 or weights.group_size == channel"), "");
  EXPECT_EQ(refusal("weights.group_size in [64, channel]"), "");
}

TEST(Expression, WhatHasNoValueSatisfiesNothing) {
  EXPECT_TRUE(is_open("energy / (latency - 2 s) < 1 W")) << "a division by zero";
  EXPECT_TRUE(is_open("not energy / (latency - 2 s) < 1 W"));
  EXPECT_TRUE(is_open("peak_power < 1 W")) << "a metric without a value";
  EXPECT_TRUE(is_open("peak_power < 1 W and latency < 3 s"));
  EXPECT_FALSE(is_open("peak_power < 1 W and latency > 3 s")) << "false whatever the other is";
  EXPECT_TRUE(is_true("peak_power < 1 W or latency < 3 s"));
  EXPECT_TRUE(is_open("peak_power != peak_power"));
  EXPECT_TRUE(is_open("min(peak_power, 1 W) <= 1 W"));
}

TEST(Expression, ChecksUnits) {
  EXPECT_EQ(refusal("energy + latency < 1"), "J and s cannot be added @ 8");
  EXPECT_EQ(refusal("energy - area < 1 J"), "J and mm2 cannot be subtracted @ 8");
  EXPECT_EQ(refusal("energy * latency < 3 s"), "J s and s cannot be compared @ 18");
  EXPECT_EQ(refusal("area <= 6"), "6 has no unit; expected a number with a unit (um2, mm2) @ 9");
  EXPECT_EQ(refusal("area <= 6 ms"), "mm2 and s cannot be compared @ 6");
  EXPECT_EQ(refusal("perplexity <= 6 s"), "a plain number and s cannot be compared @ 12");
  EXPECT_EQ(refusal("latency_s < 5 s"),
            "a plain number and s cannot be compared; 'latency_s' is a plain number, because its name ends in its unit "
            "@ 11");
  EXPECT_EQ(refusal("energy / area / area <= 1 J"), "J/mm2^2 and J cannot be compared @ 22");
  EXPECT_EQ(refusal("kv_cache.datatype < int8"),
            "texts have no order: '<' compares numbers; == and in compare texts @ 19");
  EXPECT_EQ(refusal("kv_cache.datatype + 1 < 2"), "a text where a number is expected @ 1");
  EXPECT_EQ(refusal("area and latency < 3 s"), "compares nothing; expected a condition such as area <= 6 mm2 @ 1");
  EXPECT_EQ(refusal("(latency < 3 s) + 1 < 2"), "true or false where a number is expected @ 10");
}

TEST(Expression, NamesTheMistake) {
  EXPECT_EQ(refusal("latency =< 3 s"), "'=<' is not a comparison; did you mean '<='? @ 9");
  EXPECT_EQ(refusal("latency => 3 s"), "'=>' is not a comparison; did you mean '>='? @ 9");
  EXPECT_EQ(refusal("latency = 3 s"), "'=' is not a comparison; did you mean '=='? @ 9");
  EXPECT_EQ(refusal("area 6 mm2"), "'6' is not expected here; expected and, or, an operator or the end @ 6");
  EXPECT_EQ(refusal("latency"), "compares nothing; expected a condition such as area <= 6 mm2 @ 1");
  EXPECT_EQ(refusal(""), "nothing is compared; expected a condition such as area <= 6 mm2 @ 1");
  EXPECT_EQ(refusal("aera <= 6 mm2"), "'aera' is neither a metric nor a leaf; did you mean 'area'? @ 1");
  EXPECT_EQ(refusal("latency < 3 s and array.row <= 8"),
            "'array.row' is neither a metric nor a leaf; did you mean 'array.rows'? @ 19");
  EXPECT_EQ(refusal("preefill.energy < 3 J"),
            "'preefill' is not a workload; did you mean 'prefill'? @ 1");
  EXPECT_EQ(refusal("latency < 3 sec"), "'sec' is not a unit; units are written as in 5 ms, 512 KiB, 6 mm2 @ 13");
  EXPECT_EQ(refusal("latency < 3 Ms").substr(0, 18), "'Ms' is not a unit");
  EXPECT_EQ(refusal("(latency < 3 s"), "a ( that nothing closes @ 1");
  EXPECT_EQ(refusal("latency < 3 s)"), "')' closes nothing @ 14");
  EXPECT_EQ(refusal("array.rows in [4, 8"), "a [ that nothing closes @ 15");
  EXPECT_EQ(refusal("array.rows in 4"), "'4' is not expected here; expected a list, as in [int4, int8] @ 15");
  EXPECT_EQ(refusal("latency <"), "the expression ends here; expected a metric, a leaf, a number or ( @ 10");
  EXPECT_EQ(refusal("1 s < latency < 3 s"), "a second comparison; write a < b and b < c @ 15");
  EXPECT_EQ(refusal("array.rows == 0x10"), "a hexadecimal number; numbers are decimal here @ 15");
  EXPECT_EQ(refusal("array.rows == 010"), "'010' is not a number @ 15");
  EXPECT_EQ(refusal("array.rows < 6 6"), "'6 6': two numbers; expected an operator between them @ 16");
  EXPECT_EQ(refusal("kv_cache.datatype == int9"), "'int9' is no value of kv_cache.datatype; did you mean 'int8'? @ 22");
  EXPECT_EQ(refusal("median(latency) < 3 s"), "'median' is not a function; did you mean 'mean'? @ 1");
  EXPECT_EQ(refusal("latency < 3 s # fast"), "'#' is a character that no expression has @ 15");
  EXPECT_EQ(refusal("kv_cache.datatype == 'int8"), "a ' that nothing closes @ 22");
  EXPECT_EQ(refusal("latency < 1 s / 0"), "a division by zero @ 15");
  EXPECT_EQ(refusal("latency < 3 s & area < 1 mm2"), "'&' is not expected here; did you mean 'and'? @ 15");
}

TEST(Expression, HasLimits) {
  std::string nested = "latency < 3 s";
  for (int i = 0; i < 40; ++i) nested = "(" + nested + ")";
  EXPECT_EQ(refusal(nested), "");
  for (int i = 0; i < 40; ++i) nested = "(" + nested + ")";
  EXPECT_EQ(refusal(nested).substr(0, 31), "nested more than 64 levels deep");
  EXPECT_EQ(refusal(std::string(5'000, '-') + "latency < 3 s").substr(0, 31), "longer than 4096 characters @ 4");
  EXPECT_EQ(refusal(std::string(4'000, '-') + "latency < 3 s").substr(0, 31), "nested more than 64 levels deep");
  EXPECT_EQ(refusal(std::string(4'000, '!') + "latency < 3 s").substr(0, 31), "nested more than 64 levels deep");
  std::string sum = "latency < 1 s";
  while (sum.size() < 4'000) sum += " + 1 s";
  EXPECT_EQ(refusal(sum), "") << "a sum is long, not deep";
  std::string list = "array.rows in [0";
  for (int i = 1; i < 300; ++i) list += "," + std::to_string(i);
  EXPECT_EQ(refusal(list + "]").substr(0, 20), "more than 256 values");
}

TEST(Expression, MarksThePlace) {
  EXPECT_EQ(caret_text("latency =< 3 s", 8), "  latency =< 3 s\n          ^");
  EXPECT_EQ(split_expressions("energy, min(latency, 3 s) ,'a,b',,"),
            (std::vector<std::string>{"energy", "min(latency, 3 s)", "'a,b'"}));
}

std::string objective(const std::string& text) {
  const Parsed<Objective> parsed = Objective::parse(text, SpaceNames{uses, known()});
  if (!parsed) return parsed.mistake.message;
  return parsed->text() + " -> " + parsed->column_name() + (parsed->is_maximised() ? " up" : " down");
}

TEST(Objective, IsAMetricOrAFormulaWithAName) {
  EXPECT_EQ(objective("energy"), "energy -> energy_j down");
  EXPECT_EQ(objective("tops_per_w"), "tops_per_w -> tops_per_w up");
  EXPECT_EQ(objective("energy * latency"), "energy * latency -> energy_times_latency_js down");
  EXPECT_EQ(objective("cost: energy * latency"), "cost -> cost_js down");
  EXPECT_EQ(objective("cost: energy * area"), "cost -> cost down");
  EXPECT_EQ(objective("tops_per_w / area"), "tops_per_w / area -> tops_per_w_over_area up");
  EXPECT_EQ(objective("1 / decode.tokens_per_s"), "1 / decode.tokens_per_s -> of_1_over_decode_tokens_per_s down");
  EXPECT_EQ(objective("array.rows * array.columns"), "array.rows * array.columns -> array_rows_times_array_columns down");
  EXPECT_EQ(objective("tops_per_w * energy").substr(0, 50), "more of one part and less of another is better, so");
  EXPECT_EQ(objective("a b: energy"),
            "'a b' is not a name; one word of letters, digits and _ stands in front of a colon");
  EXPECT_EQ(objective("1 + 2").substr(0, 45), "a number that is the same for every design; e");
  EXPECT_EQ(objective("energy < 3 J").substr(0, 40), "true or false where a number is expected");
}

// Every choice of one value from each operand's range gives a value in the range of the result.
RC_GTEST_PROP(Range, HoldsEveryValue, ()) {
  using Op = Step::Op;
  const auto number = [] {
    return *rc::gen::element(-4.0, -1.5, -1.0, -0.0, 0.0, 1e-9, 0.5, 1.0, 3.0, 1e9, HUGE_VAL, -HUGE_VAL);
  };
  const auto op = *rc::gen::element(Op::add, Op::subtract, Op::multiply, Op::divide, Op::minimum, Op::maximum, Op::less,
                                    Op::at_most, Op::greater, Op::at_least, Op::equal, Op::not_equal, Op::in);
  std::vector<std::vector<double>> choices(2);
  std::vector<Range> ranges;
  for (std::vector<double>& of : choices) {
    const int count = *rc::gen::inRange(1, 4);
    Range range{HUGE_VAL, -HUGE_VAL, false};
    for (int i = 0; i < count; ++i) {
      // Nothing that a design has is infinite; ends of ranges may be.
      double x = number();
      range.low = std::min(range.low, x);
      range.high = std::max(range.high, x);
      if (std::isfinite(x)) of.push_back(x);
    }
    if (*rc::gen::inRange(0, 4) == 0) {
      of.push_back(NAN);
      range.may_lack_value = true;
    }
    ranges.push_back(range);
  }
  const Range result = apply(op, std::span<const Range>{ranges});
  for (const double a : choices[0]) {
    for (const double b : choices[1]) {
      const std::array<double, 2> operands{a, b};
      const double value = apply(op, std::span<const double>{operands});
      if (std::isnan(value)) {
        RC_ASSERT(result.may_lack_value);
      } else {
        RC_ASSERT(result.low <= value);
        RC_ASSERT(value <= result.high);
      }
    }
  }
}

// Every set of truths with every other, under every operation.
TEST(Range, HoldsEveryTruth) {
  using Op = Step::Op;
  const std::array<double, 3> all{0, 1, NAN};
  const auto chosen = [&](unsigned set) {
    std::vector<double> truths;
    for (unsigned t = 0; t < 3; ++t) {
      if ((set >> t & 1U) != 0) truths.push_back(all[t]);
    }
    return truths;
  };
  const auto range_of = [](const std::vector<double>& truths) {
    Range range{HUGE_VAL, -HUGE_VAL, false};
    for (const double truth : truths) {
      if (std::isnan(truth)) {
        range.may_lack_value = true;
      } else {
        range.low = std::min(range.low, truth);
        range.high = std::max(range.high, truth);
      }
    }
    return range;
  };
  for (const Op op : {Op::both, Op::either, Op::negation}) {
    for (unsigned first = 1; first < 8; ++first) {
      for (unsigned second = 1; second < 8; ++second) {
        std::vector<Range> ranges{range_of(chosen(first)), range_of(chosen(second))};
        if (op == Op::negation) ranges.pop_back();
        const Range result = apply(op, std::span<const Range>{ranges});
        bool may_hold = false;
        for (const double a : chosen(first)) {
          for (const double b : chosen(second)) {
            const std::array<double, 2> operands{a, b};
            const double value = apply(op, std::span<const double>{operands}.first(ranges.size()));
            const bool is_in = std::isnan(value) ? result.may_lack_value : result.low <= value && value <= result.high;
            EXPECT_TRUE(is_in);
            may_hold = may_hold || value == 1;
          }
        }
        EXPECT_EQ(result.may_hold(), may_hold) << "and it is not wider than it must be";
      }
    }
  }
}

TEST(Names, OfMetricsLeavesAndTheirColumnsAreAllDifferent) {
  std::vector<std::string> names;
  for (const MetricEntry& metric : all_metrics()) {
    names.emplace_back(metric.name);
    if (metric.name != metric.column) names.emplace_back(metric.column);
  }
  for (const KnownLeaf& known : models::known_leaves()) {
    names.emplace_back(known.leaf->path);
    if (known.leaf->path != column_name(known.leaf)) names.push_back(column_name(known.leaf));
  }
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

}  // namespace
}  // namespace bitpareto
