// SPDX-License-Identifier: Apache-2.0
/// Opening a space as a library does it.
#include "session/open.h"

#include <gtest/gtest.h>

#include "session/evaluate.h"
#include "session/sweep.h"
#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::session {
namespace {

const std::string small =
    "workloads: [{model: opt-125m, phase: decode, context: 64}]\n"
    "design: {performance_model: bitmod-2025-07, weights: {bits: [4, 8]}, array: {rows: [8, 16], columns: 8}}\n"
    "objectives: [latency, energy]\n";

std::vector<std::string> mistakes_of(const std::string& yaml, const OpenOptions& options = {}) {
  std::vector<std::string> lines;
  try {
    static_cast<void>(test::open_text(yaml, options));
  } catch (const ConfigError& error) {
    for (const Diagnostic& d : error.diagnostics()) lines.push_back(d.text());
  }
  return lines;
}

TEST(OpenSpace, TellsEveryMistakeAtOnce) {
  EXPECT_EQ(
      mistakes_of("workloads: [{model: opt-125n, phase: decode, context: 64}]\n"
                  "design: {performance_model: nativ, weights: {bits: 4}, array: {rows: 8, columns: 0}}\n"
                  "explorer: {name: random, budget: no}\n"
                  "stor: all\n",
                  {.settings = {"design.clock=fast"}, .needs_objectives = true}),
      (std::vector<std::string>{
          "test.yaml:1:1: objectives: missing; a sweep needs at least one, such as [latency, energy]",
          "test.yaml:1:21: workloads.0.model: 'opt-125n' is not an LLM that ships with the program; did you mean "
          "'opt-125m'? (bitpareto list workloads)",
          "test.yaml:2:29: design.performance_model: 'nativ' is not a performance model; did you mean 'native'? "
          "(bitpareto list models)",
          "test.yaml:2:82: design.array.columns: 0 is outside [1, 65536]",
          "test.yaml:3:34: explorer.budget: 'no' is neither a number nor a time; expected so many, such as 20000, or so long, such as 60 s",
          "test.yaml:4:1: stor: unknown key; did you mean 'store'?",
          "--set 1:14: design.clock: 'fast' is not a quantity; expected a number with a unit (Hz, kHz, MHz, GHz)",
      }));
}

TEST(OpenSpace, KeepsWarnings) {
  const Session session = test::open_text(
      "workloads: [{model: opt-125m, phase: decode, context: 4096}]\n"
      "design: {performance_model: bitmod-2025-07, weights: {bits: 4}, array: {rows: 8, columns: 8}}\n");
  ASSERT_EQ(session.warnings.size(), 1U);
  EXPECT_EQ(session.warnings[0].text(),
            "test.yaml:1:55: warning: workloads.0.context: 4096 is beyond the 2048 positions of opt-125m");
}

TEST(OpenSpace, AppliesSettings) {
  const Session session = test::open_text(small, {.settings = {"design.array.rows=32", "explorer={name: random}"}});
  EXPECT_EQ(session.space().axes().size(), 1U);
  EXPECT_TRUE(session.traits.seeded);
}

TEST(OpenSpace, TakesAFileANameATextOrARun) {
  const test::TemporaryFolder folder;
  const std::string file = folder / "small.yaml";
  test::write_file(file, small);
  const Session of_file = open_space(file, test::catalogue());
  EXPECT_EQ(of_file.loaded.file.name, "small");
  EXPECT_EQ(of_file.hash(), open_text(small, test::catalogue(), {}, {.name = "small.yaml"}).hash());
  EXPECT_EQ(open_space("llama-2-7b-edge", test::catalogue()).loaded.file.name, "llama-2-7b at the edge");

  const std::string database = folder / "results.db";
  const auto sweep = [&](const std::vector<std::string>& settings) {
    const Session session = open_space(file, test::catalogue(), {.settings = settings});
    static_cast<void>(Sweep{session, {.database = database}}.search());
    return session.hash();
  };
  const std::string first = sweep({});
  const std::string second = sweep({"design.array.rows=[8, 16, 32]"});
  EXPECT_EQ(open_run(database, 1, test::catalogue()).hash(), first);
  EXPECT_EQ(open_run(database, {}, test::catalogue()).hash(), second);
  EXPECT_EQ(open_space(database, test::catalogue()).hash(), second);
  EXPECT_THROW(static_cast<void>(open_run(database, 3, test::catalogue())), ConfigError);
  EXPECT_THROW(static_cast<void>(open_run(file, 1, test::catalogue())), ConfigError);
  EXPECT_THROW(static_cast<void>(open_run(file, {}, test::catalogue())), ConfigError);
}

TEST(OpenSpace, SuggestsAName) {
  try {
    static_cast<void>(open_space("llama-2-7b-egde", test::catalogue()));
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(),
                 "'llama-2-7b-egde' is neither a file nor the name of a space; did you mean 'llama-2-7b-edge'?");
  }
}

TEST(OpenSpace, IsWhatTheProgramOpens) {
  const test::TemporaryFolder folder;
  const std::string database = folder / "results.db";
  EXPECT_EQ(
      test::bitpareto({"sweep", "llama-2-7b-edge", "--db", database, "--set", "design.array={rows: 16, columns: 16}"})
          .status,
      0);
  const Session session =
      open_space("llama-2-7b-edge", test::catalogue(), {.settings = {"design.array={rows: 16, columns: 16}"}});
  EXPECT_EQ(open_run(database, {}, test::catalogue()).hash(), session.hash());
}

TEST(OpenSpace, MayBeMoved) {
  Session session = test::open_text(small);
  const double before = evaluate(session).metric("latency");
  const Session moved = std::move(session);
  EXPECT_EQ(evaluate(moved).metric("latency"), before);
}

}  // namespace
}  // namespace bitpareto::session
