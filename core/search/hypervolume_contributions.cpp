// SPDX-License-Identifier: Apache-2.0
#include "core/search/hypervolume_contributions.h"

#include <algorithm>
#include <cstdint>

#include "core/search/dominance.h"
#include "core/search/finite_points.h"
#include "core/search/hypervolume.h"
#include "core/search/objective_order.h"
#include "core/search/rank_set.h"

namespace bitpareto {

namespace {

/// Part of what a point alone dominates of the first two objectives, since a value of the third. Those of a point lie side by side from its own value
/// of the first on, the further the lower; all begin at its own value of the second.
struct Slab {
  double left, right, top, since;
};

/// A point while the sweep along the third objective goes on.
struct Owner {
  double first, second;
  std::vector<Slab> slabs;
  double volume = 0;

  /// Ends what of a slab is above `bottom` and from `left` on.
  void account(const Slab& slab, double now) { volume += (slab.right - slab.left) * (slab.top - second) * (now - slab.since); }

  /// Another point, from `now` on, dominates from `x` on in the first objective and from `y` on in the second.
  void cut(double x, double y, double now) {
    const auto begin = std::ranges::find_if(slabs, [&](const Slab& s) { return s.right > x; });
    const auto end = std::find_if(begin, slabs.end(), [&](const Slab& s) { return s.top <= y; });
    if (begin == end) return;
    const Slab untouched{begin->left, x, begin->top, now};
    const Slab lowered{std::max(begin->left, x), std::prev(end)->right, y, now};
    for (auto slab = begin; slab != end; ++slab) account(*slab, now);
    const auto at = slabs.erase(begin, end);
    const auto behind = lowered.top > second ? slabs.insert(at, lowered) : at;
    if (untouched.right > untouched.left) slabs.insert(behind, untouched);
  }
};

/// A sweep along the third objective (Emmerich and Fonseca, EMO 2011): the points so far that others do not dominate in the first two are a staircase.
std::vector<double> contributions_of_three(std::span<const double> values, std::span<const double> reference) {
  const std::vector<std::uint32_t> by_first = sorted_by(values, 3, 0);
  std::vector<Owner> owners(by_first.size());  // by their place in the first objective
  std::vector<std::uint32_t> place(by_first.size());
  for (std::uint32_t p = 0; p < by_first.size(); ++p) {
    const double* const value = values.data() + std::size_t{by_first[p]} * 3;
    owners[p] = {.first = value[0], .second = value[1], .slabs = {}};
    place[by_first[p]] = p;
  }
  RankSet staircase{owners.size()};
  const auto close = [&](Owner& owner, double now) {
    for (const Slab& slab : owner.slabs) owner.account(slab, now);
    owner.slabs.clear();
  };
  for (const std::uint32_t i : sorted_by(values, 3, 2)) {
    const double now = values[std::size_t{i} * 3 + 2];
    Owner& owner = owners[place[i]];
    const std::size_t left = staircase.before(place[i]);
    if (left != RankSet::none) owners[left].cut(owner.first, owner.second, now);
    double top = left == RankSet::none ? reference[1] : owners[left].second;
    if (top <= owner.second) continue;  // dominated: no part of the staircase
    double begin = owner.first;
    for (std::size_t right = staircase.after(place[i]);; right = staircase.after(right)) {
      const double end = right == RankSet::none ? reference[0] : owners[right].first;
      if (end > begin) owner.slabs.push_back({begin, end, top, now});
      if (right == RankSet::none) break;
      if (owners[right].second < owner.second) {
        owners[right].cut(owner.first, owner.second, now);
        break;
      }
      begin = end;
      top = owners[right].second;
      close(owners[right], now);
      staircase.erase(right);
    }
    staircase.insert(place[i]);
  }
  std::vector<double> found(owners.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    close(owners[place[i]], reference[2]);
    found[i] = owners[place[i]].volume;
  }
  return found;
}

/// As where there are three: what is left out is 0 everywhere, and 1 at the reference.
std::vector<double> contributions_of_fewer(std::span<const double> values, std::span<const double> reference) {
  const std::size_t objectives = reference.size();
  std::vector<double> three;
  for (std::size_t i = 0; i < values.size(); ++i) {
    three.push_back(values[i]);
    if (i % objectives + 1 == objectives) three.resize(three.size() + 3 - objectives, 0.0);
  }
  std::vector<double> end{reference.begin(), reference.end()};
  end.resize(3, 1.0);
  return contributions_of_three(three, end);
}

/// What others take of the box of a point.
class Taken {
 public:
  explicit Taken(std::span<const double> reference) : reference_{reference} {}

