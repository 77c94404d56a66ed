// SPDX-License-Identifier: Apache-2.0
/// What the user may have meant: the part of a message behind the mistake.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bitpareto {

/// The nearest of `names` to `name`, or empty if none is near: at most a third of the longer word's letters away, where
/// a letter dropped, added, changed or swapped with its neighbour counts one (Damerau 1964, optimal string alignment); of
/// equally near ones that with the nearer number. A word that users have for one of `names` stands for it: row for
/// channel.
[[nodiscard]] std::string nearest(std::string_view name, std::span<const std::string> names);

/// "; did you mean 'x'?" if one is near, otherwise "; one of a, b, c": all of them up to
/// twelve, otherwise the nearest six.
[[nodiscard]] std::string suggestion(std::string_view name, std::span<const std::string> names);

/// "a, b, c": at most `most`, then ", ...".
[[nodiscard]] std::string listed(std::span<const std::string> names, std::size_t most = 12);

}  // namespace bitpareto
