// SPDX-License-Identifier: Apache-2.0
#include "core/search/staircase.h"

#include <algorithm>

namespace bitpareto {

namespace {

/// How many of `count` numbers in ascending order are at most `limit`. Without a branch that nobody could foresee.
template <class NumberOf>
std::size_t count_at_most(std::size_t count, double limit, const NumberOf& number_of) {
  std::size_t first = 0;
  while (count > 0) {
    const std::size_t half = (count + 1) / 2;
    first += number_of(first + half - 1) <= limit ? half : 0;
    count -= half;
  }
  return first;
}

}  // namespace

Placed Staircase::insert(const double* y, std::vector<std::uint32_t>& dropped) {
  const double second = second_of(y);
  Place place = behind(y[0]);
  if (const Step* const step = before(place)) {
    if (step->at[1] < second) return {Placed::As::dominated};
    if (step->at[1] == second) return step->at[0] == y[0] ? Placed{Placed::As::equal, step->point} : Placed{Placed::As::dominated};
    if (step->at[0] == y[0]) {  // and more of the second: it is the first that goes
      if (place.step == 0) place = {place.block - 1, blocks_[place.block - 1].size()};
      --place.step;
    }
  }
  erase(place, second, dropped);
  if (free_points_.empty()) free_points_.push_back(points_++);
  const std::uint32_t point = free_points_.back();
  free_points_.pop_back();
  put(behind(y[0]), {{y[0], second}, point});
  return {Placed::As::member, point};
}

const double* Staircase::dominator_of(const double* y) const {
  const double second = second_of(y);
  if (const std::size_t blocks = blocks_from(y[0]); blocks > 0 && heads_[blocks - 1][1] < second) return heads_[blocks - 1].data();
  const Step* const step = before(behind(y[0]));  // has the least of the second among those with no more of the first
  const bool dominates = step != nullptr && step->at[1] <= second && (step->at[0] < y[0] || step->at[1] < second);
  return dominates ? step->at : nullptr;
}

bool Staircase::covers(const double* y) const {
  const Step* const step = before(behind(y[0]));
  return step != nullptr && step->at[1] <= second_of(y);
}

std::size_t Staircase::blocks_from(double first) const {
  return count_at_most(heads_.size(), first, [&](std::size_t b) { return heads_[b][0]; });
}

Staircase::Place Staircase::behind(double first) const {
  const std::size_t blocks = blocks_from(first);
  if (blocks == 0) return {0, 0};
  const std::vector<Step>& steps = blocks_[blocks - 1];
  return {blocks - 1, count_at_most(steps.size(), first, [&](std::size_t s) { return steps[s].at[0]; })};
}

const Staircase::Step* Staircase::before(Place place) const {
  if (place.step > 0) return &blocks_[place.block][place.step - 1];
  return place.block > 0 ? &blocks_[place.block - 1].back() : nullptr;
}

/// Takes away the steps from `begin` on that have no less than `second`.
void Staircase::erase(Place begin, double second, std::vector<std::uint32_t>& dropped) {
  std::size_t kept = begin.block;
  std::size_t b = begin.block;
  for (bool goes_on = true; goes_on && b < blocks_.size(); ++b) {
    std::vector<Step>& steps = blocks_[b];
    const auto from = steps.begin() + static_cast<std::ptrdiff_t>(b == begin.block ? begin.step : 0);
    const auto to = std::find_if(from, steps.end(), [&](const Step& s) { return s.at[1] < second; });
    goes_on = to == steps.end();
    for (auto step = from; step != to; ++step) {
      dropped.push_back(step->point);
      free_points_.push_back(step->point);
    }
    if (from != to) steps.erase(from, to);
    if (steps.empty()) continue;
    heads_[kept] = {steps.front().at[0], steps.front().at[1]};
    if (kept != b) blocks_[kept] = std::move(steps);
    ++kept;
  }
  if (kept == b) return;
  blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(kept), blocks_.begin() + static_cast<std::ptrdiff_t>(b));
  heads_.erase(heads_.begin() + static_cast<std::ptrdiff_t>(kept), heads_.begin() + static_cast<std::ptrdiff_t>(b));
}

void Staircase::put(Place place, const Step& step) {
  if (blocks_.empty()) {
    blocks_.emplace_back();
    heads_.emplace_back();
  }
  std::vector<Step>& steps = blocks_[place.block];
  steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(place.step), step);
  heads_[place.block] = {steps.front().at[0], steps.front().at[1]};
  if (steps.size() <= most_in_block) return;
  const auto half = steps.begin() + most_in_block / 2;
  std::vector<Step> other{half, steps.end()};
  steps.erase(half, steps.end());
  const std::ptrdiff_t behind = static_cast<std::ptrdiff_t>(place.block) + 1;
  heads_.insert(heads_.begin() + behind, {other.front().at[0], other.front().at[1]});
  blocks_.insert(blocks_.begin() + behind, std::move(other));
}

}  // namespace bitpareto
