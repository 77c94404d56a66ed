// SPDX-License-Identifier: Apache-2.0
/// Laws of components from results of synthesis.
#pragma once

#include <optional>
#include <string>

#include "core/document/csv_reader.h"
#include "models/circuits/laws.h"

namespace bitpareto::models {

/// Which rows of a grid count. A grid may hold several libraries, and one design synthesised for several delays.
struct GridChoice {
  std::string library;       // empty: the only one there is
  std::string target_delay;  // column abc_D_ps; empty: that of which there are most rows
};

/// Laws by least squares over relative errors, each with the errors of its points left out one by one; coefficients of delays
/// are not negative. Columns: component, library, comb_area_um2, delay_ps, abc_D_ps, area and count of flip-flops where there
/// are any (ff_area_um2, n_ff), and a column for each width. Of a component with too few points the laws of `like` are
/// taken, times the mean ratio of those that were fitted. Nothing, with diagnostics, if the grid is wrong.
[[nodiscard]] std::optional<ComponentLaws> fit_laws(const CsvTable& grid, const GridChoice& choice, const ComponentLaws& like,
                                                    Diagnostics& diagnostics);

}  // namespace bitpareto::models
