// SPDX-License-Identifier: Apache-2.0
#include "session/estimate.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>
#include <system_error>
#include <vector>

#include "core/system/error.h"
#include "core/text/format.h"
#include "session/recorder.h"
#include "session/search.h"

namespace bitpareto::session {

namespace {

using Clock = std::chrono::steady_clock;

/// For the beginning of the space; and again for parts of the rest.
constexpr double first_seconds = 0.1;
constexpr double rest_seconds = 0.15;
/// Parts of the space that are looked at: costs differ along its outer axes. Each begins by restoring the front, so a
/// large front has fewer.
constexpr std::size_t least_parts = 3, most_parts = 12;
constexpr std::size_t restored_designs = 20'000;

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// A folder that goes with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code problem;
    const std::filesystem::path place = std::filesystem::temp_directory_path(problem);
    if (problem) throw DbError{format("there is no folder for temporary files ({})", problem.message())};
    std::string name = (place / "bitpareto-check-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw DbError{format("{}: cannot be made ({})", name, std::strerror(errno))};
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Ends a search after a time or a number of designs, and keeps when each of its batches ended.
class Stopwatch final : public Observer {
 public:
  Stopwatch(Observer* stored, double most_seconds, double most_designs)
      : stored_{stored}, most_seconds_{most_seconds}, most_designs_{most_designs} {}

  bool batch_done(const EvaluatedBatch& batch) override {
    const bool go_on = stored_ == nullptr || stored_->batch_done(batch);
    if (!batches_) {
      start_ = Clock::now();
      before_ = batch.state.evaluated;
    }
    ++batches_;
    seconds_ = since(start_);
    designs_ = batch.state.evaluated - before_;
    // One batch more than the first, whose time is not known.
    return go_on && (batches_ < 2 || (seconds_ < most_seconds_ && designs_ < most_designs_));
  }

  /// Of all batches but the first, which also warms up.
  [[nodiscard]] double seconds() const { return seconds_; }
  [[nodiscard]] double designs() const { return designs_; }

 private:
  Observer* stored_;
  double most_seconds_, most_designs_;
  std::size_t batches_ = 0;
  Clock::time_point start_;
  double before_ = 0;
  double seconds_ = 0, designs_ = 0;
};

std::uint64_t size_of(const std::filesystem::path& path) {
  std::uint64_t bytes = 0;
  for (const char* suffix : {"", "-wal"}) {
    std::error_code none;
    const auto size = std::filesystem::file_size(path.string() + suffix, none);
    if (!none) bytes += size;
  }
  return bytes;
}

/// A sweep of the session's space into a database.
class Trial {
 public:
  Trial(const Session& session, int threads, Observer* watcher)
      : session_{&session}, problem_{session.problem()}, threads_{threads}, watcher_{watcher} {}

  Estimate estimate() {
    const double total = session_->explorer->evaluations(problem_.space());
    Estimate e;
    const Clock::time_point start = Clock::now();
    std::optional<SearchResult> first;
    double bytes_before = 0;
    {
      db::RunStore store{path_};
      Recorder recorder = begin(store);
      bytes_before = static_cast<double>(size_of(path_));
      Stopwatch watch{&recorder, first_seconds, total};
      first.emplace(session_->explorer->explore(problem_, {.threads = threads_}, watch));
      recorder.finish(*first);
    }
    e.measured = first->state.evaluated;
    e.is_whole = first->end == SearchEnd::complete;
    double stored = stores_all() ? e.measured : static_cast<double>(first->front.size());
    double bytes = static_cast<double>(size_of(path_));
    e.seconds = since(start);
    if (e.is_whole) {
      if (e.seconds > 0) e.designs_per_second = e.measured / e.seconds;
    } else if (first->state.certificate) {
      // How much bounds leave out shows when it is done.
      e.seconds = std::numeric_limits<double>::quiet_NaN();
    } else {
      const double per_design = seconds_per_design(first->front.designs, first->state.evaluated, e.measured);
      e.seconds += per_design * (total - first->state.evaluated);
      if (per_design > 0) e.designs_per_second = 1 / per_design;
      if (stores_all()) {
        stored = e.measured;
        bytes = static_cast<double>(size_of(path_));
      }
    }
    if (stored > 0) e.bytes_per_design = std::max(bytes - bytes_before, 0.0) / stored;
    if (stores_all() && !first->state.certificate) e.bytes = bytes_before + e.bytes_per_design * total;
    if (e.is_whole) e.bytes = bytes;
    return e;
  }

 private:
  [[nodiscard]] bool stores_all() const { return session_->loaded.file.store == Store::all; }

  Recorder begin(db::RunStore& store) const {
    db::RunDescription d;
    for (const Objective& objective : problem_.objectives()) d.objectives.push_back(objective.text());
    d.space_size = "0";
    d.store = store_names[static_cast<std::size_t>(session_->loaded.file.store)];
    const db::RunId run = store.begin(d, run_columns(problem_));
    return {problem_, store, {.run = run, .store_all = stores_all(), .seconds_before = 0, .watcher = watcher_}};
  }

  /// The mean over the beginnings of parts of the search, each with the front of those before it; `evaluated` designs of the
  /// first part had the front `known`.
  double seconds_per_design(std::vector<DesignKey> known, double evaluated, double& measured) const {
    db::RunStore store{path_};
    Recorder recorder = begin(store);
    // A part takes two batches, the second of which may be twice the first.
    const double fewest_designs = 3.0 * threads_ * static_cast<double>(block_size);
    const auto affordable = static_cast<std::size_t>(evaluated * rest_seconds / first_seconds / fewest_designs);
    const std::size_t parts = std::clamp(
        std::min(affordable, restored_designs / std::max<std::size_t>(known.size(), 1)), least_parts, most_parts);
    const double most_designs = std::max(evaluated * rest_seconds / first_seconds / static_cast<double>(parts), 1.0);
    double sum = 0;
    std::size_t counted = 0;
    for (std::size_t part = 1; part <= parts; ++part) {
      Stopwatch watch{&recorder, 2 * rest_seconds / static_cast<double>(parts), most_designs};
      const SearchSettings settings{
          .threads = threads_, .seed = 0, .budget = {}, .part = {part, parts + 1}, .resumption = nullptr, .known = known};
      SearchResult result = session_->explorer->explore(problem_, settings, watch);
      measured += result.state.evaluated;
      known = std::move(result.front.designs);
      const Clock::time_point searched = Clock::now();
      recorder.catch_up();
      if (watch.designs() == 0) continue;
      sum += (watch.seconds() + since(searched)) / watch.designs();
      ++counted;
    }
    return counted == 0 ? 0 : sum / static_cast<double>(counted);
  }

  const Session* session_;
  Problem problem_;
  int threads_;
  Observer* watcher_;
  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "trial.db";
};

}  // namespace

Estimate estimate_sweep(const Session& session, int threads, Observer* watcher) {
  require_searchable(session, {.threads = threads});
  return Trial{session, threads, watcher}.estimate();
}

}  // namespace bitpareto::session
