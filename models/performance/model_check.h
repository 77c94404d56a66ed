// SPDX-License-Identifier: Apache-2.0
/// What a design-space file says, as the checks of models ask for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/space_file/space_file.h"
#include "models/performance/components.h"
#include "models/performance/modelled_workload.h"

namespace bitpareto::models {

/// Multiply-adds of a workload that are counted exactly, with room.
inline constexpr double most_macs = 0x1p62;

/// A file with everything that it names loaded, and where complaints go. All must outlive it, and match each other.
struct ModelCheck {
  const SpaceFile& file;
  const Space& space;
  const Components& components;
  const std::vector<ModelledWorkload>& workloads;
  Diagnostics& diagnostics;

  /// A setting of a leaf, in `design` or in a workload, with its path.
  struct Given {
    const LeafSetting* setting;
    std::string path;
  };
  /// Every setting of a leaf.
  [[nodiscard]] std::vector<Given> given(Leaf leaf) const;
  /// Complains of every value of a leaf but one: "2 GHz where only 1 GHz is possible: why".
  void require(Leaf leaf, double value, std::string_view why) const;
  /// Complains of dot sizes and activations that PEs for which `fixed` holds do not have: nobody knows what they would cost.
  void require_published_pes(bool (*fixed)(const Pe&)) const;
  /// Complains that nobody reads a leaf, wherever it is given: an axis is an error, one value a warning.
  void complain_unread(Leaf leaf, std::string_view why) const;
  /// The same of one setting.
  void complain_unread(const Given& given, std::string_view why) const;
};

}  // namespace bitpareto::models
