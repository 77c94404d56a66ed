// SPDX-License-Identifier: Apache-2.0
/// YAML as values with their places. Only user of yaml-cpp, whose surprises end here: equal keys, self-referring and
/// exploding aliases, tags, a second document and bottomless nesting are errors, not silent choices, and sizes end at those
/// of core/base/limits.h. What a scalar means (`010`, `.nan`) is decided by whoever reads it; see core/document/map_reader.h.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/document/node.h"

namespace bitpareto {

/// The document in `text`, whose places name `file`. Nothing if it is not well-formed; every duplicate key is reported
/// and its first value kept, so that reading can go on to the next mistake.
[[nodiscard]] std::optional<Node> read_yaml(std::string_view text, const std::shared_ptr<const std::string>& file,
                                            Diagnostics& diagnostics);

/// The same for a file; a file that cannot be read is a diagnostic too.
[[nodiscard]] std::optional<Node> read_yaml_file(const std::filesystem::path& path, Diagnostics& diagnostics);

}  // namespace bitpareto
