// SPDX-License-Identifier: Apache-2.0
/// Races as users run them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <signal.h>

#include <algorithm>
#include <sstream>

#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

/// 24,000 designs: 12 datatypes, 2 of the KV cache, 5 and 5 buffers, 8 and 5 shapes.
const std::vector<std::string> space{"llama-2-7b-edge", "--set", "design.array={rows: {from: 8, to: 64, step: 8}, columns: [8, 16, 24, 32, 48]}", "--set",
                                     "design.weights.group_size=128", "--set", "objectives=[latency, energy, area]"};

class Races : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string db_ = folder_ / "r.db";

  static Outcome race(std::vector<std::string> more) {
    std::vector<std::string> arguments{"race"};
    arguments.insert(arguments.end(), space.begin(), space.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return bitpareto(arguments);
  }
  std::string sql(const std::string& text) { return bitpareto({"query", db_, "--sql", text, "--format", "csv"}).out; }
  static std::size_t lines(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }
};

TEST_F(Races, AreTablesForPeopleAndForPrograms) {
  const Outcome people = race({"--explorers", "random,nsga2,exact", "--budget", "200", "--repeats", "3"});
  EXPECT_EQ(people.status, 0) << people.err;
  EXPECT_TRUE(people.out.starts_with("explorer  runs  evaluations  share_q1  share_median  share_q3  ")) << people.out;
  EXPECT_EQ(lines(people.out), 5U);
  EXPECT_NE(people.err.find("shares are of the whole front, "), std::string::npos) << people.err;
  EXPECT_NE(people.err.find(" points, which exact has\n"), std::string::npos) << people.err;
  const Outcome json = race({"--explorers", "random,nsga2,exact", "--budget", "200", "--repeats", "3", "--format", "json", "--quiet"});
  EXPECT_EQ(json.err, "");
  const auto rows = nlohmann::json::parse(json.out);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0]["explorer"], "random");
  EXPECT_EQ(rows[0]["runs"], 3);
  EXPECT_EQ(rows[1]["evaluations"], 200);
  EXPECT_EQ(nlohmann::json::parse(rows[1]["options"].get<std::string>())["budget"], 200);
  EXPECT_EQ(rows[2]["share_median"], 1);
  EXPECT_TRUE(rows[0]["times_fewer"].is_null());
  EXPECT_EQ(rows[1]["times_fewer"].get<double>(), 200 / rows[1]["to_random"].get<double>());
}

TEST_F(Races, OfNobodyWhoKnowsTheWholeFrontSaySo) {
  const Outcome outcome = race({"--explorers", "random", "--budget", "100", "--repeats", "2"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.err.find("shares are of the front of all runs together, "), std::string::npos);
  EXPECT_NE(outcome.err.find(": the whole one is not known; race exact too, or keep a run of it in --db"), std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.out.find("times_fewer") == std::string::npos, false);
  EXPECT_EQ(race({"--explorers", "sobol", "--budget", "100", "--repeats", "2"}).out.find("times_fewer"), std::string::npos);
}

TEST_F(Races, KeepInTheDatabaseWhatTheyWriteAsCsv) {
  const std::string curves = folder_ / "curves.csv";
  const std::string runs = folder_ / "runs.csv";
  const Outcome outcome = race({"--explorers", "random,{name: nsga2, population: 12},exact", "--budget", "300", "--repeats", "4", "--db", db_, "--curves", curves,
                                "--run-curves", runs});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("race 1 in " + db_), std::string::npos);
  // The same rows, to the last digit.
  EXPECT_EQ(sql("SELECT explorer, options, drawing, seed, evaluations, share FROM races WHERE race = 1"), read_file(runs));
  // 1, 2, 5, 10, then twenty times 15; of exact what is beyond besides.
  EXPECT_EQ(sql("SELECT explorer, count(*) FROM races WHERE explorer <> 'exact' GROUP BY explorer"), "explorer,count(*)\nnsga2,96\nrandom,96\n");
  EXPECT_EQ(sql("SELECT DISTINCT reference, reference_exact, designs, status FROM races"), "reference,reference_exact,designs,status\nexact,1,24000,complete\n");
  // Medians of four seeds are between the second and the third.
  std::istringstream text{read_file(curves)};
  std::string line;
  std::getline(text, line);
  EXPECT_EQ(line, "explorer,options,drawing,evaluations,runs,share_least,share_q1,share_median,share_q3,share_most");
  EXPECT_EQ(sql("SELECT count(*) FROM (SELECT DISTINCT explorer, evaluations FROM races)"), "count(*)\n" + std::to_string(lines(read_file(curves)) - 1) + "\n");
  EXPECT_NE(read_file(curves).find(",300,4,"), std::string::npos);
}

TEST_F(Races, TakeTheWholeFrontFromTheDatabase) {
  std::vector<std::string> sweep{"sweep"};
  sweep.insert(sweep.end(), space.begin(), space.end());
  for (const char* word : {"--db", db_.c_str(), "--quiet", "--set", "explorer={name: exact}"}) sweep.emplace_back(word);
  ASSERT_EQ(bitpareto(sweep).status, 0);
  const std::vector<std::string> what{"--budget", "200", "--repeats", "2", "--format", "csv"};
  std::vector<std::string> first{"--explorers", "random,nsga2", "--db", db_};
  std::vector<std::string> second{"--explorers", "random,nsga2,exact"};
  first.insert(first.end(), what.begin(), what.end());
  second.insert(second.end(), what.begin(), what.end());
  const Outcome known = race(first);
  EXPECT_NE(known.err.find(" points, which run 1 of " + db_ + " has\n"), std::string::npos) << known.err;
  // The same numbers up to the time.
  const auto rows = [](const std::string& csv) {
    std::istringstream in{csv};
    std::string all;
    std::string row;
    for (int i = 0; i < 3 && std::getline(in, row); ++i) all += row.substr(0, row.rfind(',')) + "\n";
    return all;
  };
  EXPECT_EQ(rows(known.out), rows(race(second).out));
}

