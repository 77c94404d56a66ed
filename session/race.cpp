// SPDX-License-Identifier: Apache-2.0
#include "session/race.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <stdexcept>

#include "core/base/random.h"
#include "core/space_file/resolved_configuration.h"
#include "core/system/parallel.h"
#include "core/system/processor_time.h"
#include "core/text/format.h"
#include "session/improvement_log.h"
#include "session/quartiles.h"

namespace bitpareto::session {

namespace {

using Clock = std::chrono::steady_clock;

/// Parts of a budget at whose ends it is looked.
constexpr std::uint64_t even_steps = 20;
constexpr std::string_view random_name = "random";

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

/// 1, 2, 5, 10, ... between two numbers, without them.
std::vector<std::uint64_t> round_numbers(std::uint64_t above, std::uint64_t below) {
  std::vector<std::uint64_t> list;
  for (std::uint64_t ten = 1;; ten *= 10) {
    for (const std::uint64_t digit : {1U, 2U, 5U}) {
      if (ten * digit >= below) return list;
      if (ten * digit > above) list.push_back(ten * digit);
    }
    if (ten > below / 10) return list;
  }
}

/// Designs of which is known whether they are of the front.
double decided(const SearchState& state) {
  if (!state.certificate) return state.evaluated;
  return state.evaluated + static_cast<double>(state.certificate->dominated) + static_cast<double>(state.certificate->infeasible);
}

class Racing {
 public:
  Racing(const Session& session, std::vector<Racer> racers, const RaceSettings& settings)
      : settings_{&settings}, whole_{session.problem()}, objectives_{whole_.objectives().size()} {
    if (objectives_ == 0) throw std::invalid_argument{"a race on a space without objectives"};
    if (settings.repeats < 1) throw std::invalid_argument{"a race without repeats"};
    if (settings.threads < 1) throw std::invalid_argument{"a race on less than one thread"};
    race_.racers = std::move(racers);
    make_tables(session);
    for (std::size_t r = 0; r < race_.racers.size(); ++r) enter(r);
  }

  Race run() {
    const Clock::time_point begin = Clock::now();
    std::vector<std::size_t> exact;
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < race_.runs.size(); ++i) (is_exact(i) ? exact : others).push_back(i);
    for (const std::size_t i : exact) {
      begin_phase(racer_of(i).entry->name, whole_.space().size(), 1);
      search(i, settings_->threads);
    }
    find_truth(exact);
    const double designs = std::min(whole_.space().size(), static_cast<double>(settings_->budget.count.value_or(0)));
    const double infinity = std::numeric_limits<double>::infinity();
    begin_phase({}, settings_->budget.count ? designs * static_cast<double>(others.size()) : infinity, others.size());
    if (settings_->budget.count) set_counts();
    if (share_ && settings_->budget.count) {
      for (const std::size_t i : exact) judge(i);
    }
    parallel_for(others.size(), settings_->threads, [&](std::size_t k) {
      search(others[k], 1);
      if (share_ && settings_->budget.count) judge(others[k]);
    });
    if (!settings_->budget.count) set_counts();
    keep_finished();
    if (!share_) join_fronts();
    parallel_for(race_.runs.size(), settings_->threads, [&](std::size_t i) {
      if (race_.runs[i].shares.empty()) judge(i);
    });
    compare_with_random();
    race_.seconds = seconds_since(begin);
    return std::move(race_);
  }

 private:
  struct Work {
    bool is_over = false;
    ImprovementLog log;
  };

  /// Evaluations that are to come, about, each of the second time too.
  [[nodiscard]] double planned_evaluations() const {
    constexpr double per_second = 1e5;  // assumed: of explorers that learn
    const double each = settings_->budget.count ? static_cast<double>(*settings_->budget.count) : *settings_->budget.seconds * per_second;
    double planned = 0;
    for (const Racer& racer : race_.racers) {
      const double runs = racer.entry->traits.seeded ? static_cast<double>(settings_->repeats) * static_cast<double>(1 + settings_->drawings) : 1;
      planned += racer.entry->traits.exact ? static_cast<double>(followed_evaluations) : 2 * runs * std::min(each, whole_.space().size());
    }
    return planned;
  }

