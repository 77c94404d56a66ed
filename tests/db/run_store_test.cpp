// SPDX-License-Identifier: Apache-2.0
#include "db/run_store.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>

#include "core/system/error.h"
#include "db/migrations.h"
#include "db/run_reader.h"
#include "tests/support/run_columns.h"
#include "tests/support/spaces.h"

namespace bitpareto::db {
namespace {

RunDescription description(const std::string& hash = "h", const std::string& size = "10") {
  RunDescription d;
  d.name = "test";
  d.hash = hash;
  d.program_version = "1";
  d.explorer = "exhaustive";
  d.objectives = {"latency", "worst(perplexity)"};
  d.space_size = size;
  d.store = "front";
  return d;
}

std::vector<RunColumn> columns() {
  return {test::axis_column("array_rows", RunColumn::Type::integer),
          test::axis_column("weights_group_size", RunColumn::Type::any),
          test::metric_column("latency_s", "latency"),
          test::metric_column("tokens_per_s", "tokens_per_s", Better::more)};
}

DesignRow row(DesignIndex design, Cell group, double latency) {
  return {.design = index_cell(design),
          .feasible = true,
          .reason = "",
          .cells = {std::int64_t{32}, std::move(group), latency, 2.5}};
}

RunProgress progress(DesignIndex next, bool complete) {
  RunProgress p;
  p.state.checkpoint = std::to_string(next);
  p.state.evaluated = static_cast<double>(next);
  p.state.infeasible = {next - 3, 0, 3};
  p.reasons = {"", "one", "two"};
  p.seconds = 1.5;
  p.complete = complete;
  return p;
}

/// A database that something else made.
void foreign_database(const std::filesystem::path& path, const std::string& sql) {
  test::write_file(path, "");
  Connection(path, Connection::Mode::read_write).execute(sql);
}

class Store : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "r.db";

  Table sql(const std::string& text) const { return RunReader{path_, 10}.sql(text).all(); }
  std::string cell(const std::string& text) const { return cell_text(sql(text).rows.at(0).at(0)); }
};

TEST_F(Store, KeepsNumbersBitForBitAndTypes) {
  RunStore store{path_};
  const RunId run = store.begin(description(), columns());
  Batch batch = store.batch(run);
  batch.add(row(7, std::int64_t{128}, 0.1 + 0.2));
  batch.add(row(8, std::string{"channel"}, 5e-324));
  batch.commit({.entered = {index_cell(7)}, .left = {}}, progress(10, true));
  const Table table = sql("SELECT design, array_rows, weights_group_size, latency_s FROM designs ORDER BY design");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0][3], Cell{0.1 + 0.2});
  EXPECT_EQ(table.rows[1][3], Cell{5e-324});
  EXPECT_EQ(table.rows[0][2], Cell{std::int64_t{128}});
  EXPECT_EQ(table.rows[1][2], Cell{std::string{"channel"}});
  EXPECT_EQ(cell("SELECT status FROM runs"), "complete");
  EXPECT_EQ(cell("SELECT group_concat(design) FROM fronts"), "7");
  EXPECT_EQ(cell("SELECT count(*) FROM designs WHERE weights_group_size = 128"), "1");
  EXPECT_EQ(cell("SELECT designs || '/' || evaluated || '/' || feasible FROM runs"), "10/10/7");
}

TEST_F(Store, TakesTheLargestIndices) {
  RunStore store{path_};
  const RunId run = store.begin(description("h", "18446744073709551616"), columns());
  Batch batch = store.batch(run);
  for (const DesignIndex design : {DesignIndex{18446744073709551614U}, DesignIndex{9223372036854775807U}}) {
    batch.add(row(design, std::int64_t{1}, 1));
  }
  const std::string beyond = "340282366920938463463374607431768211455";  // 2^128 - 1
  DesignRow largest = row(0, std::int64_t{1}, 1);
  largest.design = beyond;
  batch.add(largest);
  batch.commit({.entered = {index_cell(9223372036854775807U), index_cell(18446744073709551614U), beyond}, .left = {}},
               progress(18446744073709551615U, false));
  EXPECT_EQ(cell("SELECT group_concat(design) FROM fronts"), "9223372036854775807,18446744073709551614," + beyond);
  EXPECT_EQ(cell("SELECT evaluated FROM runs"), "9223372036854775807") << "as many as the column holds";
  const StoredRun stored = store.unfinished(description("h", "18446744073709551616"), 3).value();
  EXPECT_EQ(stored.state.checkpoint, "18446744073709551615");
  EXPECT_EQ(stored.front, (std::vector<std::string>{"9223372036854775807", "18446744073709551614", beyond}));
  // Equal designs, each known by its number.
  EXPECT_EQ(RunReader(path_, 10).pareto(run, {"latency"}, Ties::all).rows.size(), 3U);
}

