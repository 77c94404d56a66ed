// SPDX-License-Identifier: Apache-2.0
/// The laws of components in one technology: a coefficient for each summand, and how far they are to be trusted. They stand in
/// a file, so that a lab with a synthesis of its own replaces numbers and not code; fit.h makes one from such results.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/units.h"
#include "core/document/map_reader.h"
#include "models/circuits/component.h"

namespace bitpareto::models {

/// Errors of the points of a fit, each predicted by a fit to all others; as shares of what was measured.
struct LeftOutErrors {
  double mean = 0, most = 0;
};

struct ComponentLaw {
  std::vector<double> area;   // mm2 per unit of each term of the entry
  std::vector<double> delay;  // s
  int points = 0;             // that it was fitted to; 0: it was not
  LeftOutErrors area_error, delay_error;
  std::string source;
};

/// A law at work.
[[nodiscard]] double law_sum(std::span<const LawTerm> terms, const std::vector<double>& coefficients, const Widths& widths);

/// Combinational logic; flip-flops are counted by the bit.
struct ComponentLaws {
  std::string name;
  std::string summary, source, digest;
  int node_nm = 0;
  Area flip_flop;
  std::vector<ComponentLaw> laws;  // in the order of components()

  [[nodiscard]] const ComponentLaw& of(const ComponentEntry& component) const;
  /// Never below 0.
  [[nodiscard]] Area area(const ComponentEntry& component, const Widths& widths) const;
  [[nodiscard]] Time delay(const ComponentEntry& component, const Widths& widths) const;
};

/// Reads a file of laws, of every component; nothing, with diagnostics, if anything in it is wrong.
[[nodiscard]] std::optional<ComponentLaws> read_laws(const std::string& name, const std::filesystem::path& path, Diagnostics& diagnostics);

/// The same as such a file.
[[nodiscard]] std::string to_yaml(const ComponentLaws& laws);

}  // namespace bitpareto::models
