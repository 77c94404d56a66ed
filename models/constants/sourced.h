// SPDX-License-Identifier: Apache-2.0
/// A constant together with where it comes from, as data files give it: {value: 4 pJ/bit, origin: table, source: ...}.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "core/document/map_reader.h"

namespace bitpareto::models {

/// How a number came about, from the surest on.
enum class Origin : std::uint8_t {
  table,     // a standard, a data sheet, a published table
  measured,  // a published measurement or synthesis of the thing itself
  scaled,    // from such a number by a stated rule
  fitted,    // to such numbers
  assumed,   // nothing better is known; the source says why this value
};
inline constexpr std::array<std::string_view, 5> origin_names{"table", "measured", "scaled", "fitted", "assumed"};

struct Sourced {
  double value = 0;  // that is computed with, in the unit in which the program holds its dimension
  Origin origin = Origin::assumed;
  std::string source;
  Bounded bounds = {};  // what is known; `value` is its typical one until move_to()
  Doubt doubt = Doubt::none;

  /// `name` as the standpoint knows it.
  void move_to(const Standpoint& from, std::string_view name) { value = from.value(name, bounds, doubt); }
};

/// "3.8 pJ/bit", or "3.8 pJ/bit (3 pJ/bit to 8.8 pJ/bit)" where it is in doubt.
[[nodiscard]] std::string to_text(const Sourced& constant, Dimension dimension);

/// A constant as messages and draws know it.
struct NamedConstant {
  std::string name;  // "technology tsmc28 control_share": unlike that of any other
  std::string what;  // "control share"
  Dimension dimension = Dimension::none;
  Sourced constant;  // as it stands
};

/// What a key of a data file must hold.
struct SourcedKey {
  std::string_view key;
  Dimension dimension = Dimension::none;
  Within within = {};
  bool whole = false;  // a whole number
  Doubt doubt = Doubt::less_is_better;
};

/// Reads `key` of `map`; nothing, with diagnostics, if anything is missing or wrong.
[[nodiscard]] std::optional<Sourced> read_sourced(MapReader& map, const SourcedKey& key);

}  // namespace bitpareto::models
