// SPDX-License-Identifier: Apache-2.0
#include "models/circuits/laws.h"

#include <algorithm>

#include "core/document/yaml_reader.h"
#include "core/text/digest.h"
#include "core/text/format.h"
#include "core/text/quantity.h"

namespace bitpareto::models {

namespace {

// Assumed, with room: a summand of a law is an area between that of a large macro and its negative, a delay below one second.
constexpr Within term_area{-1, 1};
constexpr Within term_delay{-1, 1};
constexpr Within register_area{0, 1, true};
constexpr Within error_share{0, 1e6};
constexpr std::uint64_t most_points = 1'000'000;
constexpr std::uint64_t most_node_nm = 10'000;

std::optional<std::vector<double>> read_terms(const Field& field, std::span<const LawTerm> terms, Dimension dimension, const Within& within) {
  MapReader map{field};
  std::vector<double> coefficients;
  for (const LawTerm& term : terms) {
    const auto value = map.required(term.name, term.formula);
    const auto number = value ? value->quantity(dimension, within) : std::nullopt;
    if (number) coefficients.push_back(*number);
  }
  map.finish();
  if (coefficients.size() != terms.size()) return std::nullopt;
  return coefficients;
}

std::optional<LeftOutErrors> read_errors(const Field& field) {
  MapReader map{field};
  const auto mean = map.required("mean", "a share: 0.05");
  const auto most = map.required("most", "a share: 0.15");
  map.finish();
  const auto mean_value = mean ? mean->number(error_share) : std::nullopt;
  const auto most_value = most ? most->number(error_share) : std::nullopt;
  if (!mean_value || !most_value) return std::nullopt;
  return LeftOutErrors{*mean_value, *most_value};
}

std::optional<ComponentLaw> read_law(const Field& field, const ComponentEntry& component) {
  MapReader map{field};
  if (!map.is_map()) return std::nullopt;
  ComponentLaw law;
  const auto area = map.required("area", "um2 of each term");
  const auto delay = map.required("delay", "ps of each term");
  const auto points = map.optional("points");
  const auto area_error = map.optional("area_error");
  const auto delay_error = map.optional("delay_error");
  const auto source = map.required("source", "where the numbers come from");
  map.finish();
  const auto area_terms = area ? read_terms(*area, component.area, Dimension::area, term_area) : std::nullopt;
  const auto delay_terms = delay ? read_terms(*delay, component.delay, Dimension::time, term_delay) : std::nullopt;
  if (points) law.points = static_cast<int>(points->whole(0, most_points).value_or(0));
  if (area_error) law.area_error = read_errors(*area_error).value_or(LeftOutErrors{});
  if (delay_error) law.delay_error = read_errors(*delay_error).value_or(LeftOutErrors{});
  const auto text = source ? source->text() : std::nullopt;
  if (!area_terms || !delay_terms || !text) return std::nullopt;
  law.area = *area_terms;
  law.delay = *delay_terms;
  law.source = *text;
  return law;
}

}  // namespace

double law_sum(std::span<const LawTerm> terms, const std::vector<double>& coefficients, const Widths& widths) {
  double sum = 0;
  for (std::size_t t = 0; t < terms.size(); ++t) sum += coefficients[t] * terms[t].of(widths);
  return sum;
}

const ComponentLaw& ComponentLaws::of(const ComponentEntry& component) const {
  return laws[static_cast<std::size_t>(std::ranges::find(components(), &component) - components().begin())];
}

Area ComponentLaws::area(const ComponentEntry& component, const Widths& widths) const {
  const std::vector<double>& coefficients = of(component).area;
  double most = std::max(0.0, law_sum(component.area, coefficients, widths));
  if (component.envelope) {
    Widths smaller = widths;
    for (double w = widths[*component.envelope] - 1; w >= 1; --w) {
      smaller[*component.envelope] = w;
      most = std::max(most, law_sum(component.area, coefficients, smaller));
    }
  }
  return Area{most};
}

Time ComponentLaws::delay(const ComponentEntry& component, const Widths& widths) const {
  return Time{std::max(0.0, law_sum(component.delay, of(component).delay, widths))};
}

std::optional<ComponentLaws> read_laws(const std::string& name, const std::filesystem::path& path, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  const std::optional<Node> root = read_yaml_file(path, diagnostics);
  if (!root) return std::nullopt;
  MapReader map{*root, "", diagnostics};
  const auto summary = map.optional("summary");
  const auto source = map.required("source", "where the laws come from");
  const auto node = map.required("node", "in nm: 45");
  const auto flip_flop = map.required("flip_flop", "area of one bit");
  const auto laws = map.required("laws", "one of each component");
  map.finish();
  ComponentLaws result;
  result.name = name;
  result.digest = digest(to_json(*root, false));
  if (summary) result.summary = summary->text().value_or("");
  if (source) result.source = source->text().value_or("");
  if (node) result.node_nm = static_cast<int>(node->whole(1, most_node_nm).value_or(0));
  if (flip_flop) result.flip_flop = Area{flip_flop->quantity(Dimension::area, register_area).value_or(0)};
  if (laws) {
    MapReader each{*laws};
    for (const ComponentEntry* component : components()) {
      const auto field = each.required(component->name, component->summary);
      auto law = field ? read_law(*field, *component) : std::nullopt;
      if (law) result.laws.push_back(*std::move(law));
    }
    each.finish();
  }
  if (diagnostics.error_count() != errors_before) return std::nullopt;
  return result;
}

std::string to_yaml(const ComponentLaws& laws) {
  const auto terms = [](std::span<const LawTerm> named, const std::vector<double>& values, double unit, const char* symbol) {
    std::string text;
    for (std::size_t t = 0; t < named.size(); ++t) {
      text += format("{}{}: {:.4g} {}", t == 0 ? "" : ", ", named[t].name, values[t] / unit, symbol);
    }
    return "{" + text + "}";
  };
  const auto formulas = [](std::span<const LawTerm> named) {
    std::string text;
    for (const LawTerm& term : named) text += (text.empty() ? "" : ", ") + format("{}: {}", term.name, term.formula);
    return text;
  };
  const auto errors = [](const LeftOutErrors& e) { return format("{{mean: {:.3g}, most: {:.3g}}}", e.mean, e.most); };
  std::string text;
  if (!laws.summary.empty()) text += format("summary: {}\n", laws.summary);
  text += format("source: >-\n  {}\nnode: {}\nflip_flop: {:.5g} um2\nlaws:\n", laws.source, laws.node_nm, laws.flip_flop / units::um2);
  for (std::size_t c = 0; c < components().size(); ++c) {
    const ComponentEntry& component = *components()[c];
    const ComponentLaw& law = laws.laws[c];
    text += format("  {}:    # area by {}; delay by {}\n", component.name, formulas(component.area), formulas(component.delay));
    text += format("    area: {}\n", terms(component.area, law.area, units::um2.base(), "um2"));
    text += format("    delay: {}\n", terms(component.delay, law.delay, units::ps.base(), "ps"));
    if (law.points > 0) {
      text += format("    points: {}\n    area_error: {}    # leave-one-out\n    delay_error: {}\n", law.points, errors(law.area_error),
                     errors(law.delay_error));
    }
    text += format("    source: >-\n      {}\n", law.source);
  }
  return text;
}

}  // namespace bitpareto::models
