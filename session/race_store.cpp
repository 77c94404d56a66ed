// SPDX-License-Identifier: Apache-2.0
#include "session/race_store.h"

#include <algorithm>
#include <span>

#include "core/space_file/resolved_configuration.h"
#include "core/text/format.h"
#include "db/utc_time.h"
#include "session/version.h"

namespace bitpareto::session {

namespace {

/// Those of all runs that give the whole front of a space: what becomes of equal designs, and what is stored, makes no difference.
std::vector<std::string> exact_hashes(const Session& session, const Catalogue& catalogue) {
  std::vector<std::string> hashes;
  for (const ExplorerEntry& entry : catalogue.explorers()) {
    if (!entry.traits.exact) continue;
    std::vector<std::vector<OptionText>> choices{default_options(entry)};
    for (std::size_t o = 0; o < choices.front().size(); ++o) {
      if (choices.front()[o].name != "ties") continue;
      for (const std::string& name : choices.front()[o].names) {
        std::vector<OptionText> options = choices.front();
        if (options[o].value == name) continue;
        options[o].value = name;
        choices.push_back(std::move(options));
      }
    }
    for (const std::vector<OptionText>& options : choices) {
      for (const Store store : {Store::front, Store::all}) hashes.push_back(session.hash_with(entry.name, options, store));
    }
  }
  return hashes;
}

db::RaceDescription describe(const Session& session, const RaceSettings& settings, const RaceReference& reference, const std::string& started_at) {
  db::RaceDescription race{.name = session.loaded.file.name,
                           .configuration = to_json(session.configuration()),
                           .hash = session.hash(),
                           .program_version = program_version(),
                           .program_commit = program_commit(),
                           .objectives = {},
                           .space_size = session.space().size_text(),
                           .budget_evaluations = {},
                           .budget_seconds = settings.budget.seconds,
                           .threads = settings.threads,
                           .reference = reference.from,
                           .is_exact = reference.is_exact,
                           .reference_designs = static_cast<std::int64_t>(reference.designs),
                           .started_at = started_at};
  for (const Objective& objective : session.loaded.file.objectives) race.objectives.push_back(objective.text());
  std::erase(race.space_size, ',');
  if (settings.budget.count) race.budget_evaluations = static_cast<std::int64_t>(*settings.budget.count);
  return race;
}

}  // namespace

RaceStore::RaceStore(const std::string& database) : database_{database}, store_{database}, opened_at_{db::utc_now()} {}

std::optional<KnownFront> RaceStore::whole_front(const Session& session, const Catalogue& catalogue) const {
  const auto stored = store_.complete_front(exact_hashes(session, catalogue), program_version(), program_commit());
  if (!stored) return std::nullopt;
  const auto require = [&](bool is_so, const std::string& number, const char* what) {
    if (is_so) return;
    throw DbError{
        format("{}: was changed by something other than bitpareto: design {} is on the front of run {}, and is {}", database_, number, stored->run, what)};
  };
  std::vector<DesignKey> designs;
  for (const std::string& number : stored->designs) {
    std::optional<DesignKey> design = session.space().find(number);
    require(design.has_value(), number, "not in its space");
    designs.push_back(*std::move(design));
  }
  const Problem problem = session.problem();
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  KnownFront front{format("run {} of {}", stored->run, database_), {}};
  for (std::size_t from = 0; from < designs.size(); from += block_size) {
    block.set(std::span{designs}.subspan(from, std::min(block_size, designs.size() - from)));
    problem.evaluate(block, out);
    for (std::size_t i = 0; i < block.size(); ++i) {
      require(out.infeasible()[i] == 0, stored->designs[from + i], "infeasible");
      for (std::size_t o = 0; o < problem.objectives().size(); ++o) front.values.push_back(out.values(o)[i]);
    }
  }
  return front;
}

void RaceStore::add(const Session& session, const RaceSettings& settings, const Race& race, std::size_t run) {
  if (!number_) number_ = store_.begin_race(describe(session, settings, race.reference, opened_at_));
  const RaceRun& r = race.runs[run];
  db::RaceRunRows rows{.explorer = std::string{race.racers[r.racer].entry->name},
                       .options = to_json(race.options[r.racer][r.drawing], false),
                       .drawing = static_cast<std::int64_t>(r.drawing),
                       .seed = r.seed,
                       .evaluated = static_cast<std::int64_t>(r.evaluated),
                       .front = static_cast<std::int64_t>(r.front),
                       .cpu_seconds = r.seconds,
                       .shares = {}};
  const std::vector<std::uint64_t>& counts = race.counts[r.racer];
  for (std::size_t c = 0; c < counts.size(); ++c) rows.shares.emplace_back(static_cast<std::int64_t>(counts[c]), r.shares[c]);
  store_.add_race_run(*number_, static_cast<std::int64_t>(run), rows);
}

void RaceStore::end(const Race& race) {
  if (number_) store_.end_race(*number_, race.seconds, race.is_complete);
}

}  // namespace bitpareto::session
