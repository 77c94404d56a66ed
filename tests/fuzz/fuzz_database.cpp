// SPDX-License-Identifier: Apache-2.0
/// libFuzzer on databases: a file of these bytes is read, then opened to be gone on with. It is refused in a sentence and
/// left as it is, or what it gives agrees with itself. Bytes that do not begin as a database does are SQL that changes one
/// that was right, as any tool may.
#include <sqlite3.h>

#include <algorithm>
#include <numeric>

#include "core/text/number.h"
#include "db/run_reader.h"
#include "db/schema_check.h"
#include "models/design/vocabulary.h"
#include "reports/csv.h"
#include "reports/json.h"
#include "reports/table.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/database.h"

namespace bitpareto::fuzz {
namespace {

constexpr std::size_t reasons = 2;
constexpr double most_seconds = 1;

void change(const std::filesystem::path& path, const std::string& sql) {
  sqlite3* handle = nullptr;
  require(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);  // this file and no other
  constexpr int steps = 100'000;
  sqlite3_progress_handler(handle, steps, [](void*) { return 1; }, nullptr);
  static_cast<void>(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr));
  sqlite3_close(handle);
}

/// Calls `action`; returns whether the file was not refused. A query that is not the user's is none to complain of, but
/// the file may have a run that lacks what is asked for.
template <class Action>
bool accepted(const Action& action) {
  try {
    action();
    return true;
  } catch (const DbError& refusal) {
    check(refusal);
  } catch (const ConfigError& refusal) {
    check(refusal);
  }
  return false;
}

void report(const Table& table) {
  for (const auto& row : table.rows) require(row.size() == table.columns.size());
  require(!reports::text_table(table).empty() && !reports::csv(table).empty() && !reports::json(table).empty());
}

bool read(const std::filesystem::path& path) {
  return accepted([&] {
    const db::RunReader reader{path, most_seconds, models::known_leaves()};
    accepted([&] { report(reader.runs()); });
    const db::RunSummary run = reader.run({});
    accepted([&] {
      report(reader.designs(run.id, {.where = "feasible and latency > 0 s", .sort = {"-energy", "design"}}).all());
    });
    accepted([&] { report(reader.designs(run.id, {.columns = reader.screen_columns(run)}).all()); });
    accepted([&] { report(reader.pareto(run.id, run.objectives, Ties::all)); });
    accepted([&] { report(reader.sql("SELECT * FROM fronts LEFT JOIN designs USING (run, design)").all()); });
  });
}

/// Whether the run was found and went on.
bool resume(const std::filesystem::path& path) {
  bool found = false;
  const bool opened = accepted([&] {
    db::RunStore store{path};
    const auto run = store.unfinished(unfinished_run(), reasons);
    if (!run) return;
    found = true;
    const SearchState& state = run->state;
    require(state.infeasible.size() == reasons);
    constexpr double exact = 0x1p53;  // beyond, the count is rounded
    const auto counted = static_cast<double>(std::reduce(state.infeasible.begin(), state.infeasible.end()));
    require(state.evaluated >= exact || state.evaluated == counted);
    std::vector<Cell> front;
    for (const std::string& number : run->front) front.push_back(index_cell(number));
    db::Batch batch = store.batch(run->id);
    batch.add(feasible_row(500));
    batch.commit({.entered = {index_cell(500)}, .left = front},
                 {.state = {.evaluated = 1'000, .infeasible = {1'000, 0}, .checkpoint = "1000 2"},
                  .reasons = {"", ""},
                  .seconds = 1,
                  .complete = true});
  });
  return opened && found;
}

}  // namespace
}  // namespace bitpareto::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace bitpareto;
  using namespace bitpareto::fuzz;
  static const Folder folder;
  static const std::string right = [] {
    database_of_two_runs(folder / "right.db");
    std::string text = read_file(folder / "right.db");
    require(read(folder / "right.db") && resume(folder / "right.db"));
    return text;
  }();
  folder.clear();
  const std::filesystem::path path = folder / "r.db";
  const std::string_view input{reinterpret_cast<const char*>(bytes), size};
  const bool is_file = input.starts_with("SQLite format 3");
  write_file(path, is_file ? input : right);
  if (!is_file) change(path, std::string{input});

  const std::string before = read_file(path);
  const std::ptrdiff_t files = folder.files();
  read(path);
  require(read_file(path) == before && folder.files() == files);
  const bool went_on = resume(path);
  // A file of an older version is copied, and then brought up to date.
  bool was_migrated = false;
  for (int version = 1; version < db::schema_version(); ++version) {
    was_migrated = was_migrated || std::filesystem::exists(path.string() + ".v" + std::to_string(version) + "-backup");
  }
  require(folder.files() == files + (was_migrated ? 1 : 0));
  require(went_on || was_migrated || read_file(path) == before);
  if (went_on) read(path);
  return 0;
}
