// SPDX-License-Identifier: Apache-2.0
/// What the names in a design stand for, and the quantities that follow from several of its leaves.
#pragma once

#include <optional>
#include <vector>

#include "core/space.h"
#include "models/datatype.h"
#include "models/latency.h"
#include "models/pe.h"
#include "models/technology.h"

namespace bitpareto::models {

/// The entries behind the names of a space, each list in the order of Space::names(). Immutable once filled;
/// thread-safe.
class Components {
 public:
  std::vector<Revision> revisions;
  std::vector<Technology> technologies;
  std::vector<std::optional<Pe>> pes;  // nothing: custom
  std::vector<const DatatypeEntry*> activations, weights, kv_caches;

  [[nodiscard]] Revision revision(const DesignPoint& p) const { return revisions[p.name(Leaf::performance_model)]; }
  [[nodiscard]] const Technology& technology(const DesignPoint& p) const {
    return technologies[p.name(Leaf::technology)];
  }
  /// The PE of a design; a custom one as its leaves give it.
  [[nodiscard]] PeCosts pe(const DesignPoint& p) const;
  [[nodiscard]] ArrayShape array(const DesignPoint& p) const;
  /// The datatype of the weights, or null if the design names none.
  [[nodiscard]] const DatatypeEntry* weight_datatype(const DesignPoint& p) const;

  /// Bits of an activation.
  [[nodiscard]] double activation_bits(const DesignPoint& p) const;
  /// Stored bits of a weight in rows of `depth`, its share of the group's metadata included.
  [[nodiscard]] double weight_bits(const DesignPoint& p, double depth) const;
  /// Stored bits of a key or value, without metadata: the published model has none there.
  [[nodiscard]] double kv_bits(const DesignPoint& p) const;

  /// `p` with the leaves that follow from others filled in.
  [[nodiscard]] DesignPoint resolved(DesignPoint p) const;
};

}  // namespace bitpareto::models
