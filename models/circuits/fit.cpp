// SPDX-License-Identifier: Apache-2.0
#include "models/circuits/fit.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <map>

#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/words.h"

namespace bitpareto::models {

namespace {

/// A result of synthesis: what a component of these widths takes.
struct Point {
  Widths widths;
  double value;  // mm2 or s
};

struct Fit {
  std::vector<double> coefficients;
  LeftOutErrors errors;
};

/// Least squares over relative errors, in the terms that are not left out.
std::vector<double> least_squares(std::span<const LawTerm> terms, const std::vector<Point>& points, std::size_t without,
                                  const std::vector<bool>& used) {
  const auto columns = static_cast<Eigen::Index>(std::ranges::count(used, true));
  const auto rows = static_cast<Eigen::Index>(points.size() - (without < points.size() ? 1 : 0));
  Eigen::MatrixXd matrix(rows, columns);
  Eigen::Index row = 0;
  for (std::size_t p = 0; p < points.size(); ++p) {
    if (p == without) continue;
    Eigen::Index column = 0;
    for (std::size_t t = 0; t < terms.size(); ++t) {
      if (used[t]) matrix(row, column++) = terms[t].of(points[p].widths) / points[p].value;
    }
    ++row;
  }
  const Eigen::VectorXd solved = matrix.colPivHouseholderQr().solve(Eigen::VectorXd::Ones(rows));
  std::vector<double> coefficients(terms.size(), 0.0);
  Eigen::Index column = 0;
  for (std::size_t t = 0; t < terms.size(); ++t) {
    if (used[t]) coefficients[t] = solved[column++];
  }
  return coefficients;
}

/// The same; where none may be negative, terms go until none is: the most negative first.
std::vector<double> fitted(std::span<const LawTerm> terms, const std::vector<Point>& points, std::size_t without, bool positive) {
  std::vector<bool> used(terms.size(), true);
  for (;;) {
    std::vector<double> coefficients = least_squares(terms, points, without, used);
    const auto least = std::ranges::min_element(coefficients);
    if (!positive || *least >= 0) return coefficients;
    used[static_cast<std::size_t>(least - coefficients.begin())] = false;
  }
}

Fit fit(std::span<const LawTerm> terms, const std::vector<Point>& points, bool positive) {
  Fit result{.coefficients = fitted(terms, points, points.size(), positive), .errors = {}};
  for (std::size_t p = 0; p < points.size(); ++p) {
    const double error = std::abs(law_sum(terms, fitted(terms, points, p, positive), points[p].widths) / points[p].value - 1);
    result.errors.mean += error / static_cast<double>(points.size());
    result.errors.most = std::max(result.errors.most, error);
  }
  return result;
}

/// A grid as its rows are asked for.
class Grid {
 public:
  Grid(const CsvTable& table, Diagnostics& diagnostics) : table_{&table}, diagnostics_{&diagnostics} {}

  [[nodiscard]] std::string text(std::size_t row, std::string_view column) const {
    const auto at = table_->column(column);
    return at ? table_->at(row, *at) : std::string{};
  }
  /// The number of a cell, 0 if it is empty.
  [[nodiscard]] double number(std::size_t row, std::string_view column) const {
    const std::string cell = text(row, column);
    if (cell.empty()) return 0;
    const auto value = parse_number(cell);
    if (value && std::abs(*value) < most_number) return *value;
    diagnostics_->error(table_->place(row), std::string{column}, format("'{}' is no number below {:.0e}", cell, most_number));
    return 0;
  }
  [[nodiscard]] Widths widths(std::size_t row) const {
    Widths widths;
    for (std::size_t w = 0; w < width_names.size(); ++w) widths[static_cast<Width>(w)] = number(row, width_names[w]);
    // Two components have these widths under other names.
    if (widths[Width::S] == 0) widths[Width::S] = number(row, "SL");
    if (widths[Width::W] == 0) widths[Width::W] = number(row, "WB");
    return widths;
  }

