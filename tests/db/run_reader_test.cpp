// SPDX-License-Identifier: Apache-2.0
#include "db/run_reader.h"

#include <gtest/gtest.h>

#include "core/system/error.h"
#include "models/design/vocabulary.h"
#include "tests/support/run_columns.h"
#include "tests/support/spaces.h"

namespace bitpareto::db {
namespace {

/// A file with one run of four designs: latency 1 to 4, energy 40 to 10 but for design 3, which design 2 dominates;
/// tokens per second to be maximised.
class Reader : public testing::Test {
 protected:
  Reader() {
    RunStore store{path_};
    RunDescription d;
    d.name = "four";
    d.hash = "hash";
    d.configuration = "{\"design\": {\"array\": {\"rows\": 32}, \"pe\": {\"kind\": \"bitmod\"}}}";
    d.explorer = "exhaustive";
    d.objectives = {"latency", "energy"};
    d.space_size = "4";
    d.store = "all";
    const RunId run = store.begin(
        d,
        std::vector<RunColumn>{test::axis_column("weights_datatype", RunColumn::Type::text),
                               test::metric_column("latency_s", "latency"),
                               test::metric_column("energy_j", "energy"),
                               test::metric_column("tokens_per_s", "tokens_per_s", Better::more)});
    Batch batch = store.batch(run);
    const char* types[] = {"int3", "int4", "int6", "int8"};
    const double energies[] = {40, 30, 20, 25};
    for (std::size_t i = 0; i < 4; ++i) {
      batch.add({.design = index_cell(static_cast<std::uint64_t>(i)),
                 .feasible = true,
                 .reason = "",
                 .cells = {std::string{types[i]}, static_cast<double>(i + 1), energies[i], static_cast<double>(i)}});
    }
    batch.add(
        {.design = index_cell(9), .feasible = false, .reason = "too wide", .cells = {std::string{"int2"}, Cell{}, Cell{}, Cell{}}});
    batch.commit({.entered = {index_cell(0), index_cell(1), index_cell(2)}, .left = {}},
                 {.state = {.evaluated = 5, .infeasible = {4}, .checkpoint = "5"}, .complete = true});
  }

  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "r.db";

