// SPDX-License-Identifier: Apache-2.0
/// A table for people, in columns of text.
#pragma once

#include <string>

#include "core/table.h"

namespace bitpareto::reports {

/// Numbers to four significant digits and aligned right, texts left; every line ends without spaces. Where all numbers
/// of a column whose name ends in a unit are small or large, they are shown in a prefixed unit named in the header.
[[nodiscard]] std::string text_table(const Table& table);

}  // namespace bitpareto::reports
