// SPDX-License-Identifier: Apache-2.0
/// `--set path=value`: changes to a document before it is read.
#pragma once

#include <string_view>

#include "core/node.h"

namespace bitpareto {

/// Applies the `number`-th (from 1) setting of a command line. Dots stand between keys, an integer indexes a list and
/// one past its end appends, `null` deletes, missing maps are made; the value is YAML in flow form. Mistakes are
/// diagnostics at
/// `--set N:COLUMN`, and `root` is then as it was.
void apply_set(Node& root, std::string_view setting, int number, Diagnostics& diagnostics);

}  // namespace bitpareto
