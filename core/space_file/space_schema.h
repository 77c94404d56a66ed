// SPDX-License-Identifier: Apache-2.0
/// The JSON Schema of design-space files, made from the same tables by which they are read.
#pragma once

#include <vector>

#include "core/document/options.h"
#include "core/space_file/space_file.h"

namespace bitpareto {

/// An explorer's name, what it does, and its options.
struct ExplorerText {
  std::string name;
  std::string summary;
  std::vector<OptionText> options;
};

/// JSON Schema draft 7, which editors understand. It describes what can be said of a key alone; what needs several keys
/// (an axis that nothing reads, a reversed range) is for `bitpareto check`.
[[nodiscard]] Node space_schema(const Vocabulary& vocabulary, const std::vector<ExplorerText>& explorers);

}  // namespace bitpareto
