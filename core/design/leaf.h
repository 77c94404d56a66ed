// SPDX-License-Identifier: Apache-2.0
/// A leaf of a design: a number or a name that a design-space file may set under `design`. Whoever reads a leaf
/// declares it; reading files, range checks, columns, the JSON Schema and the documentation are all made from what it
/// declares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/corner.h"
#include "core/base/numbering.h"
#include "core/document/map_reader.h"

namespace bitpareto {

/// What a leaf's values are; a value is always held as one double.
enum class LeafKind : std::uint8_t {
  name,        // a word from a list; held as its index in the space's names of that leaf
  set,         // several words from a list, "a+b+c"; held likewise
  count,       // a whole number
  group_size,  // a whole number, or `channel`: a whole row, held as whole_row
  number,      // a number, fractions allowed
  flag,        // true or false, held as 1 or 0
  quantity,    // a number with a unit
};

/// The largest part of what runs and what it runs on that has one value of a leaf.
enum class LeafScope : std::uint8_t {
  design,    // of one design there is one
  workload,  // each workload may see another
};

/// The value of a group size of `channel`.
inline constexpr double whole_row = 0;
/// The same in tables of results, whose columns hold numbers or texts and never both: what GPTQ and AWQ write.
inline constexpr std::int64_t written_whole_row = -1;

/// What is declared of a leaf, once and for the whole time that the program runs: a leaf is known by its address.
struct LeafEntry {
  std::string_view path;  // "weights.group_size", below `design`
  LeafKind kind;
  Dimension dimension = Dimension::none;
  Within within = {};
  std::string_view default_value = {};  // as in a file; empty: none, or it depends on other leaves and `meaning` says how
  std::string_view meaning = {};
  LeafScope scope = LeafScope::workload;
  std::string_view required = {};                // what a file must give, for a message; empty: it may be left out
  const LeafEntry* required_unless = nullptr;    // a leaf that serves instead
  std::span<const std::string_view> words = {};  // that it may hold, if no file says
  std::string_view words_noun = {};              // "an area basis"
  Doubt doubt = Doubt::none;                     // whether it may be given as {low, typical, high}
  Dimension other = Dimension::none;             // of a quantity that may stand instead of a word; none: words only
  Within other_within = {};
  mutable Numbering::Slot number = 0;   // Leaf::number() + 1, once that was asked for
};

/// A leaf that is a constant: what somebody has to know, and may know within bounds only.
[[nodiscard]] constexpr LeafEntry constant_leaf(std::string_view path, LeafKind kind, Dimension dimension, const Within& within,
                                                std::string_view default_value, std::string_view meaning, Doubt doubt) {
  return {.path = path,
          .kind = kind,
          .dimension = dimension,
          .within = within,
          .default_value = default_value,
          .meaning = meaning,
          .doubt = doubt};
}

/// A leaf. A plain value, compared by what it is, not by what it is called.
class Leaf {
 public:
  constexpr Leaf(const LeafEntry& entry) : entry_{&entry} {}  // NOLINT(google-explicit-constructor): an entry is a leaf
  constexpr const LeafEntry& operator*() const { return *entry_; }
  constexpr const LeafEntry* operator->() const { return entry_; }
  /// A number below limits::leaves, another for each leaf and the same for as long as the program runs. It means
  /// nothing else. std::length_error if there are more leaves.
  [[nodiscard]] std::size_t number() const { return numbering.of(entry_->number); }
  friend constexpr bool operator==(Leaf a, Leaf b) { return a.entry_ == b.entry_; }

 private:
  static Numbering numbering;
  const LeafEntry* entry_;
};

/// What LeafEntry::required says of a leaf whose words are few enough to be listed.
inline constexpr std::string_view any_word = "one of its words";

namespace leaf {
/// Which model computes time, energy and area: it decides which other leaves are read.
inline constexpr LeafEntry performance_model{"performance_model",
                                             LeafKind::name,
                                             Dimension::none,
                                             {},
                                             "",
                                             "the model that computes time, energy and area; required",
                                             LeafScope::design,
                                             any_word};
}  // namespace leaf

/// Whether values are words, and held as the index of one.
[[nodiscard]] constexpr bool is_word(const LeafEntry& entry) {
  return entry.kind == LeafKind::name || entry.kind == LeafKind::set;
}
/// Whether every value is a whole number: of things, bytes or bits.
[[nodiscard]] constexpr bool is_whole(const LeafEntry& entry) {
  return entry.kind == LeafKind::count || entry.kind == LeafKind::group_size || entry.dimension == Dimension::storage ||
         entry.dimension == Dimension::width;
}
/// "pe" of "pe.kind"; empty where the leaf stands at the top of `design`.
[[nodiscard]] std::string_view section_of(Leaf leaf);
/// "kind" of "pe.kind".
[[nodiscard]] std::string_view key_of(Leaf leaf);
/// "weight_buffer_size_bytes": the path with dots as underscores, and the unit.
[[nodiscard]] std::string column_name(Leaf leaf);

}  // namespace bitpareto
