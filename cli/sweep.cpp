// SPDX-License-Identifier: Apache-2.0
/// bitpareto sweep
#include <algorithm>

#include "cli/chosen_space.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "core/system/parallel.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/words.h"
#include "session/front_trial.h"
#include "session/sweep.h"
#include "session/uncertainty.h"

namespace bitpareto::cli {

namespace {

/// A front of more is thinned before anybody reads it.
constexpr std::size_t most_read_designs = 10'000;

/// "53,248 of 147,456 infeasible: 40,960 input port wider than 512 bits per bank, ..."
std::string infeasible_text(const SearchState& state, std::span<const std::string> reasons) {
  double total = 0;
  std::vector<std::pair<std::uint64_t, std::string>> counts;
  for (std::size_t r = 1; r < state.infeasible.size(); ++r) {
    total += static_cast<double>(state.infeasible[r]);
    if (state.infeasible[r] > 0) counts.emplace_back(state.infeasible[r], reasons[r]);
  }
  if (counts.empty()) return state.certificate ? "every design that was evaluated is feasible" : "every design is feasible";
  std::ranges::stable_sort(counts, std::greater{}, &std::pair<std::uint64_t, std::string>::first);
  std::string text = format("{} of {} infeasible: ", rounded(total), rounded(state.evaluated));
  for (std::size_t c = 0; c < counts.size(); ++c) {
    text += format("{}{} {}", c == 0 ? "" : ", ", grouped(counts[c].first), counts[c].second);
  }
  return text;
}

/// Designs of which is known whether they are of the front.
double decided(const SearchState& state) {
  if (!state.certificate) return state.evaluated;
  return state.evaluated + static_cast<double>(state.certificate->dominated) + static_cast<double>(state.certificate->infeasible);
}

/// "never evaluated: 1.2e+12 dominated and 3.4e+10 infeasible, by bounds of 7,523,411 boxes; bitpareto runs results.db --certificate"
std::string certificate_text(const SearchCertificate& certificate, const std::string& database) {
  return format("never evaluated: {} dominated and {} infeasible designs, by bounds of {} boxes; bitpareto runs {} --certificate",
                count_text(static_cast<double>(certificate.dominated)), count_text(static_cast<double>(certificate.infeasible)),
                grouped(certificate.boxes), database);
}

/// Shows how far a search has come, and ends it after Ctrl-C.
class Watcher final : public Observer {
 public:
  explicit Watcher(Progress& progress) : progress_{&progress} {}
  bool batch_done(const EvaluatedBatch& batch) override {
    progress_->show(decided(batch.state), format("front {}", grouped(batch.front_size)));
    return !is_interrupted();
  }

