// SPDX-License-Identifier: Apache-2.0
#include "session/uncertainty.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <stdexcept>

#include "core/search/non_dominated.h"
#include "core/system/parallel.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "session/evaluate.h"
#include "session/few_designs.h"
#include "session/quartiles.h"

namespace bitpareto::session {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
/// Designs whose values under all draws are held at a time, and those of which each thread has a whole table: so many with 200 draws, fewer with
/// more.
constexpr std::size_t chunk_designs = 2'048;
constexpr std::size_t table_designs = 128;
std::size_t chunk_of(std::size_t most, const DrawSettings& settings) {
  constexpr std::size_t usual_draws = 200;
  return std::clamp<std::size_t>(most * usual_draws / static_cast<std::size_t>(settings.draws), 1, most);
}

void require_draws(const DrawSettings& settings, double designs) {
  if (settings.draws == 0) throw std::invalid_argument{"no draw of the constants: at least one is needed"};
  if (settings.threads < 1) throw std::invalid_argument{"less than one thread"};
  if (const std::string why = refusal_to_draw(designs, settings.draws); !why.empty()) throw std::invalid_argument{why};
}

void tell(const DrawSettings& settings, std::size_t done, std::size_t all) {
  if (settings.progress) settings.progress(done, all);
}

Standpoint draw_of(const DrawSettings& settings, std::size_t draw) { return {.draw = Standpoint::Draw{settings.seed, draw}}; }

/// The positions of the values that may differ between draws, and of those that are asked for: a value that is the same to the last bit at
/// both corners and in the first draws hinges on no constant.
std::vector<std::size_t> hinging(const FewDesigns& few, std::span<const Objective> values, std::span<const std::size_t> asked, const DrawSettings& settings) {
  std::vector<std::vector<double>> seen;
  for (const Standpoint& from : {Standpoint{.corner = Corner::low}, Standpoint{.corner = Corner::high}, draw_of(settings, 0), draw_of(settings, 1)}) {
    seen.push_back(few.values(from, values));
  }
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  std::vector<std::size_t> list;
  for (std::size_t v = 0; v < values.size(); ++v) {
    bool differs = std::ranges::find(asked, v) != asked.end();
    for (std::size_t place = v; place < seen[0].size() && !differs; place += values.size()) {
      differs = std::ranges::any_of(seen, [&](const auto& numbers) { return !same(numbers[place], seen[0][place]); });
    }
    if (differs) list.push_back(v);
  }
  return list;
}

/// The bands of one of `width` numbers of each row: `drawn` is [draw][row][number].
std::vector<Band> bands_of(const std::vector<std::vector<double>>& drawn, std::size_t width, std::size_t number) {
  std::vector<Band> bands;
  for (std::size_t place = number; place < drawn.front().size(); place += width) {
    std::vector<double> values;
    values.reserve(drawn.size());
    for (const std::vector<double>& of_draw : drawn) values.push_back(of_draw[place]);
    bands.push_back(band_of(std::move(values)));
  }
  return bands;
}

/// Numbers of designs as tables have them.
std::vector<DesignKey> designs_of(const Table& table, const Space& space) {
  const std::size_t at = column_of(table, "design");
  std::vector<DesignKey> designs;
  for (const std::vector<Cell>& row : table.rows) {
    const std::string number = cell_text(row[at]);
    std::optional<DesignKey> design = space.find(number);
    if (!design) throw std::invalid_argument{format("design {} of a space of {}", number, space.size_text())};
    designs.push_back(*std::move(design));
  }
  return designs;
}

/// A column of a table with its bands, row by row.
struct Banded {
  std::size_t column;
  std::vector<Band> bands;
};

/// Puts bands behind their columns. Those that are points everywhere, and equal what stands there, say nothing.
Table with_columns(Table table, std::vector<Banded> list) {
  std::erase_if(list, [&](const Banded& banded) {
    return std::ranges::all_of(banded.bands, [](const Band& band) { return !(band.low < band.high); });
  });
  std::ranges::sort(list, std::greater{}, &Banded::column);
  for (const Banded& banded : list) {
    const auto at = static_cast<std::ptrdiff_t>(banded.column) + 1;
    for (const bool high : {true, false}) {
      Column column = table.columns[banded.column];
      column.name = band_column(table.columns[banded.column], high ? "p90" : "p10");
      table.columns.insert(table.columns.begin() + at, std::move(column));
      for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const bool has_value = !std::holds_alternative<std::monostate>(table.rows[r][banded.column]);
        const double end = !has_value ? none : high ? banded.bands[r].high : banded.bands[r].low;
        table.rows[r].insert(table.rows[r].begin() + at, number_cell(end));
      }
    }
  }
  return table;
}