  std::string first_column(const Table& table) {
    std::string text;
    for (const auto& row : table.rows) text += (text.empty() ? "" : " ") + cell_text(row[0]);
    return text;
  }
  std::string designs(const DesignQuery& query) { return first_column(RunReader{path_, 5, models::known_leaves()}.designs(1, query).all()); }
  std::string refusal(const DesignQuery& query) {
    try {
      static_cast<void>(designs(query));
    } catch (const ConfigError& e) {
      return e.what();
    }
    return "";
  }
  std::string sql_refusal(const std::string& sql, double seconds = 5) {
    try {
      static_cast<void>(RunReader{path_, seconds, models::known_leaves()}.sql(sql).all());
    } catch (const ConfigError& e) {
      return e.what();
    }
    return "";
  }
};

// Designs in their order are fetched by rows, anything else by cells.
TEST_F(Reader, FetchesRowsAsItFetchesCells) {
  const RunReader reader{path_, 5, models::known_leaves()};
  const Table by_rows = reader.designs(1, {}).all();
  ASSERT_EQ(by_rows.rows.size(), 5U);
  EXPECT_EQ(by_rows.rows, reader.designs(1, {.sort = {"design"}}).all().rows);
  EXPECT_EQ(by_rows.rows,
            reader.sql("SELECT design, weights_datatype, latency_s, energy_j, tokens_per_s FROM designs").all().rows);
  EXPECT_EQ(by_rows.rows[3], (std::vector<Cell>{std::int64_t{3}, std::string{"int8"}, 4.0, 25.0, 3.0}));
  EXPECT_EQ(by_rows.rows[4][2], Cell{});  // it has no latency
}

// More than a function of SQLite takes.
TEST_F(Reader, FetchesAnyNumberOfColumns) {
  const std::vector<std::string> columns(150, "energy");
  const Table wide = RunReader{path_, 5, models::known_leaves()}.designs(1, {.columns = columns}).all();
  EXPECT_EQ(wide.columns.size(), columns.size());
  EXPECT_EQ(wide.rows.at(0), std::vector<Cell>(150, Cell{40.0}));
}

TEST_F(Reader, KeepsItsFunctionsForItself) {
  const RunReader reader{path_, 5, models::known_leaves()};
  static_cast<void>(reader.designs(1, {}).all());
  EXPECT_THROW(static_cast<void>(reader.sql("SELECT bitpareto_row(1, 2)").all()), ConfigError);
}

TEST_F(Reader, FiltersSortsAndLimits) {
  EXPECT_EQ(designs({.where = "energy_j < 35 and weights_datatype in ('int4', 'int8')"}), "1 3");
  EXPECT_EQ(designs({.where = "feasible", .sort = {"-latency"}}), "3 2 1 0");
  EXPECT_EQ(designs({.where = "feasible", .sort = {"energy_j"}, .limit = 2}), "2 3");
  EXPECT_EQ(designs({.where = "reason = 'too wide'"}), "9");
  EXPECT_EQ(designs({.where = "latency_s > 1", .limit = 0}), "");
  const auto columns = RunReader{path_, 5, models::known_leaves()}.designs(1, {.columns = {"energy", "weights.datatype"}}).columns();
  ASSERT_EQ(columns.size(), 2U);
  EXPECT_EQ(columns[0].name, "energy_j");
  EXPECT_EQ(columns[0].dimension, Dimension::energy);
  EXPECT_EQ(columns[0].better, Better::less);
  EXPECT_EQ(columns[1].name, "weights_datatype");
  EXPECT_EQ(columns[1].kind, Column::Kind::leaf);
}

TEST_F(Reader, TookMetricsButNotLeavesByTheirName) {
  EXPECT_EQ(designs({.where = "weights.datatype in [int4, int8]"}), "1 3");
  EXPECT_EQ(designs({.where = "weights_datatype in ('int4', 'int8') and energy < 28 J"}), "3");
  EXPECT_EQ(designs({.where = "latency < 2.5 s"}), "0 1");
  EXPECT_EQ(designs({.where = "latency < 2500 ms and latency_s >= 2"}), "1");
  EXPECT_EQ(designs({.where = "design.weights.datatype == int4"}), "1");
  EXPECT_EQ(designs({.where = "array.rows == 32 and latency < 2 s"}), "0") << "what the configuration fixes";
  EXPECT_EQ(designs({.where = "array.rows < 32 or pe.kind == bitmod and weights.datatype = 'int3'"}), "0");
}

TEST_F(Reader, SaysOfAFrontWhetherWhatIsNotStoredCouldChangeIt) {
  const RunReader reader{path_, 5, models::known_leaves()};
  const auto is_kept = [&](const std::string& where) { return reader.front(1, {.objectives = {"latency"}, .where = where}).where_is_kept; };
  EXPECT_TRUE(is_kept(""));
  EXPECT_TRUE(is_kept("energy <= 30 J and latency < 3 s and feasible"));
  EXPECT_TRUE(is_kept("energy * latency <= 60 Js and array.rows == 32")) << "all designs have 32 rows";
  EXPECT_FALSE(is_kept("energy > 30 J"));
  EXPECT_FALSE(is_kept("weights.datatype != int3"));
  EXPECT_FALSE(is_kept("tokens_per_s >= 1")) << "no objective of the run";
  const auto beyond = [&](const std::vector<std::string>& objectives) { return reader.front(1, {.objectives = objectives}).beyond; };
  EXPECT_TRUE(beyond({"energy", "energy * latency"}).empty());
  EXPECT_EQ(beyond({"energy", "tokens_per_s", "energy / tokens_per_s"}), (std::vector<std::string>{"tokens_per_s", "energy / tokens_per_s"}));
}

TEST_F(Reader, SortsLimitsAndThinsFronts) {
  const RunReader reader{path_, 5, models::known_leaves()};
  FrontQuery query{.objectives = {"latency", "energy"}, .columns = {"design"}, .sort = {"-latency"}, .limit = 2};
  EXPECT_EQ(first_column(reader.front(1, query).table), "2 1");
  query.sort = {"weights_datatype = 'int4'", "-energy"};
  EXPECT_EQ(first_column(reader.front(1, query).table), "0 2");
  EXPECT_EQ(reader.front(1, query).table.columns.size(), 1U);
  query = {.objectives = {"latency", "energy"}, .columns = {"design"}, .most = 2, .thin_by = ThinBy::knees};
  // Scaled (0, 1), (0.5, 0.5), (1, 0): all on the chord, so that the first ones stay.
  const StoredFront thin = reader.front(1, query);
  EXPECT_EQ(first_column(thin.table), "0 1");
  EXPECT_EQ(thin.size, 3U);
  EXPECT_EQ(thin.kept, 2U);
  ASSERT_TRUE(thin.thinning);
  EXPECT_EQ(thin.thinning->epsilon, 0.5) << "(1, 0) by (0.5, 0.5)";
  query.most = 3;
  EXPECT_FALSE(reader.front(1, query).thinning);
  EXPECT_EQ(first_column(reader.front(1, query).table), "0 1 2");
}

TEST_F(Reader, SortsByFormulas) {
  // 40, 60, 60, 100 J s.
  EXPECT_EQ(designs({.where = "feasible", .sort = {"energy * latency", "-latency"}}), "0 2 1 3");
  EXPECT_EQ(designs({.where = "energy * latency < 99 Js and feasible = 1", .sort = {"-energy * latency"}}), "1 2 0");
  EXPECT_EQ(designs({.where = "design / 2 == 1.5"}), "3") << "no quotient of counts is cut";
  EXPECT_EQ(designs({.where = "tokens_per_s / (latency - 1 s) >= 0 Hz"}), "1 2 3") << "a division by zero is no value";
  EXPECT_EQ(designs({.where = "not tokens_per_s / (latency_s - 1) >= 0"}), "");
  EXPECT_EQ(designs({.where = "min(latency_s, tokens_per_s) == 1"}), "1");
  EXPECT_EQ(designs({.where = "max(latency_s, 3) == 3 and design <> 1 and not design in (0)"}), "2");
}

TEST_F(Reader, FindsTheFrontOverAnyMetrics) {
  const RunReader reader{path_, 5, models::known_leaves()};
  EXPECT_EQ(first_column(reader.pareto(1, {"latency", "energy"}, Ties::all)), "0 1 2");
  EXPECT_EQ(first_column(reader.pareto(1, {"energy_j"}, Ties::all)), "2");
  EXPECT_EQ(first_column(reader.pareto(1, {"tokens_per_s", "energy"}, Ties::all)),
            "3 2");  // sorted by the first, more first
  EXPECT_THROW(static_cast<void>(reader.pareto(1, {"weights_datatype"}, Ties::all)), ConfigError);
  // 40, 60, 60, 100 J s over 0, 1, 2, 3 tokens per second: each is slower and better in the other.
  EXPECT_EQ(first_column(reader.pareto(1, {"energy * latency", "tokens_per_s"}, Ties::all)), "0 2 3");
  EXPECT_EQ(first_column(reader.pareto(1, {"latency", "energy"}, Ties::all, {}, "weights.datatype != int3")), "1 2");
  const Table table = reader.pareto(1, {"cost: energy * latency"}, Ties::all);
  EXPECT_EQ(table.columns.back().name, "cost_js");
  EXPECT_EQ(table.columns.back().dimension, Dimension::energy_delay);
  EXPECT_EQ(table.rows[0].back(), Cell{40.0});
}

/// A run whose designs have these group sizes, in a column of that type, and latencies from 1 s on.
void store_group_sizes(const std::filesystem::path& path, RunColumn::Type type, const std::vector<Cell>& sizes) {
  RunStore store{path};
  RunDescription d;
  d.objectives = {"latency"};
  d.space_size = std::to_string(sizes.size());
  d.store = "all";
  const RunId run = store.begin(
      d, std::vector<RunColumn>{test::axis_column("weights_group_size", type),
                                test::metric_column("latency_s", "latency")});
  Batch batch = store.batch(run);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    batch.add({.design = index_cell(i), .feasible = true, .reason = "", .cells = {sizes[i], static_cast<double>(i + 1)}});
  }
  batch.commit({.entered = {index_cell(0)}, .left = {}},
               {.state = {.evaluated = static_cast<double>(sizes.size()), .infeasible = {sizes.size()}, .checkpoint = {}},
                .complete = true});
}

// U10. Files of before have the word among the numbers.
TEST_F(Reader, AWholeRowWasATextAmongNumbers) {
  const std::filesystem::path path = folder_ / "old.db";
  store_group_sizes(path, RunColumn::Type::any, {std::int64_t{128}, std::string{"channel"}, std::int64_t{32}});
  store_group_sizes(path, RunColumn::Type::integer, {std::int64_t{128}, std::int64_t{-1}, std::int64_t{32}});
  const RunReader reader{path, 5, models::known_leaves()};
  for (const RunId run : {1, 2}) {
    SCOPED_TRACE(run);
    const auto designs = [&](const std::string& where, const std::vector<std::string>& sort = {}) {
      return first_column(reader.designs(run, {.where = where, .sort = sort}).all());
    };
    const Table all = reader.designs(run, {}).all();
    EXPECT_EQ(all.columns[1].name, "weights_group_size");
    EXPECT_EQ(all.columns[1].for_minus_one, "channel");
    EXPECT_EQ(all.rows[0][1], Cell{std::int64_t{128}});
    EXPECT_EQ(all.rows[1][1], Cell{std::int64_t{-1}});
    EXPECT_EQ(reader.designs(run, {.columns = {"weights.group_size"}}).all().rows[1][0], Cell{std::int64_t{-1}});
    EXPECT_EQ(designs("weights.group_size == channel"), "1");
    EXPECT_EQ(designs("weights_group_size >= 64"), "0 1") << "a whole row is larger than any group";
    EXPECT_EQ(designs("", {"-weights.group_size"}), "1 0 2");
    const Table front = reader.pareto(run, {"weights_group_size", "latency"}, Ties::all);
    EXPECT_EQ(front.columns[1].name, "weights_group_size");
    EXPECT_EQ(first_column(front), "2 0") << "a whole row is no number that could be minimised";
  }
}

TEST_F(Reader, SaysWhatIsWrongWithAQuery) {
  EXPECT_EQ(refusal({.where = "enrgy_j < 5"}),
            "--where: 'enrgy_j' is not a column of this run; did you mean 'energy_j'?\n  enrgy_j < 5\n  ^");
  EXPECT_EQ(refusal({.where = "energy_j <"}),
            "--where: the expression ends here; expected a metric, a leaf, a number or (\n  energy_j <\n            ^");
  EXPECT_EQ(refusal({.where = "latency < 5"}),
            "--where: 5 has no unit; expected a number with a unit (ps, ns, us, ms, s)\n  latency < 5\n            ^");
  EXPECT_EQ(refusal({.sort = {"enrgy"}}).substr(0, 42), "--sort: 'enrgy' is not a column of this ru");
  EXPECT_EQ(refusal({.columns = {"nothing"}}).substr(0, 34), "'nothing' is not a column of this ");
  EXPECT_THROW(static_cast<void>(RunReader(path_, 5).run(77)), ConfigError);
}

TEST_F(Reader, TookAMisspeltColumnInQuotesForAText) {
  EXPECT_EQ(refusal({.where = "\"energy_z\" >= 32"}),
            "--where: 'energy_z' is not a column of this run; did you mean 'energy_j'?\n  \"energy_z\" >= 32\n  ^");
  EXPECT_EQ(designs({.where = "\"energy_j\" >= 30"}), "0 1");
  // Not only where we write the statement.
  EXPECT_EQ(sql_refusal("SELECT design FROM designs WHERE \"array_rowz\" >= 32"),
            "the query cannot be read: no such column: array_rowz; one of run, design, feasible, reason, "
            "weights_datatype, latency_s, energy_j, tokens_per_s");
}

TEST_F(Reader, LetAConditionEscapeFromItsRun) {
  EXPECT_EQ(refusal({.where = "1) or (1"}).substr(0, 26), "--where: ')' closes nothin");
  EXPECT_EQ(refusal({.where = "feasible) or (feasible"}),
            "--where: ')' closes nothing\n  feasible) or (feasible\n          ^");
  EXPECT_EQ(refusal({.where = "latency_s > 1 -- a comment"}).substr(0, 25), "--where: 'a' is not a col");
  EXPECT_EQ(refusal({.where = "reason = 'x' || (select 1)"}).substr(0, 34), "--where: 'select' is not a column ");
  EXPECT_EQ(designs({.where = "reason = 'too wide'' or 1=1'"}), "");
  EXPECT_EQ(designs({.where = "reason = 'too wide'"}), "9");
}

TEST_F(Reader, CannotWriteAttachOrLoad) {
  const std::string only_reading = "the query cannot be read: only reading is possible here";
  EXPECT_EQ(sql_refusal("DELETE FROM run"), only_reading);
  EXPECT_EQ(sql_refusal("UPDATE design SET feasible = 0"), only_reading);
  EXPECT_EQ(sql_refusal("INSERT INTO run (name) VALUES ('x')"), only_reading);
  EXPECT_EQ(sql_refusal("CREATE TABLE t (x)"), only_reading);
  EXPECT_EQ(sql_refusal("CREATE TEMP TABLE t (x)"), only_reading);
  EXPECT_EQ(sql_refusal("DROP VIEW runs"), only_reading);
  EXPECT_EQ(sql_refusal("ATTACH '" + (folder_ / "other.db").string() + "' AS other"), only_reading);
  EXPECT_EQ(sql_refusal("VACUUM INTO '" + (folder_ / "copy.db").string() + "'"), only_reading);
  EXPECT_EQ(sql_refusal("PRAGMA user_version = 5"), only_reading);
  EXPECT_EQ(sql_refusal("PRAGMA writable_schema = ON"), only_reading);
  EXPECT_EQ(sql_refusal("BEGIN"), only_reading);
  EXPECT_EQ(sql_refusal("SELECT load_extension('x')"),
            "the query cannot be read: not authorized to use function: load_extension");
  EXPECT_EQ(sql_refusal("SELECT 1; SELECT 2"), "the query cannot be read: more than one statement");
  EXPECT_EQ(sql_refusal(""), "the query cannot be read: an empty statement");
  EXPECT_NE(refusal({.where = "1) UNION SELECT 1 FROM (SELECT 1"}), "");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "other.db"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "copy.db"));
  EXPECT_EQ(designs({.where = "feasible"}), "0 1 2 3") << "and nothing was changed";
}

