// SPDX-License-Identifier: Apache-2.0
#include "core/cost/answers.h"

#include <algorithm>
#include <bit>

#include "core/system/parallel.h"

namespace bitpareto {

namespace {
/// Rows that a thread fills in one go.
constexpr std::size_t rows_at_once = 512;
}  // namespace

Answers::Answers(const Space& space, std::span<const Leaf> leaves) : space_{&space} {
  for (std::size_t a = 0; a < space.axes().size(); ++a) {
    const Axis& axis = space.axes()[a];
    if (std::ranges::find(leaves, axis.leaf) == leaves.end()) continue;
    axes_.push_back(a);
    grid_.add({.leaf = axis.leaf, .levels = &axis.levels});
  }
}

std::shared_ptr<const Tabulated> Answers::ask(std::uint64_t kind, std::span<const double> question, std::size_t width, const DesignPoint& point, int threads,
                                              const Answer& answer) {
  TableKey key{kind, width};
  const TableMemory& tables = space_->tables();
  for (const std::size_t axis : axes_) {
    const LevelRange range = tables.is_of_part() ? tables.part()[axis] : LevelRange{0, space_->axes()[axis].levels.size() - 1};
    key.insert(key.end(), {axis, range.first, range.last});
  }
  for (const double number : question) key.push_back(std::bit_cast<std::uint64_t>(number));
  TableCache& cache = tables.answers();
  if (std::shared_ptr<const Tabulated> known = cache.find(key)) return known;
  auto made = std::make_shared<Tabulated>(width, grid_.size());
  parallel_for((grid_.size() + rows_at_once - 1) / rows_at_once, threads, [&](std::size_t part) {
    DesignPoint here = point;
    for (std::size_t r = part * rows_at_once; r < std::min(grid_.size(), (part + 1) * rows_at_once); ++r) {
      grid_.set(r, here);
      answer(here, std::span{made->rows}.subspan(r * width, width));
    }
  });
  cache.put(key, made);
  return made;
}

}  // namespace bitpareto
