// SPDX-License-Identifier: Apache-2.0
/// Databases that somebody or something changed: recognised, in a sentence, before anything goes on from them.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "core/error.h"
#include "db/run_reader.h"
#include "db/run_store.h"
#include "tests/support/spaces.h"

namespace bitpareto::db {
namespace {

RunDescription description() {
  RunDescription d;
  d.name = "test";
  d.hash = "h";
  d.objectives = {"latency", "energy"};
  d.space_size = "1000";
  d.store = "front";
  return d;
}

/// A run that stopped at design 100 of 1,000, with a front of three.
class Untrusted : public testing::Test {
 protected:
  Untrusted() {
    RunStore store{path_};
    const RunId run =
        store.begin(description(), std::vector<RunColumn>{{"latency_s", RunColumn::Kind::metric, RunColumn::Type::real,
                                                           "latency", false},
                                                          {"energy_j", RunColumn::Kind::metric, RunColumn::Type::real,
                                                           "energy", false}});
    Batch batch = store.batch(run);
    for (const DesignIndex design : {10U, 20U, 30U}) {
      const auto latency = static_cast<double>(design);
      batch.add({.design = design, .feasible = true, .reason = "", .cells = {latency, 1 / latency}});
    }
    RunProgress progress{.state = {.next = 100, .evaluated = 100, .infeasible = {60, 40}},
                         .reasons = {"", "too wide"},
                         .seconds = 1,
                         .complete = false};
    batch.commit({.entered = {10, 20, 30}, .left = {}}, progress);
  }
  /// Changes the file as any tool may.
  void change(const std::string& sql) const { Connection(path_, Connection::Mode::read_write).execute(sql); }
  [[nodiscard]] std::string resumed() const {
    try {
      RunStore store{path_};
      return store.unfinished(description(), 2) ? "" : "no such run";
    } catch (const DbError& error) {
      return error.what();
    }
  }
  [[nodiscard]] std::string read() const {
    try {
      const RunReader reader{path_, 5};
      return reader.pareto(1, {"latency", "energy"}, Ties::all).rows.size() == 3 ? "" : "another front";
    } catch (const DbError& error) {
      return error.what();
    }
  }
  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "r.db";
};

TEST_F(Untrusted, AnUntouchedOneGoesOn) {
  EXPECT_EQ(resumed(), "");
  EXPECT_EQ(read(), "");
}

// R10: next_design past the end made a run complete with 3 % evaluated; R23: a design past the space crashed --resume.
TEST_F(Untrusted, CountsThatDoNotAgreeWereBelieved) {
  const std::pair<const char*, const char*> changes[] = {
      {"UPDATE run SET next_design = 5000", "the design at which it stopped is not in its space"},
      {"UPDATE run SET next_design = 'soon'", "the design at which it stopped is not in its space"},
      {"UPDATE run SET next_design = -1", "the design at which it stopped is not in its space"},
      {"UPDATE run SET next_design = 1.5", "the design at which it stopped is not in its space"},
      {"UPDATE run SET next_design = 900", "it stopped at another design than the number evaluated says"},
      {"UPDATE run SET evaluated = -100", "it stopped at another design than the number evaluated says"},
      {"UPDATE run SET feasible = 61", "feasible and infeasible designs are not as many as were evaluated"},
      {"UPDATE run SET feasible = -40", "feasible and infeasible designs are not as many as were evaluated"},
      {"DELETE FROM infeasible", "feasible and infeasible designs are not as many as were evaluated"},
      {"UPDATE infeasible SET position = 7", "it counts designs that are infeasible for no known reason"},
      {"UPDATE infeasible SET designs = -40", "it counts designs that are infeasible for no known reason"},
      {"UPDATE run SET space_size = 1001", "its space has another number of designs"},
      {"UPDATE run SET seconds = -1", "its time is none"},
      {"UPDATE run SET seconds = 9e999", "its time is none"},
      {"UPDATE front SET design = 5000 WHERE design = 30", "its front has a design that was not evaluated yet"},
      {"UPDATE front SET design = 'x' WHERE design = 30", "its front has a design that was not evaluated yet"},
      {"UPDATE front SET design = 31 WHERE design = 30", "its front has a design that is not stored as feasible"},
      {"UPDATE design SET feasible = 0 WHERE design = 30", "its front has a design that is not stored as feasible"},
      {"UPDATE front SET objectives = 'area' WHERE design = 30", "its front is over other objectives"},
      {"DELETE FROM front WHERE design = 30", "it holds another number of designs than it says"},
      {"DELETE FROM design WHERE design = 30", "its front has a design that is not stored as feasible"},
      {"INSERT INTO design (run, design, feasible) VALUES (1, 40, 1)", "it holds another number of designs than it says"},
  };
  const std::string before = test::read_file(path_);
  for (const auto& [sql, why] : changes) {
    change(sql);
    EXPECT_EQ(resumed(), path_.string() + ": run 1 cannot go on: " + why +
                             ". Something other than bitpareto changed it; without --resume a new run starts")
        << sql;
    test::write_file(path_, before);
    for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(path_.string() + suffix);
  }
  EXPECT_EQ(resumed(), "");
}

// R10: triggers and views in the file ran; a recursive view hung export.
TEST_F(Untrusted, ItsTriggersAndViewsRan) {
  const std::string before = test::read_file(path_);
  const std::pair<const char*, const char*> changes[] = {
      {"CREATE TRIGGER t AFTER UPDATE ON run BEGIN DELETE FROM front; END", "run carries the trigger t"},
      {"CREATE UNIQUE INDEX i ON design (design)", "design carries the index i"},
      {"DROP VIEW designs; CREATE VIEW designs AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT "
       "x AS run, x AS design FROM r",
       "the view designs is not as it was made"},
      {"DROP VIEW fronts", "the view fronts is missing"},
      {"ALTER TABLE design ADD COLUMN \"x\" ANY GENERATED ALWAYS AS (abs(-9223372036854775807 - 1)) VIRTUAL",
       "the table design is not as it was made"},
      {"ALTER TABLE run ADD COLUMN note TEXT", "the table run is not as it was made"},
      {"PRAGMA user_version = 0", "it says that it has schema version 0"},
  };
  for (const auto& [sql, why] : changes) {
    change(sql);
    const std::string message = path_.string() + ": was changed by something other than bitpareto: " + why;
    EXPECT_EQ(resumed(), message) << sql;
    EXPECT_EQ(read(), message) << sql;
    test::write_file(path_, before);
    for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(path_.string() + suffix);
  }
  // What a notebook keeps beside ours harms nobody.
  change("CREATE TABLE notes (text); CREATE VIEW cheap AS SELECT * FROM designs WHERE energy_j < 1");
  EXPECT_EQ(resumed(), "");
  EXPECT_EQ(read(), "");
}

// R12: a FIFO hung.
TEST_F(Untrusted, APipeHung) {
  const std::filesystem::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THROW(RunReader(pipe, 5), DbError);
  EXPECT_THROW(RunStore{pipe}, DbError);
  EXPECT_THROW(RunReader(folder_.path(), 5), DbError);
  EXPECT_THROW(RunReader("/dev/null", 5), DbError);
}

TEST_F(Untrusted, DamagedFilesAreLeftAsTheyAre) {
  const std::string whole = test::read_file(path_);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{99}, std::size_t{4096}, whole.size() / 2}) {
    test::write_file(path_, whole.substr(0, size));
    const std::string before = test::read_file(path_);
    EXPECT_NE(resumed(), "") << size;
    EXPECT_EQ(test::read_file(path_), before) << size;
  }
  std::string torn = whole;
  for (std::size_t i = torn.size() / 2; i < torn.size(); ++i) torn[i] = static_cast<char>(i * 37);
  test::write_file(path_, torn);
  EXPECT_NE(resumed(), "");
}

