// SPDX-License-Identifier: Apache-2.0
/// A catalogue with an explorer more: that of examples/own_explorer.cpp, as it stands there.
#include "session/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "session/search.h"
#include "tests/support/spaces.h"

#define BITPARETO_CONFIGS ""
#define main main_of_the_example  // NOLINT(readability-identifier-naming): there is one already
#include "examples/own_explorer.cpp"
#undef main

namespace bitpareto::session {
namespace {

const ExplorerEntry factorial{
    .name = "factorial", .summary = "that of the example", .traits = {.any_size = true}, .make = configured<Factorial>};

Catalogue with_own() {
  Catalogue catalogue = test::catalogue();
  catalogue.add(factorial);
  return catalogue;
}

std::string space_with(const std::string& explorer) {
  return "workloads: [{model: opt-125m, phase: decode, context: 64}]\n"
         "design:\n  performance_model: bitmod-2025-07\n  weights: {bits: [3, 4, 6, 8]}\n"
         "  array: {rows: {from: 4, to: 64, step: 6}, columns: [2, 4, 8, 16, 200]}\n"
         "  weight_buffer: {size: {from: 16 KiB, to: 1 MiB, factor: 2}}\n"
         "objectives: [latency, energy, area]\n"
         "explorer: " +
         explorer + "\n";
}

std::string mistakes_of(const std::string& yaml, const Catalogue& catalogue) {
  try {
    static_cast<void>(open_text(yaml, catalogue));
  } catch (const ConfigError& error) {
    std::string text;
    for (const Diagnostic& d : error.diagnostics()) text += d.text() + "\n";
    return text;
  }
  return {};
}

TEST(Catalogue, HasWhatShipsAndWhatWasAdded) {
  const Catalogue shipped;
  EXPECT_EQ(shipped.explorers().size(), 10U);
  EXPECT_NE(shipped.find_explorer("exhaustive"), nullptr);
  EXPECT_EQ(shipped.find_explorer("factorial"), nullptr);
  const Catalogue own = with_own();
  EXPECT_EQ(own.explorers().back().name, "factorial");
  EXPECT_EQ(default_options(*own.find_explorer("factorial"))[0].value, "3");
  EXPECT_EQ(vocabulary(own, own.configs()).explorers.names,
            (std::vector<std::string>{"exhaustive", "exact", "random", "sobol", "nsga2", "sms_emoa", "annealing", "tpe", "ants", "local", "factorial"}));
}

TEST(Catalogue, TakesNoNameTwiceAndNothingThatMakesNothing) {
  Catalogue catalogue = with_own();
  EXPECT_THROW(catalogue.add(factorial), std::invalid_argument);
  ExplorerEntry entry = factorial;
  entry.name = "exhaustive";
  EXPECT_THROW(catalogue.add(entry), std::invalid_argument);
  entry.name = "";
  EXPECT_THROW(catalogue.add(entry), std::invalid_argument);
  entry = factorial;
  entry.name = "other";
  entry.make = nullptr;
  EXPECT_THROW(catalogue.add(entry), std::invalid_argument);
  EXPECT_EQ(catalogue.explorers().size(), 11U);
}

TEST(Catalogue, IsAllThatASpaceCanName) {
  EXPECT_EQ(open_text(space_with("{name: factorial, levels: 2}"), with_own()).explorer->options()[0].value, "2");
  EXPECT_EQ(mistakes_of(space_with("{name: factorial}"), test::catalogue()),
            "space.yaml:8:18: explorer.name: 'factorial' is not an explorer; one of exhaustive, exact, random, sobol, nsga2, "
            "sms_emoa, annealing, tpe, ants, local (bitpareto list explorers)\n");
}

TEST(Catalogue, SuggestsAnExplorerOfOnesOwn) {
  EXPECT_EQ(mistakes_of(space_with("{name: factorail}"), with_own()),
            "space.yaml:8:18: explorer.name: 'factorail' is not an explorer; did you mean 'factorial'? (bitpareto list "
            "explorers)\n");
  EXPECT_EQ(mistakes_of(space_with("{name: factorial, levels: 1, level: 4}"), with_own()),
            "space.yaml:8:37: explorer.levels: 1 is outside [2, 1000]\n"
            "space.yaml:8:40: explorer.level: unknown key; did you mean 'levels'?\n");
}

TEST(OwnExplorer, LooksAtTheSameDesignsOnAnyNumberOfThreads) {
  const Session session = open_text(space_with("{name: factorial, levels: 4}"), with_own());
  const SearchResult one = search(session, {.threads = 1});
  EXPECT_EQ(one.end, SearchEnd::complete);
  EXPECT_EQ(one.state.evaluated, 256);
  EXPECT_TRUE(one.front == search(session, {.threads = 3}).front);
  // 11 rows: the first, the last, and two between.
  for (const DesignKey& design : one.front.designs) {
    EXPECT_TRUE((std::set<std::uint64_t>{0, 3, 6, 10}.contains(design[1]))) << design[1];
  }
}

TEST(OwnExplorer, FindsTheWholeFrontWhereItLooksAtAll) {
  const Session all = open_text(space_with("{name: factorial, levels: 1000}"), with_own());
  const Session exhaustive = open_text(space_with("{name: exhaustive}"), with_own());
  EXPECT_TRUE(search(all).front == search(exhaustive).front);
}

TEST(OwnExplorer, GoesOnWhereItWas) {
  const Session session = open_text(space_with("{name: factorial, levels: 4}"), with_own());
  const SearchResult part = search(session, {.threads = 1, .seed = 0, .budget = {.evaluations = 100, .seconds = {}}});
  EXPECT_EQ(part.state.evaluated, 100);
  const Resumption at{part.state, part.front.designs};
  const SearchResult rest = search(session, {.threads = 2, .seed = 0, .budget = {}, .part = {}, .resumption = &at});
  EXPECT_TRUE(rest.front == search(session).front);
}

TEST(OwnExplorer, SearchesSpacesOfAnySize) {
  const std::string vast =
      "workloads: [{model: opt-125m, phase: decode, context: 8}]\n"
      "design: {performance_model: bitmod-2025-07, weights: {bits: 4},\n"
      "  array: {rows: {from: 1, to: 65536, step: 1}, columns: {from: 1, to: 65536, step: 1}},\n"
      "  weight_buffer: {size: {from: 1 B, to: 1 GiB, step: 1 B}}, input_buffer: {size: {from: 1 B, to: 1 GiB, step: 1 "
      "B}}}\n"
      "objectives: [latency, area]\n";
  EXPECT_EQ(search(open_text(vast + "explorer: {name: factorial}\n", with_own())).state.evaluated, 81);
  const Session large = open_text(vast + "explorer: {name: factorial, levels: 1000}\n", with_own());
  EXPECT_EQ(large.explorer->refusal(large.space()), "");
  EXPECT_EQ(large.explorer->evaluations(large.space()), 1e12);
}

}  // namespace
}  // namespace bitpareto::session
