// SPDX-License-Identifier: Apache-2.0
#include "core/cost/lane_terms.h"

#include <algorithm>
#include <atomic>

namespace bitpareto {

namespace {

/// Designs side by side: with fewer, lanes stay empty, and what they share is spread too often.
constexpr std::size_t least_inner = 64;

}  // namespace

LaneTerms::LaneTerms(const Space& space, std::span<const Read> terms) {
  static std::atomic<std::uint64_t> made = 0;
  number_ = ++made;
  const bool tabulated = std::ranges::all_of(terms, [](const Read& read) { return read.term->has_table(); });
  if (!tabulated || !space.is_indexable()) return;
  outer_axes_ = space.axes().size();
  while (outer_axes_ > 0 && inner_ < least_inner) {
    const std::uint64_t levels = space.axes()[outer_axes_ - 1].levels.size();
    if (levels > most_inner / inner_) break;
    inner_ *= static_cast<std::size_t>(levels);
    --outer_axes_;
  }
  if (inner_ == 1) return;
  for (std::size_t a = 0; a < outer_axes_; ++a) level_counts_.push_back(space.axes()[a].levels.size());
  if (!lay_out(space, terms)) operands_.clear();
}

bool LaneTerms::lay_out(const Space& space, std::span<const Read> terms) {
  // Where the row of each inner design lies in the term's table, from that of the first.
  const auto inner_offsets = [&](const Term& term) {
    std::vector<std::size_t> offsets{0};
    for (std::size_t a = outer_axes_; a < space.axes().size(); ++a) {
      std::vector<std::size_t> longer;
      for (const std::size_t offset : offsets) {
        for (std::uint64_t level = 0; level < space.axes()[a].levels.size(); ++level) {
          longer.push_back(offset + static_cast<std::size_t>(level) * term.stride(a));
        }
      }
      offsets = std::move(longer);
    }
    return offsets;
  };
  std::size_t taken = 0;
  std::size_t spread = 0;
  operands_.reserve(terms.size());
  for (const Read& read : terms) {
    const Term& term = *read.term;
    const std::span<const double> table = term.table();
    const std::vector<std::size_t> inner = inner_offsets(term);
    Operand& operand = operands_.emplace_back();
    for (std::size_t k = 0; k < term.width(); ++k) {
      if (read.columns[k]) operand.columns.push_back(k);
    }
    if (std::ranges::all_of(inner, [](std::size_t offset) { return offset == 0; })) {
      operand.rows = table.data();
      operand.size = term.width();
      operand.spread_at = spread;
      spread += term.width() * tile_width;
      for (std::size_t a = 0; a < outer_axes_; ++a) operand.strides.push_back(term.stride(a));
      for (std::size_t from = 0; from < table.size(); from += term.width()) operand.flawed.push_back(table[from] != 0);
    } else {
      operand.tile_size = term.width() * tile_width;
      operand.size = (inner_ + tile_width - 1) / tile_width * operand.tile_size;
      std::size_t combinations = 1;
      operand.strides.resize(outer_axes_);
      for (std::size_t a = outer_axes_; a-- > 0;) {
        if (term.stride(a) == 0) continue;
        operand.strides[a] = combinations * operand.size;
        combinations *= static_cast<std::size_t>(level_counts_[a]);
      }
      const std::size_t bytes = combinations * operand.size * sizeof(double);
      if (!space.tables().take(bytes)) {
        space.tables().give_back(taken);
        return false;
      }
      taken += bytes;
      operand.copy.resize(combinations * operand.size);
      operand.rows = operand.copy.data();
      std::vector<std::uint64_t> levels(outer_axes_, 0);
      for (std::size_t combination = 0; combination < combinations; ++combination) {
        std::size_t from = 0;
        for (std::size_t a = 0; a < outer_axes_; ++a) from += static_cast<std::size_t>(levels[a]) * term.stride(a);
        double* const to = operand.copy.data() + combination * operand.size;
        bool is_flawed = false;
        for (std::size_t i = 0; i < inner.size(); ++i) {
          const double* const row = table.data() + from + inner[i];
          is_flawed = is_flawed || row[0] != 0;
          double* const tile = to + i / tile_width * operand.tile_size + i % tile_width;
          for (const std::size_t k : operand.columns) tile[k * tile_width] = row[k];
        }
        operand.flawed.push_back(is_flawed);
        for (std::size_t a = outer_axes_; a-- > 0;) {
          if (term.stride(a) == 0) continue;
          if (++levels[a] < level_counts_[a]) break;
          levels[a] = 0;
        }
      }
    }
    operand.has_flaws = std::ranges::find(operand.flawed, true) != operand.flawed.end();
  }
  return true;
}

LaneTerms::Window::Window(const LaneTerms& terms)
    : terms_{&terms},
      number_{terms.number_},
      levels_(terms.outer_axes_, 0),
      rows_(most * terms.operands_.size()),
      tiles_(rows_.size()),
      spread_of_(rows_.size()) {
  for (const Operand& operand : terms.operands_) {
    place_.push_back(operand.rows);
    if (operand.tile_size == 0) room_ += operand.size * tile_width;
  }
  spread_.resize(most * room_);
}

void LaneTerms::Window::move_to(DesignIndex index, std::size_t count) {
  seek(index / terms_->inner_);
  for (std::size_t at = 0; at < count; ++at) {
    if (at > 0) advance();
    take(at);
  }
}

void LaneTerms::Window::seek(DesignIndex combination) {
  if (combination == combination_) return;
  if (combination == combination_ + 1) return advance();
  combination_ = combination;
  DesignIndex left = combination;
  for (std::size_t a = levels_.size(); a-- > 0;) {
    levels_[a] = left % terms_->level_counts_[a];
    left /= terms_->level_counts_[a];
  }
  for (std::size_t t = 0; t < place_.size(); ++t) {
    const Operand& operand = terms_->operands_[t];
    std::size_t offset = 0;
    for (std::size_t a = 0; a < levels_.size(); ++a) offset += static_cast<std::size_t>(levels_[a]) * operand.strides[a];
    place_[t] = operand.rows + offset;
  }
}

void LaneTerms::Window::advance() {
  ++combination_;
  for (std::size_t a = levels_.size(); a-- > 0;) {
    const bool wraps = ++levels_[a] == terms_->level_counts_[a];
    const std::uint64_t back = wraps ? terms_->level_counts_[a] - 1 : 0;
    for (std::size_t t = 0; t < place_.size(); ++t) {
      const std::size_t stride = terms_->operands_[t].strides[a];
      place_[t] = wraps ? place_[t] - static_cast<std::size_t>(back) * stride : place_[t] + stride;
    }
    if (!wraps) break;
    levels_[a] = 0;
  }
}

void LaneTerms::Window::take(std::size_t at) {
  const std::size_t terms = place_.size();
  for (std::size_t t = 0; t < terms; ++t) {
    const Operand& operand = terms_->operands_[t];
    const double* const row = place_[t];
    const std::size_t here = at * terms + t;
    rows_[here] = row;
    if (operand.tile_size != 0) {
      tiles_[here] = row;
    } else if (at > 0 && rows_[here - terms] == row) {
      tiles_[here] = tiles_[here - terms];
    } else {
      double* const tile = spread_.data() + at * room_ + operand.spread_at;
      tiles_[here] = tile;
      if (spread_of_[here] == row) continue;
      spread_of_[here] = row;
      for (const std::size_t k : operand.columns) std::fill_n(tile + k * tile_width, tile_width, row[k]);
    }
  }
}

bool LaneTerms::Window::is_flawed(std::size_t at) const {
  for (std::size_t t = 0; t < place_.size(); ++t) {
    if (is_flawed(at, t)) return true;
  }
  return false;
}

bool LaneTerms::Window::is_flawed(std::size_t at, std::size_t term) const {
  const Operand& operand = terms_->operands_[term];
  return operand.has_flaws && operand.flawed[static_cast<std::size_t>(rows_[at * place_.size() + term] - operand.rows) / operand.size];
}

}  // namespace bitpareto
