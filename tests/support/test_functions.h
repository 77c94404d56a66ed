// SPDX-License-Identifier: Apache-2.0
/// Functions that searches are compared on throughout the literature, as performance models: their variables are leaves of 1,024 levels from 0 to 1, their
/// objectives latency, energy and the area of the array.
#pragma once

#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/problem/problem.h"

namespace bitpareto::test {

/// Of variables x in [0, 1], objectives that are minimised.
struct Function {
  const char* name;
  std::size_t variables, objectives;
  void (*values)(std::span<const double> x, std::span<double> f);
};

/// Zitzler, Deb and Thiele, Evolutionary Computation 8(2), 2000, T1: a front that is hollow, where all x but the first are 0.
inline constexpr Function zdt1{"zdt1", 30, 2, [](std::span<const double> x, std::span<double> f) {
                                 double sum = 0;
                                 for (const double other : x.subspan(1)) sum += other;
                                 const double g = 1 + 9 * sum / static_cast<double>(x.size() - 1);
                                 f[0] = x[0];
                                 f[1] = g * (1 - std::sqrt(x[0] / g));
                               }};

/// Deb, Thiele, Laumanns and Zitzler, CEC 2002, DTLZ2 with k = 10: an eighth of a sphere, where all x but the first two are 0.5.
inline constexpr Function dtlz2{"dtlz2", 12, 3, [](std::span<const double> x, std::span<double> f) {
                                  double g = 0;
                                  for (const double other : x.subspan(2)) g += (other - 0.5) * (other - 0.5);
                                  constexpr double right_angle = std::numbers::pi / 2;
                                  f[0] = (1 + g) * std::cos(x[0] * right_angle) * std::cos(x[1] * right_angle);
                                  f[1] = (1 + g) * std::cos(x[0] * right_angle) * std::sin(x[1] * right_angle);
                                  f[2] = (1 + g) * std::sin(x[0] * right_angle);
                                }};

/// Evaluates a function. Needs no files.
class FunctionModel final : public Evaluator {
 public:
  explicit FunctionModel(const Function& function) : function_{function}, space_{axes_of(function), DesignPoint{}, LeafNames{}} {}

  [[nodiscard]] Problem problem() const {
    const std::vector<WorkloadUse> uses{{.name = "decode", .model_name = function_.name, .shape = {.phase = Phase::decode}}};
    std::vector<Objective> objectives;
    for (std::size_t o = 0; o < function_.objectives; ++o) {
      objectives.emplace_back(MetricExpression::parse(std::array{"latency", "energy", "pe_array_area"}.at(o), uses).value());
    }
    return {*this, uses, objectives, {}};
  }

  [[nodiscard]] const Space& space() const override { return space_; }
  [[nodiscard]] std::size_t workload_count() const override { return 1; }
  [[nodiscard]] std::span<const std::string> reasons() const override { return reasons_; }
  [[nodiscard]] DesignPoint seen_by(std::size_t /*workload*/, const DesignPoint& point) const override { return point; }
  /// Anything: searches that need bounds learn nothing.
  [[nodiscard]] CostBounds bounds(const Box& /*box*/, CostSet /*wanted*/) const override { return CostBounds{1}; }

 private:
  static constexpr std::uint64_t levels = 1'024;
  static constexpr std::size_t most_variables = 30;

  /// A leaf for each: x1, x2, ...
  struct Variables {
    Variables() {
      for (std::size_t v = 0; v < most_variables; ++v) {
        names[v] = "x" + std::to_string(v + 1);
        leaves[v].path = names[v];
        leaves[v].kind = LeafKind::number;
        leaves[v].within = {.least = 0, .most = 1};
        leaves[v].meaning = "a variable";
      }
    }
    std::array<std::string, most_variables> names;
    std::array<LeafEntry, most_variables> leaves{};
  };

  static std::vector<Axis> axes_of(const Function& function) {
    static const Variables variables;
    std::vector<double> values;
    for (std::uint64_t level = 0; level < levels; ++level) values.push_back(static_cast<double>(level) / static_cast<double>(levels - 1));
    std::vector<Axis> axes;
    for (std::size_t v = 0; v < function.variables; ++v) axes.push_back({variables.leaves.at(v), Levels::list(values)});
    return axes;
  }

  void fill(const DesignBlock& block, CostBlock& costs) const override {
    const std::array columns{costs.column(0, Cost::latency), costs.column(0, Cost::energy), costs.column(0, Cost::pe_array_area)};
    std::vector<double> x(function_.variables);
    std::array<double, columns.size()> f{};
    for (std::size_t i = 0; i < block.size(); ++i) {
      for (std::size_t v = 0; v < x.size(); ++v) x[v] = static_cast<double>(block.levels(v)[i]) / static_cast<double>(levels - 1);
      function_.values(x, std::span{f}.first(function_.objectives));
      for (std::size_t o = 0; o < function_.objectives; ++o) columns.at(o)[i] = f.at(o);
    }
  }

  Function function_;
  Space space_;
  std::vector<std::string> reasons_{""};
};

}  // namespace bitpareto::test
