// SPDX-License-Identifier: Apache-2.0
#include "session/front_forecast.h"

#include <algorithm>
#include <vector>

#include "core/base/elementary.h"
#include "core/search/pareto.h"
#include "session/random_design.h"

namespace bitpareto::session {

namespace {

/// Evaluated in a tenth of a second without tables; its front is in less.
constexpr std::uint64_t sample_size = 8'192;
/// The growth of the front is taken from samples that differ by this factor.
constexpr std::uint64_t growth_step = 16;

/// Distinct points of the front of the first `count` points.
std::uint64_t front_of(std::span<const double> values, std::size_t objectives, std::size_t count, const Tolerance& tolerance) {
  ParetoArchive archive{objectives, Ties::first};
  std::vector<double> point(objectives);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t o = 0; o < objectives; ++o) point[o] = tolerance.rounded(values[i * objectives + o]);
    archive.insert(point, i);
  }
  return archive.size();
}

}  // namespace

FrontForecast forecast_front(const Session& session) {
  const Problem problem = session.problem();
  const Space& space = problem.space();
  const std::size_t objectives = problem.objectives().size();
  DesignBlock block{space};
  ObjectiveBlock out = problem.make_block();
  std::vector<double> values;  // [feasible design][objective]
  FrontForecast forecast;
  Stream stream{0, 0};
  while (forecast.drawn < sample_size) {
    block.clear();
    for (std::size_t i = 0; i < block_size; ++i) block.push(random_design(space, stream));
    problem.evaluate(block, out);
    forecast.drawn += block_size;
    for (std::size_t i = 0; i < block_size; ++i) {
      if (out.infeasible()[i] != 0) continue;
      ++forecast.feasible;
      for (std::size_t o = 0; o < objectives; ++o) values.push_back(out.values(o)[i]);
    }
  }
  const std::uint64_t part = forecast.feasible / growth_step;
  if (part < 2) return forecast;
  forecast.front = front_of(values, objectives, forecast.feasible, {});
  forecast.front_within = front_of(values, objectives, forecast.feasible, Tolerance{forecast_tolerance});
  const auto front = static_cast<double>(forecast.front);
  const auto of_part = static_cast<double>(front_of(values, objectives, part, {}));
  const auto in_sample = static_cast<double>(forecast.feasible);
  const auto in_part = static_cast<double>(part);
  constexpr double most_designs = 1e300;
  const double designs = std::clamp(space.size() / static_cast<double>(forecast.drawn) * in_sample, in_sample, most_designs);
  const auto power = [](double base, double exponent) { return portable_exp(exponent * portable_log(base)); };
  const double growth = std::max(0.0, portable_log(front / of_part));
  const double log_ratio = portable_log(in_sample) / portable_log(in_part);
  forecast.most = front * power(designs / in_sample, growth / portable_log(in_sample / in_part));
  forecast.least = std::min(forecast.most, front * power(portable_log(designs) / portable_log(in_sample), growth / portable_log(log_ratio)));
  return forecast;
}

}  // namespace bitpareto::session