  /// What the space was opened with holds no large tables, as exact explorers want it; many runs are worth some.
  void make_tables(const Session& session) {
    const Evaluator& evaluator = whole_.evaluator();
    if (!evaluator.is_tabulated()) {
      tabulated_ = evaluator.within(whole_box(whole_.space()), {.bytes = settings_->memory, .evaluations = planned_evaluations(), .threads = settings_->threads}, nullptr);
    }
    if (tabulated_) {
      problem_.emplace(*tabulated_, session.loaded.uses, session.loaded.objectives, session.loaded.constraints);
    } else {
      problem_.emplace(session.problem());
    }
  }

  /// Draws the options of a racer, and notes its runs.
  void enter(std::size_t r) {
    const Racer& racer = race_.racers[r];
    const bool is_drawn = settings_->drawings > 0 && has_options_to_draw(racer);
    std::vector<Node>& sections = race_.options.emplace_back();
    for (std::uint64_t d = 0; d <= (is_drawn ? settings_->drawings : 0); ++d) {
      // The seed of the drawings is not that of any search.
      const Node section = d == 0 ? racer.options : drawn_options(racer, Stream::mix(static_cast<std::uint64_t>(settings_->seed)) + r, d);
      sections.push_back(explorer_section(racer.entry->name, make_explorer(racer, section, settings_->budget)->options()));
      sections_.push_back(section);
      const std::uint64_t repeats = racer.entry->traits.seeded ? settings_->repeats : 1;
      for (std::uint64_t n = 0; n < repeats; ++n) {
        RaceRun run;
        run.racer = r;
        run.drawing = d;
        if (racer.entry->traits.seeded) run.seed = static_cast<std::int64_t>(static_cast<std::uint64_t>(settings_->seed) + n);
        race_.runs.push_back(std::move(run));
        section_of_.push_back(sections_.size() - 1);
        work_.emplace_back();
      }
    }
  }

  [[nodiscard]] const Racer& racer_of(std::size_t run) const { return race_.racers[race_.runs[run].racer]; }
  [[nodiscard]] bool is_exact(std::size_t run) const { return racer_of(run).entry->traits.exact; }

  void begin_phase(std::string_view explorer, double designs, std::size_t runs) {
    progress_ = {.phase = progress_.phase + 1, .explorer = explorer, .done = 0, .designs = designs, .runs_done = 0, .runs = runs};
  }

  /// Tells how far the race has come; returns whether to go on.
  bool tell(const RaceRun& run, const EvaluatedBatch& batch) {
    const std::scoped_lock lock{mutex_};
    progress_.done = race_.racers[run.racer].entry->traits.exact ? decided(batch.state) : progress_.done + static_cast<double>(batch.designs.size());
    if (settings_->progress && !settings_->progress(progress_)) is_stopped_ = true;
    return !is_stopped_;
  }

  void search(std::size_t i, int threads) {
    if (is_stopped_) return;
    RaceRun& run = race_.runs[i];
    const Racer& racer = racer_of(i);
    const std::uint64_t followed = is_exact(i) ? followed_evaluations : std::numeric_limits<std::uint64_t>::max();
    ImprovementRecorder recorder{*problem_, [&](const EvaluatedBatch& batch) { return tell(run, batch); }, followed};
    const SearchBudget budget = is_exact(i) ? SearchBudget{} : SearchBudget{settings_->budget.count, settings_->budget.seconds};
    const std::unique_ptr<Explorer> explorer = make_explorer(racer, sections_[section_of_[i]], settings_->budget);
    // An exact one has the whole program; others have a thread each.
    const auto now = [&] { return is_exact(i) ? process_seconds() : thread_seconds(); };
    const double begin = now();
    const SearchResult found =
        explorer->explore(is_exact(i) ? whole_ : *problem_, {.threads = threads, .seed = static_cast<std::uint64_t>(run.seed.value_or(0)), .budget = budget}, recorder);
    if (found.end == SearchEnd::stopped) return;
    run.seconds = now() - begin - recorder.seconds();
    work_[i].log = recorder.take();
    work_[i].is_over = true;
    run.evaluated = work_[i].log.evaluated;
    const std::scoped_lock lock{mutex_};
    ++progress_.runs_done;
  }

