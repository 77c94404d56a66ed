// SPDX-License-Identifier: Apache-2.0
#include "core/cost/term.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "core/base/mixed.h"
#include "core/system/parallel.h"

namespace bitpareto {

namespace {
/// Combinations of a box that bound() walks through.
constexpr double most_walked = 4'096;
/// The same where each has to be computed.
constexpr double most_computed = 64;
/// Combinations whose rows are looked at one by one, so that what is kept is small beside the table.
constexpr std::uint64_t most_directly = 16;
/// Rows that a thread fills in one go.
constexpr std::size_t rows_at_once = 1'024;
/// Neighbours with one row from which it is worth finding out where the next one begins.
constexpr DesignIndex least_together = 16;
/// Smaller tables are used as they are: they stay in a second-level cache, and looking up which row it is takes longer than the row.
constexpr std::size_t least_shared = std::size_t{1} << 20U;  // bytes
/// Terms that one joins.
constexpr std::size_t most_joined = 8;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Intervals of every number over rows, as a column of least and one of greatest numbers.
class Hull {
 public:
  explicit Hull(std::size_t width) : low_(width, infinity), high_(width, -infinity) {}
  /// Takes a row in, if its designs exist. A number that is none makes its interval unknown for good.
  void add(std::span<const double> row) {
    if (row[0] != 0) return;
    any_ = true;
    for (std::size_t i = 0; i < row.size(); ++i) low_[i] = smaller(low_[i], row[i]);
    for (std::size_t i = 0; i < row.size(); ++i) high_[i] = larger(high_[i], row[i]);
  }
  /// The same for rows in which every number is one: an instruction each.
  void add_numbers(std::span<const double> row) {
    if (row[0] != 0) return;
    any_ = true;
    for (std::size_t i = 0; i < row.size(); ++i) low_[i] = low_[i] < row[i] ? low_[i] : row[i];
    for (std::size_t i = 0; i < row.size(); ++i) high_[i] = high_[i] > row[i] ? high_[i] : row[i];
  }
  void add(const Hull& other) {
    any_ = any_ || other.any_;
    for (std::size_t i = 0; i < low_.size(); ++i) low_[i] = smaller(low_[i], other.low_[i]);
    for (std::size_t i = 0; i < high_.size(); ++i) high_[i] = larger(high_[i], other.high_[i]);
  }
  [[nodiscard]] bool any() const { return any_; }
  void put(std::span<Interval> row) const {
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = {low_[i], high_[i]};
  }

