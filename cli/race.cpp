// SPDX-License-Identifier: Apache-2.0
/// bitpareto race
#include <algorithm>
#include <cmath>
#include <optional>

#include "cli/chosen_space.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "core/system/parallel.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "session/race_store.h"
#include "session/race_tables.h"

namespace bitpareto::cli {

namespace {

/// A space, who races on it, and for how long.
struct Opened {
  session::Session session;
  std::vector<session::Racer> racers;
  CountOrTime budget;
};

void require_counts(const RaceArguments& arguments, Diagnostics& diagnostics) {
  const auto require = [&](const char* option, std::int64_t count, const char* expected) {
    if (count < 1) diagnostics.error({std::make_shared<const std::string>(option), 0, 0}, "", format("found {}, expected {}", count, expected));
  };
  require("--repeats", arguments.repeats, "1 run or more");
}

/// Everything that was asked for, or every mistake in it.
Opened open(const RaceArguments& arguments, const session::Catalogue& catalogue, int threads) {
  Diagnostics diagnostics;
  require_counts(arguments, diagnostics);
  const auto budget = session::read_budget(arguments.budget, diagnostics);
  std::vector<session::Racer> racers = session::read_racers(arguments.explorers, catalogue, diagnostics);
  const bool in_parts = std::ranges::any_of(racers, [](const session::Racer& r) { return r.entry->traits.needs_bounds; });
  std::vector<Diagnostic> mistakes;
  std::optional<session::Session> session;
  try {
    session.emplace(open_space(arguments.space, catalogue, {.needs_objectives = true, .in_parts = in_parts, .memory = arguments.memory, .threads = threads}));
    session::meet_space(racers, session->loaded.file, diagnostics);
  } catch (const ConfigError& error) {
    mistakes = error.diagnostics();
  }
  for (const Diagnostic& d : diagnostics.in_file_order()) mistakes.push_back(d);
  if (!session || diagnostics.has_errors()) throw ConfigError{mistakes};
  return {*std::move(session), std::move(racers), *budget};
}

/// Shows how far a race has come.
class RaceWatcher {
 public:
  explicit RaceWatcher(bool quiet) : quiet_{quiet} {}
  void show(const session::RaceProgress& at) {
    const bool is_timed = !std::isfinite(at.designs);
    if (at.phase != phase_) {
      clear();
      progress_.emplace(is_timed ? "runs" : "designs", is_timed ? static_cast<double>(at.runs) : at.designs, 0, quiet_);
      phase_ = at.phase;
    }
    const std::string more = at.explorer.empty() ? format("{} of {} runs", grouped(at.runs_done), grouped(at.runs)) : std::string{at.explorer};
    progress_->show(is_timed ? static_cast<double>(at.runs_done) : at.done, more);
  }
  void clear() {
    if (progress_) progress_->clear();
  }

 private:
  bool quiet_;
  std::size_t phase_ = 0;
  std::optional<Progress> progress_;
};

/// A file that is written as CSV, whatever the results are; nothing if there is no name.
std::optional<Output> csv_file(const std::string& file) {
  if (file.empty()) return std::nullopt;
  return std::optional<Output>{std::in_place, OutputArguments{.format = Format::csv, .file = file}};
}

std::string reference_text(const session::Race& race) {
  const session::RaceReference& reference = race.reference;
  if (reference.designs == 0) return "no design that was evaluated is feasible, so there is nothing to have a share of";
  const std::string points = format("{} point{}", grouped(reference.designs), reference.designs == 1 ? "" : "s");
  if (reference.is_exact) return format("shares are of the whole front, {}, which {} has", points, reference.from);
  return format("shares are of the front of all runs together, {}: the whole one is not known; race exact too, or keep a run of it in --db", points);
}

void tell_of_drawings(const session::Race& race) {
  for (std::size_t r = 0; r < race.racers.size(); ++r) {
    const std::uint64_t best = session::best_drawing(race, r);
    if (best == 0) continue;
    say(format("{}: {} as given; the best of {} drawings has {}:\n  explorer: {}", race.racers[r].label, rounded(session::share_of(race, r, 0)),
               grouped(race.options[r].size() - 1), rounded(session::share_of(race, r, best)), session::section_text(race.options[r][best])));
  }
}

}  // namespace

int run(const RaceArguments& arguments, const session::Catalogue& catalogue) {
  const int threads = arguments.threads > 0 ? arguments.threads : hardware_threads();
  Opened opened = open(arguments, catalogue, threads);
  if (!arguments.quiet) say(opened.session.warnings);
  catch_interrupts();
  std::optional<session::RaceStore> store;
  if (!arguments.database.empty()) store.emplace(arguments.database);
  Output output{arguments.output};
  std::optional<Output> curves = csv_file(arguments.curves);
  std::optional<Output> run_curves = csv_file(arguments.run_curves);

  RaceWatcher watcher{arguments.quiet};
  session::RaceSettings settings{.budget = opened.budget,
                                 .repeats = static_cast<std::uint64_t>(arguments.repeats),
                                 .seed = arguments.seed.value_or(0),
                                 .drawings = static_cast<std::uint64_t>(arguments.drawings),
                                 .threads = threads,
                                 .memory = arguments.memory,
                                 .known = {},
                                 .progress = [&](const session::RaceProgress& at) {
                                   watcher.show(at);
                                   return !is_interrupted();
                                 }};
  const bool has_exact = std::ranges::any_of(opened.racers, [](const session::Racer& r) { return r.entry->traits.exact; });
  if (store && !has_exact) settings.known = store->whole_front(opened.session, catalogue);
  if (store) settings.judged = [&](const session::Race& race, std::size_t run) { store->add(opened.session, settings, race, run); };
  const session::Race race = session::race(opened.session, std::move(opened.racers), settings);
  watcher.clear();
  if (store) store->end(race);
  const std::string where = store && store->number() ? format("race {} in {}", *store->number(), arguments.database) : "";

  if (!race.is_complete) {
    say(format("interrupted after {} runs{}", grouped(race.runs.size()), where.empty() ? "; nothing was kept" : ", which are " + where));
    return exit_interrupted;
  }
  if (!arguments.quiet) {
    say(reference_text(race));
    tell_of_drawings(race);
    if (!where.empty()) say(where);
  }
  if (curves) curves->print(session::race_curves(race));
  if (run_curves) run_curves->print(session::race_run_curves(race));
  output.print(arguments.output.format == Format::table ? session::race_table_for_people(race) : session::race_table(race));
  return exit_done;
}

}  // namespace bitpareto::cli
