// SPDX-License-Identifier: Apache-2.0
/// How sure designs are of what they cost: bands and robustness under many draws of the constants that are in doubt.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "core/problem/design_table.h"
#include "session/session.h"

namespace bitpareto::session {

/// A draw takes every constant once, for all designs alike. Draws depend on the seed and on nothing else.
struct DrawSettings {
  std::uint64_t draws = 200;
  std::uint64_t seed = 0;
  int threads = 1;
  /// Told of designs that are done, of how many; it may throw to end them. May be empty.
  std::function<void(std::size_t done, std::size_t all)> progress = {};
};

/// Designs times draws: minutes of work, and what robustness holds of each.
inline constexpr std::uint64_t most_drawn = 4'000'000;
/// Why these are too many, in words for a message; empty if they are not.
[[nodiscard]] std::string refusal_to_draw(double designs, std::uint64_t draws);

/// What a value is above in nine draws of ten, and below in nine of ten. NaN: in no draw has it a value.
struct Band {
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
};

/// A tenth and nine tenths of sorted numbers, between neighbours interpolated.
[[nodiscard]] Band band_of(std::vector<double> values);

/// "energy_p10_j" and "energy_p90_j" for "energy_j".
[[nodiscard]] std::string band_column(const Column& column, std::string_view end);

/// Adds to a table with a column `design` (numbers of designs of the space) the bands of its columns of metrics that hinge on a constant and, if
/// `over` names columns of it, `robustness`: the share of draws in which none of the designs of the table dominates a design in these. A design
/// that cannot exist in a draw is dominated in it, and its bands are those of the draws in which it exists. std::invalid_argument for no draw, more
/// than most_drawn, or a design that is none of the space.
[[nodiscard]] Table with_bands(Table table, const Session& session, const DrawSettings& settings, std::span<const std::string> over = {});

/// The columns of objectives in tables.
[[nodiscard]] std::vector<std::string> objective_columns(const Session& session);

/// tabulate() with bands behind the columns of costs and metrics that hinge on a constant.
[[nodiscard]] Table tabulate_with_bands(const Session& session, RowPer per, const DrawSettings& settings);

}  // namespace bitpareto::session
