// SPDX-License-Identifier: Apache-2.0
/// The designs that are possible: axes with levels, and the numbering index <-> levels <-> design, without listing any.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/design/design_point.h"
#include "core/design/leaf_map.h"
#include "core/design/leaf_table.h"
#include "core/design/level_range.h"
#include "core/design/levels.h"
#include "core/design/table_memory.h"

namespace bitpareto {

/// The number of a design in a space of at most 2^64 designs.
using DesignIndex = std::uint64_t;

/// A design by its level on each axis of its space. In lexicographic order they run as indices do.
using DesignKey = std::vector<std::uint64_t>;

/// A leaf with more than one value.
struct Axis {
  Leaf leaf;
  Levels levels;
};

/// The product of the axes, and what all designs share. Designs are numbered as an odometer runs: the last axis of the
/// file turns fastest. A plain value; thread-safe to read.
class Space {
 public:
  /// `shared` holds the leaves that have one value; axes' leaves are overwritten. `leaves`: all that a design may have.
  Space(std::vector<Axis> axes, const DesignPoint& shared, LeafNames names, LeafTable leaves = {});

  [[nodiscard]] std::span<const Axis> axes() const { return axes_; }
  [[nodiscard]] std::optional<std::size_t> axis_of(Leaf leaf) const;
  [[nodiscard]] const DesignPoint& shared() const { return shared_; }
  [[nodiscard]] const LeafNames& names() const { return names_; }
  [[nodiscard]] const LeafTable& leaves() const { return leaves_; }
  [[nodiscard]] const std::string& name(Leaf leaf, double value) const {
    return names_[leaf][static_cast<std::size_t>(value)];
  }

  /// Whether designs have indices: true up to 2^64 designs. Larger spaces are known by levels only.
  [[nodiscard]] bool is_indexable() const { return indexable_; }
  /// The index of the last design. Requires is_indexable().
  [[nodiscard]] DesignIndex last_index() const { return last_index_; }
  /// How many designs there are, as exact decimal digits with thousands grouped.
  [[nodiscard]] std::string size_text() const;
  /// The same as a number, rounded.
  [[nodiscard]] double size() const;

  /// How far apart in index two neighbouring levels of an axis lie. Requires is_indexable().
  [[nodiscard]] DesignIndex stride(std::size_t axis) const { return strides_[axis]; }
  /// Requires is_indexable() and index <= last_index(); `levels` has one place per axis.
  void levels_of(DesignIndex index, std::span<std::uint64_t> levels) const;
  /// Requires is_indexable().
  [[nodiscard]] DesignIndex index_of(std::span<const std::uint64_t> levels) const;
  /// The number of a design as exact decimal digits, however many designs there are: its index where it has one.
  [[nodiscard]] std::string number_text(std::span<const std::uint64_t> levels) const;
  /// The design of that number; nothing if the text is no number of this space.
  [[nodiscard]] std::optional<DesignKey> find(std::string_view number) const;
  [[nodiscard]] DesignPoint point(std::span<const std::uint64_t> levels) const;
  [[nodiscard]] DesignPoint point(DesignIndex index) const;

  /// The designs of a box: the same axes with fewer levels, and room of their own for tables; `cache` (may be null) is shared with other boxes.
  [[nodiscard]] Space within(const Box& box, const TableLimits& limits, std::shared_ptr<TableCache> cache) const;
  /// The same space with other values of what all designs share, for a few designs only: nobody may ask it of others, and what is tabulated over
  /// its levels is tabulated for these.
  [[nodiscard]] Space for_only(std::shared_ptr<const std::vector<DesignKey>> designs, const DesignPoint& shared) const;
  /// These designs; null: all may be asked for.
  [[nodiscard]] const std::vector<DesignKey>* only() const { return only_.get(); }

  /// Room for what is tabulated over its levels; copies share it.
  [[nodiscard]] TableMemory& tables() const { return *tables_; }
  /// Other room, with nothing in it.
  void limit_tables(const TableLimits& limits) { tables_ = std::make_shared<TableMemory>(limits); }

  /// A leaf's value as a user would write it: "bitmod4", "channel", "512 KiB", "32".
  [[nodiscard]] std::string value_text(Leaf leaf, double value) const;

 private:
  std::vector<Axis> axes_;
  std::vector<DesignIndex> strides_;  // designs per step of each axis; of an indexable space only
  DesignPoint shared_;
  LeafNames names_;
  LeafTable leaves_;
  bool indexable_ = true;
  DesignIndex last_index_ = 0;
  std::shared_ptr<const std::vector<DesignKey>> only_;
  std::shared_ptr<TableMemory> tables_ = std::make_shared<TableMemory>(TableLimits{});
};

}  // namespace bitpareto
