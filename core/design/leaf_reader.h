// SPDX-License-Identifier: Apache-2.0
/// One leaf of a design as a file gives it: a value, a list or a range.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/design/leaf_map.h"
#include "core/design/leaf_table.h"
#include "core/design/levels.h"
#include "core/document/map_reader.h"

namespace bitpareto {

/// A leaf that a file sets.
struct LeafSetting {
  Leaf leaf = leaf::performance_model;
  Levels levels = Levels::single(0);
  Node source;  // as written, with its places
  std::optional<Bounded> constant = {};  // what is known of a constant in doubt

  [[nodiscard]] bool is_axis() const { return levels.size() > 1; }
  /// Where a level stands: its own place in a list, that of the leaf otherwise.
  [[nodiscard]] const Place& place(std::uint64_t level = 0) const;
};

/// Reads leaves, keeping the names that their values refer to.
class LeafReader {
 public:
  /// `corner`: which end of constants that are given as {low, typical, high} counts.
  explicit LeafReader(LeafTable known, Corner corner = Corner::typical) : known_{std::move(known)}, corner_{corner} {}

  /// Every value that `field` gives for `leaf`; nothing, with diagnostics, if any is wrong. A name for which another is
  /// suggested counts as that one, so that reading goes on.
  [[nodiscard]] std::optional<LeafSetting> read(Leaf leaf, const Field& field);
  /// The default of a leaf that has one.
  [[nodiscard]] std::optional<LeafSetting> read_default(Leaf leaf);
  [[nodiscard]] const LeafNames& names() const { return names_; }

 private:
  [[nodiscard]] std::optional<double> value(Leaf leaf, const Field& field);
  [[nodiscard]] std::optional<double> word(Leaf leaf, const Field& field);
  [[nodiscard]] std::optional<Levels> list(Leaf leaf, const Field& field);
  [[nodiscard]] std::optional<Levels> range(Leaf leaf, const Field& field);
  /// {low, typical, high} of a leaf that nobody knows exactly.
  [[nodiscard]] static std::optional<Bounded> constant(Leaf leaf, const Field& field);

  LeafTable known_;
  LeafNames names_;
  Corner corner_;
};

/// Whether a word is meant as a path: it has a slash or ends in .yaml or .json.
[[nodiscard]] bool is_path(std::string_view text);
/// "'mxpf4' is not a datatype; did you mean 'mxfp4'? (bitpareto list datatypes)"
[[nodiscard]] std::string unknown_name_text(std::string_view found, const NameList& known);

}  // namespace bitpareto
