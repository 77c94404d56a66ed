// SPDX-License-Identifier: Apache-2.0
/// A design space written down again, complete: what a stored run is repeated from.
#pragma once

#include <vector>

#include "core/options.h"
#include "core/space_file.h"

namespace bitpareto {

/// The same space with every default written out: reads back to the same space, and equal spaces have equal texts.
[[nodiscard]] Node resolved_configuration(const SpaceFile& file, const std::vector<OptionText>& explorer_options);

}  // namespace bitpareto