  /// The whole front, if somebody knows it.
  void find_truth(const std::vector<std::size_t>& exact) {
    std::vector<double> front;
    for (const std::size_t i : exact) {
      if (!work_[i].is_over || !race_.reference.from.empty()) continue;
      front = work_[i].log.front_of(work_[i].log.size());
      race_.reference.from = racer_of(i).label;
    }
    if (race_.reference.from.empty() && settings_->known) {
      front = settings_->known->values;
      race_.reference.from = settings_->known->from;
      is_from_elsewhere_ = true;
    }
    if (race_.reference.from.empty()) return;
    race_.reference.is_exact = true;
    measure_by(front);
  }

  /// The front of all runs together stands for it.
  void join_fronts() {
    ParetoArchive front{objectives_, Ties::first};
    std::uint64_t id = 0;
    for (const Work& work : work_) {
      for (std::size_t i = 0; i < work.log.size(); ++i) front.insert(work.log.at(i), id++);
    }
    race_.reference.from = "all runs together";
    measure_by(front.front().values);
  }

  void measure_by(std::span<const double> front) {
    share_.emplace(front, objectives_);
    race_.reference.designs = share_->size();
    race_.reference.ideal.assign(share_->ideal().begin(), share_->ideal().end());
    race_.reference.nadir.assign(share_->nadir().begin(), share_->nadir().end());
    if (!race_.reference.is_exact) return;
    truth_.emplace(objectives_, Ties::first);
    for (std::size_t i = 0; i * objectives_ < front.size(); ++i) truth_->insert(front.subspan(i * objectives_, objectives_), i);
    truths_ = front.size() / objectives_;
  }

  /// The same evaluations for all, and more of those who have more.
  void set_counts() {
    std::uint64_t most = settings_->budget.count.value_or(1);
    if (!settings_->budget.count) {
      for (std::size_t i = 0; i < race_.runs.size(); ++i) {
        if (!is_exact(i)) most = std::max(most, race_.runs[i].evaluated);
      }
    }
    if (whole_.space().size() < static_cast<double>(most)) most = static_cast<std::uint64_t>(whole_.space().size());
    race_.counts.assign(race_.racers.size(), race_counts(most));
    for (std::size_t i = 0; i < race_.runs.size(); ++i) {
      const std::uint64_t evaluated = race_.runs[i].evaluated;
      if (!is_exact(i) || evaluated <= most) continue;
      std::vector<std::uint64_t>& counts = race_.counts[race_.runs[i].racer];
      if (counts.back() >= evaluated) continue;  // another seed had more
      const std::uint64_t last = counts.back();
      for (const std::uint64_t count : round_numbers(last, evaluated)) counts.push_back(count);
      counts.push_back(evaluated);
    }
  }

  /// Fills in what a run that is over is worth, and says so.
  void judge(std::size_t i) {
    RaceRun& run = race_.runs[i];
    Work& work = work_[i];
    if (!work.is_over) return;
    run.shares = shares_of(work.log, *share_, race_.counts[run.racer]);
    const std::vector<double> front = work.log.front_of(work.log.size());
    run.front = front.size() / objectives_;
    run.to_90 = evaluations_of(i, 0.9);
    run.to_99 = evaluations_of(i, 0.99);
    if (truth_) require_beaten(run, front);
    if (run.drawing > 0) work.log = {};
    if (settings_->judged) {
      const std::scoped_lock lock{judged_mutex_};
      settings_->judged(race_, i);
    }
  }

