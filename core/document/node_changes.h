// SPDX-License-Identifier: Apache-2.0
/// What two documents differ in.
#pragma once

#include <string>
#include <vector>

#include "core/document/node.h"

namespace bitpareto {

/// What makes `to` of `from`, in the form of --set: `design.array.rows=[32, 64]`, `workloads.1.batch=8`,
/// `constraints=null`; empty if they are equal. Lists of other lengths are one change.
[[nodiscard]] std::vector<std::string> changes(const Node& from, const Node& to);

}  // namespace bitpareto
