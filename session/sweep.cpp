// SPDX-License-Identifier: Apache-2.0
#include "session/sweep.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

#include "core/table/columns.h"
#include "core/text/format.h"
#include "session/recorder.h"
#include "session/evaluate.h"
#include "session/search.h"
#include "session/uncertainty.h"
#include "session/version.h"

namespace bitpareto::session {

namespace {

db::RunDescription describe(const Session& session, const SweepSettings& settings) {
  const SpaceFile& file = session.loaded.file;
  const Space& space = session.space();
  Node models = make::list();
  for (const std::string& name : space.names()[leaf::performance_model]) {
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
  d.program_version = program_version();
  d.program_commit = program_commit();
  d.models = to_json(models, false);
  d.data = to_json(data, false);
  d.explorer = file.explorer_name;
  d.options = to_json(*configuration.find("explorer"), false);
  for (const Objective& objective : file.objectives) d.objectives.push_back(objective.text());
  // A seed where nothing is drawn would say that it matters.
  if (session.traits.seeded) d.seed = settings.seed.value_or(0);
  d.threads = settings.threads;
  d.space_size = space.size_text();
  std::erase(d.space_size, ',');
  d.store = store_names[static_cast<std::size_t>(file.store)];
  return d;
}

/// The unfinished run that is to go on.
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

}  // namespace

Sweep::Sweep(const Session& session, const SweepSettings& settings)
    : session_{&session}, settings_{settings}, problem_{session.problem()} {
  require_searchable(session, {.threads = settings.threads, .seed = 0, .budget = settings.budget});
  const db::RunDescription description = describe(session, settings);
  store_ = std::make_unique<db::RunStore>(settings.database);
  if (settings.resume) {
    resume(description);
  } else {
    seed_ = static_cast<std::uint64_t>(description.seed.value_or(0));
    run_ = store_->begin(description, run_columns(problem_));
  }
}

Sweep::~Sweep() = default;

void Sweep::resume(const db::RunDescription& description) {
  const db::StoredRun stored = find_unfinished(*store_, description, problem_.reasons().size(), settings_.database);
  if (settings_.seed && settings_.seed != stored.seed) {
    throw ConfigError{format("--seed {}: run {} was begun with seed {}; leave it out to go on", *settings_.seed,
                             stored.id, stored.seed.value_or(0))};
  }
  run_ = stored.id;
  seed_ = static_cast<std::uint64_t>(stored.seed.value_or(0));
  evaluated_before_ = stored.state.evaluated;
  seconds_before_ = stored.seconds;
  Resumption resumption = resumption_of(*store_, stored, problem_.space());
  // It ended before anything was committed.
  const bool was_not_begun = stored.state.evaluated == 0 && stored.state.checkpoint.empty();
  if (was_not_begun) return;
  resumption_ = std::move(resumption);
  const std::string why = session_->explorer->mistake(
      problem_, {.threads = settings_.threads, .seed = seed_, .budget = {}, .part = {}, .resumption = &*resumption_});
  if (!why.empty()) throw store_->cannot_go_on(run_, why);
}

void Sweep::store_bands(const SweepResult& result, const DrawSettings& draws) {
  const std::vector<std::string> objectives = objective_columns(*session_);
  const Table plain = table_of(*session_, result.search.front.designs);
  const Table table = with_bands(plain, *session_, draws, objectives);
  store_->add_columns(run_, columns_where(table, [&](const Column& column) { return column.name == "design" || !has_column(plain, column.name); }));
}

SweepResult Sweep::search(Observer* watcher) {
  assert(!is_over_ && "a sweep searches once");
  is_over_ = true;
  Recorder recorder{problem_,
                    *store_,
                    {.run = run_,
                     .store_all = session_->loaded.file.store == Store::all,
                     .seconds_before = seconds_before_,
                     .watcher = watcher}};
  SweepResult result;
  result.search = session_->explorer->explore(problem_,
                                              {.threads = settings_.threads,
                                               .seed = seed_,
                                               .budget = settings_.budget,
                                               .part = {},
                                               .resumption = resumption_ ? &*resumption_ : nullptr},
                                              recorder);
  result.seconds = recorder.finish(result.search);
  return result;
}

}  // namespace bitpareto::session
