// SPDX-License-Identifier: Apache-2.0
#include "session/uncertainty.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "core/search/pareto.h"
#include "core/system/parallel.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "session/evaluate.h"

namespace bitpareto::session {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
/// Designs whose values under all draws are held at a time: so many with 200 draws, fewer with more.
constexpr std::size_t chunk_designs = 2'048;
std::size_t chunk_of(const DrawSettings& settings) {
  constexpr std::size_t usual_draws = 200;
  return std::clamp<std::size_t>(chunk_designs * usual_draws / static_cast<std::size_t>(settings.draws), 1, chunk_designs);
}

using Designs = std::shared_ptr<const std::vector<DesignKey>>;

void require_draws(const DrawSettings& settings, double designs) {
  if (settings.draws == 0) throw std::invalid_argument{"no draw of the constants: at least one is needed"};
  if (settings.threads < 1) throw std::invalid_argument{"less than one thread"};
  if (const std::string why = refusal_to_draw(designs, settings.draws); !why.empty()) throw std::invalid_argument{why};
}

void tell(const DrawSettings& settings, std::size_t done, std::size_t all) {
  if (settings.progress) settings.progress(done, all);
}

Standpoint draw_of(const DrawSettings& settings, std::size_t draw) { return {.draw = Standpoint::Draw{settings.seed, draw}}; }

/// A few designs of a space wherever the constants are.
class FewDesigns {
 public:
  FewDesigns(const Session& session, std::vector<DesignKey> designs)
      : session_{&session},
        designs_{std::make_shared<const std::vector<DesignKey>>(std::move(designs))},
        base_{*session.loaded.model, designs_, {.corner = session.loaded.file.at}} {}

  [[nodiscard]] const std::vector<DesignKey>& designs() const { return *designs_; }

  /// f(problem) with the constants as they are seen from there. Constraints were decided where they stand: a problem has none.
  template <class F>
  void at(const Standpoint& from, const F& f) const {
    const models::DesignModel model{base_, designs_, from};
    f(Problem{model, session_->loaded.uses, session_->loaded.objectives_at(from), {}});
  }

  /// Values of the designs: [design][value]; NaN where there is none.
  [[nodiscard]] std::vector<double> values(const Problem& problem, std::span<const Objective> values) const {
    std::vector<double> list;
    list.reserve(designs_->size() * values.size());
    DesignBlock block{problem.space()};
    CostBlock costs{problem.workloads().size()};
    for (std::size_t from = 0; from < designs_->size(); from += block_size) {
      const auto some = std::span{*designs_}.subspan(from, std::min(block_size, designs_->size() - from));
      block.clear();
      for (const DesignKey& design : some) block.push(design);
      problem.evaluator().evaluate(block, costs);
      for (std::size_t i = 0; i < some.size(); ++i) {
        const EvaluatedDesign design{problem, block, costs, i};
        const bool exists = costs.cannot_exist()[i] == 0;
        for (const Objective& value : values) {
          const Cell cell = exists ? design.value(value) : Cell{};
          const auto* const number = std::get_if<double>(&cell);
          list.push_back(number == nullptr ? none : *number);
        }
      }
    }
    return list;
  }

  /// The positions of the values that may differ between draws, and of those that are asked for: a value that is the same to the last bit at
  /// both corners and in the first draws hinges on no constant.
  [[nodiscard]] std::vector<std::size_t> hinging(std::span<const Objective> of, std::span<const std::size_t> asked, const DrawSettings& settings) const {
    std::vector<std::vector<double>> seen;
    for (const Standpoint& from : {Standpoint{.corner = Corner::low}, Standpoint{.corner = Corner::high}, draw_of(settings, 0), draw_of(settings, 1)}) {
      at(from, [&](const Problem& problem) { seen.push_back(values(problem, of)); });
    }
    std::vector<std::size_t> list;
    for (std::size_t v = 0; v < of.size(); ++v) {
      bool differs = std::ranges::find(asked, v) != asked.end();
      for (std::size_t d = 0; d < designs_->size() && !differs; ++d) {
        const std::size_t place = d * of.size() + v;
        differs = std::ranges::any_of(seen, [&](const auto& numbers) {
          return numbers[place] != seen[0][place] && !(std::isnan(numbers[place]) && std::isnan(seen[0][place]));
        });
      }
      if (differs) list.push_back(v);
    }
    return list;
  }

