// SPDX-License-Identifier: Apache-2.0
#include "session/recorder.h"

#include <algorithm>

namespace bitpareto::session {

namespace {

/// So that a kill loses at most a second: a commit is due after half a second, or as soon as it would take a quarter of one.
/// The rest is the batch that was not done (batch_seconds).
constexpr double between_commits_seconds = 0.5;
constexpr double most_commit_seconds = 0.25;
/// Until a commit was measured: what SQLite took for a design of 60 columns, bench store_designs.
constexpr double first_seconds_per_change = 2e-5;
/// Fewer changes tell nothing about the time that one takes.
constexpr std::size_t measurable_changes = 500;
/// Blocks of rows that wait for the writer: 8,192 designs, which it takes about 20 ms for, and 3 MB with 50 columns. Assumed, because a search is
/// through with the next ones sooner than that, and a kill loses them.
constexpr std::size_t most_waiting = 8;

}  // namespace

Recorder::Recorder(const Problem& problem, db::RunStore& store, const Settings& settings)
    : problem_{&problem},
      store_{&store},
      settings_{settings},
      rows_{problem},
      block_{problem.space()},
      seconds_per_change_{first_seconds_per_change},
      queue_{most_waiting} {}

std::shared_ptr<db::RowColumns> Recorder::RowsPool::take() {
  const std::scoped_lock lock{mutex_};
  if (free_.empty()) return std::make_shared<db::RowColumns>();
  std::shared_ptr<db::RowColumns> rows = std::move(free_.back());
  free_.pop_back();
  return rows;
}

void Recorder::RowsPool::put_back(std::shared_ptr<db::RowColumns> rows) {
  const std::scoped_lock lock{mutex_};
  free_.push_back(std::move(rows));
}

db::Batch& Recorder::open_batch() {
  if (!batch_) {
    batch_begin_ = Clock::now();
    batch_ = store_->batch(settings_.run);
  }
  return *batch_;
}

void Recorder::store_block() {
  std::shared_ptr<db::RowColumns> rows = pool_.take();
  rows_.fill(block_, *rows);
  queue_.add([this, rows = std::move(rows)] {
    open_batch().add(*rows);
    pool_.put_back(rows);
  });
}

void Recorder::store_all(const DesignSequence& designs) {
  for (std::uint64_t done = 0; done < designs.size(); done += block_size) {
    designs.fill(block_, done, static_cast<std::size_t>(std::min<std::uint64_t>(block_size, designs.size() - done)));
    store_block();
  }
}

void Recorder::store_designs(std::span<const DesignKey> designs) {
  for (std::size_t from = 0; from < designs.size(); from += block_size) {
    auto block = std::make_shared<DesignBlock>(problem_->space());
    block->set(designs.subspan(from, std::min(block_size, designs.size() - from)));
    // The search goes on meanwhile: it waits for no answer.
    queue_.add([this, block = std::move(block)] {
      std::shared_ptr<db::RowColumns> rows = pool_.take();
      rows_.fill(*block, *rows);
      open_batch().add(*rows);
      pool_.put_back(std::move(rows));
    });
  }
}

db::RunProgress Recorder::progress_of(const SearchState& state) const {
  const std::span<const std::string> reasons = problem_->reasons();
  return {.state = state,
          .reasons = {reasons.begin(), reasons.end()},
          .seconds = settings_.seconds_before + std::chrono::duration<double>(Clock::now() - start_).count(),
          .complete = false};
}

void Recorder::remember(const FrontUpdate& changes) {
  // What came and went between two commits was never stored.
  for (const DesignKey& design : changes.left) {
    if (entered_.erase(design) == 0) left_.insert(design);
  }
  entered_.insert(changes.entered.begin(), changes.entered.end());
}

void Recorder::commit(const DesignSequence* designs, const SearchState& state, bool complete) {
  const Space& space = problem_->space();
  const auto changes = std::make_shared<db::FrontCells>();
  for (const DesignKey& design : entered_) changes->entered.push_back(design_cell(space, design));
  for (const DesignKey& design : left_) changes->left.push_back(design_cell(space, design));
  db::RunProgress progress = progress_of(state);
  progress.complete = complete;
  if (settings_.store_all) {
    if (designs != nullptr) store_all(*designs);
  } else {
    queue_.add([this, changes] {
      for (const Cell& design : changes->left) open_batch().remove(design);
    });
    store_designs(std::vector<DesignKey>{entered_.begin(), entered_.end()});
  }
  queue_.add([this, changes, progress = std::move(progress)] {
    open_batch().commit(*changes, progress);
    batch_.reset();
    const std::size_t count = changes->entered.size() + changes->left.size();
    const double seconds = std::chrono::duration<double>(Clock::now() - batch_begin_).count();
    if (count >= measurable_changes) seconds_per_change_ = seconds / static_cast<double>(count);
  });
  entered_.clear();
  left_.clear();
  last_commit_ = Clock::now();
}

bool Recorder::batch_done(const EvaluatedBatch& batch) {
  remember(batch.changes);
  const double waited = std::chrono::duration<double>(Clock::now() - last_commit_).count();
  const double dearness = static_cast<double>(entered_.size() + left_.size()) * seconds_per_change_;
  const bool due = waited > between_commits_seconds || dearness > most_commit_seconds;
  if (settings_.store_all || due) commit(&batch.designs, batch.state, false);
  return settings_.watcher == nullptr || settings_.watcher->batch_done(batch);
}

double Recorder::finish(const SearchResult& result) {
  // Every design is stored by now if all are; what is left are the last changes of the front and the state.
  commit(nullptr, result.state, result.end == SearchEnd::complete);
  queue_.finish();
  return progress_of(result.state).seconds;
}

}  // namespace bitpareto::session
