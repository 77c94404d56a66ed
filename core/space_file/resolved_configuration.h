// SPDX-License-Identifier: Apache-2.0
/// A design space written down again, complete: what a stored run is repeated from.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/document/options.h"
#include "core/space_file/space_file.h"

namespace bitpareto {

/// The section `explorer` of a space: its name, and every option.
[[nodiscard]] Node explorer_section(std::string_view name, std::span<const OptionText> options);

/// The same space with every default written out: reads back to the same space, and equal spaces have equal texts.
/// Files of the user's own are called as `file_names` (may be empty) says, from what the space calls them.
[[nodiscard]] Node resolved_configuration(const SpaceFile& file, const std::vector<OptionText>& explorer_options,
                                          const std::map<std::string, std::string>& file_names = {});

}  // namespace bitpareto