 private:
  const Session* session_;
  Designs designs_;
  models::DesignModel base_;
};

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
  std::vector<std::vector<std::uint64_t>> fronts(values.size());
  parallel_for(values.size(), threads, [&](std::size_t draw) {
    ParetoArchive archive{width, Ties::all};
    for (std::size_t d = 0; d < designs; ++d) {
      const std::span<const double> of_design{values[draw].data() + d * width, width};
      if (std::ranges::all_of(of_design, [](double v) { return std::isfinite(v); })) archive.insert(of_design, d);
    }
    fronts[draw] = archive.front().ids;
  });
  std::vector<double> share(designs, 0);
  for (const std::vector<std::uint64_t>& front : fronts) {
    for (const std::uint64_t d : front) share[d] += 1;
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
  const auto quantile = [&](double share) {
    const double at = share * static_cast<double>(values.size() - 1);
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(at);
    std::nth_element(values.begin(), place, values.end());
    const double rest = at - std::floor(at);
    const double above = rest == 0 ? *place : *std::min_element(place + 1, values.end());
    return above == *place ? *place : *place + rest * (above - *place);
  };
  const double low = quantile(0.1);
  return {low, quantile(0.9)};
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
  const std::size_t chunk = chunk_of(settings);
  for (std::size_t from = 0; from < designs.size(); from += chunk) {
    tell(settings, from, designs.size());
    const auto count = static_cast<std::ptrdiff_t>(std::min(chunk, designs.size() - from));
    const auto begin = designs.begin() + static_cast<std::ptrdiff_t>(from);
    const FewDesigns few{session, {begin, begin + count}};
    const std::vector<std::size_t> kept = few.hinging(values, dominating, settings);
    std::vector<Objective> kept_values;
    for (const std::size_t v : kept) kept_values.push_back(values[v]);
    std::vector<std::vector<double>> drawn(settings.draws);
    parallel_for(settings.draws, settings.threads, [&](std::size_t draw) {
      few.at(draw_of(settings, draw), [&](const Problem& seen) { drawn[draw] = few.values(seen, kept_values); });
      for (std::size_t d = 0; d < few.designs().size(); ++d) {
        for (const std::size_t v : dominating) {
          const auto k = static_cast<std::size_t>(std::ranges::find(kept, v) - kept.begin());
          const double value = drawn[draw][d * kept.size() + k];
          minimised[draw].push_back(values[v].is_maximised() ? -value : value);
        }
      }
    });
    const std::size_t before = from;
    for (Banded& column : banded) column.bands.resize(before + few.designs().size());
    parallel_for(kept.size(), settings.threads, [&](std::size_t k) {
      for (std::size_t d = 0; d < few.designs().size(); ++d) {
        std::vector<double> of_value;
        of_value.reserve(drawn.size());
        for (const std::vector<double>& numbers : drawn) of_value.push_back(numbers[d * kept.size() + k]);
        banded[kept[k]].bands[before + d] = band_of(std::move(of_value));
      }
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

Table table_of(const Session& session, std::span<const DesignKey> designs) {
  const Problem problem = session.problem();
  const std::vector<Objective> recorded = recorded_values(problem);
  Table table{.columns = {"design"}, .rows = {}};
  for (const Objective& value : recorded) table.columns.push_back(bitpareto::column_of(value));
  const FewDesigns few{session, {designs.begin(), designs.end()}};
  std::vector<double> values;
  few.at({.corner = session.loaded.file.at}, [&](const Problem& seen) { values = few.values(seen, recorded); });
  for (std::size_t d = 0; d < designs.size(); ++d) {
    std::vector<Cell>& row = table.rows.emplace_back();
    row.push_back(design_cell(session.space(), designs[d]));
    for (std::size_t v = 0; v < recorded.size(); ++v) {
      row.push_back(number_cell(values[d * recorded.size() + v]));
    }
  }
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
  const std::size_t rows_per_design = whole.rows.size() / designs_in_all;
  std::vector<Banded> banded;
  for (std::size_t c = 0; c < whole.columns.size(); ++c) {
    const bool has_numbers = std::ranges::any_of(whole.rows, [&](const auto& row) { return std::holds_alternative<double>(row[c]); });
    if (whole.columns[c].kind == Column::Kind::value && has_numbers) banded.push_back({c, {}});
  }
  std::vector<std::uint64_t> levels(space.axes().size());
  const std::size_t chunk = chunk_of(settings);
  for (std::size_t from = 0; from < designs_in_all; from += chunk) {
    tell(settings, from, designs_in_all);
    const std::size_t count = std::min(chunk, designs_in_all - from);
    std::vector<DesignKey> designs;
    for (std::size_t design = from; design < from + count; ++design) {
      space.levels_of(design, levels);
      designs.push_back(levels);
    }
    const FewDesigns few{session, std::move(designs)};
    const std::size_t rows = count * rows_per_design;
    std::vector<std::vector<double>> drawn(settings.draws);  // [draw][column][row]
    parallel_for(settings.draws, settings.threads, [&](std::size_t draw) {
      few.at(draw_of(settings, draw), [&](const Problem& seen) {
        // By name: what no design of a table sets has no column there.
        const Table table = evaluation_table(seen, from, count, per);
        for (const Banded& column : banded) {
          const std::size_t at = column_of(table, whole.columns[column.column].name);
          for (std::size_t r = 0; r < rows; ++r) {
            const auto* const number = at < table.columns.size() ? std::get_if<double>(&table.rows[r][at]) : nullptr;
            drawn[draw].push_back(number == nullptr ? none : *number);
          }
        }
      });
    });
    for (std::size_t b = 0; b < banded.size(); ++b) {
      for (std::size_t r = 0; r < rows; ++r) {
        std::vector<double> numbers;
        for (const std::vector<double>& of_draw : drawn) numbers.push_back(of_draw[b * rows + r]);
        banded[b].bands.push_back(band_of(std::move(numbers)));
      }
    }
  }
  tell(settings, designs_in_all, designs_in_all);
  return with_columns(whole, std::move(banded));
}

namespace {

/// Whether any rival dominates the first of the designs; its position, or 0.
std::size_t dominator(const std::vector<double>& values, std::size_t width, std::span<const Objective> objectives) {
  std::vector<double> minimised = values;
  for (std::size_t i = 0; i < minimised.size(); ++i) {
    if (objectives[i % width].is_maximised()) minimised[i] = -minimised[i];
  }
  const auto at = [&](std::size_t d) { return std::span<const double>{minimised.data() + d * width, width}; };
  const auto exists = [&](std::size_t d) { return std::ranges::none_of(at(d), [](double v) { return std::isnan(v); }); };
  for (std::size_t d = 1; d < minimised.size() / width; ++d) {
    if (exists(d) && (!exists(0) || dominates(at(d), at(0)))) return d;
  }
  return 0;
}

}  // namespace

Sensitivities sensitivities(const Session& session, const DesignKey& design, std::span<const DesignKey> rivals,
                                       std::span<const Objective> values) {
  std::vector<DesignKey> designs{design};
  std::ranges::copy_if(rivals, std::back_inserter(designs), [&](const DesignKey& rival) { return rival != design; });
  const FewDesigns few{session, std::move(designs)};
  const Space& space = session.space();
  std::vector<double> standing;
  few.at({.corner = session.loaded.file.at}, [&](const Problem& problem) { standing = few.values(problem, values); });
  const std::size_t width = values.size();
  const std::size_t dominated = width == 0 ? 0 : dominator(standing, width, values);

  Sensitivities result;
  if (dominated != 0) result.dominated_by = space.number_text(few.designs()[dominated]);
  std::vector<Sensitivity>& list = result.constants;
  for (models::NamedConstant& constant : session.loaded.model->constants()) {
    Sensitivity& own = list.emplace_back();
    own.constant = std::move(constant);
    const Bounded& bounds = own.constant.constant.bounds;
    const auto seen_at = [&](double value) {
      std::vector<double> seen;
      few.at({.corner = session.loaded.file.at, .moved = Standpoint::Moved{own.constant.name, value}},
             [&](const Problem& problem) { seen = few.values(problem, values); });
      return seen;
    };
    for (const bool high : {false, true}) {
      const double end = high ? bounds.high : bounds.low;
      const std::vector<double> seen = seen_at(end);
      for (std::size_t v = 0; v < width; ++v) (high ? own.high : own.low).push_back(seen[v] / standing[v]);
      if (width == 0 || few.designs().size() == 1) continue;
      const std::size_t then = dominator(seen, width, values);
      if ((then == 0) == (dominated == 0)) continue;
      // Bisection to a thousandth of the way: where it flips first is not told of what flips back and forth.
      double same = own.constant.constant.value;
      double other = end;
      std::size_t rival = std::max(then, dominated);
      for (int step = 0; step < 10; ++step) {
        const double middle = (same + other) / 2;
        const std::size_t there = dominator(seen_at(middle), width, values);
        if ((there == 0) == (dominated == 0)) {
          same = middle;
        } else {
          other = middle;
          if (there != 0) rival = there;
        }
      }
      const double stands = own.constant.constant.value;
      if (std::isnan(own.flips_at) || std::abs(other - stands) < std::abs(own.flips_at - stands)) {
        own.flips_at = other;
        own.flips_to = space.number_text(few.designs()[rival]);
      }
    }
  }
  const auto moves = [](const Sensitivity& s) {
    double most = 0;
    for (std::size_t v = 0; v < s.low.size(); ++v) {
      if (std::isfinite(s.low[v]) && std::isfinite(s.high[v])) most = std::max(most, std::abs(s.high[v] - s.low[v]));
    }
    return most;
  };
  std::erase_if(list, [&](const Sensitivity& s) { return !(moves(s) > 0) && std::isnan(s.flips_at); });
  std::ranges::stable_sort(list, std::greater{}, [&](const Sensitivity& s) { return std::pair{!std::isnan(s.flips_at), moves(s)}; });
  return result;
}

}  // namespace bitpareto::session
