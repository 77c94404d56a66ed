// SPDX-License-Identifier: Apache-2.0
#include "core/search/open_boxes.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <numeric>
#include <utility>

#include "core/search/objective_order.h"
#include "core/system/run_on.h"

namespace bitpareto {

OpenBoxes::OpenBoxes(std::span<const double> values, std::span<const double> limit) : objectives_{limit.size()} {
  const std::size_t count = values.size() / objectives_;
  assert(count < std::size_t{1} << 24U && "places are exact in single precision");
  values_.assign(values.begin(), values.end());
  values_.resize((count + objectives_) * objectives_, -std::numeric_limits<double>::infinity());
  places_.resize(values_.size(), -1);
  for (std::size_t o = 0; o < objectives_; ++o) {
    const std::vector<std::uint32_t> order = sorted_by(values, objectives_, o);
    for (std::size_t place = 0; place < count; ++place) places_[order[place] * objectives_ + o] = static_cast<float>(place);
    values_[(count + o) * objectives_ + o] = limit[o];
    places_[(count + o) * objectives_ + o] = static_cast<float>(count);
  }
  std::vector<std::uint32_t> ends(objectives_);
  std::iota(ends.begin(), ends.end(), static_cast<std::uint32_t>(count));
  const std::uint32_t leaf = make_leaf();
  put(leaf, ends.data());
  tighten(leaf);
}

double OpenBoxes::add(std::size_t p) {
  hits_.clear();
  run_on(fastest_instruction_set(), [&]<int lanes>() __attribute__((always_inline)) { find<lanes>(places(static_cast<std::uint32_t>(p))); });
  double volume = 0;
  for (const Hit& hit : hits_) volume += split(p, hit.leaf, hit.corners);
  return volume;
}

/// The corners that are greater in each objective.
template <int lanes>
[[gnu::always_inline]] inline void OpenBoxes::find(const float* y) {
  const std::size_t groups = (used_.size() + width - 1) / width;
  for (std::size_t g = 0; g < groups; ++g) {
    for_each_point(at_least<lanes>(tops_.data() + g * objectives_, y, objectives_), [&](std::size_t i) __attribute__((always_inline)) {
      const auto leaf = static_cast<std::uint32_t>(g * width + i);
      if (const PointSet found = at_least<lanes>(rows_.data() + leaf * objectives_, y, objectives_); found != 0) hits_.push_back({leaf, found});
    });
  }
}

/// Point `p` is less than corners of a leaf: takes their part of the volume, and puts what is left of them.
double OpenBoxes::split(std::size_t p, std::uint32_t leaf, PointSet hit) {
  const auto point = static_cast<std::uint32_t>(p);
  const double* const y = values(point);
  const float* const place = places(point);
  parents_.clear();
  for_each_point(hit, [&](std::size_t i) {
    parents_.insert(parents_.end(), holders(leaf, i), holders(leaf, i) + objectives_);
    for (std::size_t o = 0; o < objectives_; ++o) rows(leaf)[o].at[i] = no_point;
  });
  used_[leaf] &= ~hit;
  corners_ -= static_cast<std::size_t>(std::popcount(hit));
  double volume = 0;
  for (std::size_t parent = 0; parent < parents_.size(); parent += objectives_) {
    std::uint32_t* const held_by = parents_.data() + parent;
    double product = 1;
    for (std::size_t o = 0; o < objectives_; ++o) {
      double low = y[o];
      for (std::size_t k = 0; k < o; ++k) low = std::max(low, values(held_by[k])[o]);
      product *= values(held_by[o])[o] - low;
    }
    volume += product;
    for (std::size_t o = 0; o < objectives_; ++o) {
      bool stays = true;
      for (std::size_t k = 0; k < objectives_; ++k) stays &= k == o || places(held_by[k])[o] < place[o];
      if (!stays) continue;
      const std::uint32_t before = std::exchange(held_by[o], point);
      put(leaf, held_by);
      held_by[o] = before;
    }
  }
  if (used_[leaf] == 0) {
    for (std::size_t o = 0; o < objectives_; ++o) top(leaf, o) = no_point;
    free_leaves_.push_back(leaf);
  } else {
    tighten(leaf);
  }
  return volume;
}

std::uint32_t OpenBoxes::make_leaf() {
  if (free_leaves_.empty()) {
    free_leaves_.push_back(static_cast<std::uint32_t>(used_.size()));
    PointRow nothing;
    std::ranges::fill(nothing.at, no_point);
    if (used_.size() % width == 0) tops_.insert(tops_.end(), objectives_, nothing);
    used_.push_back(0);
    rows_.insert(rows_.end(), objectives_, nothing);
    holders_.resize(holders_.size() + width * objectives_);
  }
  const std::uint32_t leaf = free_leaves_.back();
  free_leaves_.pop_back();
  return leaf;
}

void OpenBoxes::put(std::uint32_t leaf, const std::uint32_t* held_by) {
  if (used_[leaf] == ~PointSet{0}) halve(leaf);
  const auto i = static_cast<std::size_t>(std::countr_one(used_[leaf]));
  used_[leaf] |= PointSet{1} << i;
  ++corners_;
  std::copy_n(held_by, objectives_, holders(leaf, i));
  for (std::size_t o = 0; o < objectives_; ++o) rows(leaf)[o].at[i] = places(held_by[o])[o];
}

/// Moves the half of a full leaf that is further along its longest side to another.
void OpenBoxes::halve(std::uint32_t leaf) {
  const std::uint32_t other = make_leaf();
  std::size_t longest = 0;
  float length = -1;
  for (std::size_t o = 0; o < objectives_; ++o) {
    const auto [least, most] = std::ranges::minmax(rows(leaf)[o].at);
    if (most - least > length) {
      length = most - least;
      longest = o;
    }
  }
  std::array<std::uint8_t, width> order;
  std::iota(order.begin(), order.end(), std::uint8_t{0});
  const float* const along = rows(leaf)[longest].at;
  std::ranges::nth_element(order, order.begin() + width / 2, {}, [&](std::uint8_t i) { return along[i]; });
  for (std::size_t k = width / 2; k < width; ++k) {
    const std::size_t i = order[k];
    put(other, holders(leaf, i));
    --corners_;
    for (std::size_t o = 0; o < objectives_; ++o) rows(leaf)[o].at[i] = no_point;
    used_[leaf] &= ~(PointSet{1} << i);
  }
  tighten(other);
}

void OpenBoxes::tighten(std::uint32_t leaf) {
  using Lanes = detail::PointLanes<2>;  // of every instruction set
  for (std::size_t o = 0; o < objectives_; ++o) {
    Lanes::Numbers most = Lanes::Numbers{} - 1;
    for (std::size_t i = 0; i < width; i += Lanes::width) {
      Lanes::Numbers numbers;
      Lanes::load(numbers, rows(leaf)[o].at + i);
      most = most < numbers ? numbers : most;
    }
    top(leaf, o) = std::max({most[0], most[1], most[2], most[3]});
  }
}

}  // namespace bitpareto
