// SPDX-License-Identifier: Apache-2.0
/// bitpareto sweep
#include <algorithm>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/recorder.h"
#include "cli/space_session.h"
#include "cli/version.h"
#include "core/system/parallel.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/words.h"
#include "explorers/catalogue.h"

namespace bitpareto::cli {

namespace {

db::RunDescription describe(const SpaceSession& session, const Problem& problem, const SweepArguments& arguments,
                            int threads) {
  const SpaceFile& file = session.loaded.file;
  const Space& space = problem.space();
  Node models = make::list();
  for (const std::string& name : space.names()[static_cast<std::size_t>(Leaf::performance_model)]) {
    models.items.push_back(make::text(name));
  }
  Node data = make::list();
  for (const models::DataVersion& version : session.loaded.data_versions) {
    data.items.push_back(make::map({{"what", make::text(version.what)},
                                    {"name", make::text(version.name)},
                                    {"digest", make::text(version.digest)}}));
  }
  const Node configuration = session.configuration();
  db::RunDescription d;
  d.name = file.name;
  d.configuration = to_json(configuration);
  d.hash = session.hash();
  d.program_version = program_version;
  d.program_commit = program_commit;
  d.models = to_json(models, false);
  d.data = to_json(data, false);
  d.explorer = file.explorer_name;
  d.options = to_json(*configuration.find("explorer"), false);
  for (const Objective& objective : file.objectives) d.objectives.push_back(objective.text());
  // A seed where nothing is drawn would say that it matters.
  if (explorers::find(file.explorer_name)->traits.seeded) d.seed = arguments.seed.value_or(0);
  d.threads = threads;
  d.space_size = space.size_text();
  std::erase(d.space_size, ',');
  d.store = store_names[static_cast<std::size_t>(file.store)];
  return d;
}

/// The unfinished run that --resume means.
db::StoredRun find_unfinished(db::RunStore& store, const db::RunDescription& description, std::size_t reasons,
                              const std::string& database) {
  std::optional<db::StoredRun> stored = store.unfinished(description, reasons);
  if (!stored) throw ConfigError{database + " holds no unfinished run of this space; leave out --resume to start one"};
  if (stored->program_version != description.program_version || stored->program_commit != description.program_commit) {
    throw ConfigError{format(
        "run {} was begun by bitpareto {} ({}), this is {} ({}); leave out --resume to start again", stored->id,
        stored->program_version, stored->program_commit, description.program_version, description.program_commit)};
  }
  return *std::move(stored);
}

/// The same run as its explorer knows it. A DbError if this is not what it stored.
Resumption resumption_of(const db::RunStore& store, const db::StoredRun& stored, const Space& space) {
  Resumption resumption{stored.state, {}};
  for (const std::string& number : stored.front) {
    const std::optional<DesignKey> design = space.find(number);
    if (!design) throw store.cannot_go_on(stored.id, "its front has a design that is not in its space");
    resumption.front.push_back(*design);
  }
  return resumption;
}

/// "53,248 of 147,456 infeasible: 40,960 input port wider than 512 bits per bank, ..."
std::string infeasible_text(const SearchState& state, std::span<const std::string> reasons) {
  double total = 0;
  std::vector<std::pair<std::uint64_t, std::string>> counts;
  for (std::size_t r = 1; r < state.infeasible.size(); ++r) {
    total += static_cast<double>(state.infeasible[r]);
    if (state.infeasible[r] > 0) counts.emplace_back(state.infeasible[r], reasons[r]);
  }
  if (counts.empty()) return "every design is feasible";
  std::ranges::stable_sort(counts, std::greater{}, &std::pair<std::uint64_t, std::string>::first);
  std::string text = format("{} of {} infeasible: ", rounded(total), rounded(state.evaluated));
  for (std::size_t c = 0; c < counts.size(); ++c) {
    text += format("{}{} {}", c == 0 ? "" : ", ", grouped(counts[c].first), counts[c].second);
  }
  return text;
}

}  // namespace

int run(const SweepArguments& arguments) {
  SpaceSession session = open_space(arguments.space, {.objectives = true, .explorer = true});
  if (!arguments.quiet) say(session.warnings);
  const Problem problem = session.loaded.problem();
  const int threads = arguments.threads > 0 ? arguments.threads : hardware_threads();
  const SpaceFile& file = session.loaded.file;
  const db::RunDescription description = describe(session, problem, arguments, threads);

  if (arguments.seed && !description.seed && !arguments.quiet) {
    say(format("warning: --seed: {} draws no random numbers", file.explorer_name));
  }
  catch_interrupts();
  db::RunStore store{arguments.database};
  std::optional<db::StoredRun> resumed;
  if (arguments.resume) resumed = find_unfinished(store, description, problem.reasons().size(), arguments.database);
  const std::optional<std::int64_t> seed = resumed ? resumed->seed : description.seed;
  if (resumed && arguments.seed && arguments.seed != seed) {
    throw ConfigError{format("--seed {}: run {} was begun with seed {}; leave it out to go on", *arguments.seed, resumed->id,
                             seed.value_or(0))};
  }
  Resumption resumption;
  if (resumed) resumption = resumption_of(store, *resumed, problem.space());
  // It ended before anything was committed.
  const bool was_not_begun = resumed && resumed->state.evaluated == 0 && resumed->state.checkpoint.empty();
  const SearchSettings settings{.threads = threads,
                                .seed = static_cast<std::uint64_t>(seed.value_or(0)),
                                .budget = {},
                                .part = {},
                                .resumption = resumed && !was_not_begun ? &resumption : nullptr};
  if (const std::string why = session.explorer->mistake(problem, settings); !why.empty()) {
    throw store.cannot_go_on(resumed->id, why);
  }
  const db::RunId run = resumed ? resumed->id : store.begin(description, run_columns(problem));

  Progress progress{"designs", session.explorer->evaluations(problem.space()), resumed ? resumed->state.evaluated : 0,
                    arguments.quiet};
  Recorder recorder{problem,
                    store,
                    {.run = run,
                     .store_all = file.store == Store::all,
                     .seconds_before = resumed ? resumed->seconds : 0,
                     .progress = &progress}};
  const SearchResult result = session.explorer->explore(problem, settings, recorder);
  const double seconds = recorder.finish(result);
  progress.clear();

  if (result.end != SearchEnd::complete) {
    std::string again = format("bitpareto sweep {} --db {} --resume", arguments.space.file, arguments.database);
    for (const std::string& setting : arguments.space.settings) again += format(" --set '{}'", setting);
    say(format("interrupted after {} of {} designs, which run {} in {} keeps; to go on:\n  {}",
               count_text(result.state.evaluated), problem.space().size_text(), run, arguments.database, again));
    return exit_interrupted;
  }
  if (arguments.quiet) return exit_done;
  say(format("{}: {}{} designs in {} ({}/s, {} thread{})", file.name,
             result.state.evaluated < problem.space().size() ? rounded(result.state.evaluated) + " of " : "",
             problem.space().size_text(), duration_text(seconds),
             count_text(result.state.evaluated / std::max(seconds, 1e-9)), threads, threads == 1 ? "" : "s"));
  say(infeasible_text(result.state, problem.reasons()));
  say(format("front over {}: {} designs, run {} in {}", joined(description.objectives), grouped(result.front.size()),
             run, arguments.database));
  if (result.front.size() == 0) {
    say("no design is feasible: bitpareto evaluate shows single designs with their reasons");
  } else {
    say(format("next: bitpareto query {0}\n      bitpareto export {0} --pareto {1} -o front.csv", arguments.database,
               problem.objectives().size() > 1 ? problem.objectives()[0].text() + "," + problem.objectives()[1].text()
                                               : problem.objectives()[0].text()));
  }
  return exit_done;
}

}  // namespace bitpareto::cli
