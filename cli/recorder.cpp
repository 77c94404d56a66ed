// SPDX-License-Identifier: Apache-2.0
#include "cli/recorder.h"

#include <algorithm>

#include "cli/interrupt.h"
#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto::cli {

namespace {

using Kind = db::RunColumn::Kind;
using Type = db::RunColumn::Type;

/// A front is committed in between at most this often, and at most for a tenth of the time.
constexpr double between_commits_seconds = 1;
constexpr double commit_share = 0.1;

Type type_of(const LeafEntry& entry) {
  if (entry.kind == LeafKind::group_size) return Type::any;  // a number or channel
  if (entry.kind == LeafKind::name) return Type::text;
  return is_whole(entry) || entry.kind == LeafKind::flag ? Type::integer : Type::real;
}

constexpr const char* basis_column = "perplexity_basis";

}  // namespace

std::vector<db::RunColumn> run_columns(const Problem& problem) {
  std::vector<db::RunColumn> columns;
  for (const Axis& axis : problem.space().axes()) {
    columns.push_back({column_name(axis.leaf), Kind::axis, type_of(entry_of(axis.leaf)), {}, false});
  }
  for (const MetricExpression& metric : recorded_metrics(problem)) {
    columns.push_back(
        {metric.column_name(), Kind::metric, Type::real, metric.text(), entry_of(metric.metric()).maximised});
  }
  columns.push_back({basis_column, Kind::metric, Type::text, {}, false});
  return columns;
}

Recorder::Recorder(const Problem& problem, db::RunStore& store, const Settings& settings)
    : problem_{&problem},
      store_{&store},
      settings_{settings},
      metrics_{recorded_metrics(problem)},
      block_{problem.space()},
      costs_{problem.workloads().size()} {
  for (std::size_t w = 0; w < problem.workloads().size(); ++w) all_workloads_.push_back(w);
}

void Recorder::store_block(db::Batch& batch, std::span<const DesignIndex> ids) {
  problem_->evaluator().evaluate(block_, costs_);
  for (std::size_t i = 0; i < block_.size(); ++i) {
    const EvaluatedDesign design{*problem_, block_, costs_, i};
    row_.design = ids[i];
    row_.feasible = design.is_feasible();
    row_.reason = design.is_feasible() ? std::string{} : design.reason();
    row_.cells.clear();
    for (const Axis& axis : problem_->space().axes()) {
      row_.cells.push_back(leaf_cell(problem_->space(), axis.leaf, design.point()[axis.leaf]));
    }
    for (const MetricExpression& metric : metrics_) row_.cells.push_back(design.metric(metric));
    row_.cells.push_back(design.perplexity_basis(all_workloads_));
    batch.add(row_);
  }
}

void Recorder::store_range(db::Batch& batch, DesignIndex first, std::uint64_t size) {
  std::vector<DesignIndex> ids;
  for (std::uint64_t done = 0; done < size; done += block_size) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block_size, size - done));
    block_.set_range(first + done, count);
    ids.clear();
    for (std::size_t i = 0; i < count; ++i) ids.push_back(first + done + i);
    store_block(batch, ids);
  }
}

void Recorder::store_front(db::Batch& batch, const std::vector<std::uint64_t>& ids) {
  std::vector<std::uint64_t> levels(problem_->space().axes().size());
  for (std::size_t from = 0; from < ids.size(); from += block_size) {
    const std::span<const DesignIndex> part = std::span{ids}.subspan(from, std::min(block_size, ids.size() - from));
    block_.clear();
    for (const DesignIndex id : part) {
      problem_->space().levels_of(id, levels);
      block_.push(levels);
    }
    store_block(batch, part);
  }
}

db::RunProgress Recorder::progress_of(const SearchState& state) const {
  const std::span<const std::string> reasons = problem_->reasons();
  return {.state = state,
          .reasons = {reasons.begin(), reasons.end()},
          .seconds = settings_.seconds_before + std::chrono::duration<double>(Clock::now() - start_).count(),
          .complete = false,
          .interrupted = false};
}

void Recorder::commit(DesignIndex first, const SearchState& state, const Front& front, bool complete,
                      bool interrupted) {
  const Clock::time_point begin = Clock::now();
  db::RunProgress progress = progress_of(state);
  progress.complete = complete;
  progress.interrupted = interrupted;
  db::Batch batch = store_->batch(settings_.run);
  if (settings_.store_all) {
    store_range(batch, first, state.next - first);
  } else {
    batch.clear();
    store_front(batch, front.ids);
  }
  batch.commit(front.ids, progress);
  last_commit_ = Clock::now();
  commit_seconds_ = std::chrono::duration<double>(last_commit_ - begin).count();
}

bool Recorder::batch_done(DesignIndex first, const SearchState& state, const ParetoArchive& archive) {
  if (settings_.progress != nullptr)
    settings_.progress->show(state.evaluated, format("front {}", grouped(archive.size())));
  const double waited = std::chrono::duration<double>(Clock::now() - last_commit_).count();
  const bool due = waited > between_commits_seconds && waited * commit_share > commit_seconds_;
  if (settings_.store_all || due) commit(first, state, archive.front(), false, false);
  return !is_interrupted();
}

double Recorder::finish(const SearchResult& result) {
  // Every design is stored by now if all are; what is left is the front and the state.
  commit(result.state.next, result.state, result.front, result.complete, !result.complete);
  return progress_of(result.state).seconds;
}

}  // namespace bitpareto::cli
