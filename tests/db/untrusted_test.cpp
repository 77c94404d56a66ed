// SPDX-License-Identifier: Apache-2.0
/// Databases that somebody or something changed: recognised, in a sentence, before anything goes on from them.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "core/system/error.h"
#include "db/run_reader.h"
#include "db/run_store.h"
#include "tests/support/run_columns.h"
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
        store.begin(description(), std::vector<RunColumn>{test::metric_column("latency_s", "latency"),
                                                          test::metric_column("energy_j", "energy")});
    Batch batch = store.batch(run);
    for (const DesignIndex design : {10U, 20U, 30U}) {
      const auto latency = static_cast<double>(design);
      batch.add({.design = index_cell(design), .feasible = true, .reason = "", .cells = {latency, 1 / latency}});
    }
    RunProgress progress{.state = {.evaluated = 100, .infeasible = {60, 40}, .checkpoint = "100"},
                         .reasons = {"", "too wide"},
                         .seconds = 1,
                         .complete = false};
    batch.commit({.entered = {index_cell(10), index_cell(20), index_cell(30)}, .left = {}}, progress);
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

// R10, R23. What only the explorer can tell of its checkpoint is in tests/cli/sweep_test.cpp.
TEST_F(Untrusted, CountsThatDoNotAgreeWereBelieved) {
  const std::pair<const char*, const char*> changes[] = {
      {"UPDATE run SET evaluated = -100", "feasible and infeasible designs are not as many as were evaluated"},
      {"UPDATE run SET evaluated = 900", "feasible and infeasible designs are not as many as were evaluated"},
      {"UPDATE run SET feasible = 61", "feasible and infeasible designs are not as many as were evaluated"},
      {"UPDATE run SET feasible = -40", "feasible and infeasible designs are not as many as were evaluated"},
      {"DELETE FROM infeasible", "feasible and infeasible designs are not as many as were evaluated"},
      {"UPDATE infeasible SET position = 7", "it counts designs that are infeasible for no known reason"},
      {"UPDATE infeasible SET designs = -40", "it counts designs that are infeasible for no known reason"},
      {"UPDATE run SET space_size = 1001", "its space has another number of designs"},
      {"UPDATE run SET seconds = -1", "its time is none"},
      {"UPDATE run SET seconds = 9e999", "its time is none"},
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

/// Puts pages in front of the root page of a table, each of which names the next one twenty times.
void let_pages_go_in_circles(const std::filesystem::path& path, const std::string& table) {
  const Connection connection{path, Connection::Mode::read_write};
  const auto size = static_cast<std::size_t>(connection.whole("PRAGMA page_size"));
  const auto root = static_cast<std::size_t>(
      connection.whole("SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'"));
  const bool by_row_id = connection.whole("SELECT count(*) FROM pragma_table_list WHERE wr AND name = '" + table + "'") == 0;
  std::string file = test::read_file(path);
  const auto put = [&](std::size_t place, std::size_t value, int bytes) {
    for (int b = 0; b < bytes; ++b) file[place + static_cast<std::size_t>(b)] = static_cast<char>(value >> (8 * (bytes - 1 - b)));
  };
  constexpr std::size_t cells = 20, levels = 12;
  std::size_t last = file.size() / size;
  file += file.substr((root - 1) * size, size);  // the leaf that the root was
  std::size_t child = last + 1;
  for (std::size_t level = 0; level < levels; ++level) {
    const bool is_root = level + 1 == levels;
    const std::size_t page = is_root ? root : file.size() / size + 1;
    if (!is_root) file.append(size, '\0');
    const std::size_t begin = (page - 1) * size;
    std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(begin), size, '\0');
    put(begin, by_row_id ? 5 : 2, 1);  // an interior page of a table or an index: docs of SQLite, "Database File Format"
    put(begin + 3, cells, 2);
    put(begin + 5, size - cells * 8, 2);
    put(begin + 8, child, 4);
    for (std::size_t c = 0; c < cells; ++c) {
      const std::size_t cell = size - (c + 1) * 8;
      put(begin + 12 + 2 * c, cell, 2);
      put(begin + cell, child, 4);
      // The row's number; or a record of 3 bytes: those of its header, and the types of two ones, run 1 and design 1.
      by_row_id ? put(begin + cell + 4, c + 1, 1) : put(begin + cell + 4, 0x03030909, 4);
    }
    child = page;
  }
  put(28, file.size() / size, 4);
  test::write_file(path, file);
}

// 15 kB took 4 GB of bitpareto runs in 26 s, and sweep never ended.
TEST_F(Untrusted, PagesThatNameEachOtherHadNoEnd) {
  const std::string before = test::read_file(path_);
  for (const std::string table : {"run", "infeasible", "run_column"}) {
    let_pages_go_in_circles(path_, table);
    const std::string changed = test::read_file(path_);
    EXPECT_EQ(read(), path_.string() + ": is damaged, in its table " + table);
    EXPECT_EQ(resumed(), path_.string() + ": is damaged, in its table " + table);
    EXPECT_EQ(test::read_file(path_), changed);
    test::write_file(path_, before);
  }
  let_pages_go_in_circles(path_, "design");
  EXPECT_EQ(read(), path_.string() + ": is damaged: it has fewer bytes than rows");
  EXPECT_EQ(resumed(), path_.string() + ": run 1 cannot go on: the file is damaged. Something other than bitpareto changed "
                                        "it; without --resume a new run starts");
}

// Reading a file that is damaged left two more behind.
TEST_F(Untrusted, ADamagedFileLeftItsLogBehind) {
  std::string file = test::read_file(path_);
  file.replace(file.find("CREATE TABLE design"), 12, "CREATE =ABLE");
  test::write_file(path_, file);
  EXPECT_NE(read(), "");
  EXPECT_NE(resumed(), "");
  for (const char* suffix : {"-wal", "-shm", "-lock"}) EXPECT_FALSE(std::filesystem::exists(path_.string() + suffix));
}

TEST_F(Untrusted, AColumnThatNoDesignHasWasAskedFor) {
  change("UPDATE run_column SET name = 'power_w' WHERE name = 'energy_j'");
  EXPECT_EQ(read(), path_.string() + ": was changed by something other than bitpareto: run 1 has a column power_w that no "
                                     "design has");
  EXPECT_EQ(resumed(), path_.string() + ": run 1 cannot go on: it has a column that no design has. Something other than "
                                        "bitpareto changed it; without --resume a new run starts");
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
      const RunStore second{name};
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
