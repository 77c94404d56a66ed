// SPDX-License-Identifier: Apache-2.0
/// What a search had found after each of its evaluations, though it tells only between batches.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "core/search/block_filter.h"
#include "core/search/explorer.h"
#include "core/search/front_share.h"

namespace bitpareto::session {

/// The designs of a search that were better than all before them: that none of those dominates or equals. What was found after n evaluations is
/// the front of those with a number up to n. A plain value.
struct ImprovementLog {
  std::size_t objectives = 0;
  std::uint64_t evaluated = 0;         // designs in all
  std::vector<std::uint64_t> numbers;  // from 1, not descending
  std::vector<double> values;          // [design][objective], minimised

  [[nodiscard]] std::size_t size() const { return numbers.size(); }
  [[nodiscard]] std::span<const double> at(std::size_t i) const { return {values.data() + i * objectives, objectives}; }
  /// How many of them were found within so many evaluations.
  [[nodiscard]] std::size_t within(std::uint64_t evaluations) const;
  /// The front of the first `count` of them: [design][objective].
  [[nodiscard]] std::vector<double> front_of(std::size_t count) const;
};

/// The share of a front after each of `counts` evaluations, ascending: it never falls, and behind the end of a search it stays.
[[nodiscard]] std::vector<double> shares_of(const ImprovementLog& log, const FrontShare& share, std::span<const std::uint64_t> counts);
/// The least number of evaluations after which a search has at least `target` of a front; infinity if it has not after the last of `counts`. `shares`: shares_of()
/// these. Requires target > 0.
[[nodiscard]] double evaluations_to(double target, const ImprovementLog& log, const FrontShare& share, std::span<const std::uint64_t> counts,
                                    std::span<const double> shares);

/// Keeps the log of a search: evaluates what it is told of again, design by design, which costs as much as the search's own evaluations on one
/// thread. One thread at a time.
class ImprovementRecorder final : public Observer {
 public:
  /// `problem`: that of the search, or one with the same designs and costs. `watcher` is asked after each batch whether to go on, and may be empty. Of a batch
  /// that begins behind `followed` designs only those are evaluated that are of the front at its end, as if they were found there.
  explicit ImprovementRecorder(const Problem& problem, std::function<bool(const EvaluatedBatch&)> watcher = {},
                               std::uint64_t followed = std::numeric_limits<std::uint64_t>::max());

  bool batch_done(const EvaluatedBatch& batch) override;

  [[nodiscard]] const ImprovementLog& log() const { return log_; }
  [[nodiscard]] ImprovementLog take() { return std::move(log_); }
  /// Processor seconds that were spent here and not by the search.
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  void follow(const DesignSequence& designs);
  void take_entered(std::span<const DesignKey> designs);
  /// The first `size` of designs_: design i has the number first + i * step.
  void add_block(std::size_t size, std::uint64_t first, std::uint64_t step);

  const Problem* problem_;
  std::function<bool(const EvaluatedBatch&)> watcher_;
  std::uint64_t followed_;
  DesignBlock designs_;
  ObjectiveBlock objectives_;
  BlockFilter filter_;
  ParetoArchive front_;
  std::uint64_t inserted_ = 0;  // into it: each by another number
  std::vector<std::uint64_t> counts_;  // of reasons, which nobody asks for
  std::vector<double> point_;
  ImprovementLog log_;
  double seconds_ = 0;
};

}  // namespace bitpareto::session
