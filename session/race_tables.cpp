// SPDX-License-Identifier: Apache-2.0
#include "session/race_tables.h"

#include <algorithm>
#include <cmath>

#include "core/text/number.h"
#include "session/quartiles.h"

namespace bitpareto::session {

namespace {

/// Nothing for what never happened.
Cell finite_cell(double value) { return std::isfinite(value) ? Cell{value} : Cell{}; }

template <class Number>
std::vector<double> of_runs(const Race& race, std::size_t racer, std::uint64_t drawing, const Number& number) {
  std::vector<double> numbers;
  for (const RaceRun& run : race.runs) {
    if (run.racer == racer && run.drawing == drawing) numbers.push_back(static_cast<double>(number(run)));
  }
  return numbers;
}

/// What random search of given options had in the end, in evaluations; NaN if it did not race.
double evaluations_of_random(const Race& race) {
  std::vector<double> all;
  for (const RaceRun& run : race.runs) {
    if (run.drawing == 0 && race.racers[run.racer].entry->name == "random") all.push_back(static_cast<double>(run.evaluated));
  }
  return quartiles_of(std::move(all)).median;
}

/// Makes a dash of what never happened. Texts stand left, so that numbers beside them are filled up to the width of the column.
void put_dashes(Table& table, std::string_view name) {
  const std::size_t column = column_of(table, name);
  const auto is_missing = [&](const std::vector<Cell>& row) { return std::holds_alternative<std::monostate>(row[column]); };
  if (column == table.columns.size() || std::ranges::none_of(table.rows, is_missing)) return;
  const auto text_of = [&](const std::vector<Cell>& row) { return is_missing(row) ? std::string{"-"} : rounded(std::get<double>(row[column])); };
  std::size_t width = name.size();
  for (const std::vector<Cell>& row : table.rows) width = std::max(width, text_of(row).size());
  for (std::vector<Cell>& row : table.rows) {
    const std::string text = text_of(row);
    row[column] = std::string(width - text.size(), ' ') + text;
  }
}

bool has_drawings(const Race& race) {
  return std::ranges::any_of(race.options, [](const std::vector<Node>& sections) { return sections.size() > 1; });
}

std::vector<Cell> spread(const Race& race, std::size_t racer) {
  std::vector<double> shares;
  for (std::uint64_t d = 1; d < race.options[racer].size(); ++d) {
    if (const double share = share_of(race, racer, d); !std::isnan(share)) shares.push_back(share);
  }
  if (shares.empty()) return std::vector<Cell>(7);
  const auto count = static_cast<std::int64_t>(shares.size());
  const Quartiles q = quartiles_of(std::move(shares));
  return {count, q.least, q.low, q.median, q.high, q.most, section_text(race.options[racer][best_drawing(race, racer)])};
}

}  // namespace

double share_of(const Race& race, std::size_t racer, std::uint64_t drawing) {
  return quartiles_of(of_runs(race, racer, drawing, [](const RaceRun& run) { return run.share(); })).median;
}

std::uint64_t best_drawing(const Race& race, std::size_t racer) {
  std::uint64_t best = 0;
  double most = -1;
  for (std::uint64_t d = 1; d < race.options[racer].size(); ++d) {
    const double share = share_of(race, racer, d);
    if (share > most) {
      most = share;
      best = d;
    }
  }
  return best;
}

Table race_table(const Race& race) {
  Table table{.columns = {"explorer", "options", "runs", "evaluations", "share_q1", "share_median", "share_q3", "to_90", "to_99", "to_random", "times_fewer",
                          {"cpu_s", Dimension::time}},
              .rows = {}};
  const bool is_drawn = has_drawings(race);
  if (is_drawn) {
    for (const char* name : {"drawings", "drawn_least", "drawn_q1", "drawn_median", "drawn_q3", "drawn_most", "best_options"}) table.columns.emplace_back(name);
  }
  const double random = evaluations_of_random(race);
  for (std::size_t r = 0; r < race.racers.size(); ++r) {
    const auto median = [&](const auto& number) { return quartiles_of(of_runs(race, r, 0, number)).median; };
    const std::vector<double> shares = of_runs(race, r, 0, [](const RaceRun& run) { return run.share(); });
    const Quartiles share = quartiles_of(shares);
    const bool is_random = race.racers[r].entry->name == "random";
    const double to_random = is_random ? std::nan("") : median([](const RaceRun& run) { return run.to_random; });
    std::vector<Cell> row{std::string{race.racers[r].entry->name},
                          to_json(race.options[r][0], false),
                          static_cast<std::int64_t>(shares.size()),
                          finite_cell(median([](const RaceRun& run) { return run.evaluated; })),
                          finite_cell(share.low),
                          finite_cell(share.median),
                          finite_cell(share.high),
                          finite_cell(median([](const RaceRun& run) { return run.to_90; })),
                          finite_cell(median([](const RaceRun& run) { return run.to_99; })),
                          finite_cell(to_random),
                          finite_cell(std::isfinite(to_random) ? random / to_random : std::nan("")),
                          finite_cell(median([](const RaceRun& run) { return run.seconds; }))};
    if (is_drawn) {
      std::vector<Cell> cells = spread(race, r);
      std::ranges::move(cells, std::back_inserter(row));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table race_table_for_people(const Race& race) {
  const Table all = race_table(race);
  Table table;
  std::vector<std::size_t> shown;
  const bool has_random = std::ranges::any_of(race.racers, [](const Racer& r) { return r.entry->name == "random"; });
  for (std::size_t c = 0; c < all.columns.size(); ++c) {
    const std::string& name = all.columns[c].name;
    if (name == "options" || name == "best_options" || name == "to_random" || name == "drawings") continue;
    if (name == "times_fewer" && !has_random) continue;
    shown.push_back(c);
    table.columns.push_back(all.columns[c]);
  }
  for (std::size_t r = 0; r < all.rows.size(); ++r) {
    std::vector<Cell>& row = table.rows.emplace_back();
    for (const std::size_t c : shown) row.push_back(all.rows[r][c]);
    row[0] = race.racers[r].label;
  }
  for (const char* name : {"to_90", "to_99", "times_fewer"}) put_dashes(table, name);
  return table;
}

Table race_curves(const Race& race) {
  Table table{.columns = {"explorer", "options", "drawing", "evaluations", "runs", "share_least", "share_q1", "share_median", "share_q3", "share_most"}, .rows = {}};
  for (std::size_t r = 0; r < race.racers.size(); ++r) {
    for (std::uint64_t d = 0; d < race.options[r].size(); ++d) {
      const std::string options = to_json(race.options[r][d], false);
      for (std::size_t c = 0; c < race.counts[r].size(); ++c) {
        const std::vector<double> shares = of_runs(race, r, d, [&](const RaceRun& run) { return run.shares[c]; });
        if (shares.empty()) continue;
        const Quartiles q = quartiles_of(shares);
        table.rows.push_back({std::string{race.racers[r].entry->name}, options, static_cast<std::int64_t>(d), index_cell(race.counts[r][c]),
                              static_cast<std::int64_t>(shares.size()), q.least, q.low, q.median, q.high, q.most});
      }
    }
  }
  return table;
}

Table race_run_curves(const Race& race) {
  Table table{.columns = {"explorer", "options", "drawing", "seed", "evaluations", "share"}, .rows = {}};
  for (const RaceRun& run : race.runs) {
    const std::string options = to_json(race.options[run.racer][run.drawing], false);
    for (std::size_t c = 0; c < run.shares.size(); ++c) {
      table.rows.push_back({std::string{race.racers[run.racer].entry->name}, options, static_cast<std::int64_t>(run.drawing),
                            run.seed ? Cell{*run.seed} : Cell{}, index_cell(race.counts[run.racer][c]), run.shares[c]});
    }
  }
  return table;
}

}  // namespace bitpareto::session
