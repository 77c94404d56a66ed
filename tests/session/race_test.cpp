// SPDX-License-Identifier: Apache-2.0
/// Races: what is measured, against cases worked by hand and brute force; what holds of every race.
#include "session/race.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>

#include "core/search/dominance.h"
#include "core/space_file/resolved_configuration.h"
#include "db/run_reader.h"
#include "session/improvement_log.h"
#include "session/race_store.h"
#include "session/race_tables.h"
#include "session/sweep.h"
#include "tests/support/spaces.h"

namespace bitpareto::session {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// 2,304 designs of which some are infeasible, with a front of some dozens.
const std::string space_yaml =
    "workloads: [{model: opt-125m, phase: decode, context: 64}]\n"
    "design:\n  performance_model: bitmod-2025-07\n  weights: {bits: [3, 4, 6, 8]}\n"
    "  array: {rows: {from: 4, to: 48, step: 4}, columns: {from: 2, to: 24, step: 2}}\n"
    "  weight_buffer: {size: [64 KiB, 128 KiB, 256 KiB, 1 MiB]}\n"
    "objectives: [latency, energy, area]\nconstraints: [\"area <= 3 mm2\"]\n";

Session space(const std::string& more = {}) { return test::open_text(space_yaml + more); }

std::vector<Racer> racers_of(const std::string& list, const Session& session, const Catalogue& catalogue) {
  Diagnostics diagnostics;
  std::vector<Racer> racers = read_racers(list, catalogue, diagnostics);
  meet_space(racers, session.loaded.file, diagnostics);
  diagnostics.throw_if_errors();
  return racers;
}

std::string complaints_about(const std::string& list, const Session& session, const Catalogue& catalogue) {
  Diagnostics diagnostics;
  std::vector<Racer> racers = read_racers(list, catalogue, diagnostics);
  meet_space(racers, session.loaded.file, diagnostics);
  std::string text;
  for (const Diagnostic& d : diagnostics.in_file_order()) text += d.text() + "\n";
  return text;
}

/// A race without what hinges on the clock.
std::vector<Table> tables_of(const Race& race) {
  std::vector<Table> tables{race_table(race), race_curves(race), race_run_curves(race)};
  for (auto& row : tables[0].rows) row[column_of(tables[0], "cpu_s")] = {};
  return tables;
}

// --- what was found after how many evaluations

/// Three designs of two objectives; the front is (0, 1) and (1, 0), whose volume up to 1.1 is 0.11 + 0.11 - 0.01.
ImprovementLog hand_made() { return {.objectives = 2, .evaluated = 9, .numbers = {1, 3, 7}, .values = {1, 1, 0, 1, 1, 0}}; }

TEST(ImprovementLog, OfAHandWorkedSearch) {
  const ImprovementLog log = hand_made();
  const FrontShare share{std::vector<double>{0, 1, 1, 0}, 2};
  const std::vector<double> shares = shares_of(log, share, std::vector<std::uint64_t>{1, 2, 3, 6, 7, 100});
  const double one = 0.01 / 0.21;
  const double two = 0.11 / 0.21;
  const std::vector<double> expected{one, one, two, two, 1, 1};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(shares[i], expected[i], 1e-14) << i;
  EXPECT_EQ(shares.back(), 1);
  // Whenever it was looked.
  for (const std::vector<std::uint64_t>& counts : {std::vector<std::uint64_t>{9}, {1, 2, 3, 4, 5, 6, 7, 8, 9}, {2, 5, 9}, {3, 7, 100}}) {
    const auto evaluations = [&](double target, const ImprovementLog& of, const FrontShare& front) {
      return evaluations_to(target, of, front, counts, shares_of(of, front, counts));
    };
    EXPECT_EQ(evaluations(0.04, log, share), 1);
    EXPECT_EQ(evaluations(0.5, log, share), 3);
    EXPECT_EQ(evaluations(0.53, log, share), 7);
    EXPECT_EQ(evaluations(1, log, share), 7);
    EXPECT_EQ(evaluations(1, log, FrontShare{std::vector<double>{0, 1, 0.9, 0}, 2}), infinity);
    EXPECT_EQ(evaluations(0.1, {.objectives = 2, .evaluated = 5, .numbers = {}, .values = {}}, share), infinity);
  }
}

/// Keeps every design that a search tells of, in order.
class Listener final : public Observer {
 public:
  explicit Listener(const Problem& problem, Observer& next) : problem_{&problem}, next_{&next} {}
  bool batch_done(const EvaluatedBatch& batch) override {
    DesignBlock block{problem_->space()};
    ObjectiveBlock out = problem_->make_block();
    for (std::uint64_t from = 0; from < batch.designs.size(); ++from) {
      batch.designs.fill(block, from, 1);
      problem_->evaluate(block, out);
      std::vector<double>& point = points.emplace_back();
      for (std::size_t o = 0; out.infeasible()[0] == 0 && o < problem_->objectives().size(); ++o) point.push_back(out.values(o)[0]);
    }
    return next_->batch_done(batch);
  }
  std::vector<std::vector<double>> points;  // empty: infeasible

