// SPDX-License-Identifier: Apache-2.0
#include "core/cost/lane_terms.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "core/base/mixed.h"
#include "core/base/unique_number.h"
#include "core/system/parallel.h"

namespace bitpareto {

namespace {

/// Designs side by side: with fewer, lanes stay empty, and what they share is spread too often.
constexpr std::size_t least_inner = 64;

}  // namespace

LaneTerms::LaneTerms(const Space& space, std::span<const Read> terms) : number_{unique_number()} {
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

/// The combinations of a term that inner designs have, less that of the first.
std::vector<std::size_t> LaneTerms::inner_combinations(const Space& space, const Term& term) const {
  std::vector<std::size_t> combinations{0};
  for (std::size_t a = outer_axes_; a < space.axes().size(); ++a) {
    std::vector<std::size_t> longer;
    for (const std::size_t combination : combinations) {
      for (std::uint64_t level = 0; level < space.axes()[a].levels.size(); ++level) {
        longer.push_back(combination + static_cast<std::size_t>(level) * term.stride(a));
      }
    }
    combinations = std::move(longer);
  }
  return combinations;
}

bool LaneTerms::lay_out(const Space& space, std::span<const Read> terms) {
  std::size_t spread = 0;
  operands_.reserve(terms.size());
  for (const Read& read : terms) {
    const Term& term = *read.term;
    Operand& operand = operands_.emplace_back();
    operand.term = &term;
    for (std::size_t k = 0; k < term.width(); ++k) {
      if (read.columns[k]) operand.columns.push_back(k);
    }
    const std::vector<std::size_t> inner = inner_combinations(space, term);
    if (std::ranges::all_of(inner, [](std::size_t combination) { return combination == 0; })) {
      share(operand);
      operand.spread_at = spread;
      spread += term.width() * tile_width;
    } else if (!copy(space, inner, operand)) {
      for (const Operand& made : operands_) space.tables().give_back(made.copy.size() * sizeof(double));
      return false;
    }
    operand.has_flaws = std::ranges::find(operand.flawed, true) != operand.flawed.end();
  }
  return true;
}

void LaneTerms::share(Operand& operand) const {
  const Term& term = *operand.term;
  operand.size = term.width();
  for (std::size_t a = 0; a < outer_axes_; ++a) operand.strides.push_back(term.stride(a));
  for (std::size_t r = 0; r < term.row_count(); ++r) operand.flawed.push_back(term.row(r)[0] != 0);
}

bool LaneTerms::copy(const Space& space, const std::vector<std::size_t>& inner, Operand& operand) const {
  const Term& term = *operand.term;
  operand.tile_size = term.width() * tile_width;
  operand.size = (inner.size() + tile_width - 1) / tile_width * operand.tile_size;
  std::size_t combinations = 1;
  operand.strides.resize(outer_axes_);
  for (std::size_t a = outer_axes_; a-- > 0;) {
    if (term.stride(a) == 0) continue;
    operand.strides[a] = combinations;
    combinations *= static_cast<std::size_t>(level_counts_[a]);
  }
  // Which rows of the term each combination has, and whether one before it has the same.
  std::vector<std::size_t> starts;  // combination of the term where a row of the copy begins
  std::unordered_multimap<std::uint64_t, std::uint32_t> known;  // rows of the copy, by digests
  std::vector<std::uint64_t> levels(outer_axes_, 0);
  for (std::size_t combination = 0; combination < combinations; ++combination) {
    std::size_t start = 0;
    for (std::size_t a = 0; a < outer_axes_; ++a) start += static_cast<std::size_t>(levels[a]) * term.stride(a);
    std::uint64_t digest = 0;
    for (const std::size_t i : inner) digest = mixed(digest, term.row_number(start + i));
    const auto is_same = [&](const auto& entry) {
      return std::ranges::all_of(inner, [&](std::size_t i) { return term.row_number(start + i) == term.row_number(starts[entry.second] + i); });
    };
    const auto [begin, end] = known.equal_range(digest);
    const auto same = std::find_if(begin, end, is_same);
    if (same != end) {
      operand.row_numbers.push_back(same->second);
    } else {
      const auto number = static_cast<std::uint32_t>(starts.size());
      known.emplace(digest, number);
      starts.push_back(start);
      operand.row_numbers.push_back(number);
    }
    for (std::size_t a = outer_axes_; a-- > 0;) {
      if (term.stride(a) == 0) continue;
      if (++levels[a] < level_counts_[a]) break;
      levels[a] = 0;
    }
  }
  if (!space.tables().take(starts.size() * operand.size * sizeof(double))) return false;
  operand.copy.resize(starts.size() * operand.size);
  std::vector<char> flawed(starts.size(), 0);
  parallel_for(starts.size(), space.tables().limits().threads, [&](std::size_t r) {
    double* const to = operand.copy.data() + r * operand.size;
    for (std::size_t i = 0; i < inner.size(); ++i) {
      const double* const row = term.row(term.row_number(starts[r] + inner[i]));
      if (row[0] != 0) flawed[r] = 1;
      double* const tile = to + i / tile_width * operand.tile_size + i % tile_width;
      for (const std::size_t k : operand.columns) tile[k * tile_width] = row[k];
    }
  });
  for (const char is_flawed : flawed) operand.flawed.push_back(is_flawed != 0);
  return true;
}

LaneTerms::Window::Window(const LaneTerms& terms)
    : terms_{&terms},
      number_{terms.number_},
      levels_(terms.outer_axes_, 0),
      place_(terms.operands_.size(), 0),
      rows_(most * terms.operands_.size()),
      tiles_(rows_.size()),
      spread_of_(rows_.size(), std::numeric_limits<std::size_t>::max()) {
  for (const Operand& operand : terms.operands_) {
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
    place_[t] = 0;
    for (std::size_t a = 0; a < levels_.size(); ++a) place_[t] += static_cast<std::size_t>(levels_[a]) * operand.strides[a];
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
    const std::size_t number = operand.row_number(place_[t]);
    const std::size_t here = at * terms + t;
    rows_[here] = number;
    if (operand.tile_size != 0) {
      tiles_[here] = operand.copy.data() + number * operand.size;
    } else if (at > 0 && rows_[here - terms] == number) {
      tiles_[here] = tiles_[here - terms];
    } else {
      double* const tile = spread_.data() + at * room_ + operand.spread_at;
      tiles_[here] = tile;
      if (spread_of_[here] == number) continue;
      spread_of_[here] = number;
      const double* const row = operand.term->row(number);
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
  return operand.has_flaws && operand.flawed[rows_[at * place_.size() + term]];
}

}  // namespace bitpareto
