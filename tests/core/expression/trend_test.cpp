// SPDX-License-Identifier: Apache-2.0
#include "core/expression/trend.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "core/expression/operations.h"
#include "core/expression/parser.h"
#include "models/design/vocabulary.h"

namespace bitpareto {
namespace {

const std::vector<WorkloadUse> uses{{.name = "decode", .model_name = "m", .model = 0, .shape = {.phase = Phase::decode}}};

/// Of a better design `latency` and `energy` are no greater and `tokens_per_s` is no less; of others nothing is known.
ReferenceTrend known(const Reference& reference) {
  if (reference.name == "latency" || reference.name == "energy") return {Trend::falls, false};
  if (reference.name == "tokens_per_s") return {Trend::rises, false};
  return {};
}

Parsed<Expression> parse(const std::string& text, bool is_condition) {
  const SpaceNames names{uses, models::known_leaves()};
  return is_condition ? parse_condition(text, names) : parse_expression(text, names);
}

Expression parsed(const std::string& text, bool is_condition) {
  Parsed<Expression> expression = parse(text, is_condition);
  if (!expression) throw std::runtime_error{text + ": " + expression.mistake.message};
  return *std::move(expression.value);
}

Trend of_condition(const std::string& text) { return trend_of(parsed(text, true), known); }
Trend of_value(const std::string& text) { return trend_of(parsed(text, false), known); }

TEST(Trend, OfBudgetsIsThatTheyStayKept) {
  EXPECT_EQ(of_condition("latency <= 2 s"), Trend::rises);
  EXPECT_EQ(of_condition("2 s > latency and 3 * energy + 1 J < 5 J"), Trend::rises);
  EXPECT_EQ(of_condition("tokens_per_s >= 4 or latency / tokens_per_s < 1 s"), Trend::rises);
  EXPECT_EQ(of_condition("max(latency, 1 s) <= 2 s and not (energy > 3 J)"), Trend::rises);
  EXPECT_EQ(of_condition("energy * latency < 4 Js"), Trend::rises);
  EXPECT_EQ(of_condition("-latency > -2 s and energy / -2 >= -4 J"), Trend::rises);
}

TEST(Trend, OfLowerBoundsAndOfWhatIsNotKnownIsNoPromise) {
  EXPECT_EQ(of_condition("latency >= 2 s"), Trend::falls);
  EXPECT_EQ(of_condition("latency >= 2 s and energy < 1 J"), Trend::unknown);
  EXPECT_EQ(of_condition("area <= 6 mm2"), Trend::unknown);
  EXPECT_EQ(of_condition("array.rows == 32"), Trend::unknown);
  EXPECT_EQ(of_condition("latency == 2 s"), Trend::unknown);
  EXPECT_EQ(of_condition("(latency - 1 s) * energy < 3 Js"), Trend::unknown) << "either sign";
  EXPECT_EQ(of_condition("array.rows == 32 or latency < 2 s"), Trend::unknown);
}

TEST(Trend, OfFormulasIsThatOfTheirParts) {
  EXPECT_EQ(of_value("energy * latency"), Trend::falls);
  EXPECT_EQ(of_value("tokens_per_s / energy"), Trend::rises);
  EXPECT_EQ(of_value("energy - tokens_per_s * 1 J"), Trend::falls);
  EXPECT_EQ(of_value("tokens_per_s * latency"), Trend::unknown);
  EXPECT_EQ(of_value("2 * 3"), Trend::same);
}

/// Random formulas over two numbers that fall and one that rises, before and after.
class Formula {
 public:
  static std::string number(int depth) {
    const auto kind = *rc::gen::inRange(0, depth > 0 ? 9 : 4);
    switch (kind) {
      case 0: return "latency_s";
      case 1: return "energy_j";
      case 2: return "tokens_per_s";
      case 3: return std::to_string(*rc::gen::inRange(0, 4));
      case 4: return "(-" + number(depth - 1) + ")";
      case 5: return "min(" + number(depth - 1) + ", " + number(depth - 1) + ")";
      default: break;
    }
    const char* const op = *rc::gen::element(" + ", " - ", " * ", " / ");
    return "(" + number(depth - 1) + op + number(depth - 1) + ")";
  }
  static std::string condition(int depth) {
    if (depth == 0 || *rc::gen::inRange(0, 2) == 0) return "(" + number(2) + *rc::gen::element(" < ", " <= ", " > ", " >= ", " == ") + number(2) + ")";
    if (*rc::gen::inRange(0, 3) == 0) return "(not " + condition(depth - 1) + ")";
    return "(" + condition(depth - 1) + *rc::gen::element(" and ", " or ") + condition(depth - 1) + ")";
  }
};

double value(const Expression& expression, const std::map<std::string, double>& numbers) {
  std::vector<double> of;
  for (const Step& step : expression.steps()) {
    if (step.op == Step::Op::number) {
      of.push_back(step.number);
    } else if (step.op == Step::Op::reference) {
      of.push_back(numbers.at(expression.references()[step.reference].name));
    } else {
      std::vector<double> operands;
      for (const std::size_t operand : step.operands) operands.push_back(of[operand]);
      of.push_back(apply(step.op, std::span<const double>{operands}));
    }
  }
  return of.back();
}

RC_GTEST_PROP(Trend, HoldsForEveryPairOfDesigns, ()) {
  const auto is_condition = *rc::gen::element(true, false);
  const std::string text = is_condition ? Formula::condition(2) : "1 * " + Formula::number(3);
  RC_PRE(text.find('l') != std::string::npos);
  RC_PRE(parse(text, is_condition).mistake.message != "a division by zero");  // of numbers alone, as 0 / 0
  const Expression expression = parsed(text, is_condition);
  const Trend trend = trend_of(expression, [](const Reference& reference) {
    return ReferenceTrend{reference.name == "tokens_per_s" ? Trend::rises : Trend::falls, false};
  });
  RC_CLASSIFY(trend != Trend::unknown);
  for (int pair = 0; pair < 20; ++pair) {
    std::map<std::string, double> worse;
    std::map<std::string, double> better;
    for (const char* name : {"latency_s", "energy_j", "tokens_per_s"}) {
      const double a = *rc::gen::inRange(1, 6);
      const double b = *rc::gen::inRange(1, 6);
      worse[name] = std::string{name} == "tokens_per_s" ? std::min(a, b) : std::max(a, b);
      better[name] = a + b - worse[name];
    }
    const double from = value(expression, worse);
    const double to = value(expression, better);
    if (std::isnan(from) || std::isnan(to)) continue;  // a quotient by nothing
    RC_ASSERT(trend != Trend::same || to == from);
    RC_ASSERT(trend != Trend::falls || to <= from);
    RC_ASSERT(trend != Trend::rises || to >= from);
  }
}

}  // namespace
}  // namespace bitpareto
