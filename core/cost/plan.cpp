// SPDX-License-Identifier: Apache-2.0
#include "core/cost/plan.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace bitpareto {

DesignBlock::DesignBlock(const Space& space) : space_{&space}, levels_(space.axes().size() * column_stride) {}

void DesignBlock::set_range(DesignIndex first, std::size_t size) {
  if (!space_->is_indexable() || size == 0 || size > block_size || first > space_->last_index() ||
      size - 1 > space_->last_index() - first) {
    throw std::out_of_range{"DesignBlock::set_range(first, size): " + std::to_string(size) + " designs from " +
                            std::to_string(first) + " are not 1 to " + std::to_string(block_size) +
                            " designs of the space"};
  }
  size_ = size;
  first_ = first;
  has_levels_ = false;
}

void DesignBlock::fill_levels() const {
  has_levels_ = true;
  const DesignIndex first = *first_;
  const std::size_t size = size_;
  const std::span<const Axis> axes = space_->axes();
  std::vector<std::uint64_t> start(axes.size());
  space_->levels_of(first, start);
  for (std::size_t a = 0; a < axes.size(); ++a) {
    std::uint64_t* const column = levels_.data() + a * column_stride;
    const DesignIndex stride = space_->stride(a);  // designs per level
    std::uint64_t level = start[a];
    DesignIndex left = stride - first % stride;  // designs of the first level that lie in the block
    for (std::size_t i = 0; i < size;) {
      const auto run = static_cast<std::size_t>(std::min<DesignIndex>(left, size - i));
      std::fill_n(column + i, run, level);
      i += run;
      left = stride;
      level = level + 1 == axes[a].levels.size() ? 0 : level + 1;
    }
  }
}

void DesignBlock::push(std::span<const std::uint64_t> levels) {
  if (size_ == block_size) throw std::out_of_range{"DesignBlock::push: the block is full"};
  if (is_range() && !has_levels_) fill_levels();
  for (std::size_t a = 0; a < levels.size(); ++a) levels_[a * column_stride + size_] = levels[a];
  ++size_;
  first_.reset();
}

void CostBlock::begin() {
  std::swap(set_, set_before_);
  std::ranges::fill(set_, CostSet{});
  may_refuse_ = false;
  for (std::vector<ReasonCode>* codes : {&cannot_exist_, &no_error_, &no_perplexity_}) std::ranges::fill(*codes, 0);
}

std::span<double* const> CostBlock::targets() {
  if (targets_.empty() || targeted_ != wanted) {
    targeted_ = wanted;
    read_targets_.clear();
    targets_.assign(set_.size() * most_costs, costs_.data() + costs_.size() - column_stride);
    for (std::size_t w = 0; w < set_.size(); ++w) {
      for (std::size_t c = 0; c < count_; ++c) {
        if (!wanted.contains(static_cast<Cost>(c))) continue;
        double* const target = column(w, static_cast<Cost>(c)).data();
        targets_[w * most_costs + c] = target;
        read_targets_.push_back(target);
      }
    }
  }
  for (CostSet& set : set_) set = set | wanted;
  return targets_;
}

void CostBlock::refuse(std::size_t i, ReasonCode reason) {
  cannot_exist()[i] = reason;
  for (std::size_t w = 0; w < set_.size(); ++w) {
    for (std::size_t c = 0; c < count_; ++c) {
      if (wanted.contains(static_cast<Cost>(c))) column(w, static_cast<Cost>(c))[i] = std::numeric_limits<double>::quiet_NaN();
    }
  }
}

void CostBlock::end() {
  for (std::size_t w = 0; w < set_.size(); ++w) {
    const CostSet stale = set_before_[w].without(set_[w]);
    if (stale.empty()) continue;
    for (std::size_t c = 0; c < count_; ++c) {
      if (!stale.contains(static_cast<Cost>(c))) continue;
      std::fill_n(costs_.data() + lead + (w * count_ + c) * column_stride, block_size,
                  std::numeric_limits<double>::quiet_NaN());
    }
  }
}

TermBounds& CostBounds::kept(const void* term, const std::shared_ptr<const Tabulated>& table, std::size_t width) {
  // Terms that an evaluator asks for; it finds its own in front, in some order, and few are moved.
  constexpr std::ptrdiff_t usual_terms = 16;
  const void* const of = table ? table.get() : term;
  auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.of == of && kept.rows->width() == width; });
  if (found == kept_.end()) {
    std::size_t bytes = 0;
    for (const Kept& kept : kept_) bytes += kept.rows->bytes();
    for (; bytes > most_kept_bytes && kept_.size() > usual_terms; kept_.pop_back()) bytes -= kept_.back().rows->bytes();
    kept_.push_back({of, table, std::make_unique<TermBounds>(width)});
    found = kept_.end() - 1;
  }
  if (found - kept_.begin() >= usual_terms) {
    std::rotate(kept_.begin(), found, found + 1);
    found = kept_.begin();
  }
  return *found->rows;
}

Box whole_box(const Space& space) {
  Box box;
  for (const Axis& axis : space.axes()) box.push_back({0, axis.levels.size() - 1});
  return box;
}

}  // namespace bitpareto