 private:
  std::vector<double> low_, high_;
  bool any_ = false;
};

}  // namespace

Term::Input Term::input_of(const Space& space, std::size_t axis) {
  const auto& [leaf, levels] = space.axes()[axis];
  return {.axis = axis, .leaf = leaf, .levels = &levels, .stride = 0, .designs = space.is_indexable() ? space.stride(axis) : 0, .of_first = 0, .of_last = 0};
}

Term::Term(const Space& space, std::span<const Leaf> leaves, std::size_t width, Function function, const RowStages* stages)
    : width_{width}, function_{std::move(function)}, shared_{space.shared()} {
  for (std::size_t a = 0; a < space.axes().size(); ++a) {
    const Axis& axis = space.axes()[a];
    shared_[axis.leaf] = axis.levels.at(0);
    if (std::ranges::find(leaves, axis.leaf) != leaves.end()) inputs_.push_back(input_of(space, a));
  }
  tabulate(space, stages, true);
}

Term::Term(const Space& space, std::vector<const Term*> terms, std::size_t width, Join join, bool in_parts)
    : width_{width}, terms_{std::move(terms)}, join_{std::move(join)}, shared_{space.shared()} {
  for (std::size_t a = 0; a < space.axes().size(); ++a) {
    const auto reads = [a](const Term* term) { return std::ranges::find(term->inputs_, a, &Input::axis) != term->inputs_.end(); };
    if (std::ranges::any_of(terms_, reads)) inputs_.push_back(input_of(space, a));
  }
  assert(terms_.size() <= most_joined);
  if (std::ranges::all_of(terms_, [](const Term* term) { return term->has_table(); })) {
    for (const Term* const term : terms_) {
      for (const Input& input : inputs_) join_strides_.push_back(term->stride(input.axis));
    }
  }
  tabulate(space, nullptr, in_parts);
}

void Term::tabulate(const Space& space, const RowStages* stages, bool in_parts) {
  for (const Input& input : inputs_) together_ = std::min(together_, input.designs);
  if (space.only() != nullptr) {
    tabulate_for(*space.only());
    return;
  }
  const std::uint64_t number = space.tables().next_term();
  double combinations = 1;
  for (const Input& input : inputs_) combinations *= static_cast<double>(input.levels->size());
  has_table_ = (in_parts || !space.tables().is_of_part()) && space.tables().take(combinations, combinations * static_cast<double>(width_ * sizeof(double)));
  if (!has_table_) {
    if (stages != nullptr) staged_ = std::make_shared<StagedRows>(staged_inputs(), shared_, width_, *stages);
    if (staged_ && !staged_->pays(space.tables().limits().evaluations)) staged_.reset();
    return;
  }
  std::size_t stride = 1;
  std::uint64_t ranges = 1;
  for (std::size_t k = inputs_.size(); k-- > 0;) {
    const std::uint64_t levels = inputs_[k].levels->size();
    inputs_[k].stride = stride;
    stride *= static_cast<std::size_t>(levels);
    inputs_[k].of_last = ranges;
    inputs_[k].of_first = ranges * levels;
    ranges *= levels * levels;
  }
  TableCache* const cache = space.tables().cache();
  TableKey key{number, width_};
  if (cache != nullptr) {
    for (const Input& input : inputs_) {
      const LevelRange& range = space.tables().part()[input.axis];
      key.insert(key.end(), {input.axis, range.first, range.last});
    }
    tabulated_ = cache->find(key);
  }
  if (!tabulated_) {
    std::optional<StagedRows> staged;
    if (stages != nullptr) staged.emplace(staged_inputs(), shared_, width_, *stages);
    tabulated_ = std::make_shared<const Tabulated>(tabulated_rows(staged ? &*staged : nullptr, !space.tables().is_of_part(), space.tables().limits().threads));
    if (cache != nullptr) cache->put(key, tabulated_);
  }
  table_ = tabulated_.get();
  // What was foreseen was room for a row each.
  const std::size_t all = stride * width_ * sizeof(double);
  if (tabulated_->bytes() < all) space.tables().give_back(all - tabulated_->bytes());
}

std::vector<LevelGrid::Axis> Term::staged_inputs() const {
  std::vector<LevelGrid::Axis> list;
  for (const Input& input : inputs_) list.push_back({.leaf = input.leaf, .levels = input.levels, .place = list.size(), .stride = input.stride});
  return list;
}

/// `may_share`: equal rows are kept once, if there are many; for tables that few evaluations ask, that does not pay.
Tabulated Term::tabulated_rows(const StagedRows* staged, bool may_share, int threads) const {
  std::size_t rows = 1;
  for (const Input& input : inputs_) rows *= static_cast<std::size_t>(input.levels->size());
  Tabulated made{width_, rows};
  may_share = may_share && rows * width_ * sizeof(double) >= least_shared && rows <= std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint64_t> digests(may_share ? rows : 0);
  const auto row_at = [&](std::size_t r) { return std::span{made.rows}.subspan(r * width_, width_); };
  std::vector<Hull> wholes;
  const auto done = [&](std::size_t r, std::size_t place) {
    wholes[place].add(row_at(r));
    if (may_share) digests[r] = digest_of(row_at(r));
  };
  if (staged != nullptr) {
    wholes.resize(staged->places(threads), Hull{width_});
    staged->run(made.rows, threads, done);
  } else {
    const std::size_t parts = (rows + rows_at_once - 1) / rows_at_once;
    wholes.resize(parts, Hull{width_});
    parallel_for(parts, threads, [&](std::size_t part) {
      const std::size_t end = std::min(rows, (part + 1) * rows_at_once);
      std::vector<std::uint64_t> levels(inputs_.size());
      for (std::size_t k = 0; k < inputs_.size(); ++k) levels[k] = part * rows_at_once / inputs_[k].stride % inputs_[k].levels->size();
      for (std::size_t r = part * rows_at_once; r < end; ++r) {
        compute(levels, row_at(r));
        done(r, part);
        for (std::size_t k = inputs_.size(); k-- > 0;) {
          if (++levels[k] < inputs_[k].levels->size()) break;
          levels[k] = 0;
        }
      }
    });
  }
  Hull whole{width_};
  for (const Hull& of_part : wholes) whole.add(of_part);
  made.any_exists = whole.any();
  made.whole.resize(width_);
  whole.put(made.whole);
  made.has_nan = std::ranges::any_of(made.whole, [](const Interval& i) { return std::isnan(i.low) || std::isnan(i.high); });
  if (may_share) made.keep_different(digests);
  made.equal = std::make_shared<Tabulated::Equal>();
  return made;
}

std::size_t Term::stride(std::size_t axis) const {
  const auto input = std::ranges::find(inputs_, axis, &Input::axis);
  return input == inputs_.end() ? 0 : input->stride;
}

const std::vector<std::size_t>& Term::equal_columns() const {
  Tabulated::Equal& equal = *tabulated_->equal;
  std::call_once(equal.once, [&] { equal.columns = find_equal_columns(); });
  return equal.columns;
}

std::vector<std::size_t> Term::find_equal_columns() const {
  std::vector<std::size_t> first(width_);
  std::iota(first.begin(), first.end(), std::size_t{0});
  // Columns with equal numbers have equal extremes: others are not looked at.
  const auto extremes = [this](std::size_t k) {
    const Interval& whole = tabulated_->whole[k];
    return std::pair{std::bit_cast<std::uint64_t>(whole.low), std::bit_cast<std::uint64_t>(whole.high)};
  };
  std::vector<std::size_t> left = first;
  std::ranges::stable_sort(left, {}, extremes);
  struct Pair {
    std::size_t column, other;
  };
  while (true) {
    // Each column and the first of those left that may equal it; whoever turns out to differ waits for the next turn.
    std::vector<Pair> pairs;
    for (std::size_t i = 1, begin = 0; i < left.size(); ++i) {
      if (extremes(left[i]) != extremes(left[begin])) {
        begin = i;
      } else {
        pairs.push_back({left[i], left[begin]});
      }
    }
    if (pairs.empty()) return first;
    std::vector<std::size_t> different;
    for (std::size_t r = 0; r < row_count() && !pairs.empty(); ++r) {
      const double* const row = this->row(r);
      if (*row != 0) continue;
      const auto differs = [&](const Pair& pair) { return std::bit_cast<std::uint64_t>(row[pair.column]) != std::bit_cast<std::uint64_t>(row[pair.other]); };
      if (std::ranges::none_of(pairs, differs)) continue;
      for (const Pair& pair : pairs) {
        if (differs(pair)) different.push_back(pair.column);
      }
      std::erase_if(pairs, differs);
    }
    for (const Pair& pair : pairs) first[pair.column] = pair.other;
    left = std::move(different);
    std::ranges::sort(left);
    std::ranges::stable_sort(left, {}, extremes);
  }
}

bool Term::is_always(std::size_t number, double value) const {
  if (!has_table_) return false;
  const Interval& whole = tabulated_->whole[number];
  return !tabulated_->any_exists || (whole.low == value && whole.high == value);
}

void Term::tabulate_for(std::span<const DesignKey> designs) {
  is_sparse_ = true;
  std::vector<std::uint64_t> levels(inputs_.size());
  for (const DesignKey& design : designs) {
    for (std::size_t k = 0; k < inputs_.size(); ++k) levels[k] = design[inputs_[k].axis];
    const auto [it, is_new] = offsets_.try_emplace(levels, sparse_.size());
    if (!is_new) continue;
    sparse_.resize(sparse_.size() + width_);
    compute(levels, std::span{sparse_}.last(width_));
  }
  sparse_.resize(sparse_.size() + most_lanes);
}

const double* Term::row_of(std::span<const std::uint64_t> levels, std::vector<double>& room) const {
  if (has_table_) {
    std::size_t combination = 0;
    for (std::size_t k = 0; k < inputs_.size(); ++k) combination += static_cast<std::size_t>(levels[k]) * inputs_[k].stride;
    return this->row(row_number(combination));
  }
  if (is_sparse_) return sparse_.data() + offsets_.at({levels.begin(), levels.end()});
  room.resize(width_);
  compute(levels, room);
  return room.data();
}

void Term::compute(std::span<const std::uint64_t> levels, std::span<double> row) const {
  if (staged_) return staged_->compute(levels, row);
  if (!join_strides_.empty()) {
    std::array<const double*, most_joined> rows;
    const std::size_t* stride = join_strides_.data();
    for (std::size_t t = 0; t < terms_.size(); ++t) {
      std::size_t combination = 0;
      for (std::size_t k = 0; k < inputs_.size(); ++k) combination += static_cast<std::size_t>(levels[k]) * *stride++;
      rows[t] = terms_[t]->row(terms_[t]->row_number(combination));
    }
    join_({rows.data(), terms_.size()}, row);
    return;
  }
  if (join_) {
    std::vector<const double*> rows;
    std::vector<std::vector<double>> room(terms_.size());
    for (std::size_t t = 0; t < terms_.size(); ++t) {
      std::vector<std::uint64_t> of_term;
      for (const Input& read : terms_[t]->inputs_) {
        const auto own = std::ranges::find(inputs_, read.axis, &Input::axis);
        of_term.push_back(levels[static_cast<std::size_t>(own - inputs_.begin())]);
      }
      rows.push_back(terms_[t]->row_of(of_term, room[t]));
    }
    join_(rows, row);
    return;
  }
  DesignPoint point = shared_;
  for (std::size_t k = 0; k < inputs_.size(); ++k) point[inputs_[k].leaf] = inputs_[k].levels->at(levels[k]);
  function_(point, row);
}

void Term::rows(const DesignBlock& block, std::span<const double*> rows, std::vector<double>& scratch) const {
  const std::size_t size = block.size();
  if (has_table_ && block.is_range() && together_ >= least_together) {
    return runs(block, [&](std::size_t first, std::size_t count, const double* row) {
      std::fill_n(rows.begin() + static_cast<std::ptrdiff_t>(first), count, row);
    });
  }
  if (has_table_) {
    std::array<std::size_t, block_size> combinations;
    std::fill_n(combinations.begin(), size, std::size_t{0});
    for (const Input& input : inputs_) {
      const std::uint64_t* const levels = block.levels(input.axis).data();
      for (std::size_t i = 0; i < size; ++i) combinations[i] += static_cast<std::size_t>(levels[i]) * input.stride;
    }
    for (std::size_t i = 0; i < size; ++i) rows[i] = row(row_number(combinations[i]));
    return;
  }
  std::vector<std::uint64_t> levels(inputs_.size());
  if (is_sparse_) {
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t k = 0; k < inputs_.size(); ++k) levels[k] = block.levels(inputs_[k].axis)[i];
      rows[i] = sparse_.data() + offsets_.at(levels);
    }
    return;
  }
  compute_rows(block, rows, scratch);
}