// R27: --db :memory: lost all results with status 0.
TEST_F(Untrusted, ANameThatIsNoFileLostTheResults) {
  for (const char* name : {"", ":memory:", "file:x?mode=memory", "file:memory"}) {
    EXPECT_THROW(RunStore{name}, ConfigError) << name;
  }
}

// R24: a file that was unlinked, renamed or replaced ended with status 0 and no results.
TEST_F(Untrusted, AFileThatWentWasWrittenTo) {
  RunStore store{path_};
  static_cast<void>(store.unfinished(description(), 2));
  {
    Batch batch = store.batch(1);
    std::filesystem::rename(path_, folder_ / "elsewhere.db");
    EXPECT_THROW(batch.commit({}, {}), DbError);
  }
  std::filesystem::copy_file(folder_ / "elsewhere.db", path_);
  Batch batch = store.batch(1);
  EXPECT_THROW(batch.commit({}, {}), DbError);
}

// R15, R19: two sweeps wrote into one file.
TEST_F(Untrusted, TwoWroteAtOnce) {
  const RunStore store{path_};
  std::filesystem::create_symlink("r.db", folder_ / "same.db");
  for (const std::filesystem::path& name : {path_, folder_ / "same.db"}) {
    try {
      RunStore{name};
      ADD_FAILURE() << name;
    } catch (const DbError& error) {
      EXPECT_EQ(std::string{error.what()}, name.string() + ": process " + std::to_string(::getpid()) +
                                               " is writing to it; wait for it to end, or name another file");
    }
  }
  EXPECT_EQ(writer_of(path_).value().process, ::getpid());
}

TEST_F(Untrusted, ALockIsGoneWithItsHolder) {
  { const RunStore store{path_}; }
  EXPECT_FALSE(writer_of(path_));
  EXPECT_FALSE(std::filesystem::exists(path_.string() + "-lock"));
  // What a killed process leaves is only a file.
  test::write_file(path_.string() + "-lock", "1\n1\n");
  EXPECT_FALSE(writer_of(path_));
  EXPECT_EQ(resumed(), "");
}

// R22: infinite metrics were stored.
TEST_F(Untrusted, InfinitiesWereStored) {
  EXPECT_THROW(change("UPDATE design SET energy_j = 9e999"), DbError);
  EXPECT_THROW(change("UPDATE design SET energy_j = -9e999"), DbError);
}

}  // namespace
}  // namespace bitpareto::db