TEST_F(Races, NameEveryMistakeAtOnce) {
  const Outcome outcome = bitpareto({"race", "llama-2-7b-edge", "--set", "design.clok=1 GHz", "--explorers", "random,nsga3,{name: sms_emoa, populaton: 4}", "--repeats",
                                     "0", "--budget", "10 MHz", "--db", db_});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_FALSE(std::filesystem::exists(db_));
  EXPECT_EQ(outcome.err,
            "--set 1:8: design.clok: unknown key; did you mean 'clock'?\n"
            "--repeats: found 0, expected 1 run or more\n"
            "--budget: found '10 MHz', expected a number of designs such as 10000, or a time such as 60 s\n"
            "--explorers:8: 'nsga3' is not an explorer; did you mean 'nsga2'? (bitpareto list explorers)\n"
            "--explorers:31: sms_emoa.populaton: unknown key; did you mean 'population'?\n"
            "5 problems; nothing was run.\n");
  for (const auto& [option, value] : {std::pair{"--repeats", "x"}, {"--sample-options", "0"}, {"--threads", "0"}}) {
    const Outcome wrong = race({option, value});
    EXPECT_EQ(wrong.status, 2) << option;
    EXPECT_NE(wrong.err.find(std::string{option} + ": found '" + value + "', expected"), std::string::npos) << wrong.err;
  }
}

TEST_F(Races, RunNobodyIfOneRefusesTheSpace) {
  const std::string vast = folder_ / "vast.yaml";
  write_file(vast, vast_yaml + "explorer: {name: random}\n");
  const Outcome outcome = bitpareto({"race", vast, "--explorers", "random,exact", "--db", db_});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("--explorers:8: exact: exact search needs at most 2^64 designs"), std::string::npos) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(db_));
  EXPECT_EQ(bitpareto({"race", vast, "--explorers", "random,nsga2", "--budget", "50", "--repeats", "2", "--quiet"}).status, 0);
}

TEST_F(Races, DrawOptionsAndTellTheBest) {
  const Outcome outcome = race({"--explorers", "random,nsga2", "--budget", "150", "--repeats", "2", "--sample-options", "4"});
  EXPECT_EQ(outcome.status, 0);
  const std::size_t at = outcome.err.find("nsga2: ");
  ASSERT_NE(at, std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("the best of 4 drawings has ", at), std::string::npos);
  EXPECT_NE(outcome.err.find("\n  explorer: {name: nsga2, budget: 150, ", at), std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.err.find("random: "), std::string::npos);
  EXPECT_NE(outcome.out.find("drawn_median"), std::string::npos);
  // What it printed works.
  const std::size_t begin = outcome.err.find("explorer: ", at) + 10;
  const std::string section = outcome.err.substr(begin, outcome.err.find('\n', begin) - begin);
  EXPECT_EQ(bitpareto({"sweep", "llama-2-7b-edge", "--set", "explorer=" + section, "--db", db_, "--quiet"}).status, 0) << section;
}

TEST_F(Races, InterruptedKeepWhatWasOver) {
  std::vector<std::string> arguments{"race"};
  arguments.insert(arguments.end(), space.begin(), space.end());
  for (const char* word : {"--explorers", "random,tpe", "--budget", "20000", "--repeats", "500", "--threads", "1", "--db", db_.c_str()}) arguments.emplace_back(word);
  const Outcome outcome = bitpareto_interrupted(arguments, SIGINT, [&] { return std::filesystem::exists(db_ + "-lock"); });
  EXPECT_EQ(outcome.status, 130) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("interrupted after "), std::string::npos) << outcome.err;
  EXPECT_EQ(sql("SELECT count(*) FROM races WHERE status = 'complete'"), "count(*)\n0\n");
  // The file is whole.
  EXPECT_EQ(race({"--explorers", "random", "--budget", "20", "--repeats", "1", "--db", db_, "--quiet"}).status, 0);
}

TEST_F(Races, WriteOverNothingThatTheyRead) {
  const std::string file = folder_ / "s.yaml";
  std::filesystem::copy_file(source_folder() / "configs/questions/one-shape-or-two.yaml", file);
  const std::string before = read_file(file);
  for (const char* option : {"-o", "--curves", "--run-curves"}) {
    const Outcome outcome = bitpareto({"race", file, "--explorers", "random", "--budget", "5", "--repeats", "1", option, file});
    EXPECT_EQ(outcome.status, 2) << option;
    EXPECT_NE(outcome.err.find(file + " is a file that this command reads"), std::string::npos) << outcome.err;
  }
  EXPECT_EQ(read_file(file), before);
  const std::string both = folder_ / "x.csv";
  EXPECT_EQ(bitpareto({"race", file, "--explorers", "random", "--budget", "5", "--repeats", "1", "--curves", both, "--run-curves", both}).status, 2);
}

}  // namespace
}  // namespace bitpareto::test
