// SPDX-License-Identifier: Apache-2.0
/// Files as text, whole and within a limit.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "core/base/result.h"

namespace bitpareto {

/// The text of a file. Fails, in words for a message, if it does not exist, is a directory, may not be read, is longer
/// than `most_bytes` (no more than that is ever read, so a pipe or /dev/zero is safe), is a pipe that nobody writes to
/// or from which nothing comes for limits::pipe_milliseconds, or is not UTF-8 text.
[[nodiscard]] Result<std::string> read_text(const std::filesystem::path& path, std::size_t most_bytes);
/// The same for a file that this process may write again: it is not noted as an input.
[[nodiscard]] Result<std::string> read_rewritable_text(const std::filesystem::path& path, std::size_t most_bytes);

}  // namespace bitpareto