 private:
  Progress* progress_;
};

/// Thrown to end draws of the constants.
struct Interrupted {};

/// Stores the bands of a front, if that can be done; says what was.
std::string store_bands(const session::Session& session, session::Sweep& sweep, const session::SweepResult& result, const SweepArguments& arguments, int threads) {
  const std::size_t designs = result.search.front.size();
  if (designs == 0) return {};
  const auto draws = static_cast<std::uint64_t>(arguments.draws);
  if (session.loaded.model->constants().empty()) return "no bands: nothing of this space hinges on a constant in doubt";
  if (const std::string why = session::refusal_to_draw(static_cast<double>(designs), draws); !why.empty()) return "no bands: " + why;
  Progress progress{"designs under draws", static_cast<double>(designs), 0, arguments.quiet};
  try {
    sweep.store_bands(result, {.draws = draws,
                               .seed = static_cast<std::uint64_t>(arguments.seed.value_or(0)),
                               .threads = threads,
                               .progress = [&](std::size_t done, std::size_t /*all*/) {
                                 if (is_interrupted()) throw Interrupted{};
                                 progress.show(static_cast<double>(done), "");
                               }});
  } catch (const Interrupted&) {
    progress.clear();
    return format("interrupted: the run is complete and has no bands; bitpareto export {} --uncertainty {} computes them", arguments.database, draws);
  }
  progress.clear();
  return format("{} draws of the constants: bands (_p10, _p90) and robustness are in the run", grouped(draws));
}

}  // namespace

int run(const SweepArguments& arguments, const session::Catalogue& catalogue) {
  const int threads = arguments.threads > 0 ? arguments.threads : hardware_threads();
  const session::Session session = open_space(
      arguments.space, catalogue,
      {.needs_objectives = true, .needs_explorer = true, .memory = arguments.memory, .threads = threads});
  if (!arguments.quiet) say(session.warnings);
  warn_of_draws(session, {.count = arguments.draws, .seed = {}});
  if (arguments.verified > 0 && !session.traits.exact) {
    throw ConfigError{format("--verify-certificate: {} does not claim that its front is exact", session.loaded.file.explorer_name)};
  }
  const SpaceFile& file = session.loaded.file;
  const Space& space = session.space();
  if (arguments.seed && !session.traits.seeded && arguments.draws == 0 && !arguments.quiet) {
    say(format("warning: --seed: {} draws no random numbers", file.explorer_name));
  }
  catch_interrupts();
  session::Sweep sweep{
      session,
      {.database = arguments.database, .resume = arguments.resume, .threads = threads, .seed = arguments.seed}};
  Progress progress{"designs", sweep.evaluations(), sweep.evaluated_before(), arguments.quiet};
  Watcher watcher{progress};
  const session::SweepResult swept = sweep.search(&watcher);
  const auto& [result, seconds] = swept;
  progress.clear();

  if (result.end != SearchEnd::complete) {
    std::string again = format("bitpareto sweep {} --db {} --resume", arguments.space.file, arguments.database);
    if (arguments.space.run) again += format(" --run {}", *arguments.space.run);
    for (const std::string& setting : arguments.space.settings) again += format(" --set '{}'", setting);
    say(format("interrupted after {} of {} designs, which run {} in {} keeps; to go on:\n  {}",
               count_text(result.state.evaluated), space.size_text(), sweep.run(), arguments.database, again));
    return exit_interrupted;
  }
  if (arguments.verified > 0) {
    const session::FrontTrial trial = session::try_front(session, result.front,
                                                         {.designs = static_cast<std::uint64_t>(arguments.verified),
                                                          .seed = static_cast<std::uint64_t>(arguments.seed.value_or(0)),
                                                          .threads = threads});
    if (trial.missing) {
      throw std::logic_error{format("the certificate of run {} is wrong: nothing of its front dominates design {}, which is not in it; please report this",
                                    sweep.run(), space.number_text(*trial.missing))};
    }
    if (!arguments.quiet) say(format("certificate: {} designs tried, {} of them feasible, break nothing", grouped(trial.tried), grouped(trial.feasible)));
  }
  const std::string bands = arguments.draws > 0 ? store_bands(session, sweep, swept, arguments, threads) : "";
  if (arguments.quiet) return exit_done;
  say(format("{}: {}{} designs in {} ({}/s, {} thread{})", file.name,
             result.state.evaluated < space.size() ? rounded(result.state.evaluated) + " of " : "", space.size_text(),
             duration_text(seconds), count_text(result.state.evaluated / std::max(seconds, 1e-9)), threads,
             threads == 1 ? "" : "s"));
  say(infeasible_text(result.state, session.problem().reasons()));
  if (result.state.certificate) say(certificate_text(*result.state.certificate, arguments.database));
  std::vector<std::string> objectives;
  for (const Objective& objective : file.objectives) objectives.push_back(objective.text());
  say(format("front over {}: {} designs, run {} in {}", joined(objectives), grouped(result.front.size()), sweep.run(),
             arguments.database));
  if (!bands.empty()) say(bands);
  if (result.front.size() == 0) {
    say("no design is feasible: bitpareto evaluate shows single designs with their reasons");
  } else {
    const bool is_large = result.front.size() > most_read_designs;
    say(format("next: bitpareto query {0}\n      bitpareto export {0} --pareto {1} -o front.csv{2}", arguments.database,
               objectives.size() > 1 ? objectives[0] + "," + objectives[1] : objectives[0],
               is_large ? format("\n      bitpareto export {} --thin 50 -o front.csv    (50 designs that stand for the {})", arguments.database, grouped(result.front.size())) : ""));
  }
  return exit_done;
}

}  // namespace bitpareto::cli