void Term::compute_rows(const DesignBlock& block, std::span<const double*> rows, std::vector<double>& scratch) const {
  // Designs whose levels here are the same share a row: found by a digest of these, in a table with open addressing that is at most half full.
  constexpr std::size_t places = 2 * block_size;
  constexpr std::uint16_t nobody = std::numeric_limits<std::uint16_t>::max();
  static_assert(block_size < nobody && std::has_single_bit(places));
  std::array<std::uint16_t, places> designs;
  designs.fill(nobody);
  scratch.resize(std::max(scratch.size(), block_size * width_ + most_lanes));
  std::vector<std::span<const std::uint64_t>> columns;
  for (const Input& input : inputs_) columns.push_back(block.levels(input.axis));
  std::vector<std::uint64_t> levels(inputs_.size());
  for (std::size_t i = 0; i < block.size(); ++i) {
    std::uint64_t digest = 0;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      levels[k] = columns[k][i];
      digest = mixed(digest, levels[k]);
    }
    const auto is_same = [&](std::size_t other) {
      return std::ranges::all_of(columns, [&](const auto& column) { return column[other] == column[i]; });
    };
    std::size_t place = static_cast<std::size_t>(digest) % places;
    while (designs[place] != nobody && !is_same(designs[place])) place = (place + 1) % places;
    if (designs[place] != nobody) {
      rows[i] = rows[designs[place]];
      continue;
    }
    designs[place] = static_cast<std::uint16_t>(i);
    double* const row = scratch.data() + i * width_;
    compute(levels, {row, width_});
    rows[i] = row;
  }
}