 private:
  const Problem* problem_;
  Observer* next_;
};

/// The front of the first `count` points as a child would find it.
std::set<std::vector<double>> brute_force(const std::vector<std::vector<double>>& points, std::size_t count) {
  std::set<std::vector<double>> front;
  for (std::size_t i = 0; i < count; ++i) {
    const auto beats = [&](const std::vector<double>& other) { return !other.empty() && dominates(other, points[i]); };
    if (!points[i].empty() && std::none_of(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(count), beats)) front.insert(points[i]);
  }
  return front;
}

TEST(ImprovementLog, IsWhatBruteForceFindsAfterEachEvaluation) {
  const Session session = space();
  const Problem problem = session.problem();
  for (const char* name : {"random", "nsga2", "exact", "exhaustive"}) {
    const Catalogue catalogue = test::catalogue();
    const Racer racer = racers_of(name, session, catalogue)[0];
    ImprovementRecorder recorder{problem, {}};
    Listener listener{problem, recorder};
    const auto explorer = make_explorer(racer, racer.options, {.count = 700, .seconds = {}});
    const SearchResult found = explorer->explore(problem, {.threads = 2, .seed = 5}, listener);
    const ImprovementLog& log = recorder.log();
    ASSERT_EQ(static_cast<double>(log.evaluated), found.state.evaluated) << name;
    ASSERT_EQ(log.evaluated, listener.points.size());
    for (std::size_t count = 1; count <= listener.points.size(); count += count < 100 ? 1 : 97) {
      const std::vector<double> front = log.front_of(log.within(count));
      std::set<std::vector<double>> points;
      for (std::size_t i = 0; i < front.size(); i += 3) points.insert({front.begin() + static_cast<std::ptrdiff_t>(i), front.begin() + static_cast<std::ptrdiff_t>(i) + 3});
      ASSERT_EQ(points, brute_force(listener.points, count)) << name << ' ' << count;
      ASSERT_EQ(points.size() * 3, front.size());
    }
    // Its end is what the explorer says.
    std::set<std::vector<double>> told;
    for (std::size_t i = 0; i < found.front.size(); ++i) told.emplace(found.front.at(i).begin(), found.front.at(i).end());
    EXPECT_EQ(told, brute_force(listener.points, listener.points.size())) << name;
  }
}

/// Behind the designs that are followed it knows at the end of each batch what is right, and within batches nothing that is wrong.
TEST(ImprovementLog, IsRightAtTheEndOfBatchesThatItDoesNotFollow) {
  const Session session = space();
  const Problem problem = session.problem();
  const Catalogue catalogue = test::catalogue();
  for (const char* name : {"random", "exhaustive", "exact"}) {
    const Racer racer = racers_of(name, session, catalogue)[0];
    const auto log_of = [&](std::uint64_t followed, std::vector<std::uint64_t>* ends) {
      const auto note = [&](const EvaluatedBatch& batch) {
        if (ends != nullptr) ends->push_back(static_cast<std::uint64_t>(batch.state.evaluated));
        return true;
      };
      ImprovementRecorder recorder{problem, note, followed};
      static_cast<void>(make_explorer(racer, racer.options, {.count = 2'304, .seconds = {}})->explore(problem, {.threads = 1, .seed = 5}, recorder));
      return recorder.take();
    };
    const ImprovementLog all = log_of(std::numeric_limits<std::uint64_t>::max(), nullptr);
    for (const std::uint64_t followed : {0U, 1U, 1'500U}) {
      std::vector<std::uint64_t> ends;
      const ImprovementLog some = log_of(followed, &ends);
      EXPECT_EQ(some.evaluated, all.evaluated);
      EXPECT_TRUE(std::ranges::is_sorted(some.numbers));
      const auto front_at = [](const ImprovementLog& log, std::uint64_t evaluations) {
        const std::vector<double> values = log.front_of(log.within(evaluations));
        std::set<std::vector<double>> points;
        for (std::size_t i = 0; i < values.size(); i += 3) points.insert({values.begin() + static_cast<std::ptrdiff_t>(i), values.begin() + static_cast<std::ptrdiff_t>(i) + 3});
        return points;
      };
      ASSERT_FALSE(ends.empty());
      for (const std::uint64_t end : ends) EXPECT_EQ(front_at(some, end), front_at(all, end)) << name << ' ' << followed << ' ' << end;
    }
  }
}

TEST(RaceCounts, AreRoundAtFirstAndThenEven) {
  EXPECT_EQ(race_counts(10'000),
            (std::vector<std::uint64_t>{1, 2, 5, 10, 20, 50, 100, 200, 500, 1'000, 1'500, 2'000, 2'500, 3'000, 3'500, 4'000, 4'500, 5'000, 5'500, 6'000, 6'500,
                                        7'000, 7'500, 8'000, 8'500, 9'000, 9'500, 10'000}));
  for (const std::uint64_t most : {1U, 2U, 19U, 20U, 21U, 39U, 137U, 4'000'000U}) {
    const std::vector<std::uint64_t> counts = race_counts(most);
    EXPECT_EQ(counts.front(), 1U) << most;
    EXPECT_EQ(counts.back(), most);
    EXPECT_TRUE(std::ranges::is_sorted(counts, std::less_equal{})) << most;
  }
  EXPECT_EQ(race_counts(std::numeric_limits<std::uint64_t>::max()).back(), std::numeric_limits<std::uint64_t>::max());
}

// --- laws

TEST(Race, HoldsWhatItPromises) {
  const Session session = space();
  const Catalogue catalogue = test::catalogue();
  const RaceSettings settings{.budget = {.count = 400, .seconds = {}}, .repeats = 3, .seed = 7, .threads = 2};
  const Race found = race(session, racers_of("random,sobol,nsga2,sms_emoa,annealing,tpe,ants,exact,exhaustive", session, catalogue), settings);
  EXPECT_TRUE(found.is_complete);
  EXPECT_TRUE(found.reference.is_exact);
  EXPECT_EQ(found.reference.from, "exact");
  std::map<std::string, std::vector<const RaceRun*>> runs;
  for (const RaceRun& run : found.runs) runs[found.racers[run.racer].label].push_back(&run);
  EXPECT_EQ(runs.size(), 9U);
  for (const auto& [label, list] : runs) {
    const bool is_exact = label == "exact" || label == "exhaustive";
    EXPECT_EQ(list.size(), is_exact ? 1U : 3U) << label;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const RaceRun& run = *list[i];
      EXPECT_EQ(run.seed, is_exact ? std::nullopt : std::optional<std::int64_t>{7 + static_cast<std::int64_t>(i)}) << label;
      EXPECT_TRUE(std::ranges::is_sorted(run.shares)) << label;
      EXPECT_EQ(run.shares.size(), found.counts[run.racer].size());
      EXPECT_GE(run.share(), 0);
      if (is_exact) {
        EXPECT_EQ(run.share(), 1) << label;
        EXPECT_EQ(run.front, found.reference.designs);
        EXPECT_EQ(found.counts[run.racer].back(), std::max<std::uint64_t>(400, run.evaluated));
        EXPECT_LE(run.to_99, static_cast<double>(run.evaluated));
      } else {
        EXPECT_LE(run.evaluated, 400U) << label;
        EXPECT_EQ(found.counts[run.racer], race_counts(400));
        EXPECT_GT(run.share(), 0.3) << label;
      }
      EXPECT_LE(run.to_90, run.to_99) << label;
      EXPECT_EQ(run.to_90 < infinity, run.share() >= 0.9) << label;
      EXPECT_EQ(run.to_99 < infinity, run.share() >= 0.99) << label;
      // The count before has less, the one behind has it.
      for (std::size_t c = 0; c < run.shares.size(); ++c) {
        EXPECT_EQ(static_cast<double>(found.counts[run.racer][c]) >= run.to_90, run.shares[c] >= 0.9) << label << ' ' << c;
      }
    }
  }
  EXPECT_EQ(runs.at("exhaustive")[0]->evaluated, 2'304U);
  EXPECT_LT(runs.at("exact")[0]->evaluated, 2'304U);
}

TEST(Race, IsTheSameOnAnyNumberOfThreads) {
  const Session session = space();
  const Catalogue catalogue = test::catalogue();
  // With the truth, and with a front of all runs instead.
  for (const char* list : {"random,nsga2,tpe,exact", "sobol,annealing,{name: nsga2, population: 12}"}) {
    RaceSettings settings{.budget = {.count = 300, .seconds = {}}, .repeats = 4, .drawings = 2, .threads = 1};
    const std::vector<Table> one = tables_of(race(session, racers_of(list, session, catalogue), settings));
    for (const int threads : {2, 5}) {
      settings.threads = threads;
      EXPECT_TRUE(tables_of(race(session, racers_of(list, session, catalogue), settings)) == one) << list << ' ' << threads;
    }
  }
}

/// Two numbers of rows, and group sizes that change neither cycles nor area: two points, neither of which dominates the other. Scaled they are (0, 1) and (1, 0), and
/// each has 1.1 x 0.1 of the 2 x 1.1 x 0.1 - 0.1 x 0.1 that both have.
TEST(Race, OfFourDesignsIsWorkedByHand) {
  const Session session = test::open_text(
      "workloads: [{model: opt-125m, phase: decode, context: 64}]\n"
      "design: {performance_model: bitmod-2025-07, array: {rows: [8, 16], columns: 8}, weights: {datatype: int4, group_size: [128, channel]}}\n"
      "objectives: [compute_cycles, area]\n");
  const Catalogue catalogue = test::catalogue();
  const Race found = race(session, racers_of("random,exhaustive", session, catalogue), {.budget = {.count = 3, .seconds = {}}, .repeats = 8});
  EXPECT_EQ(found.reference.designs, 2U);
  EXPECT_EQ(found.counts, (std::vector<std::vector<std::uint64_t>>{{1, 2, 3}, {1, 2, 3, 4}}));
  const double one = 0.11 / 0.21;
  std::set<double> after_two;
  for (const RaceRun& run : found.runs) {
    if (run.racer == 1) {
      // In the order of indices: 8 rows twice, then 16.
      EXPECT_NEAR(run.shares[1], one, 1e-14);
      EXPECT_EQ(run.shares[2], 1);
      EXPECT_EQ(run.to_90, 3);
      continue;
    }
    EXPECT_NEAR(run.shares[0], one, 1e-14);
    after_two.insert(run.shares[1]);
    EXPECT_EQ(run.shares[2], 1) << "of three designs two differ in rows";
    EXPECT_EQ(run.to_90, run.shares[1] == 1 ? 2 : 3);
    EXPECT_EQ(run.to_99, run.to_90);
    EXPECT_EQ(run.front, 2U);
  }
  EXPECT_EQ(after_two.size(), 2U) << "some seeds have both points after two designs";
}

TEST(Race, OfASmallSpaceEndsWithAllOfIt) {
  const Session session = test::open_text(
      "workloads: [{model: opt-125m, phase: decode, context: 64}]\n"
      "design: {performance_model: bitmod-2025-07, weights: {bits: 4}, array: {rows: [8, 16, 32], columns: [4, 8]}}\nobjectives: [latency, area]\n");
  const Catalogue catalogue = test::catalogue();
  const Race found = race(session, racers_of("", session, catalogue), {.budget = {.count = 1'000, .seconds = {}}, .repeats = 2});
  EXPECT_FALSE(found.reference.is_exact);
  EXPECT_EQ(found.racers.size(), 8U) << "every explorer with a budget";
  for (const RaceRun& run : found.runs) {
    EXPECT_EQ(run.evaluated, 6U);
    EXPECT_EQ(run.share(), 1) << "each has seen every design";
    EXPECT_EQ(found.counts[run.racer].back(), 6U);
  }
}

TEST(Race, WithoutTheWholeFrontMeasuresByAllTogether) {
  const Session session = space();
  const Catalogue catalogue = test::catalogue();
  const Race found = race(session, racers_of("random,nsga2", session, catalogue), {.budget = {.count = 100, .seconds = {}}, .repeats = 2});
  EXPECT_FALSE(found.reference.is_exact);
  EXPECT_EQ(found.reference.from, "all runs together");
  for (const RaceRun& run : found.runs) EXPECT_LE(run.share(), 1);
  // One run alone has all of what it found.
  const Race alone = race(session, racers_of("random", session, catalogue), {.budget = {.count = 100, .seconds = {}}, .repeats = 1});
  EXPECT_EQ(alone.runs.at(0).share(), 1);
  EXPECT_EQ(alone.runs[0].front, alone.reference.designs);
  EXPECT_LE(alone.runs[0].to_random, 100);
}

TEST(Race, ComparesWithRandomSearch) {
  const Session session = space();
  const Catalogue catalogue = test::catalogue();
  const Race found = race(session, racers_of("random,nsga2,exhaustive", session, catalogue), {.budget = {.count = 500, .seconds = {}}, .repeats = 5});
  const Table table = race_table(found);
  const auto number = [&](std::size_t row, const char* column) { return std::get<double>(table.rows[row][column_of(table, column)]); };
  EXPECT_EQ(number(1, "times_fewer"), 500 / number(1, "to_random"));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(table.rows[0][column_of(table, "times_fewer")]));
  // What random has at its end, in the middle of five seeds.
  std::vector<double> ends;
  for (const RaceRun& run : found.runs) {
    if (run.racer == 0) ends.push_back(run.share());
  }
  std::ranges::sort(ends);
  EXPECT_EQ(number(0, "share_median"), ends[2]);
}

TEST(Race, EndsByTheClockToo) {
  const Session session = test::open_text(test::vast_yaml);
  const Catalogue catalogue = test::catalogue();
  const Race found = race(session, racers_of("random", session, catalogue), {.budget = {.count = {}, .seconds = 0.05}, .repeats = 2});
  std::uint64_t most = 0;
  for (const RaceRun& run : found.runs) {
    EXPECT_GT(run.evaluated, 0U);
    most = std::max(most, run.evaluated);
    EXPECT_TRUE(std::ranges::is_sorted(run.shares));
  }
  EXPECT_EQ(found.counts[0].back(), most);
}

TEST(Race, WithoutAFeasibleDesignHasNoShares) {
  const Session session = test::open_text(space_yaml.substr(0, space_yaml.find("constraints")) + "constraints: [\"area <= 1 um2\"]\n");
  const Catalogue catalogue = test::catalogue();
  const Race found = race(session, racers_of("random,exact", session, catalogue), {.budget = {.count = 50, .seconds = {}}, .repeats = 2});
  EXPECT_EQ(found.reference.designs, 0U);
  for (const RaceRun& run : found.runs) EXPECT_EQ(run.share(), 0);
}

TEST(Race, RefusesWhatIsNone) {
  const Session session = space();
  const Catalogue catalogue = test::catalogue();
  EXPECT_THROW(static_cast<void>(race(session, racers_of("random", session, catalogue), {.repeats = 0})), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(race(session, racers_of("random", session, catalogue), {.threads = 0})), std::invalid_argument);
}

TEST(Race, EndedBeforeItsTimeKeepsWhatWasOver) {
  const Session session = space();
  const Catalogue catalogue = test::catalogue();
  RaceSettings settings{.budget = {.count = 200, .seconds = {}}, .repeats = 10};
  settings.progress = [](const RaceProgress& at) { return at.runs_done < 4; };
  const Race found = race(session, racers_of("random,nsga2", session, catalogue), settings);
  EXPECT_FALSE(found.is_complete);
  EXPECT_EQ(found.runs.size(), 5U) << "the fifth had evaluated all of its designs when it was told to end";
  for (const RaceRun& run : found.runs) {
    EXPECT_EQ(run.evaluated, 200U);
    EXPECT_GT(run.share(), 0);
  }
}

TEST(Race, TellsHowFarItIs) {
  const Session session = space();
  const Catalogue catalogue = test::catalogue();
  std::vector<RaceProgress> told;
  RaceSettings settings{.budget = {.count = 300, .seconds = {}}, .repeats = 2, .threads = 2};
  settings.progress = [&](const RaceProgress& at) {
    told.push_back(at);
    return true;
  };
  static_cast<void>(race(session, racers_of("random,exact,nsga2", session, catalogue), settings));
  EXPECT_EQ(told.front().explorer, "exact");
  EXPECT_EQ(told.front().designs, 2'304);
  EXPECT_TRUE(told.back().explorer.empty());
  EXPECT_EQ(told.back().designs, 1'200) << "two explorers, two seeds, 300 designs";
  EXPECT_EQ(told.back().done, 1'200);
  for (std::size_t i = 1; i < told.size(); ++i) EXPECT_TRUE(told[i].phase > told[i - 1].phase || told[i].done >= told[i - 1].done);
}

// --- an explorer that claims too much, and one that never ends

/// Walks through the space in order of index, so many designs at a time, as far as it is let.
struct Walker : Explorer {
  explicit Walker(std::uint64_t most) : most_{most} {}
  [[nodiscard]] std::string refusal(const Space& /*space*/) const override { return {}; }
  [[nodiscard]] double evaluations(const Space& /*space*/) const override { return infinity; }
  [[nodiscard]] std::string mistake(const Problem& /*problem*/, const SearchSettings& /*settings*/) const override { return {}; }
  [[nodiscard]] std::vector<OptionText> options() const override { return {}; }
  SearchResult explore(const Problem& problem, const SearchSettings& settings, Observer& observer) override {
    struct Few final : DesignSequence {
      Few(std::uint64_t from, std::uint64_t count) : first{from}, designs{count} {}
      [[nodiscard]] std::uint64_t size() const override { return designs; }
      void fill(DesignBlock& block, std::uint64_t from, std::size_t count) const override { block.set_range(first + from, count); }
      std::uint64_t first, designs;
    };
    const std::uint64_t end = std::min({most_, problem.space().last_index() + 1, settings.budget.evaluations.value_or(most_)});
    SearchResult result;
    for (std::uint64_t at = 0; at < end; at += 7) {
      const Few few{at, std::min<std::uint64_t>(7, end - at)};
      result.state.evaluated += static_cast<double>(few.size());
      if (!observer.batch_done({few, {}, 0, result.state})) return {{}, result.state, SearchEnd::stopped};
    }
    return result;
  }
  std::uint64_t most_;
};

const ExplorerEntry boaster{.name = "boaster", .summary = "", .traits = {.exact = true}, .make = [](MapReader&) -> std::unique_ptr<Explorer> {
                              return std::make_unique<Walker>(20);
                            }};
const ExplorerEntry endless{.name = "endless", .summary = "", .traits = {}, .make = [](MapReader&) -> std::unique_ptr<Explorer> {
                              return std::make_unique<Walker>(std::numeric_limits<std::uint64_t>::max());
                            }};

TEST(Race, FindsOutWhoClaimsTheWholeFrontAndHasNot) {
  const Session session = space();
  Catalogue catalogue = test::catalogue();
  catalogue.add(boaster);
  try {
    static_cast<void>(race(session, racers_of("random,boaster", session, catalogue), {.budget = {.count = 300, .seconds = {}}, .repeats = 1}));
    FAIL() << "20 designs were taken for all";
  } catch (const std::logic_error& error) {
    EXPECT_NE(std::string{error.what()}.find("the front of boaster is not the whole one: random found"), std::string::npos) << error.what();
  }
}

TEST(Race, LimitsWhoKnowsNoBudget) {
  const Session session = space();
  Catalogue catalogue = test::catalogue();
  catalogue.add(endless);
  const Race found = race(session, racers_of("endless,random", session, catalogue), {.budget = {.count = 300, .seconds = {}}, .repeats = 3});
  EXPECT_EQ(found.runs.size(), 4U) << "what draws nothing runs once";
  EXPECT_EQ(found.runs[0].evaluated, 300U);
  EXPECT_FALSE(found.runs[0].seed.has_value());
}

// --- who races

TEST(Racers, AreNamesOrMaps) {
  const Session session = space("explorer: {name: nsga2, population: 30, budget: 77}\n");
  const Catalogue catalogue = test::catalogue();
  const std::vector<Racer> racers = racers_of("random, nsga2,{name: nsga2, population: 8, crossover: 0.5}", session, catalogue);
  ASSERT_EQ(racers.size(), 3U);
  EXPECT_EQ(racers[1].label, "nsga2");
  EXPECT_EQ(racers[2].label, "nsga2 {population: 8, crossover: 0.5}");
  const Race found = race(session, racers, {.budget = {.count = 50, .seconds = {}}, .repeats = 1});
  EXPECT_EQ(found.options[1][0].find("population")->text, "30") << "as the space has it";
  EXPECT_EQ(found.options[1][0].find("budget")->text, "50") << "that of the race";
  EXPECT_EQ(found.options[2][0].find("population")->text, "8");
  EXPECT_EQ(found.options[0][0].find("budget")->text, "50");
}

TEST(Racers, AreComplainedOfAllAtOnce) {
  const Session session = space();
  const Catalogue catalogue = test::catalogue();
  EXPECT_EQ(complaints_about("random,nsag2,{name: nsga2, populaton: 1},{population: 3},random,{name: tpe, budget: 3},[]", session, catalogue),
            "--explorers:8: 'nsag2' is not an explorer; did you mean 'nsga2'? (bitpareto list explorers)\n"
            "--explorers:28: nsga2.populaton: unknown key; did you mean 'population'?\n"
            "--explorers:42: name: missing\n"
            "--explorers:58: random stands twice\n"
            "--explorers:85: budget: all that race have the same: --budget\n"
            "--explorers:88: a list of 0 where a text is expected\n");
  EXPECT_NE(complaints_about("random,{name: ", session, catalogue).find("--explorers:"), std::string::npos);
  EXPECT_NE(complaints_about(" ", session, catalogue).find("no explorer; expected a list such as random,nsga2,exact"), std::string::npos);
}

TEST(Racers, WithTheSameOptionsAreOne) {
  const Catalogue catalogue = test::catalogue();
  EXPECT_EQ(complaints_about("{name: nsga2, population: 30},nsga2", space("explorer: {name: nsga2, population: 30}\n"), catalogue),
            "--explorers:31: nsga2 has the same options as nsga2 {population: 30}\n");
  EXPECT_EQ(complaints_about("{name: nsga2, population: 30},nsga2", space("explorer: {name: nsga2, population: 31}\n"), catalogue), "");
}

TEST(Racers, SayWhyTheyCannotSearchASpace) {
  const Session session = test::open_text(test::vast_yaml + "explorer: {name: random}\n");
  EXPECT_EQ(complaints_about("random,exact,exhaustive", session, test::catalogue()),
            "--explorers:8: exact: exact search needs at most 2^64 designs; this space has " + session.space().size_text() + "\n" +
                "--explorers:14: exhaustive: exhaustive search needs at most 2^64 designs; this space has " + session.space().size_text() + "\n");
}

TEST(Budget, IsACountOrATime) {
  Diagnostics diagnostics;
  EXPECT_EQ(read_budget("20000", diagnostics)->count, 20'000U);
  EXPECT_EQ(read_budget("1.5 s", diagnostics)->seconds, 1.5);
  EXPECT_FALSE(diagnostics.has_errors());
  for (const char* wrong : {"0", "-3", "1e4", "abc", "0 s", "5 MHz", ""}) EXPECT_FALSE(read_budget(wrong, diagnostics)) << wrong;
  EXPECT_EQ(diagnostics.in_file_order()[0].text(), "--budget: found '0', expected a number of designs such as 10000, or a time such as 60 s");
}

// --- options drawn at random

TEST(DrawnOptions, AreWithinTheirRangesAndDiffer) {
  const Catalogue catalogue = test::catalogue();
  const Session session = space();
  for (const Racer& racer : racers_of("nsga2,sms_emoa,annealing,tpe,ants", session, catalogue)) {
    ASSERT_TRUE(has_options_to_draw(racer)) << racer.label;
    const std::vector<OptionText> defaults = default_options(*racer.entry);
    std::map<std::string, std::set<std::string>> drawn;
    for (std::uint64_t d = 1; d <= 200; ++d) {
      const Node section = drawn_options(racer, 3, d);
      // Its explorer takes it, and says the same of it.
      const std::vector<OptionText> made = make_explorer(racer, section, {.count = 40, .seconds = {}})->options();
      for (const OptionText& option : made) {
        if (const Node* const node = section.find(option.name)) {
          EXPECT_EQ(node->text, option.value) << racer.label << ' ' << option.name;
          drawn[option.name].insert(option.value);
        }
      }
      EXPECT_EQ(to_json(section), to_json(drawn_options(racer, 3, d)));
    }
    for (const OptionText& option : defaults) {
      if (option.or_time || option.name == "ties") {
        EXPECT_FALSE(drawn.contains(option.name)) << option.name;
        continue;
      }
      EXPECT_GT(drawn[option.name].size(), option.names.empty() ? 8U : 1U) << racer.label << ' ' << option.name;
      for (const std::string& value : drawn[option.name]) {
        if (!option.names.empty()) continue;
        const double number = std::stod(value);
        EXPECT_TRUE(option.within.contains(number)) << option.name << ' ' << value;
        const bool is_share = option.within.least == 0 && option.within.most == 1;
        if (!is_share) {
          EXPECT_LE(number, 10 * std::stod(option.value) + 1) << option.name;
          EXPECT_GE(number, std::stod(option.value) / 10 - 1) << option.name;
        }
      }
    }
  }
  for (const Racer& racer : racers_of("random,exact", session, catalogue)) EXPECT_FALSE(has_options_to_draw(racer)) << racer.label;
}

TEST(DrawnOptions, SpreadAndTheBestAreTold) {
  const Session session = space();
  const Catalogue catalogue = test::catalogue();
  const RaceSettings settings{.budget = {.count = 200, .seconds = {}}, .repeats = 3, .drawings = 6};
  const Race found = race(session, racers_of("random,nsga2,exact", session, catalogue), settings);
  EXPECT_EQ(found.options[0].size(), 1U) << "random has nothing to draw";
  EXPECT_EQ(found.options[1].size(), 7U);
  std::vector<double> medians;
  for (std::uint64_t d = 1; d <= 6; ++d) {
    std::vector<double> shares;
    for (const RaceRun& run : found.runs) {
      if (run.racer == 1 && run.drawing == d) shares.push_back(run.share());
    }
    ASSERT_EQ(shares.size(), 3U);
    std::ranges::sort(shares);
    medians.push_back(shares[1]);
  }
  const Table table = race_table(found);
  const auto cell = [&](const char* column) { return table.rows[1][column_of(table, column)]; };
  EXPECT_EQ(cell("drawings"), Cell{std::int64_t{6}});
  EXPECT_EQ(cell("drawn_least"), Cell{std::ranges::min(medians)});
  EXPECT_EQ(cell("drawn_most"), Cell{std::ranges::max(medians)});
  const auto best = static_cast<std::size_t>(std::ranges::max_element(medians) - medians.begin());
  EXPECT_EQ(best_drawing(found, 1), best + 1);
  // What is printed can be pasted into a space, which then searches with these options.
  const std::string section = std::get<std::string>(cell("best_options"));
  const Session pasted = space("explorer: " + section + "\n");
  EXPECT_EQ(section_text(explorer_section("nsga2", pasted.explorer->options())), section);
}

// --- the database

TEST(RaceStore, KnowsTheWholeFrontOfAStoredRun) {
  const test::TemporaryFolder folder;
  const std::string database = folder / "r.db";
  const Session session = space();
  const Catalogue catalogue = test::catalogue();
  RaceSettings settings{.budget = {.count = 200, .seconds = {}}, .repeats = 2};
  {
    RaceStore empty{database};
    EXPECT_FALSE(empty.whole_front(session, catalogue));
  }
  for (const std::string more : {"explorer: {name: exact, ties: first}\n", "explorer: {name: exhaustive}\nstore: all\n"}) {
    const Session searched = space(more);
    Sweep sweep{searched, {.database = database}};
    sweep.search();
    const db::RunId run = sweep.run();
    EXPECT_EQ(run, more.find("exact,") != std::string::npos ? 1 : 2);
  }
  const Race exact = race(session, racers_of("random,nsga2,exact", session, catalogue), settings);
  RaceStore store{database};
  settings.known = store.whole_front(session, catalogue);
  ASSERT_TRUE(settings.known);
  EXPECT_EQ(settings.known->from, "run 2 of " + database);
  const Race known = race(session, racers_of("random,nsga2", session, catalogue), settings);
  EXPECT_TRUE(known.reference.is_exact);
  EXPECT_EQ(known.reference.designs, exact.reference.designs);
  for (std::size_t i = 0; i < known.runs.size(); ++i) EXPECT_EQ(known.runs[i].shares, exact.runs[i].shares) << i;
  // Of another space it knows nothing.
  EXPECT_FALSE(store.whole_front(test::open_text(space_yaml.substr(0, space_yaml.find("constraints"))), catalogue));
}

TEST(RaceStore, StoresWhatTheTablesSay) {
  const test::TemporaryFolder folder;
  const std::string database = folder / "r.db";
  const Session session = space();
  const Catalogue catalogue = test::catalogue();
  RaceSettings settings{.budget = {.count = 200, .seconds = {}}, .repeats = 3, .seed = -1, .drawings = 2, .threads = 2};
  Race found;
  for (const std::int64_t number : {1, 2}) {
    RaceStore store{database};
    EXPECT_FALSE(store.number());
    settings.judged = [&](const Race& at, std::size_t run) { store.add(session, settings, at, run); };
    found = race(session, racers_of("random,nsga2,exact", session, catalogue), settings);
    EXPECT_EQ(store.number(), number);
    store.end(found);
  }
  const Table stored = db::RunReader{database, 10}
                           .sql("SELECT explorer, options, drawing, seed, evaluations, share FROM races WHERE race = 2")
                           .all();
  const Table table = race_run_curves(found);
  const auto sorted = [](Table t) {
    std::ranges::sort(t.rows);
    return t.rows;
  };
  EXPECT_TRUE(sorted(stored) == sorted(table));
  EXPECT_EQ(table.rows.size(), (3 + 3 * 3) * race_counts(200).size() + found.counts[2].size());
}

}  // namespace
}  // namespace bitpareto::session