 private:
  static constexpr double most_number = 1e12;
  const CsvTable* table_;
  Diagnostics* diagnostics_;
};

/// The value of a column that most rows have.
std::string commonest(const CsvTable& grid, const std::vector<std::size_t>& rows, std::size_t column) {
  std::map<std::string, std::size_t> counts;
  for (const std::size_t row : rows) {
    if (!grid.at(row, column).empty()) ++counts[grid.at(row, column)];
  }
  const auto most = std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
  return most == counts.end() ? std::string{} : most->first;
}

}  // namespace

std::optional<ComponentLaws> fit_laws(const CsvTable& grid, const GridChoice& choice, const ComponentLaws& like, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  for (const char* column : {"component", "library", "comb_area_um2", "delay_ps", "abc_D_ps"}) {
    if (!grid.column(column)) diagnostics.error(grid.header_place(), column, "missing; a grid of synthesis results has this column");
  }
  if (diagnostics.error_count() != errors_before) return std::nullopt;
  const auto keep = [&](std::vector<std::size_t>& rows, const char* name, const std::string& wanted) {
    const std::size_t column = *grid.column(name);
    std::vector<std::string> known;
    for (const std::size_t row : rows) {
      const std::string& value = grid.at(row, column);
      if (!value.empty() && std::ranges::find(known, value) == known.end()) known.push_back(value);
    }
    if (!wanted.empty() && std::ranges::find(known, wanted) == known.end()) {
      diagnostics.error(grid.header_place(), name, format("no row has {}; rows have {}", wanted, joined(known)));
    } else if (wanted.empty() && known.size() > 1 && std::string_view{name} == "library") {
      diagnostics.error(grid.header_place(), name, format("rows of several libraries: {}; choose one with --library", joined(known)));
    }
    std::string chosen = wanted.empty() ? commonest(grid, rows, column) : wanted;
    std::erase_if(rows, [&](std::size_t row) { return grid.at(row, column) != chosen; });
    return chosen;
  };
  std::vector<std::size_t> rows(grid.size());
  for (std::size_t r = 0; r < rows.size(); ++r) rows[r] = r;
  const std::string library = keep(rows, "library", choice.library);
  const std::string target = keep(rows, "abc_D_ps", choice.target_delay);
  if (diagnostics.error_count() != errors_before) return std::nullopt;

  const Grid cells{grid, diagnostics};
  ComponentLaws result = like;
  result.summary = format("components of PEs, {}", library);
  result.source = format("least squares over relative errors, {} rows of {} synthesised for {} ps; what has no points: {}, scaled", rows.size(),
                         library, target, like.name);
  double area_ratio = 0;
  double delay_ratio = 0;
  int compared = 0;
  std::vector<const ComponentEntry*> missing;
  for (std::size_t c = 0; c < components().size(); ++c) {
    const ComponentEntry& component = *components()[c];
    std::vector<Point> areas;
    std::vector<Point> delays;
    for (const std::size_t row : rows) {
      if (component.grid.empty() || cells.text(row, "component") != component.grid) continue;
      const Widths widths = cells.widths(row);
      if (component.fits != nullptr && !component.fits(widths)) continue;
      const double area = cells.number(row, "comb_area_um2") * units::um2.base();
      const double delay = cells.number(row, "delay_ps") * units::ps.base();
      if (area > 0) areas.push_back({widths, area});
      if (delay > 0) delays.push_back({widths, delay});
    }
    if (areas.size() <= component.area.size() || delays.size() <= component.delay.size()) {
      missing.push_back(&component);
      continue;
    }
    const Fit area = fit(component.area, areas, false);
    const Fit delay = fit(component.delay, delays, true);
    ComponentLaw& law = result.laws[c];
    for (const Point& point : areas) {
      area_ratio += point.value / like.area(component, point.widths).base() / static_cast<double>(areas.size());
    }
    for (const Point& point : delays) {
      delay_ratio += point.value / like.delay(component, point.widths).base() / static_cast<double>(delays.size());
    }
    ++compared;
    law = {.area = area.coefficients,
           .delay = delay.coefficients,
           .points = static_cast<int>(areas.size()),
           .area_error = area.errors,
           .delay_error = delay.errors,
           .source = format("{} points of {}", areas.size(), library)};
  }
  if (compared == 0) diagnostics.error(grid.header_place(), "component", "no component has enough points for its law");
  if (diagnostics.error_count() != errors_before) return std::nullopt;
  area_ratio /= compared;
  delay_ratio /= compared;
  for (const ComponentEntry* component : missing) {
    ComponentLaw& law = result.laws[static_cast<std::size_t>(std::ranges::find(components(), component) - components().begin())];
    for (double& a : law.area) a *= area_ratio;
    for (double& d : law.delay) d *= delay_ratio;
    law.points = 0;
    law.source = format("scaled from {} by the mean ratio of the others ({:.3g} in area, {:.3g} in delay): {}", like.name, area_ratio, delay_ratio,
                        like.of(*component).source);
  }
  double flip_flops = 0;
  double flip_flop_area = 0;
  for (const std::size_t row : rows) {
    flip_flops += cells.number(row, "n_ff");
    flip_flop_area += cells.number(row, "ff_area_um2") * units::um2.base();
  }
  result.flip_flop = flip_flops > 0 ? Area{flip_flop_area / flip_flops} : area_ratio * like.flip_flop;
  return result;
}

}  // namespace bitpareto::models