bool Term::bound(const Box& box, std::span<Interval> row) const {
  double combinations = 1;
  for (const Input& input : inputs_) combinations *= static_cast<double>(box[input.axis].size());
  if (combinations > (has_table_ ? most_walked : most_computed)) {
    if (has_table_) {
      std::ranges::copy(tabulated_->whole, row.begin());
      return tabulated_->any_exists;
    }
    std::ranges::fill(row, Interval{0, infinity});
    return true;
  }
  Hull rows{width_};
  std::vector<double> computed(has_table_ ? 0 : width_);
  std::vector<std::uint64_t> levels;
  for (const Input& input : inputs_) levels.push_back(box[input.axis].first);
  for (bool more = true; more;) {
    if (has_table_) {
      std::size_t combination = 0;
      for (std::size_t k = 0; k < inputs_.size(); ++k) combination += static_cast<std::size_t>(levels[k]) * inputs_[k].stride;
      const std::span<const double> values{this->row(row_number(combination)), width_};
      tabulated_->has_nan ? rows.add(values) : rows.add_numbers(values);
    } else {
      compute(levels, computed);
      rows.add(computed);
    }
    more = false;
    for (std::size_t k = inputs_.size(); k-- > 0 && !more;) {
      more = ++levels[k] <= box[inputs_[k].axis].last;
      if (!more) levels[k] = box[inputs_[k].axis].first;
    }
  }
  rows.put(row);
  return rows.any();
}