/// The share of draws in which nothing dominates a design; `values`: [draw][design][value], all to be minimised.
std::vector<double> robustness_of(const std::vector<std::vector<double>>& values, std::size_t designs, std::size_t width, int threads) {
  std::vector<std::vector<std::size_t>> fronts(values.size());
  parallel_for(values.size(), threads, [&](std::size_t draw) {
    std::vector<double> finite;
    std::vector<std::size_t> places;
    for (std::size_t d = 0; d < designs; ++d) {
      const std::span<const double> of_design{values[draw].data() + d * width, width};
      if (!std::ranges::all_of(of_design, [](double v) { return std::isfinite(v); })) continue;
      finite.insert(finite.end(), of_design.begin(), of_design.end());
      places.push_back(d);
    }
    for (const std::size_t i : non_dominated(finite, width, 1)) fronts[draw].push_back(places[i]);
  });
  std::vector<double> share(designs, 0);
  for (const std::vector<std::size_t>& front : fronts) {
    for (const std::size_t d : front) share[d] += 1;
  }
  for (double& s : share) s /= static_cast<double>(values.size());
  return share;
}

}  // namespace

std::string refusal_to_draw(double designs, std::uint64_t draws) {
  const double all = designs * static_cast<double>(draws);
  if (all <= static_cast<double>(most_drawn)) return {};
  return format("{} designs under {} draws of the constants; at most {} in all, which takes minutes: fewer draws, or a smaller space", rounded(designs), grouped(draws),
                grouped(most_drawn));
}

Band band_of(std::vector<double> values) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  if (values.empty()) return {};
  const double low = quantile(values, 0.1);
  return {low, quantile(values, 0.9)};
}

std::string band_column(const Column& column, std::string_view end) {
  const std::string_view unit = column_suffix(column.dimension);
  std::string_view stem = column.name;
  if (!unit.empty() && stem.ends_with(unit)) stem.remove_suffix(unit.size());
  const bool has_unit = stem.size() != column.name.size();
  return format("{}_{}{}", stem, end, has_unit ? unit : "");
}

