// SPDX-License-Identifier: Apache-2.0
#include "session/sensitivity.h"

#include <algorithm>
#include <cmath>

#include "core/search/pareto.h"
#include "session/few_designs.h"

namespace bitpareto::session {

namespace {

/// Whether any rival dominates the first of the designs; its position, or 0.
std::size_t dominator(const std::vector<double>& values, std::size_t width, std::span<const Objective> objectives) {
  std::vector<double> minimised = values;
  for (std::size_t i = 0; i < minimised.size(); ++i) {
    if (objectives[i % width].is_maximised()) minimised[i] = -minimised[i];
  }
  const auto at = [&](std::size_t d) { return std::span<const double>{minimised.data() + d * width, width}; };
  const auto exists = [&](std::size_t d) { return std::ranges::none_of(at(d), [](double v) { return std::isnan(v); }); };
  for (std::size_t d = 1; d < minimised.size() / width; ++d) {
    if (exists(d) && (!exists(0) || dominates(at(d), at(0)))) return d;
  }
  return 0;
}

}  // namespace

Sensitivities sensitivities(const Session& session, const DesignKey& design, std::span<const DesignKey> rivals, std::span<const Objective> values) {
  std::vector<DesignKey> designs{design};
  std::ranges::copy_if(rivals, std::back_inserter(designs), [&](const DesignKey& rival) { return rival != design; });
  const FewDesigns few{session, std::move(designs)};
  const Space& space = session.space();
  const std::vector<double> standing = few.values(few.standing(), values);
  const std::size_t width = values.size();
  const std::size_t dominated = width == 0 ? 0 : dominator(standing, width, values);

  Sensitivities result;
  if (dominated != 0) result.dominated_by = space.number_text(few.designs()[dominated]);
  std::vector<Sensitivity>& list = result.constants;
  for (models::NamedConstant& constant : session.loaded.model->constants()) {
    Sensitivity& own = list.emplace_back();
    own.constant = std::move(constant);
    const Bounded& bounds = own.constant.constant.bounds;
    const auto seen_at = [&](double value) {
      Standpoint from = few.standing();
      from.moved = Standpoint::Moved{own.constant.name, value};
      return few.values(from, values);
    };
    for (const bool high : {false, true}) {
      const double end = high ? bounds.high : bounds.low;
      const std::vector<double> seen = seen_at(end);
      for (std::size_t v = 0; v < width; ++v) (high ? own.high : own.low).push_back(seen[v] / standing[v]);
      if (width == 0 || few.designs().size() == 1) continue;
      const std::size_t then = dominator(seen, width, values);
      if ((then == 0) == (dominated == 0)) continue;
      // Bisection to a thousandth of the way: where it flips first is not told of what flips back and forth.
      double same = own.constant.constant.value;
      double other = end;
      std::size_t rival = std::max(then, dominated);
      for (int step = 0; step < 10; ++step) {
        const double middle = (same + other) / 2;
        const std::size_t there = dominator(seen_at(middle), width, values);
        if ((there == 0) == (dominated == 0)) {
          same = middle;
        } else {
          other = middle;
          if (there != 0) rival = there;
        }
      }
      const double stands = own.constant.constant.value;
      if (std::isnan(own.flips_at) || std::abs(other - stands) < std::abs(own.flips_at - stands)) {
        own.flips_at = other;
        own.flips_to = space.number_text(few.designs()[rival]);
      }
    }
  }
  const auto moves = [](const Sensitivity& s) {
    double most = 0;
    for (std::size_t v = 0; v < s.low.size(); ++v) {
      if (std::isfinite(s.low[v]) && std::isfinite(s.high[v])) most = std::max(most, std::abs(s.high[v] - s.low[v]));
    }
    return most;
  };
  std::erase_if(list, [&](const Sensitivity& s) { return !(moves(s) > 0) && std::isnan(s.flips_at); });
  std::ranges::stable_sort(list, std::greater{}, [&](const Sensitivity& s) { return std::pair{!std::isnan(s.flips_at), moves(s)}; });
  return result;
}

}  // namespace bitpareto::session