double Term::table_bytes(const Box& box) const {
  double bytes = static_cast<double>(width_ * sizeof(double));
  for (const Input& input : inputs_) bytes *= static_cast<double>(box[input.axis].size());
  return bytes;
}

const Interval* Term::bound(const Box& box, CostBounds& bounds, std::size_t width) const {
  TermBounds& kept = bounds.kept(this, tabulated_, has_table_ ? width : width_);
  // Two numbers below this, first and last of every range, fit a key.
  constexpr std::size_t most_rows = std::size_t{1} << 32U;
  if (!has_table_ || std::max(table_->row_count, table_->row_numbers.size()) >= most_rows) {
    kept.spare.resize(width_);
    return bound(box, kept.spare) ? kept.spare.data() : nullptr;
  }
  kept.make_room();
  std::uint64_t key = 0;
  for (const Input& input : inputs_) key += box[input.axis].first * input.of_first + box[input.axis].last * input.of_last;
  const Interval* row = kept.find(key);
  if (row == nullptr) {
    kept.ranges.clear();
    for (const Input& input : inputs_) kept.ranges.push_back(box[input.axis]);
    row = add_bounds(kept, key);
  }
  return row->low <= row->high ? row : nullptr;
}

/// Walks through all combinations of ranges.
void Term::hull_of(std::span<const LevelRange> ranges, std::size_t width, Interval* row) const {
  std::size_t combination = 0;
  for (std::size_t k = 0; k < inputs_.size(); ++k) combination += static_cast<std::size_t>(ranges[k].first) * inputs_[k].stride;
  std::fill_n(row, width, Interval{infinity, -infinity});
  std::array<std::uint64_t, most_directly> levels{};  // above the first, of inputs with several: each doubles the combinations at least
  const auto varying = [&](std::size_t k) { return ranges[k].size() > 1; };
  bool is_first = true;
  while (true) {
    const double* const from = this->row(row_number(combination));
    if (from[0] == 0 && is_first) {
      is_first = false;
      for (std::size_t i = 0; i < width; ++i) row[i] = {from[i], from[i]};
    } else if (from[0] == 0 && tabulated_->has_nan) {
      for (std::size_t i = 0; i < width; ++i) row[i] = hull(row[i], from[i]);
    } else if (from[0] == 0) {
      for (std::size_t i = 0; i < width; ++i) {
        row[i].low = from[i] < row[i].low ? from[i] : row[i].low;
        row[i].high = from[i] > row[i].high ? from[i] : row[i].high;
      }
    }
    std::size_t place = 0;
    bool more = false;
    for (std::size_t k = 0; k < inputs_.size() && !more; ++k) {
      if (!varying(k)) continue;
      more = ++levels[place] < ranges[k].size();
      if (more) {
        combination += inputs_[k].stride;
      } else {
        combination -= static_cast<std::size_t>(levels[place] - 1) * inputs_[k].stride;
        levels[place] = 0;
      }
      ++place;
    }
    if (!more) return;
  }
}

