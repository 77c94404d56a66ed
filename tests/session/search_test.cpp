// SPDX-License-Identifier: Apache-2.0
/// Searching and storing as a library does it.
#include "session/search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>
#include <stdexcept>

#include "db/run_reader.h"
#include "session/estimate.h"
#include "session/sweep.h"
#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::session {
namespace {

/// 172,800 designs, or those that `settings` leave.
Session edge(std::vector<std::string> settings = {}) {
  return open_space("llama-2-7b-edge", test::catalogue(),
                    {.settings = std::move(settings), .needs_objectives = true, .needs_explorer = true});
}

/// Ends a search after some batches.
class Impatient final : public Observer {
 public:
  explicit Impatient(int batches) : left_{batches} {}
  bool batch_done(const EvaluatedBatch& batch) override {
    evaluated += static_cast<double>(batch.designs.size());
    return --left_ > 0;
  }
  double evaluated = 0;

 private:
  int left_;
};

// Twelve workloads, weights, a baseline, a tolerance and a condition on each LLM: the same front with bounds and without.
TEST(Search, OfSixLlmsIsTheSameByBothExactExplorers) {
  const auto front_by = [](const char* explorer) {
    return search(open_space("six-llms", test::catalogue(), {.settings = {std::string{"explorer={name: "} + explorer + "}"}, .needs_objectives = true, .needs_explorer = true}),
                  {.threads = 2})
        .front;
  };
  const FoundFront all = front_by("exhaustive");
  EXPECT_GT(all.size(), 50U);
  EXPECT_TRUE(front_by("exact") == all);
}

/// What a run found, and what it says of itself but for times.
std::pair<Table, Table> stored(const std::string& database) {
  const db::RunReader reader{database, 60};
  const db::RunSummary run = reader.run({});
  return {reader.pareto(run.id, run.objectives, Ties::all),
          reader
              .sql("SELECT name, configuration, hash, explorer, options, seed, space_size, store, status, evaluated, "
                   "feasible "
                   "FROM run")
              .all()};
}

TEST(Search, FindsTheSameFrontOnAnyNumberOfThreads) {
  for (const std::string explorer : {"explorer={name: exhaustive}", "explorer={name: random, budget: 5000}"}) {
    const Session session = edge({explorer, "design.array={rows: [16, 32, 64], columns: [8, 16, 32]}"});
    const SearchResult one = search(session, {.threads = 1, .seed = 4});
    EXPECT_EQ(one.end, SearchEnd::complete);
    EXPECT_GT(one.front.size(), 50U);
    EXPECT_TRUE(one.front == search(session, {.threads = 3, .seed = 4}).front) << explorer;
  }
}

TEST(Search, TellsWhoWatchesAndEndsWhenTold) {
  const Session session = edge();
  Impatient watcher{2};
  const SearchResult found = search(session, {.threads = 2}, &watcher);
  EXPECT_EQ(found.end, SearchEnd::stopped);
  EXPECT_EQ(found.state.evaluated, watcher.evaluated);
  EXPECT_EQ(search(session, {.threads = 1, .seed = 0, .budget = {.evaluations = 700, .seconds = {}}}).state.evaluated,
            700);
}

TEST(Search, RefusesSettingsThatNoSearchCanHave) {
  const Session session = edge();
  const auto refuses = [&](const SearchSettings& settings) {
    EXPECT_THROW(static_cast<void>(search(session, settings)), std::invalid_argument);
  };
  refuses({.threads = 0});
  refuses({.threads = -1});
  refuses({.threads = 1, .seed = 0, .budget = {}, .part = {.number = 2, .of = 2}});
  refuses({.threads = 1, .seed = 0, .budget = {.evaluations = {}, .seconds = -1}});
  refuses({.threads = 1, .seed = 0, .budget = {.evaluations = {}, .seconds = std::nan("")}});
  Resumption from_elsewhere;
  from_elsewhere.state.checkpoint = "soon";
  refuses({.threads = 1, .seed = 0, .budget = {}, .part = {}, .resumption = &from_elsewhere});
  const std::vector<DesignKey> unknown{{1, 2, 3}};
  refuses({.threads = 1, .seed = 0, .budget = {}, .part = {}, .resumption = nullptr, .known = unknown});
}

TEST(Search, RefusesASpaceThatIsNoneToSearch) {
  const Session without = test::open_text(
      "workloads: [{model: opt-125m, phase: decode, context: 8}]\n"
      "design: {performance_model: hpca25, weights: {bits: [4, 8]}, array: {rows: 8, columns: 8}}\n");
  EXPECT_THROW(static_cast<void>(search(without)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(estimate_sweep(without, 1)), std::invalid_argument);
  const Session vast = test::open_text(
      test::vast_yaml);
  EXPECT_THROW(static_cast<void>(search(vast)), std::invalid_argument);
}

TEST(Sweep, ThatGoesOnEqualsOneThatWasNotInterrupted) {
  const test::TemporaryFolder folder;
  for (const std::vector<std::string>& settings :
       {std::vector<std::string>{}, {"store=all", "explorer={name: random, budget: 20000}"}}) {
    const std::string whole = folder / ("whole" + std::to_string(settings.size()));
    const std::string parts = folder / ("parts" + std::to_string(settings.size()));
    const Session session = edge(settings);
    const SweepResult at_once = Sweep{session, {.database = whole, .threads = 2}}.search();
    EXPECT_EQ(at_once.search.end, SearchEnd::complete);
    SearchEnd end = SearchEnd::stopped;
    int sessions = 0;
    double evaluated = 0;
    for (; end == SearchEnd::stopped; ++sessions) {
      // Opened anew each time, as another process would.
      const Session again = edge(settings);
      Sweep sweep{again, {.database = parts, .resume = sessions > 0, .threads = 1 + sessions % 3}};
      EXPECT_EQ(sweep.run(), 1);
      EXPECT_EQ(sweep.evaluated_before(), evaluated);
      Impatient watcher{sessions < 3 ? 2 : std::numeric_limits<int>::max()};
      const SweepResult part = sweep.search(&watcher);
      EXPECT_GE(part.seconds, 0);
      evaluated = part.search.state.evaluated;
      end = part.search.end;
      if (end == SearchEnd::complete) {
        EXPECT_TRUE(part.search.front == at_once.search.front);
      }
    }
    EXPECT_EQ(sessions, 4);
    EXPECT_TRUE(stored(parts) == stored(whole));
    EXPECT_THROW((Sweep{session, {.database = parts, .resume = true}}), ConfigError) << "nothing is unfinished";
  }
}

/// Does something in the middle of a search.
class Meddler final : public Observer {
 public:
  Meddler(int batch, std::function<void()> act) : left_{batch}, act_{std::move(act)} {}
  bool batch_done(const EvaluatedBatch& /*batch*/) override {
    if (--left_ == 0) act_();
    return true;
  }

 private:
  int left_;
  std::function<void()> act_;
};

// What is written on another thread is whole however the search ends, and what fails there is the search's failure.
TEST(Sweep, WhateverEndsItWholeBatchesAreKept) {
  const test::TemporaryFolder folder;
  const std::vector<std::string> settings{"store=all", "design.array={rows: {from: 8, to: 96, step: 8}, columns: [8, 16]}"};
  const Session session = edge(settings);
  const std::string whole = folder / "whole.db";
  static_cast<void>(Sweep{session, {.database = whole, .threads = 1}}.search());

  const std::string broken = folder / "broken.db";
  Meddler failing{2, [] { throw std::runtime_error{"somebody else failed"}; }};
  EXPECT_THROW(static_cast<void>(Sweep(session, {.database = broken, .threads = 2}).search(&failing)), std::runtime_error);
  const auto whole_number = [](const std::string& database, const std::string& sql) {
    return std::get<std::int64_t>(db::RunReader{database, 60}.sql(sql).all().rows.at(0).at(0));
  };
  EXPECT_GT(whole_number(broken, "SELECT evaluated FROM runs"), 0) << "the batch before it was done";
  EXPECT_EQ(whole_number(broken, "SELECT evaluated FROM runs"), whole_number(broken, "SELECT count(*) FROM designs"));
  static_cast<void>(Sweep{session, {.database = broken, .resume = true, .threads = 8}}.search());
  EXPECT_TRUE(stored(broken) == stored(whole));
  const char* const all = "SELECT * FROM designs ORDER BY design";
  EXPECT_TRUE(db::RunReader(broken, 60).sql(all).all() == db::RunReader(whole, 60).sql(all).all());

  const std::string moved = folder / "moved.db";
  Meddler moving{2, [&] { std::filesystem::rename(moved, moved + ".elsewhere"); }};
  try {
    static_cast<void>(Sweep{session, {.database = moved, .threads = 2}}.search(&moving));
    FAIL() << "nothing was thrown";
  } catch (const DbError& error) {
    EXPECT_NE(std::string{error.what()}.find("was removed, renamed or replaced"), std::string::npos) << error.what();
  }
}

TEST(Sweep, StoresWhatTheProgramStores) {
  const test::TemporaryFolder folder;
  const std::vector<std::string> fewer{"design.array={rows: [16, 32], columns: 16}"};
  const Session session = edge(fewer);
  static_cast<void>(Sweep{session, {.database = folder / "library.db", .threads = 2}}.search());
  EXPECT_EQ(test::bitpareto({"sweep", "llama-2-7b-edge", "--db", folder / "program.db", "--set", fewer[0]}).status, 0);
  EXPECT_TRUE(stored(folder / "library.db") == stored(folder / "program.db"));
}

TEST(Sweep, KeepsABudgetAndGoesOnWithAnother) {
  const test::TemporaryFolder folder;
  const std::string database = folder / "r.db";
  const Session session = edge();
  const SweepResult some =
      Sweep{session, {.database = database, .budget = {.evaluations = 5'000, .seconds = {}}}}.search();
  EXPECT_EQ(some.search.end, SearchEnd::budget);
  EXPECT_EQ(some.search.state.evaluated, 5'000);
  Sweep rest{session, {.database = database, .resume = true, .threads = 2}};
  EXPECT_EQ(rest.evaluated_before(), 5'000);
  EXPECT_TRUE(rest.search().search.front == search(session, {.threads = 2}).front);
}

TEST(Sweep, RefusesWrongSettingsBeforeItMakesADatabase) {
  const test::TemporaryFolder folder;
  const std::string database = folder / "r.db";
  const Session session = edge();
  EXPECT_THROW((Sweep{session, {.database = database, .threads = 0}}), std::invalid_argument);
  EXPECT_FALSE(std::filesystem::exists(database));
  EXPECT_THROW((Sweep{session, {.database = ""}}), ConfigError);
  EXPECT_THROW((Sweep{session, {.database = folder / "none" / "r.db"}}), DbError);
}

TEST(Sweep, GoesOnWithTheSeedOfItsRunOnly) {
  const test::TemporaryFolder folder;
  const std::string database = folder / "r.db";
  const Session session = edge({"explorer={name: random, budget: 50000}"});
  Impatient watcher{1};
  static_cast<void>(Sweep{session, {.database = database, .seed = 7}}.search(&watcher));
  EXPECT_THROW((Sweep{session, {.database = database, .resume = true, .seed = 8}}), ConfigError);
  EXPECT_TRUE(Sweep(session, {.database = database, .resume = true}).search().search.front ==
              search(session, {.threads = 2, .seed = 7}).front);
}

TEST(Estimate, ForeseesAWholeSmallSweep) {
  const Session session = edge({"design.array={rows: 16, columns: 16}"});
  const Estimate estimate = estimate_sweep(session, 2);
  EXPECT_GT(estimate.measured, 0);
  EXPECT_GT(estimate.seconds, 0);
}

}  // namespace
}  // namespace bitpareto::session