  void clear() { left_ = 0; }
  /// Another point takes part of the box of `point`.
  void add(std::span<const double> point, std::span<const double> other) {
    const std::size_t objectives = reference_.size();
    if (corners_.size() < (left_ + 1) * objectives) corners_.resize((left_ + 1) * objectives);
    if (volumes_.size() <= left_) volumes_.resize(left_ + 1);
    double volume = 1;
    for (std::size_t o = 0; o < objectives; ++o) {
      const double value = std::max(point[o], other[o]);
      corners_[left_ * objectives + o] = value;
      volume *= reference_[o] - value;
    }
    volumes_[left_++] = volume;
  }
  /// Their hypervolume. Nobody dominates what takes most: that stays, and what it covers goes, until nothing is left. Most goes at once.
  [[nodiscard]] double hypervolume_of_all() {
    const std::size_t objectives = reference_.size();
    bounds_.clear();
    while (left_ > 0) {
      const auto most = static_cast<std::size_t>(std::max_element(volumes_.begin(), volumes_.begin() + static_cast<std::ptrdiff_t>(left_)) - volumes_.begin());
      bounds_.insert(bounds_.end(), corner(most), corner(most) + objectives);
      const double* const bound = bounds_.data() + bounds_.size() - objectives;
      std::size_t kept = 0;
      for (std::size_t i = 0; i < left_; ++i) {
        if (covers(bound, corner(i), objectives)) continue;
        std::copy_n(corner(i), objectives, corner(kept));
        volumes_[kept++] = volumes_[i];
      }
      left_ = kept;
    }
    return hypervolume(bounds_, reference_);
  }

 private:
  [[nodiscard]] double* corner(std::size_t i) { return corners_.data() + i * reference_.size(); }

  std::span<const double> reference_;
  std::size_t left_ = 0;
  std::vector<double> corners_;  // [left][objective]: of the part that another takes
  std::vector<double> volumes_;  // of that part
  std::vector<double> bounds_;
};

/// The box of each point less the hypervolume of the others, as far as it is in there (While, Bradstreet and Barone, IEEE TEVC 16(1), 2012).
double contribution(std::span<const double> values, std::size_t i, std::span<const double> reference, Taken& taken) {
  const std::size_t objectives = reference.size();
  const auto point = values.subspan(i * objectives, objectives);
  taken.clear();
  for (std::size_t j = 0; j < values.size() / objectives; ++j) {
    if (j != i) taken.add(point, values.subspan(j * objectives, objectives));
  }
  return std::max(0.0, hypervolume(point, reference) - taken.hypervolume_of_all());
}

std::vector<double> contributions_of_more(std::span<const double> values, std::span<const double> reference) {
  std::vector<double> found(values.size() / reference.size());
  Taken taken{reference};
  for (std::size_t i = 0; i < found.size(); ++i) found[i] = contribution(values, i, reference, taken);
  return found;
}

/// What is better than the reference in every objective.
struct Inside {
  Inside(std::span<const double> all, std::span<const double> reference) {
    const std::size_t objectives = reference.size();
    require_finite("reference", reference, objectives);
    require_finite("points", all, objectives);
    for (std::size_t i = 0; i < all.size() / objectives; ++i) {
      const auto point = all.subspan(i * objectives, objectives);
      if (!std::ranges::equal(point, reference, std::less{})) continue;
      positions.push_back(i);
      values.insert(values.end(), point.begin(), point.end());
    }
  }
  std::vector<std::size_t> positions;
  std::vector<double> values;
};

}  // namespace

std::vector<double> hypervolume_contributions(std::span<const double> values, std::span<const double> reference) {
  const std::size_t objectives = reference.size();
  const Inside inside{values, reference};
  std::vector<double> found(values.size() / objectives);
  if (inside.positions.empty()) return found;
  const std::vector<double> volumes = objectives > 3    ? contributions_of_more(inside.values, reference)
                                      : objectives == 3 ? contributions_of_three(inside.values, reference)
                                                        : contributions_of_fewer(inside.values, reference);
  for (std::size_t k = 0; k < inside.positions.size(); ++k) found[inside.positions[k]] = volumes[k];
  return found;
}

double hypervolume_contribution(std::span<const double> values, std::size_t point, std::span<const double> reference) {
  const Inside inside{values, reference};
  const auto at = std::ranges::find(inside.positions, point);
  if (at == inside.positions.end()) return 0;
  Taken taken{reference};
  return contribution(inside.values, static_cast<std::size_t>(at - inside.positions.begin()), reference, taken);
}

}  // namespace bitpareto