  /// After how many a run has this share.
  [[nodiscard]] double evaluations_of(std::size_t run, double target) const {
    return evaluations_to(target, work_[run].log, *share_, race_.counts[race_.runs[run].racer], race_.runs[run].shares);
  }

  /// Every design found must be of the whole front, equal one of it, or be dominated.
  void require_beaten(const RaceRun& run, const std::vector<double>& front) {
    const std::scoped_lock lock{truth_mutex_};
    for (std::size_t i = 0; i < front.size(); i += objectives_) {
      if (!truth_->insert(std::span{front}.subspan(i, objectives_), truths_++)) continue;
      const std::string what = format("the front of {} is not the whole one: {} found a design that nothing of it dominates", race_.reference.from,
                                      race_.racers[run.racer].label);
      if (is_from_elsewhere_) throw DbError{what + "; something other than bitpareto changed it"};
      throw std::logic_error{what + "; please report this"};
    }
  }

  /// Leaves out what was not over when the race was ended.
  void keep_finished() {
    race_.is_complete = !is_stopped_;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < race_.runs.size(); ++i) {
      if (!work_[i].is_over) continue;
      if (kept != i) {
        race_.runs[kept] = std::move(race_.runs[i]);
        work_[kept] = std::move(work_[i]);
      }
      ++kept;
    }
    race_.runs.resize(kept);
    work_.resize(kept);
  }

  /// How long each takes to what random search has at its end.
  void compare_with_random() {
    std::vector<double> ends;
    for (const RaceRun& run : race_.runs) {
      if (run.drawing == 0 && race_.racers[run.racer].entry->name == random_name) ends.push_back(run.share());
    }
    const double target = ends.empty() ? 0 : quartiles_of(ends).median;
    if (!(target > 0)) return;
    parallel_for(race_.runs.size(), settings_->threads, [&](std::size_t i) {
      if (race_.runs[i].drawing == 0) race_.runs[i].to_random = evaluations_of(i, target);
    });
  }

  const RaceSettings* settings_;
  Problem whole_;  // as the space was opened: what exact explorers search
  std::size_t objectives_;
  std::unique_ptr<const Evaluator> tabulated_;  // the same designs with more tables, where they pay
  std::optional<Problem> problem_;              // what all others search
  Race race_;
  std::vector<Node> sections_;           // as explorers are made of them
  std::vector<std::size_t> section_of_;  // [run]
  std::vector<Work> work_;               // [run]
  std::optional<FrontShare> share_;
  std::mutex truth_mutex_, judged_mutex_;
  bool is_from_elsewhere_ = false;      // the whole front is RaceSettings::known
  std::optional<ParetoArchive> truth_;  // the whole front, if it is known
  std::uint64_t truths_ = 0;            // numbers that were given in it
  std::mutex mutex_;
  RaceProgress progress_;
  std::atomic<bool> is_stopped_ = false;
};

}  // namespace

std::vector<std::uint64_t> race_counts(std::uint64_t most) {
  std::vector<std::uint64_t> counts = round_numbers(0, std::max<std::uint64_t>(most / even_steps, 1));
  __extension__ using Wide = unsigned __int128;
  for (std::uint64_t k = 1; k <= even_steps; ++k) {
    const auto count = static_cast<std::uint64_t>(Wide{most} * k / even_steps);
    if (count > 0 && (counts.empty() || count > counts.back())) counts.push_back(count);
  }
  return counts;
}

Race race(const Session& session, std::vector<Racer> racers, const RaceSettings& settings) {
  return Racing{session, std::move(racers), settings}.run();
}

}  // namespace bitpareto::session
