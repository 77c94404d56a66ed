// SPDX-License-Identifier: Apache-2.0
#include "models/performance.h"

#include <algorithm>
#include <array>

namespace bitpareto::models {

Performance::Performance(const Space& space, const Components& components,
                         const std::vector<ModelledWorkload>& workloads, HeadProtocol head)
    : space_{&space},
      components_{&components},
      workload_count_{workloads.size()},
      model_axis_{space.axis_of(Leaf::performance_model)} {
  if (components.has_published()) {
    published_ = std::make_unique<const PublishedModel>(space, components, workloads);
    reasons_ = published_->reasons();
  }
  first_native_reason_ = static_cast<ReasonCode>(reasons_.size() + 1);
  if (components.has_native()) {
    native_ = std::make_unique<const NativeModel>(space, components, workloads, head);
    reasons_.insert(reasons_.end(), native_->reasons().begin(), native_->reasons().end());
  }
}

bool Performance::is_native(std::uint64_t level) const {
  DesignPoint point;
  point[Leaf::performance_model] = space_->axes()[*model_axis_].levels.at(level);
  return components_->is_native(point);
}

void Performance::evaluate(const DesignBlock& block, CostBlock& costs) const {
  if (!native_) return published_->evaluate(block, costs, 1);
  if (!published_) return native_->evaluate(block, costs, first_native_reason_);
  // Each model takes its own designs as a block of their own; their costs then go back to where they belong.
  std::vector<std::uint64_t> levels(space_->axes().size());
  for (const bool native : {false, true}) {
    DesignBlock own{*space_};
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (is_native(block.levels(*model_axis_)[i]) != native) continue;
      for (std::size_t a = 0; a < levels.size(); ++a) levels[a] = block.levels(a)[i];
      own.push(levels);
      places.push_back(i);
    }
    if (places.empty()) continue;
    CostBlock own_costs{workload_count_};
    if (native) {
      native_->evaluate(own, own_costs, first_native_reason_);
    } else {
      published_->evaluate(own, own_costs, 1);
    }
    for (std::size_t k = 0; k < places.size(); ++k) costs.cannot_exist()[places[k]] = own_costs.cannot_exist()[k];
    for (std::size_t w = 0; w < workload_count_; ++w) {
      for (std::size_t c = 0; c < cost_count; ++c) {
        const std::span<const double> from = std::as_const(own_costs).column(w, static_cast<Cost>(c));
        const std::span<double> to = costs.column(w, static_cast<Cost>(c));
        for (std::size_t k = 0; k < places.size(); ++k) to[places[k]] = from[k];
      }
    }
  }
}

void Performance::bound(const Box& box, CostBounds& bounds) const {
  bool any_native = native_ != nullptr;
  bool any_published = published_ != nullptr;
  if (any_native && any_published) {
    any_native = any_published = false;
    for (std::uint64_t level = box[*model_axis_].first; level <= box[*model_axis_].last; ++level) {
      (is_native(level) ? any_native : any_published) = true;
    }
  }
  if (!any_native) return published_->bound(box, bounds);
  if (!any_published) return native_->bound(box, bounds);
  CostBounds other{workload_count_};
  published_->bound(box, bounds);
  native_->bound(box, other);
  if (bounds.none_exists) {
    bounds = std::move(other);
    return;
  }
  if (other.none_exists) return;
  for (std::size_t w = 0; w < workload_count_; ++w) {
    for (std::size_t c = 0; c < cost_count; ++c) {
      Interval& value = bounds.at(w, static_cast<Cost>(c));
      value = hull(value, other.at(w, static_cast<Cost>(c)));
    }
  }
}

}  // namespace bitpareto::models
