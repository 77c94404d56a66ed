// SPDX-License-Identifier: Apache-2.0
/// What becomes of equal designs, as an option of explorers.
#pragma once

#include "core/document/options.h"
#include "core/search/pareto.h"

namespace bitpareto {

template <>
struct OptionNames<Ties> {
  static constexpr std::array<std::string_view, 2> names{"all", "first"};
};

namespace explorers {
inline constexpr std::string_view ties_meaning = "designs with equal objectives: keep all, or the first";
}

}  // namespace bitpareto
