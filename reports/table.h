// SPDX-License-Identifier: Apache-2.0
/// A table for people, in columns of text.
#pragma once

#include <string>

#include "core/table.h"

namespace bitpareto::reports {

/// Numbers to four significant digits and aligned right, texts left; every line ends without spaces. Numbers with a
/// dimension are shown in the unit that fits the largest of a column, and the header names it; one without a dimension
/// names the column's own unit, if it has one.
[[nodiscard]] std::string text_table(const Table& table);

}  // namespace bitpareto::reports
