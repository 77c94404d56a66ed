// SPDX-License-Identifier: Apache-2.0
#include "core/cost/lane_terms.h"

#include <algorithm>

namespace bitpareto {

namespace {

/// Designs side by side: with fewer, lanes stay empty, and what they share is spread too often.
constexpr std::size_t least_inner = 64;

}  // namespace

LaneTerms::LaneTerms(const Space& space, std::span<const Term* const> terms) {
  const bool tabulated = std::ranges::all_of(terms, [](const Term* term) { return term->has_table(); });
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

bool LaneTerms::lay_out(const Space& space, std::span<const Term* const> terms) {
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
  std::size_t bytes = 0;
  operands_.reserve(terms.size());
  for (const Term* const of : terms) {
    const Term& term = *of;
    const std::span<const double> table = term.table();
    const std::vector<std::size_t> inner = inner_offsets(term);
    Operand& operand = operands_.emplace_back();
    operand.width = term.width();
    if (std::ranges::all_of(inner, [](std::size_t offset) { return offset == 0; })) {
      operand.rows = table.data();
      operand.size = term.width();
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
      bytes += combinations * operand.size * sizeof(double);
      if (bytes > most_bytes) return false;
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
          for (std::size_t k = 0; k < term.width(); ++k) tile[k * tile_width] = row[k];
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

LaneTerms::Outer::Outer(const LaneTerms& terms, DesignIndex index)
    : terms_{&terms}, levels_(terms.outer_axes_), rows_(terms.operands_.size()), tiles_(terms.operands_.size()), spread_of_(terms.operands_.size()) {
  index /= terms.inner_;
  for (std::size_t a = levels_.size(); a-- > 0;) {
    levels_[a] = index % terms.level_counts_[a];
    index /= terms.level_counts_[a];
  }
  std::size_t room = 0;
  for (std::size_t t = 0; t < rows_.size(); ++t) {
    const Operand& operand = terms.operands_[t];
    std::size_t offset = 0;
    for (std::size_t a = 0; a < levels_.size(); ++a) offset += static_cast<std::size_t>(levels_[a]) * operand.strides[a];
    rows_[t] = operand.rows + offset;
    if (operand.tile_size == 0) room += operand.width * tile_width;
  }
  spread_.resize(room);
  spread();
}

void LaneTerms::Outer::advance() {
  for (std::size_t a = levels_.size(); a-- > 0;) {
    const bool wraps = ++levels_[a] == terms_->level_counts_[a];
    const std::uint64_t back = wraps ? terms_->level_counts_[a] - 1 : 0;
    for (std::size_t t = 0; t < rows_.size(); ++t) {
      const std::size_t stride = terms_->operands_[t].strides[a];
      rows_[t] = wraps ? rows_[t] - static_cast<std::size_t>(back) * stride : rows_[t] + stride;
    }
    if (!wraps) break;
    levels_[a] = 0;
  }
  spread();
}

void LaneTerms::Outer::spread() {
  double* to = spread_.data();
  for (std::size_t t = 0; t < rows_.size(); ++t) {
    const Operand& operand = terms_->operands_[t];
    if (operand.tile_size != 0) {
      tiles_[t] = rows_[t];
      continue;
    }
    double* const tile = to;
    to += operand.width * tile_width;
    if (spread_of_[t] == rows_[t]) continue;
    spread_of_[t] = rows_[t];
    for (std::size_t k = 0; k < operand.width; ++k) std::fill_n(tile + k * tile_width, tile_width, rows_[t][k]);
    tiles_[t] = tile;
  }
}

bool LaneTerms::Outer::is_flawed() const {
  for (std::size_t t = 0; t < rows_.size(); ++t) {
    if (is_flawed(t)) return true;
  }
  return false;
}

bool LaneTerms::Outer::is_flawed(std::size_t term) const {
  const Operand& operand = terms_->operands_[term];
  return operand.has_flaws && operand.flawed[static_cast<std::size_t>(rows_[term] - operand.rows) / operand.size];
}

}  // namespace bitpareto
