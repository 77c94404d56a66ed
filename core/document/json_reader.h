// SPDX-License-Identifier: Apache-2.0
/// JSON as the same values that the YAML reader makes, for the files of others: Hugging Face's config.json. Only user
/// of nlohmann-json. Values have no place but their file, because that library keeps none.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/document/node.h"

namespace bitpareto {

/// The document in `text`; nothing, with a diagnostic, if it is not JSON or has more than `most_values` values.
[[nodiscard]] std::optional<Node> read_json(std::string_view text, const std::shared_ptr<const std::string>& file,
                                            std::size_t most_values, Diagnostics& diagnostics);

}  // namespace bitpareto
