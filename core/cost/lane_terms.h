// SPDX-License-Identifier: Apache-2.0
/// The tables of a model's terms, laid out for several neighbouring designs at a time: the plan by which whole stretches of a space
/// are evaluated.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/base/simd.h"
#include "core/cost/term.h"

namespace bitpareto {

/// Designs of a tile: as many as the widest instruction set takes at a time.
inline constexpr std::size_t tile_width = most_lanes;

/// A row of a term for the designs of a tile, or some of them: [number][design].
template <class V>
struct LaneRow {
  const double* first;
  [[nodiscard, gnu::always_inline]] V operator[](std::size_t k) const { return V::load(first + k * tile_width); }
  [[nodiscard, gnu::always_inline]] LaneRow operator+(std::size_t k) const { return {first + k * tile_width}; }
};

/// Designs run as an odometer does; the last few axes, whose combinations stand side by side, are the inner ones. A term that reads any of them
/// gets a copy of its table in tiles. Immutable; thread-safe. The terms must outlive it.
class LaneTerms {
 public:
  /// Designs side by side, at most.
  static constexpr std::size_t most_inner = 4'096;
  /// Copies take up to this much; beyond it there is no plan.
  static constexpr std::size_t most_bytes = std::size_t{256} << 20;

  /// No plan, if a term has no table, the space has no indices, or there is no room for it.
  LaneTerms(const Space& space, std::span<const Term* const> terms);
  LaneTerms(const LaneTerms&) = delete;
  LaneTerms& operator=(const LaneTerms&) = delete;
  ~LaneTerms() = default;

  [[nodiscard]] bool is_possible() const { return !operands_.empty(); }
  /// Designs side by side.
  [[nodiscard]] std::size_t inner() const { return inner_; }

  /// The rows of one combination of the outer axes after the other, in the order of the terms. One thread at a time.
  class Outer {
   public:
    /// That of a design of the space.
    Outer(const LaneTerms& terms, DesignIndex index);
    /// To the next combination.
    void advance();
    /// The row of a term for a tile: [number][design].
    [[nodiscard]] const double* row(std::size_t term, std::size_t tile) const { return tiles_[term] + tile * terms_->operands_[term].tile_size; }
    /// Whether some of its designs cannot exist, by what any term says or one.
    [[nodiscard]] bool is_flawed() const;
    [[nodiscard]] bool is_flawed(std::size_t term) const;

   private:
    void spread();
    const LaneTerms* terms_;
    std::vector<std::uint64_t> levels_;
    std::vector<const double*> rows_;   // as they stand in tables
    std::vector<const double*> tiles_;  // the same, or what is the same for all designs, spread
    std::vector<double> spread_;
    std::vector<const double*> spread_of_;  // which row stands there
  };

 private:
  struct Operand {
    const double* rows = nullptr;      // of the copy, or the term's table
    std::vector<std::size_t> strides;  // numbers per level, of each outer axis
    std::vector<double> copy;
    std::vector<bool> flawed;   // by combination of the outer axes that it reads
    bool has_flaws = false;     // any of them
    std::size_t width = 0;      // numbers of a design
    std::size_t size = 0;       // of all designs side by side
    std::size_t tile_size = 0;  // of a tile; 0: they share one row
  };
  [[nodiscard]] bool lay_out(const Space& space, std::span<const Term* const> terms);

  std::size_t outer_axes_ = 0;
  std::size_t inner_ = 1;
  std::vector<std::uint64_t> level_counts_;  // of the outer axes
  std::vector<Operand> operands_;
};

}  // namespace bitpareto
