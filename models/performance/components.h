// SPDX-License-Identifier: Apache-2.0
/// What the names in a design stand for, and the quantities that follow from several of its leaves.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/design/space.h"
#include "models/datatypes/datatype.h"
#include "models/hardware/array.h"
#include "models/hardware/dram.h"
#include "models/hardware/leaves.h"
#include "models/hardware/pe.h"
#include "models/hardware/technology.h"
#include "models/performance/performance_model.h"

namespace bitpareto::models {

/// What an area includes, each more than the one before.
enum class AreaBasis : std::uint8_t {
  published,  // PE array and buffers
  core,       // encoders, accumulators, vector unit, control and placement
  chip,       // DRAM controller and PHY
};

/// The set of datatypes that stands for those that a design uses.
inline constexpr std::string_view datatypes_in_use = "used";

/// The entries behind the names of a space, each list in the order of Space::names(). Immutable once filled;
/// thread-safe.
class Components {
 public:
  std::vector<const PerformanceModelEntry*> performance_models;
  std::vector<Technology> technologies;
  std::vector<std::optional<Pe>> pes;  // nothing: custom
  std::vector<const DatatypeEntry*> activations, weights, kv_caches;
  std::vector<std::vector<const DatatypeEntry*>> supported;  // sets; empty: those that a design uses
  std::vector<std::optional<Dram>> drams;                            // nothing: the bus of the published models
  std::vector<std::optional<Spread>> row_mappings, column_mappings;  // nothing: the best of each operation
  std::vector<AreaBasis> area_bases;
  std::vector<std::string> cells;
  std::vector<SupplyChoice> supplies;

  /// Whether any design may choose that model.
  [[nodiscard]] bool has(const PerformanceModelEntry& model) const {
    return std::ranges::find(performance_models, &model) != performance_models.end();
  }
  [[nodiscard]] const PerformanceModelEntry& performance_model(const DesignPoint& p) const {
    return *performance_models[p.name(leaf::performance_model)];
  }
  /// Whether the model of a design reads a leaf: others may have a value that means nothing to it.
  [[nodiscard]] bool reads(const DesignPoint& p, Leaf leaf) const { return performance_model(p).reads(leaf); }
  /// What rows or columns take side by side; nothing: whatever is cheapest.
  [[nodiscard]] std::optional<Spread> spread(const DesignPoint& p, Leaf leaf) const {
    return (leaf == leaf::array_row_mapping ? row_mappings : column_mappings)[p.name(leaf)];
  }
  /// The preset, or null: the bus of the published models.
  [[nodiscard]] const Dram* dram(const DesignPoint& p) const;
  /// The SRAM of a design's cell.
  [[nodiscard]] const SramTable& sram(const DesignPoint& p) const;
  [[nodiscard]] SupplyChoice supply(const DesignPoint& p) const { return supplies[p.name(leaf::voltage)]; }
  [[nodiscard]] const Technology& technology(const DesignPoint& p) const {
    return technologies[p.name(leaf::technology)];
  }
  /// The PE of a design as far as it does something; a custom one as its leaves give it. Energy and area are those published,
  /// which the published models take.
  [[nodiscard]] PeCosts pe(const DesignPoint& p) const;
  /// What it costs with the design's dot size, activations and datatypes, in its technology, or why there is none. `used`: the datatypes of
  /// the weights, keys and values of all workloads.
  [[nodiscard]] std::variant<PeCosts, PeLimit> built_pe(const DesignPoint& p, const std::vector<const DatatypeEntry*>& used) const;
  /// The parts of one that can be built; none of a PE that is not known by its parts.
  [[nodiscard]] std::vector<PartCosts> pe_parts(const DesignPoint& p, const std::vector<const DatatypeEntry*>& used) const;
  /// The same of the term generator of a column of them.
  [[nodiscard]] std::vector<PartCosts> encoder_parts(const DesignPoint& p, const std::vector<const DatatypeEntry*>& used) const;
  [[nodiscard]] ArrayShape array(const DesignPoint& p) const;
  /// The datatype of the weights, or null if the design names none.
  [[nodiscard]] const DatatypeEntry* weight_datatype(const DesignPoint& p) const;

  /// Weights that share a scale, whole_row for a whole row: the design's own, or the standard of its datatype. Requires a
  /// datatype that is quantised.
  [[nodiscard]] double group_size(const DesignPoint& p) const;
  /// Bits of an activation.
  [[nodiscard]] double activation_bits(const DesignPoint& p) const;
  /// Stored bits of a weight in rows of `depth`, its share of the group's metadata included.
  [[nodiscard]] double weight_bits(const DesignPoint& p, double depth) const;
  /// Stored bits of a key or value, without metadata: the published model has none there.
  [[nodiscard]] double kv_bits(const DesignPoint& p) const;

  /// `p` with the leaves that follow from others filled in.
  [[nodiscard]] DesignPoint resolved(DesignPoint p) const;

 private:
  /// Whether a design's PE is known by its parts in its technology, and they count.
  [[nodiscard]] bool has_parts(const DesignPoint& p) const;
  /// What a design wants of a listed PE; nothing if no PE takes its activations.
  [[nodiscard]] std::optional<Pe::Wanted> wanted_pe(const DesignPoint& p, const std::vector<const DatatypeEntry*>& used) const;
};

}  // namespace bitpareto::models