/// From the table for a few combinations, otherwise that of two halves. Explorers halve boxes the same way, so that parts come again.
const Interval* Term::add_bounds(TermBounds& kept, std::uint64_t key) const {
  const auto of_half = [&](std::uint64_t half) {
    const Interval* const row = kept.find(half);
    return row != nullptr ? row : add_bounds(kept, half);
  };
  std::uint64_t combinations = 1;
  std::size_t widest = 0;
  for (std::size_t k = 0; k < inputs_.size(); ++k) {
    combinations *= kept.ranges[k].size();
    if (kept.ranges[k].size() > kept.ranges[widest].size()) widest = k;
  }
  if (combinations <= most_directly) {
    Interval* const row = kept.add(key);
    hull_of(kept.ranges, kept.width(), row);
    return row;
  }
  const LevelRange whole = kept.ranges[widest];
  const std::uint64_t middle = whole.first + (whole.last - whole.first) / 2;
  kept.ranges[widest].last = middle;
  const Interval* const lower = of_half(key - (whole.last - middle) * inputs_[widest].of_last);
  kept.ranges[widest] = {middle + 1, whole.last};
  const Interval* const upper = of_half(key + (middle + 1 - whole.first) * inputs_[widest].of_first);
  kept.ranges[widest] = whole;
  Interval* const row = kept.add(key);
  if (tabulated_->has_nan) {
    for (std::size_t i = 0; i < kept.width(); ++i) row[i] = hull(lower[i], upper[i]);
  } else {
    for (std::size_t i = 0; i < kept.width(); ++i) {
      row[i].low = lower[i].low < upper[i].low ? lower[i].low : upper[i].low;
      row[i].high = lower[i].high > upper[i].high ? lower[i].high : upper[i].high;
    }
  }
  return row;
}

}  // namespace bitpareto