/// Rows 7 and 8, and one whose number has no 63 bits, column by column; the last has `latency`.
RowColumns three_rows(double latency) {
  using Kind = RowColumns::Column::Kind;
  const auto words = [](std::vector<std::string> list) { return std::make_shared<const std::vector<std::string>>(std::move(list)); };
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  return {.size = 3,
          .columns = {{Kind::index, {}, {7, 8, -1}, words({"9223372036854775808"})},
                      {Kind::whole, {1, 0, 1}, {}, {}},
                      {Kind::word, {nothing, 1, nothing}, {}, words({"one", "two"})},
                      {Kind::whole, {32, 16, nothing}, {}, {}},
                      {Kind::word, {0, 1, 0}, {}, words({"128", "channel"})},
                      {Kind::number, {0.1 + 0.2, nothing, latency}, {}, {}},
                      {Kind::number, {5e-324, -0.0, 1e300}, {}, {}}}};
}

TEST_F(Store, ColumnsAreTheRowsThatTheyHold) {
  RunStore store{path_};
  const RunId by_rows = store.begin(description(), columns());
  {
    Batch batch = store.batch(by_rows);
    const std::string word = "128";
    batch.add({.design = index_cell(7), .feasible = true, .reason = "", .cells = {std::int64_t{32}, word, 0.1 + 0.2, 5e-324}});
    batch.add({.design = index_cell(8), .feasible = false, .reason = "two", .cells = {std::int64_t{16}, std::string{"channel"}, Cell{}, -0.0}});
    batch.add({.design = index_cell(DesignIndex{1} << 63U), .feasible = true, .reason = "", .cells = {Cell{}, word, 2.0, 1e300}});
    batch.commit(FrontCells{}, progress(5, true));
  }
  const RunId by_columns = store.begin(description("k"), columns());
  for (int times = 0; times < 2; ++times) {  // the second time in place of the first
    Batch batch = store.batch(by_columns);
    batch.add(three_rows(2));
    batch.commit(FrontCells{}, progress(5, true));
  }
  const auto rows_of = [&](RunId run) { return sql("SELECT *, typeof(design) FROM designs WHERE run = " + std::to_string(run)).rows; };
  std::vector<std::vector<Cell>> expected = rows_of(by_rows);
  ASSERT_EQ(expected.size(), 3U);
  for (std::vector<Cell>& row : expected) row[0] = by_columns;
  EXPECT_EQ(rows_of(by_columns), expected);
}

