// SPDX-License-Identifier: Apache-2.0
/// `--set path=value`: changes to a document before it is read.
#pragma once

#include <span>
#include <string>

#include "core/document/node.h"

namespace bitpareto {

/// Applies the settings of a command line in turn. Dots stand between keys, an integer indexes a list and one past its
/// end appends, `null` deletes, missing maps are made; the value is YAML in flow form. Mistakes are diagnostics at
/// `--set N:COLUMN`, N from 1, and `root` is then as it was before that setting.
void apply_settings(Node& root, std::span<const std::string> settings, Diagnostics& diagnostics);

}  // namespace bitpareto
