// SPDX-License-Identifier: Apache-2.0
/// Texts of others, made fit for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace bitpareto {

/// `text` with every byte or character that a terminal would obey, or that would make a line read differently from what
/// it says, written out: control characters (C0, DEL, C1) and bytes that are not UTF-8 as \x1b, characters that turn
/// the direction of writing or break lines as \u202e. Everything for people goes through here; data does not.
[[nodiscard]] std::string printable(std::string_view text);

/// The same for a text of several lines, whose breaks stay.
[[nodiscard]] std::string printable_lines(std::string_view text);

/// `text` itself if it has at most `most` bytes, otherwise its beginning and its end around " ... ". Requires most >= 16.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most);

}  // namespace bitpareto
