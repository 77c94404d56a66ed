// SPDX-License-Identifier: Apache-2.0
/// The leaves that a program knows.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/design/leaf.h"

namespace bitpareto {

/// Which words a leaf, or another key, may hold.
struct NameList {
  std::string noun;  // "a datatype"
  std::vector<std::string> names;
  std::string list_command;  // "bitpareto list datatypes"; empty: none
  bool may_be_path = false;  // a text with a slash or ending in .yaml or .json is a file of the user's own
  Dimension other = Dimension::none;  // of a quantity that may stand instead; none: words only
  Within other_within = {};
};

struct KnownLeaf {
  Leaf leaf;
  NameList words = {};                    // of a leaf that holds words
  std::vector<std::string> readers = {};  // the performance models that read it
};

/// Leaves in the order of columns and documentation, none twice. Copies share what they hold; thread-safe to read.
class LeafTable {
 public:
  LeafTable() : LeafTable{std::vector<KnownLeaf>{}} {}
  explicit LeafTable(std::vector<KnownLeaf> leaves);

  [[nodiscard]] auto begin() const { return leaves_->begin(); }
  [[nodiscard]] auto end() const { return leaves_->end(); }
  /// The leaf of that path, with `design.` in front or without; null if there is none.
  [[nodiscard]] const KnownLeaf* find(std::string_view path) const;
  /// The leaf whose column has that name; null if there is none.
  [[nodiscard]] const KnownLeaf* find_column(std::string_view column) const;
  /// The same for a leaf; null if the program does not know it.
  [[nodiscard]] const KnownLeaf* find(Leaf leaf) const;
  /// The words that a leaf may hold; none of one that is not known.
  [[nodiscard]] const NameList& words(Leaf leaf) const;

 private:
  std::shared_ptr<const std::vector<KnownLeaf>> leaves_;
};

/// Whether any of those that know something is chosen.
[[nodiscard]] bool any_chosen(std::span<const std::string> knowing, std::span<const std::string> chosen);
/// Whether a design takes the leaf's default where only these may be chosen.
[[nodiscard]] bool has_default(const KnownLeaf& known, std::span<const std::string> performance_models);
/// Lists of leaves as one, each in its own order: what only a later list has comes behind what is before it there.
[[nodiscard]] std::vector<Leaf> merged(std::span<const std::span<const Leaf>> lists);

}  // namespace bitpareto
