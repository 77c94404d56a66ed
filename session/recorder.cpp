// SPDX-License-Identifier: Apache-2.0
#include "session/recorder.h"

#include <algorithm>

namespace bitpareto::session {

namespace {

using Type = db::RunColumn::Type;

/// So that a kill loses at most a second: a commit is due after half a second, or as soon as it would take a quarter of one.
/// The rest is the batch that was not done (batch_seconds).
constexpr double between_commits_seconds = 0.5;
constexpr double most_commit_seconds = 0.25;
/// Until a commit was measured: what SQLite took for a design of 60 columns, bench store_designs.
constexpr double first_seconds_per_change = 2e-5;
/// Fewer changes tell nothing about the time that one takes.
constexpr std::size_t measurable_changes = 500;

Type type_of(const LeafEntry& entry) {
  if (is_word(entry)) return Type::text;
  return is_whole(entry) || entry.kind == LeafKind::flag ? Type::integer : Type::real;
}

constexpr const char* basis_column = "perplexity_basis";

}  // namespace

std::vector<db::RunColumn> run_columns(const Problem& problem) {
  std::vector<db::RunColumn> columns;
  for (const Axis& axis : problem.space().axes()) {
    columns.push_back({leaf_column(axis.leaf), type_of(*axis.leaf)});
  }
  for (const Objective& value : recorded_values(problem)) {
    columns.push_back({column_of(value), Type::real, value.text()});
  }
  Column basis{basis_column};
  basis.kind = Column::Kind::value;
  columns.push_back({std::move(basis), Type::text});
  return columns;
}

Recorder::Recorder(const Problem& problem, db::RunStore& store, const Settings& settings)
    : problem_{&problem},
      store_{&store},
      settings_{settings},
      recorded_{recorded_values(problem)},
      block_{problem.space()},
      costs_{problem.workloads().size()},
      seconds_per_change_{first_seconds_per_change} {
  for (std::size_t w = 0; w < problem.workloads().size(); ++w) all_workloads_.push_back(w);
}

void Recorder::store_block(db::Batch& batch) {
  problem_->evaluator().evaluate(block_, costs_);
  DesignKey levels(problem_->space().axes().size());
  for (std::size_t i = 0; i < block_.size(); ++i) {
    const EvaluatedDesign design{*problem_, block_, costs_, i};
    for (std::size_t a = 0; a < levels.size(); ++a) levels[a] = block_.levels(a)[i];
    row_.design = design_cell(problem_->space(), levels);
    row_.feasible = design.is_feasible();
    row_.reason = design.is_feasible() ? std::string{} : design.reason();
    row_.cells.clear();
    for (const Axis& axis : problem_->space().axes()) {
      row_.cells.push_back(leaf_cell(problem_->space(), axis.leaf, design.point()[axis.leaf]));
    }
    for (const Objective& value : recorded_) row_.cells.push_back(design.value(value));
    row_.cells.push_back(design.perplexity_basis(all_workloads_));
    batch.add(row_);
  }
}

void Recorder::store_all(db::Batch& batch, const DesignSequence& designs) {
  for (std::uint64_t done = 0; done < designs.size(); done += block_size) {
    designs.fill(block_, done, static_cast<std::size_t>(std::min<std::uint64_t>(block_size, designs.size() - done)));
    store_block(batch);
  }
}

void Recorder::store_designs(db::Batch& batch, std::span<const DesignKey> designs) {
  for (std::size_t from = 0; from < designs.size(); from += block_size) {
    block_.clear();
    for (const DesignKey& design : designs.subspan(from, std::min(block_size, designs.size() - from))) block_.push(design);
    store_block(batch);
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
  const Clock::time_point begin = Clock::now();
  const Space& space = problem_->space();
  db::FrontCells changes;
  for (const DesignKey& design : entered_) changes.entered.push_back(design_cell(space, design));
  for (const DesignKey& design : left_) changes.left.push_back(design_cell(space, design));
  db::RunProgress progress = progress_of(state);
  progress.complete = complete;
  db::Batch batch = store_->batch(settings_.run);
  if (settings_.store_all) {
    if (designs != nullptr) store_all(batch, *designs);
  } else {
    for (const Cell& design : changes.left) batch.remove(design);
    store_designs(batch, std::vector<DesignKey>{entered_.begin(), entered_.end()});
  }
  batch.commit(changes, progress);
  entered_.clear();
  left_.clear();
  last_commit_ = Clock::now();
  const std::size_t count = changes.entered.size() + changes.left.size();
  if (count >= measurable_changes) {
    seconds_per_change_ = std::chrono::duration<double>(last_commit_ - begin).count() / static_cast<double>(count);
  }
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
  return progress_of(result.state).seconds;
}

}  // namespace bitpareto::session