TEST_F(Store, InfinitiesAmongColumnsAreRefusedAsThoseOfARow) {
  RunStore store{path_};
  const RunId run = store.begin(description(), columns());
  const auto complaint = [&](const auto& rows) {
    Batch batch = store.batch(run);
    try {
      batch.add(rows);
    } catch (const DbError& error) {
      const std::string text = error.what();
      return text.substr(0, text.find(" (in: "));
    }
    return std::string{"nothing is wrong"};
  };
  for (const double infinite : {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(complaint(three_rows(1)), "nothing is wrong");
    const std::string of_row = complaint(row(1, std::string{"x"}, infinite));
    EXPECT_NE(of_row.find("CHECK constraint failed"), std::string::npos) << of_row;
    EXPECT_EQ(complaint(three_rows(infinite)), of_row);
  }
  EXPECT_EQ(cell("SELECT count(*) FROM designs"), "0");
}

// What a new file is made with must be what columns added one by one make of it: an older program reads it.
TEST_F(Store, ATableMadeAnewIsOneWithColumnsAdded) {
  RunStore store{path_};
  store.begin(description(), columns());
  Connection added;
  apply_migrations(added, 0, schema_version());
  for (const RunColumn& column : columns()) {
    const std::string name = "\"" + column.name + "\"";
    const char* const type = column.type == RunColumn::Type::integer ? " INTEGER" : column.type == RunColumn::Type::any ? " ANY" : " REAL";
    added.execute("ALTER TABLE design ADD COLUMN " + name + type + (column.type == RunColumn::Type::real ? " " + finite_check(name) : ""));
  }
  Statement text = added.prepare("SELECT sql FROM sqlite_schema WHERE name = 'design'");
  ASSERT_TRUE(text.step());
  EXPECT_EQ(cell("SELECT sql FROM sqlite_schema WHERE name = 'design'"), text.text(0));
}

TEST_F(Store, ABatchThatIsNotCommittedLeavesNothing) {
  RunStore store{path_};
  const RunId run = store.begin(description(), columns());
  {
    Batch batch = store.batch(run);
    batch.add(row(1, std::int64_t{1}, 1));
  }
  EXPECT_EQ(cell("SELECT count(*) FROM designs"), "0");
}

TEST_F(Store, GivesBackAnUnfinishedRun) {
  RunStore store{path_};
  const RunId run = store.begin(description("h", "30"), columns());
  Batch batch = store.batch(run);
  for (const DesignIndex design : {2U, 11U, 5U}) batch.add(row(design, std::int64_t{1}, 1));
  batch.commit({.entered = {index_cell(2), index_cell(11), index_cell(5)}, .left = {}}, progress(20, false));
  EXPECT_FALSE(store.unfinished(description("other"), 3));
  const StoredRun stored = store.unfinished(description("h", "30"), 3).value();
  EXPECT_EQ(stored.id, run);
  EXPECT_EQ(stored.seconds, 1.5);
  EXPECT_EQ(stored.state.evaluated, 20);
  EXPECT_EQ(stored.state.infeasible, (std::vector<std::uint64_t>{17, 0, 3}));
  EXPECT_EQ(stored.front, (std::vector<std::string>{"2", "5", "11"}));
  // It goes on under the same objectives.
  Batch again = store.batch(stored.id);
  for (const std::uint64_t design : {5U, 11U}) again.remove(index_cell(design));
  again.commit({.entered = {}, .left = {index_cell(5), index_cell(11)}}, progress(30, true));
  EXPECT_EQ(cell("SELECT group_concat(design) FROM fronts"), "2");
  EXPECT_EQ(cell("SELECT group_concat(design) FROM designs"), "2");
  EXPECT_EQ(cell("SELECT objectives FROM fronts"), "latency, worst(perplexity)");
  EXPECT_FALSE(store.unfinished(description("h", "30"), 3));
}

TEST_F(Store, RunsOfOneFileShareColumns) {
  RunStore store{path_};
  store.begin(description(), columns());
  std::vector<RunColumn> more = columns();
  more.push_back(test::axis_column("clock_hz", RunColumn::Type::real));
  const RunId second = store.begin(description("k"), more);
  Batch batch = store.batch(second);
  DesignRow r = row(1, std::int64_t{64}, 2);
  r.cells.emplace_back(1e9);
  batch.add(r);
  batch.commit(FrontCells{}, progress(5, true));
  EXPECT_EQ(cell("SELECT clock_hz FROM designs WHERE run = 2"), "1000000000");
  EXPECT_EQ(RunReader(path_, 10).columns(1).size(), 4U);
  EXPECT_EQ(RunReader(path_, 10).columns(2).size(), 5U);
}

TEST_F(Store, TablesAreStrict) {
  RunStore{path_}.begin(description(), columns());
  Connection connection{path_, Connection::Mode::read_write};
  EXPECT_THROW(connection.execute("INSERT INTO design (run, design, feasible, latency_s) VALUES (1, 1, 1, 'fast')"),
               DbError);
  EXPECT_THROW(connection.execute("INSERT INTO run (name) VALUES (NULL)"), DbError);
  EXPECT_EQ(connection.whole(
                "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE "
                "'sqlite%' AND strict = 0"),
            0);
}

TEST_F(Store, WritesAheadAndLeavesNoLogBehind) {
  {
    RunStore store{path_};
    store.begin(description(), columns());
    EXPECT_TRUE(std::filesystem::exists(path_.string() + "-wal"));
  }
  EXPECT_FALSE(std::filesystem::exists(path_.string() + "-wal"));
  EXPECT_EQ(cell("SELECT count(*) FROM runs"), "1");
  EXPECT_FALSE(std::filesystem::exists(path_.string() + "-wal"));
  EXPECT_EQ(Connection(path_, Connection::Mode::read_write)
                .whole("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"),
            1);
}

TEST_F(Store, RefusesFilesThatAreNotItsOwn) {
  const auto refusal = [&]() -> std::string {
    try {
      const RunStore again{path_};
    } catch (const DbError& e) {
      return e.what();
    }
    return "";
  };
  test::write_file(
      path_,
      "this is not a database, but long enough to look at its first hundred bytes, which SQLite reads for a header");
  EXPECT_NE(refusal().find("file is not a database"), std::string::npos);
  std::filesystem::remove(path_);
  foreign_database(path_, "CREATE TABLE theirs (x)");
  EXPECT_NE(refusal().find("is a database of another program"), std::string::npos);
  EXPECT_EQ(Connection(path_, Connection::Mode::read_write)
                .whole("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"),
            0)
      << "it was left as it was";
  std::filesystem::remove(path_);
  { const RunStore made{path_}; }
  Connection(path_, Connection::Mode::read_write).execute("PRAGMA user_version = 999");
  EXPECT_NE(refusal().find("has schema version 999, written by a newer bitpareto"), std::string::npos);
}

// tests/data/schema_N.sql is what `sqlite3 FILE .dump` printed of a file with one run by the first program with version
// N.
TEST_F(Store, OpensFilesOfEveryPastVersion) {
  for (int version = 1; version <= schema_version(); ++version) {
    const std::filesystem::path path = folder_ / ("v" + std::to_string(version) + ".db");
    foreign_database(path, test::read_file(test::source_folder() / "tests" / "data" /
                                           ("schema_" + std::to_string(version) + ".sql")));
    const RunReader reader{path, 10};
    const RunSummary run = reader.run(std::nullopt);
    EXPECT_EQ(run.name, "a run of version " + std::to_string(version));
    EXPECT_EQ(reader.pareto(run.id, run.objectives, Ties::all).rows.size(), 2U);
    RunStore store{path};
    EXPECT_EQ(store.begin(description("new"), columns()), run.id + 1);
  }
}

TEST(Migrations, EachStepStartsWithASentence) {
  for (const std::string_view text : migrations()) EXPECT_TRUE(text.starts_with("-- "));
}

}  // namespace
}  // namespace bitpareto::db
