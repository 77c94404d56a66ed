// SPDX-License-Identifier: Apache-2.0
#include "db/certificate.h"

#include <array>
#include <cmath>
#include <numeric>

#include "core/system/error.h"
#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto::db {

namespace {

/// Rows in their order: the designs of the space, those that they fall into, boxes; behind them the gap of each objective.
constexpr std::array<std::string_view, 7> rows{"designs",           "evaluated, feasible", "evaluated, infeasible", "dominated, by bound",
                                               "infeasible, by bound", "open",             "boxes bounded"};
constexpr std::size_t first_part = 1, last_part = 5;
constexpr std::string_view gap = "gap";

Cell bounded_cell(double value) { return std::isfinite(value) ? Cell{value} : Cell{}; }

}  // namespace

void write_certificate(Connection& connection, std::int64_t run, const SearchState& state) {
  if (!state.certificate) return;
  const SearchCertificate& c = *state.certificate;
  Statement clear = connection.prepare("DELETE FROM certificate WHERE run = ?");
  clear.bind(0, run);
  clear.run();
  Statement insert = connection.prepare("INSERT INTO certificate (run, position, what, count, additive, relative) VALUES (?, ?, ?, ?, ?, ?)");
  std::int64_t position = 0;
  const auto add = [&](std::string_view what, const Cell& count, const Cell& additive, const Cell& relative) {
    insert.bind(0, run);
    insert.bind(1, position++);
    insert.bind(2, what);
    insert.bind(3, count);
    insert.bind(4, additive);
    insert.bind(5, relative);
    insert.run();
  };
  const std::uint64_t infeasible = std::accumulate(state.infeasible.begin() + 1, state.infeasible.end(), std::uint64_t{0});
  const std::array<std::uint64_t, rows.size()> counts{c.size, state.infeasible[0], infeasible, c.dominated, c.infeasible, c.open, c.boxes};
  for (std::size_t r = 0; r < rows.size(); ++r) add(rows[r], index_cell(counts[r]), {}, {});
  for (const SearchCertificate::Gap& of : c.gaps) add(gap, {}, bounded_cell(of.additive), bounded_cell(of.relative));
}

Table read_certificate(const Connection& connection, std::int64_t run, const std::vector<std::string>& objectives) {
  Table table{.columns = {"what", "count", "share", "additive", "relative"}, .rows = {}};
  Statement find = connection.prepare("SELECT count, additive, relative, what FROM certificates WHERE run = ? ORDER BY position");
  std::uint64_t size = 0;
  std::uint64_t sum = 0;
  std::size_t row = 0;
  const auto require = [&](bool holds) {
    if (!holds) throw DbError{format("{}: was changed by something other than bitpareto: the certificate of run {} does not add up", connection.path().string(), run)};
  };
  for (find.bind(0, run); find.step(); ++row) {
    if (row >= rows.size()) {
      const std::size_t objective = row - rows.size();
      require(objective < objectives.size() && find.text(3) == gap);
      table.rows.push_back({format("gap of {}", objectives[objective]), {}, {}, find.cell(1), find.cell(2)});
      continue;
    }
    const auto count = parse_whole(cell_text(find.cell(0)));
    require(count && find.text(3) == rows[row]);
    if (row == 0) size = *count;
    if (row >= first_part && row <= last_part) sum += *count;
    const Cell share = row <= last_part && size > 0 ? Cell{static_cast<double>(*count) / static_cast<double>(size)} : Cell{};
    table.rows.push_back({std::string{rows[row]}, index_cell(*count), share, {}, {}});
  }
  if (row == 0) throw ConfigError{format("run {} has no certificate: its explorer evaluates what it speaks of", run)};
  require(row >= rows.size() && sum == size);
  return table;
}

std::optional<bool> has_open_designs(const Connection& connection, std::int64_t run) {
  constexpr std::int64_t position = last_part;
  static_assert(rows[last_part] == "open");
  Statement find = connection.prepare("SELECT count > 0 FROM certificates WHERE run = ? AND position = ?");
  find.bind(0, run);
  find.bind(1, position);
  if (!find.step()) return std::nullopt;
  return find.whole(0) != 0;
}

}  // namespace bitpareto::db
