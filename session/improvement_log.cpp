// SPDX-License-Identifier: Apache-2.0
#include "session/improvement_log.h"

#include <algorithm>
#include <limits>

#include "core/system/processor_time.h"

namespace bitpareto::session {

std::size_t ImprovementLog::within(std::uint64_t evaluations) const {
  return static_cast<std::size_t>(std::ranges::upper_bound(numbers, evaluations) - numbers.begin());
}

std::vector<double> ImprovementLog::front_of(std::size_t count) const {
  return distinct_front(std::span{values}.first(count * objectives), objectives);
}

std::vector<double> shares_of(const ImprovementLog& log, const FrontShare& share, std::span<const std::uint64_t> counts) {
  ParetoArchive front{log.objectives, Ties::first};
  std::vector<double> shares;
  double last = 0;
  std::size_t done = 0;
  for (const std::uint64_t count : counts) {
    const std::size_t end = log.within(count);
    // Sums of other boxes may be less by a rounding.
    if (done < end) {
      for (; done < end; ++done) front.insert(log.at(done), done);
      last = std::max(last, share.of(front.front().values));
    }
    shares.push_back(last);
  }
  return shares;
}

double evaluations_to(double target, const ImprovementLog& log, const FrontShare& share, std::span<const std::uint64_t> counts,
                      std::span<const double> shares) {
  const auto reached = std::ranges::find_if(shares, [&](double s) { return s >= target; });
  if (reached == shares.end()) return std::numeric_limits<double>::infinity();
  const auto place = static_cast<std::size_t>(reached - shares.begin());
  std::size_t too_few = place == 0 ? 0 : log.within(counts[place - 1]);
  std::size_t enough = log.within(counts[place]);
  while (enough - too_few > 1) {
    const std::size_t middle = too_few + (enough - too_few) / 2;
    (share.of(log.front_of(middle)) >= target ? enough : too_few) = middle;
  }
  return static_cast<double>(log.numbers[enough - 1]);
}

ImprovementRecorder::ImprovementRecorder(const Problem& problem, std::function<bool(const EvaluatedBatch&)> watcher, std::uint64_t followed)
    : problem_{&problem},
      watcher_{std::move(watcher)},
      followed_{followed},
      designs_{problem.space()},
      objectives_{problem.make_block()},
      filter_{problem.objectives().size()},
      front_{problem.objectives().size(), Ties::first},
      counts_(problem.reasons().size()),
      point_(problem.objectives().size()) {
  log_.objectives = problem.objectives().size();
}

bool ImprovementRecorder::batch_done(const EvaluatedBatch& batch) {
  const double begin = thread_seconds();
  if (log_.evaluated < followed_) {
    follow(batch.designs);
  } else {
    log_.evaluated += batch.designs.size();
    take_entered(batch.changes.entered);
  }
  seconds_ += thread_seconds() - begin;
  return !watcher_ || watcher_(batch);
}

void ImprovementRecorder::follow(const DesignSequence& designs) {
  const std::uint64_t size = designs.size();
  for (std::uint64_t from = 0; from < size; from += block_size) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block_size, size - from));
    designs.fill(designs_, from, count);
    add_block(count, log_.evaluated + 1, 1);
    log_.evaluated += count;
  }
}

void ImprovementRecorder::take_entered(std::span<const DesignKey> designs) {
  for (std::size_t from = 0; from < designs.size(); from += block_size) {
    designs_.set(designs.subspan(from, std::min(block_size, designs.size() - from)));
    add_block(designs_.size(), log_.evaluated, 0);
  }
}

void ImprovementRecorder::add_block(std::size_t size, std::uint64_t first, std::uint64_t step) {
  problem_->evaluate(designs_, objectives_);
  for (const std::size_t i : filter_.remaining(objectives_, size, counts_)) {
    for (std::size_t o = 0; o < point_.size(); ++o) point_[o] = objectives_.values(o)[i];
    if (filter_.catches(point_)) continue;
    if (const std::span<const double> dominator = front_.dominator_of(point_); !dominator.empty()) {
      filter_.learn(dominator);
      continue;
    }
    if (!front_.insert(point_, inserted_++)) continue;
    log_.numbers.push_back(first + i * step);
    log_.values.insert(log_.values.end(), point_.begin(), point_.end());
  }
}

}  // namespace bitpareto::session
