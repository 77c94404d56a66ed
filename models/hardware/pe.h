// SPDX-License-Identifier: Apache-2.0
/// Processing elements: files under configs/pes.
#pragma once

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/units.h"
#include "core/system/error.h"
#include "models/circuits/pe_kind.h"
#include "models/datatypes/datatype.h"
#include "models/hardware/technology.h"
#include "models/hardware/weight_needs.h"

namespace bitpareto::models {

/// What a PE does per cycle and costs.
struct PeCosts {
  bool bit_serial = false;  // takes weights two bits per cycle
  double dot_size = 1;      // elements of the reduction per cycle
  double terms_per_cycle = 1;  // of each weight, if it is bit-serial
  Energy energy;            // per cycle, before placement and routing
  Area area;
  Time cycle;                    // the shortest; 0: not known
  const PeKind* kind = nullptr;  // of which it is; null: not known
  double encoder_area = 1, encoder_energy = 1;  // of a column's term generator, over those of the technology's `logic`
  double skipped = 0;            // share of the bits or bit columns of weights that take no cycle
};

/// Why nobody can build a PE as wanted, in the order of checking.
enum class PeLimit : std::uint8_t {
  activations,    // it takes none of this kind
  datatypes,      // it takes no such weights
  terms,          // it takes not so many of them per cycle
  unknown_costs,  // neither published nor, in this technology, known by its components
};
inline constexpr std::size_t pe_limit_count = 4;

/// A PE from its components: what costs it has in a technology follows.
struct PeBuild {
  const PeKind* kind = nullptr;
  PeShape shape;  // with the file's dot size and activation
};

struct Pe {
  std::string name;
  std::string summary;
  std::string source;
  std::string digest;  // of the file
  PeCosts costs;       // as published: of `technology`, at the shape of `build`; 0 if nothing is
  std::string technology;
  std::optional<PeBuild> build;
  std::vector<std::string> families;  // of datatypes whose weights it multiplies; empty: any

  /// What somebody wants of it.
  struct Wanted {
    double dot_size = 1;
    double terms_per_cycle = 1;
    NumberFormat activation;
    std::vector<const DatatypeEntry*> weights;  // that it must take, keys and values too; empty: those of the file
  };
  /// As it stands in its file; requires a build.
  [[nodiscard]] Wanted as_it_is() const { return {costs.dot_size, costs.terms_per_cycle, build->shape.activation, {}}; }
  /// What it costs as wanted: by its components; what is published, in its own technology, times what they change.
  [[nodiscard]] std::variant<PeCosts, PeLimit> costs_in(const Technology& in, const Wanted& wanted) const;
  /// Its components; requires a build, and a technology that knows them.
  [[nodiscard]] std::vector<PartCosts> parts_in(const Technology& in, const Wanted& wanted) const;
  /// Those of a column's term generator; none if its kind has none. Requires the same.
  [[nodiscard]] std::vector<PartCosts> encoder_parts_in(const Technology& in, const Wanted& wanted) const;
  [[nodiscard]] bool is_published() const { return costs.area.base() > 0; }
  /// Whether it multiplies weights of a datatype as they are.
  [[nodiscard]] bool runs(const DatatypeEntry& datatype) const {
    return families.empty() || std::ranges::find(families, datatype.family) != families.end();
  }

 private:
  /// Whether it takes them at all: unquantised ones in passes if it takes floats, and all if it is made for unquantised ones, to which
  /// others are expanded.
  [[nodiscard]] bool can_take(const DatatypeEntry& datatype) const;
};

/// How circuits see a datatype of activations; nothing if none takes it.
[[nodiscard]] std::optional<NumberFormat> number_format(const DatatypeEntry& datatype);

/// The kind whose costs the design itself gives.
inline constexpr std::string_view custom_pe = "custom";

/// Reads a PE file; nothing, with diagnostics, if anything in it is wrong.
[[nodiscard]] std::optional<Pe> read_pe(const std::string& name, const std::filesystem::path& path,
                                        Diagnostics& diagnostics);

}  // namespace bitpareto::models