TEST_F(Reader, CannotRunForEver) {
  const std::string endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
  EXPECT_EQ(sql_refusal(endless, 0.2), "the query was stopped after 0.2 s (--timeout)");
  EXPECT_EQ(sql_refusal("SELECT length(zeroblob(100000000))"),
            "the query was stopped: it makes a value of more than 16 MiB");
  EXPECT_NE(sql_refusal("SELECT a.x FROM (WITH RECURSIVE c(x) AS (SELECT zeroblob(1000000) UNION ALL SELECT x FROM c) "
                        "SELECT x FROM c) a "
                        "ORDER BY random()",
                        20),
            "");
}

// The database was blamed for it, with exit status 3.
TEST_F(Reader, MistookAMistakeOfAStatementForADamagedFile) {
  EXPECT_EQ(sql_refusal("SELECT abs(-9223372036854775807 - 1)"), "the query was stopped: integer overflow");
  EXPECT_EQ(sql_refusal("SELECT json_extract('{', '$')"), "the query was stopped: malformed JSON");
  EXPECT_EQ(sql_refusal("SELECT 'x' LIKE hex(zeroblob(40000))"), "the query was stopped: LIKE or GLOB pattern too complex");
}

TEST_F(Reader, ReadsWhatMayNotBeWritten) {
  std::filesystem::permissions(path_, std::filesystem::perms::owner_read);
  std::filesystem::permissions(folder_.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  EXPECT_EQ(designs({.where = "feasible"}), "0 1 2 3");
  std::filesystem::permissions(folder_.path(), std::filesystem::perms::owner_all);
}

TEST_F(Reader, RefusesWhatIsNotAResultsDatabase) {
  EXPECT_THROW(RunReader(folder_ / "nothing.db", 5), DbError);
  test::write_file(folder_ / "theirs.db", "");
  EXPECT_THROW(RunReader(folder_ / "theirs.db", 5), DbError);
  Connection(folder_ / "theirs.db", Connection::Mode::read_write).execute("CREATE TABLE theirs (x)");
  EXPECT_THROW(RunReader(folder_ / "theirs.db", 5), DbError);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "nothing.db"));
}

}  // namespace
}  // namespace bitpareto::db
