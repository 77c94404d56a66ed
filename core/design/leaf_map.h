// SPDX-License-Identifier: Apache-2.0
/// Something for each of some leaves.
#pragma once

#include <string>
#include <vector>

#include "core/design/leaf.h"

namespace bitpareto {

/// What has not been given is a T{}. A plain value.
template <class T>
class LeafMap {
 public:
  T& operator[](Leaf leaf) {
    if (leaf.number() >= values_.size()) values_.resize(leaf.number() + 1);
    return values_[leaf.number()];
  }
  const T& operator[](Leaf leaf) const {
    static const T none{};
    return leaf.number() < values_.size() ? values_[leaf.number()] : none;
  }

 private:
  std::vector<T> values_;  // by Leaf::number()
};

/// The words that leaves take their values from: a name or a set is held as an index in them.
using LeafNames = LeafMap<std::vector<std::string>>;

}  // namespace bitpareto
