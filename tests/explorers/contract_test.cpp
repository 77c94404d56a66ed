// SPDX-License-Identifier: Apache-2.0
/// The contract of explorers, asked of every entry of the catalogue.
#include "tests/explorers/searching.h"

namespace bitpareto {

/// Lists of tests show an entry by its name.
void PrintTo(const ExplorerEntry* entry, std::ostream* out) { *out << entry->name; }

namespace {

class EveryExplorer : public testing::TestWithParam<const ExplorerEntry*> {
 protected:
  [[nodiscard]] const ExplorerEntry& entry() const { return *GetParam(); }
  [[nodiscard]] Watched search(const Problem& problem, const SearchSettings& settings,
                               int batches = std::numeric_limits<int>::max()) const {
    return watched(*explorer_of(entry().name), problem, settings, batches);
  }
};

TEST_P(EveryExplorer, GivesTheSameOnAnyNumberOfThreads) {
  const Problem problem = searched_space().problem();
  const Watched one = search(problem, {.threads = 1, .seed = 3});
  EXPECT_EQ(one.result.end, SearchEnd::complete);
  EXPECT_GT(one.result.front.size(), 10U);
  for (const int threads : {2, 3, 8}) {
    const Watched many = search(problem, {.threads = threads, .seed = 3});
    EXPECT_TRUE(one.result.front == many.result.front) << threads;
    EXPECT_EQ(one.result.state.infeasible, many.result.state.infeasible) << threads;
    EXPECT_TRUE(one.designs == many.designs) << threads;
  }
}

TEST_P(EveryExplorer, FindsWhatBruteForceFindsAmongWhatItEvaluated) {
  const Problem problem = small_space().problem();
  for (const std::uint64_t most : {1U, 7U, 300U, 1'000'000U}) {
    const Watched found = search(problem, {.threads = 2, .budget = {.evaluations = most, .seconds = {}}});
    EXPECT_TRUE(found.result.front == brute_force(problem, found.designs)) << most;
  }
}

TEST_P(EveryExplorer, ThatIsExactFindsTheWholeFront) {
  if (!entry().traits.exact) GTEST_SKIP() << "is not exact";
  const Problem problem = small_space().problem();
  EXPECT_TRUE(search(problem, {.threads = 2}).result.front == brute_force(problem, all_designs(problem.space())));
}

TEST_P(EveryExplorer, EndsTheSameInAnyNumberOfSessions) {
  const Problem problem = searched_space().problem();
  const SearchResult whole = search(problem, {.threads = 2, .seed = 3}).result;
  for (const int batches : {1, 2, 5}) {
    Resumption at;
    std::set<DesignKey> designs;
    SearchEnd end = SearchEnd::stopped;
    for (int session = 0; end == SearchEnd::stopped; ++session) {
      // On another number of threads each time; the first batches of a session are small.
      const SearchSettings settings{
          .threads = 1 + session % 3, .seed = 3, .budget = {}, .part = {}, .resumption = session == 0 ? nullptr : &at};
      const int most = session < 4 ? batches : std::numeric_limits<int>::max();
      EXPECT_EQ(explorer_of(entry().name)->mistake(problem, settings), "");
      Watched part = search(problem, settings, most);
      designs.merge(part.designs);
      EXPECT_TRUE(part.designs.empty()) << "evaluated in two sessions";
      end = part.result.end;
      if (end == SearchEnd::complete) {
        EXPECT_TRUE(part.result.front == whole.front);
        EXPECT_EQ(part.result.state.infeasible, whole.state.infeasible);
        EXPECT_EQ(part.result.state.evaluated, whole.state.evaluated);
        ASSERT_EQ(part.result.state.certificate.has_value(), whole.state.certificate.has_value());
        if (whole.state.certificate) {
          EXPECT_EQ(part.result.state.certificate->boxes, whole.state.certificate->boxes);
          EXPECT_EQ(part.result.state.certificate->dominated, whole.state.certificate->dominated);
        }
      }
      // A database gives a front back in another order.
      at = {part.result.state, part.result.front.designs};
      std::ranges::reverse(at.front);
    }
    EXPECT_EQ(end, SearchEnd::complete);
  }
}

TEST_P(EveryExplorer, KeepsItsBudgetAndGoesOnWithAnother) {
  const Problem problem = searched_space().problem();
  const SearchResult whole = search(problem, {.threads = 2}).result;
  Resumption at;
  const auto all = static_cast<std::uint64_t>(whole.state.evaluated);
  for (const std::uint64_t most : {std::uint64_t{1}, all / 10, all / 10 + 1, all / 2}) {
    const SearchResult part = search(problem, {.threads = 2,
                                               .seed = 0,
                                               .budget = {.evaluations = most, .seconds = {}},
                                               .part = {},
                                               .resumption = most == 1 ? nullptr : &at})
                                  .result;
    EXPECT_EQ(part.end, SearchEnd::budget);
    EXPECT_EQ(part.state.evaluated, static_cast<double>(most));
    at = {part.state, part.front.designs};
  }
  const SearchResult rest =
      search(problem, {.threads = 2, .seed = 0, .budget = {}, .part = {}, .resumption = &at}).result;
  EXPECT_EQ(rest.end, SearchEnd::complete);
  EXPECT_TRUE(rest.front == whole.front);
  // No time at all: not a design.
  EXPECT_EQ(search(problem, {.threads = 2, .seed = 0, .budget = {.evaluations = {}, .seconds = 0.0}}).result.state.evaluated,
            0);
}

TEST_P(EveryExplorer, DividesIntoPartsThatAreTheWhole) {
  const Problem problem = small_space().problem();
  const Watched whole = search(problem, {.threads = 2});
  for (const std::uint64_t parts : {1U, 2U, 7U, 3'000U}) {
    std::set<DesignKey> designs;
    for (std::uint64_t p = 0; p < parts; ++p) {
      Watched part = search(problem, {.threads = 1, .seed = 0, .budget = {}, .part = {p, parts}});
      EXPECT_EQ(part.result.end, SearchEnd::complete);
      designs.merge(part.designs);
      EXPECT_TRUE(part.designs.empty()) << "in two parts of " << parts;
    }
    if (whole.result.state.certificate) {
      // What a part leaves out hinges on what it knows.
      EXPECT_TRUE(brute_force(problem, designs) == whole.result.front) << parts;
    } else {
      EXPECT_TRUE(designs == whole.designs) << parts;
    }
  }
}

TEST_P(EveryExplorer, ComparesWithWhatIsKnown) {
  const Problem problem = small_space().problem();
  const Watched whole = search(problem, {.threads = 2});
  std::vector<DesignKey> known;
  FoundFront front;
  for (std::uint64_t p = 0; p < 3; ++p) {
    front = search(problem, {.threads = 1, .seed = 0, .budget = {}, .part = {p, 3}, .resumption = nullptr, .known = known})
                .result.front;
    known = front.designs;
  }
  EXPECT_TRUE(front == whole.result.front);
  known[0].pop_back();
  EXPECT_EQ(explorer_of(entry().name)->mistake(problem, {.threads = 1, .seed = 0, .budget = {}, .part = {}, .resumption = nullptr, .known = known}),
            "a known design is not in its space");
}

TEST_P(EveryExplorer, DrawsWhatTheSeedSays) {
  const Problem problem = searched_space().problem();
  const Watched one = search(problem, {.threads = 2, .seed = 1});
  const Watched again = search(problem, {.threads = 2, .seed = 1});
  const Watched other = search(problem, {.threads = 2, .seed = 2});
  EXPECT_TRUE(one.designs == again.designs);
  EXPECT_EQ(one.designs == other.designs, !entry().traits.seeded);
}

TEST_P(EveryExplorer, SearchesSpacesWithoutIndicesOrSaysWhyNot) {
  const Problem problem = vast_space().problem();
  const auto explorer = explorer_of(entry().name);
  EXPECT_EQ(explorer->refusal(problem.space()).empty(), entry().traits.any_size);
  const SearchSettings settings{.threads = 2, .seed = 0, .budget = {.evaluations = 3'000, .seconds = {}}};
  Watcher watcher{problem};
  if (!entry().traits.any_size) {
    EXPECT_THROW(explorer->explore(problem, settings, watcher), std::invalid_argument);
    return;
  }
  const Watched found = search(problem, settings);
  EXPECT_EQ(found.designs.size(), 3'000U);
  EXPECT_TRUE(found.result.front == brute_force(problem, found.designs));
  const Resumption at{found.result.state, found.result.front.designs};
  const SearchSettings further{
      .threads = 1, .seed = 0, .budget = {.evaluations = 6'000, .seconds = {}}, .part = {}, .resumption = &at};
  const SearchSettings at_once{.threads = 1, .seed = 0, .budget = {.evaluations = 6'000, .seconds = {}}};
  EXPECT_TRUE(search(problem, further).result.front == search(problem, at_once).result.front);
}

TEST_P(EveryExplorer, RefusesWhatItDidNotWrite) {
  const Problem problem = searched_space().problem();
  const SearchResult part = search(problem, {.threads = 1}, 2).result;
  const Resumption good{part.state, part.front.designs};
  const auto mistake = [&](auto&& change) {
    Resumption at = good;
    change(at);
    const SearchSettings settings{.threads = 1, .seed = 0, .budget = {}, .part = {}, .resumption = &at};
    Watcher watcher{problem};
    const std::string why = explorer_of(entry().name)->mistake(problem, settings);
    if (!why.empty()) {
      EXPECT_THROW(explorer_of(entry().name)->explore(problem, settings, watcher), std::invalid_argument);
    }
    return why;
  };
  EXPECT_EQ(mistake([](Resumption&) {}), "");
  for (const char* checkpoint : {"", "soon", "-1", "1.5", "99999999", "18446744073709551616", "7 -1", "7 nan"}) {
    EXPECT_NE(mistake([&](Resumption& r) { r.state.checkpoint = checkpoint; }), "") << checkpoint;
  }
  EXPECT_NE(mistake([](Resumption& r) { r.state.evaluated += 1; }), "");
  EXPECT_NE(mistake([](Resumption& r) { r.state.infeasible.pop_back(); }), "");
  EXPECT_NE(mistake([](Resumption& r) { r.front[0].pop_back(); }), "");
  EXPECT_NE(mistake([](Resumption& r) { r.front[0][0] = 1'000'000; }), "");
}

TEST_P(EveryExplorer, SaysItsOptionsWithDefaults) {
  for (const OptionText& option : session::default_options(entry())) {
    EXPECT_FALSE(option.meaning.empty()) << option.name;
    EXPECT_FALSE(option.value.empty()) << option.name;
  }
  EXPECT_FALSE(entry().summary.empty());
  EXPECT_GT(explorer_of(entry().name)->evaluations(small_space().model->space()), 0);
}

INSTANTIATE_TEST_SUITE_P(Of, EveryExplorer, testing::ValuesIn(explorers::catalogue().begin(), explorers::catalogue().end()),
                         [](const auto& entry) { return std::string{entry.param->name}; });

}  // namespace
}  // namespace bitpareto
