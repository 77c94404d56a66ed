// SPDX-License-Identifier: Apache-2.0
/// The tables of a model's terms, laid out for several neighbouring designs at a time: the plan by which whole stretches of a space
/// are evaluated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/aligned_vector.h"
#include "core/base/simd.h"
#include "core/base/simd_pair.h"
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

/// The same for twice as many: those of the second half stand `step` numbers behind.
template <class V>
struct LaneRow<SimdPair<V>> {
  const double* first;
  std::size_t step;
  [[nodiscard, gnu::always_inline]] SimdPair<V> operator[](std::size_t k) const { return SimdPair<V>::load(first + k * tile_width, step); }
  [[nodiscard, gnu::always_inline]] LaneRow operator+(std::size_t k) const { return {first + k * tile_width, step}; }
};

/// A row that all designs share: a number is loaded once for as many as V has.
template <class V>
struct SharedRow {
  const double* first;
  [[nodiscard, gnu::always_inline]] V operator[](std::size_t k) const { return V{first[k]}; }
  [[nodiscard, gnu::always_inline]] SharedRow operator+(std::size_t k) const { return {first + k}; }
};

/// Designs run as an odometer does; the last few axes, whose combinations stand side by side, are the inner ones. A term that reads any of them
/// gets a copy of its table in tiles. Immutable; thread-safe. The terms must outlive it.
class LaneTerms {
 public:
  /// Designs side by side, at most.
  static constexpr std::size_t most_inner = 4'096;

  /// A term, and which numbers of its rows anybody looks at.
  struct Read {
    const Term* term = nullptr;
    std::vector<bool> columns;
  };
  /// No plan, if a term has no table, the space has no indices, or there is no room for it.
  LaneTerms(const Space& space, std::span<const Read> terms);
  LaneTerms(const LaneTerms&) = delete;
  LaneTerms& operator=(const LaneTerms&) = delete;
  ~LaneTerms() = default;

  [[nodiscard]] bool is_possible() const { return !operands_.empty(); }

  /// The rows of a few combinations of the outer axes that follow each other, in the order of the terms. One thread at a time.
  class Window {
   public:
    /// How many: so many share what tiles they read in the first-level cache.
    static constexpr std::size_t most = 8;
    /// Of the first one. `terms` must outlive it.
    explicit Window(const LaneTerms& terms);
    [[nodiscard]] bool is_of(const LaneTerms& terms) const { return number_ == terms.number_; }
    /// To the combination of a design of the space and those that follow it, `count` in all.
    void move_to(DesignIndex index, std::size_t count);
    /// Designs of a combination, and which of them a design of the space is.
    [[nodiscard]] std::size_t inner() const { return terms_->inner_; }
    [[nodiscard]] std::size_t inner_of(DesignIndex index) const { return static_cast<std::size_t>(index % terms_->inner_); }
    /// The row of a term for a tile of the combination `at`: [number][design].
    [[nodiscard]] const double* row(std::size_t at, std::size_t term, std::size_t tile) const {
      return tiles_[at * terms_->operands_.size() + term] + tile * terms_->operands_[term].tile_size;
    }
    /// The row that all designs of the combination share. Requires tile_size(term) == 0.
    [[nodiscard]] const double* shared_row(std::size_t at, std::size_t term) const {
      return terms_->operands_[term].term->row(rows_[at * terms_->operands_.size() + term]);
    }
    /// How far apart the rows of two neighbouring tiles stand.
    [[nodiscard]] std::size_t tile_size(std::size_t term) const { return terms_->operands_[term].tile_size; }
    /// Whether some of its designs cannot exist, by what any term says or one.
    [[nodiscard]] bool is_flawed(std::size_t at) const;
    [[nodiscard]] bool is_flawed(std::size_t at, std::size_t term) const;

   private:
    void seek(DesignIndex combination);
    void advance();
    void take(std::size_t at);
    const LaneTerms* terms_;
    std::uint64_t number_;
    DesignIndex combination_ = 0;
    std::vector<std::uint64_t> levels_;  // of it
    std::vector<std::size_t> place_;     // its combination of what each operand reads
    // [combination of the window][operand]
    std::vector<std::size_t> rows_;         // which row of the operand
    std::vector<const double*> tiles_;      // its numbers, or what is the same for all designs, spread
    std::vector<std::size_t> spread_of_;    // which row stands spread there
    AlignedVector<double> spread_;
    std::size_t room_ = 0;  // numbers that a combination has spread
  };

 private:
  /// A term whose rows all designs of a combination share, or a copy in tiles, where each row has all those designs; equal ones stand there once.
  struct Operand {
    const Term* term = nullptr;
    std::vector<std::size_t> strides;        // combinations per level, of each outer axis
    std::vector<std::size_t> columns;        // that somebody looks at
    AlignedVector<double> copy;              // [row][tile][number][design]
    std::vector<std::uint32_t> row_numbers;  // of the copy, by combination
    std::vector<bool> flawed;                // by row
    bool has_flaws = false;                  // any of them
    std::size_t spread_at = 0;               // where a window has it, if designs share a row
    std::size_t size = 0;                    // of all designs side by side
    std::size_t tile_size = 0;               // of a tile; 0: they share one row
    [[nodiscard]] std::size_t row_number(std::size_t combination) const {
      return tile_size == 0 ? term->row_number(combination) : row_numbers[combination];
    }
  };
  [[nodiscard]] std::vector<std::size_t> inner_combinations(const Space& space, const Term& term) const;
  void share(Operand& operand) const;
  [[nodiscard]] bool copy(const Space& space, const std::vector<std::size_t>& inner, Operand& operand) const;
  [[nodiscard]] bool lay_out(const Space& space, std::span<const Read> terms);

  std::uint64_t number_;  // of all that were ever made: an address may come again
  std::size_t outer_axes_ = 0;
  std::size_t inner_ = 1;
  std::vector<std::uint64_t> level_counts_;  // of the outer axes
  std::vector<Operand> operands_;
};

}  // namespace bitpareto
