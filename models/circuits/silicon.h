// SPDX-License-Identifier: Apache-2.0
/// What parts cost in one technology: the laws of a library, and how it differs from that library.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/circuits/laws.h"
#include "models/circuits/pe_kind.h"
#include "models/constants/sourced.h"

namespace bitpareto::models {

/// A component, or a unit of several, against the laws.
struct Calibration {
  std::string of;          // a component's name, a unit's, or "other"
  double area = 1;         // of logic over that of the laws
  double energy = 0;       // J per mm2 of logic and registers, and cycle
  Area flip_flop;          // of one bit
  std::string source;
};

/// What one of the parts of a PE costs, all its instances together.
struct PartCosts {
  Part part;
  Area logic, own_registers, interface_registers;
  Energy energy;  // per cycle, before placement and routing
  Time delay;     // of one instance
  const Calibration* calibration = nullptr;

  /// Of a PE among others: a register between two is half each one's.
  [[nodiscard]] Area area() const { return logic + own_registers + 0.5 * interface_registers; }
  [[nodiscard]] Area area_with_registers() const { return logic + own_registers + interface_registers; }
};

/// Immutable; thread-safe.
struct Silicon {
  ComponentLaws laws;
  std::vector<Calibration> calibrations;  // "other" is the last
  Sourced delay;                          // over that of the laws
  Sourced published;          // factor on what is published of a PE
  Sourced built, built_energy;  // factors on area and energy of what is built of parts
  Sourced growth, shrinkage;  // exponent on the ratio by which the laws change a published PE: above 1, and below

  /// Cost of a published PE that its parts change by `ratio`, over what is published: `ratio` itself where nothing is in doubt.
  [[nodiscard]] double changed(double ratio) const;

  [[nodiscard]] const Calibration& calibration(const Part& part) const;
  [[nodiscard]] PartCosts costs(const Part& part) const;
  [[nodiscard]] std::vector<PartCosts> costs(const std::vector<Part>& parts) const;
  [[nodiscard]] std::vector<PartCosts> costs(const PeKind& kind, const PeShape& shape) const { return costs(kind.parts(shape)); }
};

/// Sums over parts.
[[nodiscard]] Area area_of(const std::vector<PartCosts>& parts);
[[nodiscard]] Energy energy_of(const std::vector<PartCosts>& parts);
/// The slowest pipeline stage: the shortest cycle.
[[nodiscard]] Time cycle_of(const std::vector<PartCosts>& parts);

/// The part `components` of a technology file; `base` is the file's folder. `text` gets what its digest must cover.
[[nodiscard]] std::optional<Silicon> read_silicon(const Field& field, const std::filesystem::path& base, std::string& text);

}  // namespace bitpareto::models
