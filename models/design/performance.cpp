// SPDX-License-Identifier: Apache-2.0
#include "models/design/performance.h"

#include <algorithm>
#include <utility>

namespace bitpareto::models {

Performance::Performance(PerformanceInputs inputs, const Performance* like)
    : space_{&inputs.space},
      workload_count_{inputs.workloads.size()},
      model_axis_{inputs.space.axis_of(leaf::performance_model)} {
  using Make = decltype(PerformanceModelEntry::make);
  std::vector<Make> made;
  std::vector<std::size_t> of_name;
  for (const PerformanceModelEntry* const entry : inputs.components.performance_models) {
    for (const MetricEntry* const metric : entry->metrics) own_costs_.push_back(own_cost(*metric));
    const auto it = std::ranges::find(made, entry->make);
    of_name.push_back(static_cast<std::size_t>(it - made.begin()));
    if (it != made.end()) continue;
    if (like != nullptr) inputs.like = like->members_[made.size()].model.get();
    made.push_back(entry->make);
    Member& member = members_.emplace_back(
        Member{.model = entry->make(inputs), .first_reason = static_cast<ReasonCode>(reasons_.size() + 1)});
    reasons_.insert(reasons_.end(), member.model->reasons().begin(), member.model->reasons().end());
  }
  if (!model_axis_) return;
  const Levels& levels = inputs.space.axes()[*model_axis_].levels;
  for (std::uint64_t level = 0; level < levels.size(); ++level) {
    of_level_.push_back(of_name[static_cast<std::size_t>(levels.at(level))]);
  }
}

void Performance::evaluate(const DesignBlock& block, CostBlock& costs) const {
  if (members_.size() == 1) return members_.front().model->evaluate(block, costs, 1);
  for (std::size_t member = 0; member < members_.size(); ++member) evaluate_member(member, block, costs);
}

/// A member takes its own designs as a block of their own; their costs then go back to where they belong.
void Performance::evaluate_member(std::size_t member, const DesignBlock& block, CostBlock& costs) const {
  std::vector<std::uint64_t> levels(space_->axes().size());
  DesignBlock own{*space_};
  std::vector<std::size_t> places;
  const std::span<const std::uint64_t> chosen = block.levels(*model_axis_);
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (of_level_[static_cast<std::size_t>(chosen[i])] != member) continue;
    for (std::size_t a = 0; a < levels.size(); ++a) levels[a] = block.levels(a)[i];
    own.push(levels);
    places.push_back(i);
  }
  if (places.empty()) return;
  CostBlock own_costs{workload_count_};
  own_costs.wanted = costs.wanted;
  members_[member].model->evaluate(own, own_costs, members_[member].first_reason);
  const CostBlock& filled = own_costs;
  for (std::size_t k = 0; k < places.size(); ++k) costs.cannot_exist()[places[k]] = filled.cannot_exist()[k];
  for (std::size_t w = 0; w < workload_count_; ++w) {
    for (std::size_t c = 0; c < costs.count(); ++c) {
      const auto cost = static_cast<Cost>(c);
      if (!costs.wanted.contains(cost)) continue;
      const std::span<const double> from = filled.column(w, cost);
      const std::span<double> to = costs.column(w, cost);
      for (std::size_t k = 0; k < places.size(); ++k) to[places[k]] = from[k];
    }
  }
}

bool Performance::is_tabulated() const {
  return std::ranges::all_of(members_, [](const Member& member) { return member.model->is_tabulated(); });
}

double Performance::table_bytes(const Box& box) const {
  double bytes = 0;
  for (const Member& member : members_) bytes += member.model->table_bytes(box);
  return bytes;
}

CostSet Performance::same_on_all_workloads() const {
  CostSet same = CostSet::all();
  for (const Member& member : members_) same = same & member.model->same_on_all_workloads();
  return same;
}

void Performance::bound(const Box& box, CostBounds& bounds) const {
  if (members_.size() == 1) return members_.front().model->bound(box, bounds);
  std::vector<bool> is_in(members_.size(), !model_axis_);
  if (model_axis_) {
    for (std::uint64_t level = box[*model_axis_].first; level <= box[*model_axis_].last; ++level) {
      is_in[of_level_[static_cast<std::size_t>(level)]] = true;
    }
  }
  if (std::ranges::count(is_in, true) == 1) {
    const auto only = static_cast<std::size_t>(std::ranges::find(is_in, true) - is_in.begin());
    return members_[only].model->bound(box, bounds);
  }
  bool is_first = true;
  for (std::size_t member = 0; member < members_.size(); ++member) {
    if (!is_in[member]) continue;
    CostBounds own{workload_count_};
    own.wanted = bounds.wanted;
    members_[member].model->bound(box, own);
    if (is_first || bounds.none_exists) {
      bounds.take(own);
    } else if (!own.none_exists) {
      for (std::size_t w = 0; w < workload_count_; ++w) {
        for (std::size_t c = 0; c < bounds.count(); ++c) {
          Interval& value = bounds.at(w, static_cast<Cost>(c));
          value = hull(value, own.at(w, static_cast<Cost>(c)));
        }
      }
    }
    is_first = false;
  }
}

}  // namespace bitpareto::models