Table with_bands(Table table, const Session& session, const DrawSettings& settings, std::span<const std::string> over) {
  require_draws(settings, static_cast<double>(table.rows.size()));
  if (table.rows.empty()) return table;
  const std::vector<DesignKey> designs = designs_of(table, session.space());
  const Problem problem = session.problem();
  std::vector<Objective> values;
  std::vector<std::size_t> columns;
  for (const Objective& value : recorded_values(problem)) {
    const auto at = std::ranges::find(table.columns, value.column_name(), &Column::name);
    if (at == table.columns.end()) continue;
    values.push_back(value);
    columns.push_back(static_cast<std::size_t>(at - table.columns.begin()));
  }
  std::vector<std::size_t> dominating;  // positions in values
  for (const std::string& name : over) {
    const auto of_name = [&](std::size_t at) { return table.columns[at].name == name; };
    const auto it = std::ranges::find_if(columns, of_name);
    if (it == columns.end()) throw std::invalid_argument{format("'{}' is no column of metrics of the table", name)};
    dominating.push_back(static_cast<std::size_t>(it - columns.begin()));
  }

  std::vector<Banded> banded;
  for (const std::size_t column : columns) banded.push_back({column, {}});
  std::vector<std::vector<double>> minimised(settings.draws);
  const std::size_t chunk = chunk_of(chunk_designs, settings);
  for (std::size_t from = 0; from < designs.size(); from += chunk) {
    tell(settings, from, designs.size());
    const auto count = static_cast<std::ptrdiff_t>(std::min(chunk, designs.size() - from));
    const auto begin = designs.begin() + static_cast<std::ptrdiff_t>(from);
    const FewDesigns few{session, {begin, begin + count}};
    const std::vector<std::size_t> kept = hinging(few, values, dominating, settings);
    std::vector<Objective> kept_values;
    for (const std::size_t v : kept) kept_values.push_back(values[v]);
    std::vector<std::vector<double>> drawn(settings.draws);
    parallel_for(settings.draws, settings.threads, [&](std::size_t draw) {
      drawn[draw] = few.values(draw_of(settings, draw), kept_values);
      for (std::size_t d = 0; d < few.designs().size(); ++d) {
        for (const std::size_t v : dominating) {
          const auto k = static_cast<std::size_t>(std::ranges::find(kept, v) - kept.begin());
          const double value = drawn[draw][d * kept.size() + k];
          minimised[draw].push_back(values[v].is_maximised() ? -value : value);
        }
      }
    });
    for (Banded& column : banded) column.bands.resize(from + few.designs().size());
    parallel_for(kept.size(), settings.threads, [&](std::size_t k) {
      std::ranges::copy(bands_of(drawn, kept.size(), k), banded[kept[k]].bands.begin() + static_cast<std::ptrdiff_t>(from));
    });
  }
  tell(settings, designs.size(), designs.size());
  table = with_columns(std::move(table), std::move(banded));
  if (dominating.empty()) return table;
  const std::vector<double> share = robustness_of(minimised, designs.size(), dominating.size(), settings.threads);
  Column column{"robustness"};
  column.kind = Column::Kind::value;
  column.better = Better::more;
  table.columns.push_back(std::move(column));
  for (std::size_t r = 0; r < table.rows.size(); ++r) table.rows[r].emplace_back(share[r]);
  return table;
}

std::vector<std::string> objective_columns(const Session& session) {
  std::vector<std::string> names;
  for (const Objective& objective : session.loaded.objectives) names.push_back(objective.column_name());
  return names;
}

Table tabulate_with_bands(const Session& session, RowPer per, const DrawSettings& settings) {
  const Space& space = session.space();
  require_draws(settings, space.size());
  const Table whole = tabulate(session, per);
  const auto designs_in_all = static_cast<std::size_t>(space.last_index()) + 1;
  std::vector<Banded> banded;
  for (std::size_t c = 0; c < whole.columns.size(); ++c) {
    const bool has_numbers = std::ranges::any_of(whole.rows, [&](const auto& row) { return std::holds_alternative<double>(row[c]); });
    if (whole.columns[c].kind == Column::Kind::value && has_numbers) banded.push_back({c, {}});
  }
  std::vector<std::uint64_t> levels(space.axes().size());
  const std::size_t chunk = chunk_of(table_designs, settings);
  for (std::size_t from = 0; from < designs_in_all; from += chunk) {
    tell(settings, from, designs_in_all);
    const std::size_t count = std::min(chunk, designs_in_all - from);
    std::vector<DesignKey> designs;
    for (std::size_t design = from; design < from + count; ++design) {
      space.levels_of(design, levels);
      designs.push_back(levels);
    }
    const FewDesigns few{session, std::move(designs)};
    std::vector<std::vector<double>> drawn(settings.draws);  // [draw][row][column]
    parallel_for(settings.draws, settings.threads, [&](std::size_t draw) {
      few.at(draw_of(settings, draw), [&](const Problem& seen) {
        // By name: what no design of a table sets has no column there.
        const Table table = evaluation_table(seen, from, count, per);
        std::vector<std::size_t> places;
        for (const Banded& column : banded) places.push_back(column_of(table, whole.columns[column.column].name));
        for (const std::vector<Cell>& row : table.rows) {
          for (const std::size_t at : places) {
            const auto* const number = at < row.size() ? std::get_if<double>(&row[at]) : nullptr;
            drawn[draw].push_back(number == nullptr ? none : *number);
          }
        }
      });
    });
    for (std::size_t b = 0; b < banded.size(); ++b) std::ranges::copy(bands_of(drawn, banded.size(), b), std::back_inserter(banded[b].bands));
  }
  tell(settings, designs_in_all, designs_in_all);
  return with_columns(whole, std::move(banded));
}

}  // namespace bitpareto::session
