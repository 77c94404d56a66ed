// SPDX-License-Identifier: Apache-2.0
/// The performance models that a space chooses, behind one face: a space may have several as an axis.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/native/model.h"
#include "models/published_model.h"

namespace bitpareto::models {

/// Each design by the model that it names. Immutable; thread-safe. What it is made from must outlive it.
class Performance {
 public:
  Performance(const Space& space, const Components& components, const std::vector<ModelledWorkload>& workloads,
              HeadProtocol head);

  static constexpr std::size_t scratch_count = std::max(PublishedModel::scratch_count, NativeModel::scratch_count);
  /// Fills every cost but those of accuracy, and why designs cannot exist.
  void evaluate(const DesignBlock& block, CostBlock& costs) const;
  /// The same as intervals.
  void bound(const Box& box, CostBounds& bounds) const;
  /// What ReasonCodes 1, 2, ... mean.
  [[nodiscard]] const std::vector<std::string>& reasons() const { return reasons_; }

  /// The native model, or null if no design names it.
  [[nodiscard]] const NativeModel* native() const { return native_.get(); }

 private:
  [[nodiscard]] bool is_native(std::uint64_t level) const;

  const Space* space_;
  const Components* components_;
  std::unique_ptr<const PublishedModel> published_;
  std::unique_ptr<const NativeModel> native_;
  std::size_t workload_count_;
  std::optional<std::size_t> model_axis_;
  std::vector<std::string> reasons_;  // of the published models, then of native
  ReasonCode first_native_reason_ = 1;
};

static_assert(BoundedPerformanceModel<Performance>);

}  // namespace bitpareto::models
