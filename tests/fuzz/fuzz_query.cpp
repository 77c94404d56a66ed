// SPDX-License-Identifier: Apache-2.0
/// libFuzzer on queries of one database: the first byte chooses --where, --sort, --columns, --pareto or --sql. The database
/// is right, so whatever fails is the user's mistake; no row comes twice, none is lost, nothing is written.
#include <algorithm>

#include "db/run_reader.h"
#include "models/design/vocabulary.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/database.h"

namespace bitpareto::fuzz {
namespace {

constexpr std::size_t designs = 3;

/// The designs of run 1 that a query gives.
std::vector<Cell> rows_of(const db::RunReader& reader, const db::DesignQuery& query) {
  std::vector<Cell> found;
  for (const std::vector<Cell>& row : reader.designs(1, query).all().rows) found.push_back(row[0]);
  std::vector<Cell> once = found;
  std::ranges::sort(once);
  require(std::ranges::adjacent_find(once) == once.end());
  return found;
}

void where(const db::RunReader& reader, const std::string& text) {
  const std::vector<Cell> yes = rows_of(reader, {.where = text});
  std::vector<Cell> no;
  try {
    no = rows_of(reader, {.where = "not (" + text + ")"});
  } catch (const ConfigError&) {  // too long or too deep by these brackets
  }
  require(yes.size() + no.size() <= designs);
  for (const Cell& design : yes) require(std::ranges::find(no, design) == no.end());
  const Table front = reader.pareto(1, {"latency", "energy"}, Ties::all, {"design"}, text);
  for (const auto& row : front.rows) require(std::ranges::find(yes, row[0]) != yes.end());
}

void sql(const db::RunReader& reader, const std::string& text) {
  db::Cursor rows = reader.sql(text);
  constexpr int most = 1'000;
  int count = 0;
  for (std::vector<Cell> row; count < most && rows.next(row); ++count) require(row.size() == rows.columns().size());
}

void ask(const db::RunReader& reader, unsigned kind, const std::string& text) {
  switch (kind) {
    case 0:
      return where(reader, text);
    case 1:
      return require(rows_of(reader, {.sort = {text}}).size() == designs);
    case 2:
      return require(reader.designs(1, {.columns = {text}}).all().rows.size() == designs);
    case 3:
      return require(reader.pareto(1, {text, "energy"}, Ties::first).rows.size() <= designs);
    default:
      return sql(reader, text);
  }
}

}  // namespace
}  // namespace bitpareto::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace bitpareto;
  using namespace bitpareto::fuzz;
  static const Folder folder;
  static const std::filesystem::path path = folder / "r.db";
  static const std::string before = [] {
    database_of_two_runs(path);
    return read_file(path);
  }();
  if (size == 0) return 0;
  constexpr double most_seconds = 0.1;
  try {
    const db::RunReader reader{path, most_seconds, models::known_leaves()};
    ask(reader, (bytes[0] - unsigned{'0'}) % 5U, {reinterpret_cast<const char*>(bytes) + 1, size - 1});
  } catch (const ConfigError& refusal) {
    check(refusal);
  }
  require(read_file(path) == before && folder.files() == 1);
  return 0;
}
