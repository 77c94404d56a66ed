// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/weight_statistics.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/base/elementary.h"
#include "core/base/limits.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/workload/workload_graph.h"

namespace bitpareto::models {

namespace {

/// The group size of the statistics, and the one from which tails move towards those of whole rows.
constexpr double statistics_group = 128;

/// What checkpoints call the projections of each role.
constexpr std::array<std::pair<std::string_view, Role>, 14> layer_names{{
    {"q_proj", Role::query},
    {"k_proj", Role::key},
    {"v_proj", Role::value},
    {"o_proj", Role::output},
    {"out_proj", Role::output},
    {"dense", Role::output},
    {"gate_proj", Role::gate},
    {"up_proj", Role::up},
    {"fc1", Role::up},
    {"down_proj", Role::down},
    {"fc2", Role::down},
    {"lm_head", Role::head},
    {"project_in", Role::project_in},
    {"project_out", Role::project_out},
}};

std::optional<Role> role_of(std::string_view layer) {
  const std::size_t dot = layer.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? layer : layer.substr(dot + 1);
  const auto it = std::ranges::find(layer_names, last, &std::pair<std::string_view, Role>::first);
  if (it == layer_names.end()) return std::nullopt;
  return it->second;
}

/// How many standard deviations of a sample of `count` one of its values can lie from their mean: all others are equal then
/// (Samuelson, Journal of the American Statistical Association 63, 1968). Rounded up: files have few digits.
double farthest_of(double count) { return std::max(std::ceil((count - 1) / std::sqrt(count)), 1.0); }

/// The tail at which groups have this mean largest magnitude: Gaussian if it is no larger than theirs.
double tail_of(double magnitude, const TailCurve& magnitudes) {
  double low = tabulated_tails.front();
  double high = tabulated_tails.back();
  if (magnitude <= at_tail(magnitudes, low)) return low;
  if (magnitude >= at_tail(magnitudes, high)) return high;
  for (int step = 0; step < 30; ++step) {
    const double middle = (low + high) / 2;
    (at_tail(magnitudes, middle) < magnitude ? low : high) = middle;
  }
  return low;
}

}  // namespace

std::vector<LayerStatistics> layers_of(const LanguageModel& model) {
  std::vector<LayerStatistics> layers;
  const WorkloadGraph graph{model, {.phase = Phase::decode, .context = 1, .batch = 1}};
  for (const Operation& operation : graph.operations()) {
    if (is_attention(operation.role)) continue;
    for (std::int64_t block = 0; block < operation.multiplicity; ++block) {
      layers.push_back({.name = std::string{to_text(operation.role)},
                        .outputs = static_cast<double>(operation.shape.outputs),
                        .row_length = static_cast<double>(operation.shape.reduction),
                        .is_head = operation.role == Role::head});
    }
  }
  return layers;
}

void WeightStatistics::add(const CsvTable& csv, Diagnostics& diagnostics) {
  constexpr std::array<std::string_view, 4> needed{"workload", "layer", "group128_absmax_sigma",
                                                   "channel_absmax_sigma"};
  std::array<std::size_t, needed.size()> columns{};
  for (std::size_t i = 0; i < needed.size(); ++i) {
    const auto column = csv.column(needed[i]);
    if (!column) {
      diagnostics.error(csv.header_place(), "", format("column '{}' is missing", needed[i]));
    }
    columns[i] = column.value_or(csv.header().size());
  }
  if (std::ranges::find(columns, csv.header().size()) != columns.end()) return;
  const auto outputs = csv.column("outputs");
  const auto row_length = csv.column("row_length");
  std::map<std::string, std::vector<LayerStatistics>, std::less<>> added;
  for (std::size_t row = 0; row < csv.size(); ++row) {
    LayerStatistics layer{.name = csv.at(row, columns[1])};
    layer.is_head = role_of(layer.name) == Role::head;
    const auto number = [&](std::size_t column, double most) {
      const auto value = parse_number(csv.at(row, column));
      if (value && *value >= 1 && *value <= most) return *value;
      diagnostics.error(csv.place(row), csv.header()[column],
                        format("'{}' is not a number from 1 to {}", csv.at(row, column), most));
      return most;
    };
    constexpr auto most_size = static_cast<double>(limits::model_size);
    if (outputs && row_length) {
      layer.outputs = number(*outputs, most_size);
      layer.row_length = number(*row_length, most_size);
    }
    // No sample has all its values within its standard deviation.
    layer.group_magnitude = number(columns[2], farthest_of(statistics_group));
    layer.channel_magnitude = number(columns[3], farthest_of(row_length ? layer.row_length : most_size));
    added[csv.at(row, columns[0])].push_back(std::move(layer));
  }
  models_.merge(added);
}

std::vector<std::string> WeightStatistics::names() const {
  std::vector<std::string> names;
  for (const auto& [name, layers] : models_) names.push_back(name);
  return names;
}

bool WeightStatistics::serves(const LanguageModel& model) const {
  return models_.contains(model.name) || models_.contains(std::filesystem::path{model.name}.stem().string());
}

std::vector<LayerStatistics> WeightStatistics::layers(const LanguageModel& model,
                                                      std::vector<std::string>& unknown) const {
  auto it = models_.find(model.name);
  if (it == models_.end()) it = models_.find(std::filesystem::path{model.name}.stem().string());
  if (it == models_.end()) return {};
  std::map<Role, GemmShape> shapes;
  const WorkloadGraph graph{model, {.phase = Phase::decode, .context = 1, .batch = 1}};
  for (const Operation& operation : graph.operations()) shapes[operation.role] = operation.shape;
  std::vector<LayerStatistics> layers = it->second;
  for (LayerStatistics& layer : layers) {
    if (layer.row_length > 0) continue;
    const auto role = role_of(layer.name);
    if (!role || !shapes.contains(*role)) {
      unknown.push_back(layer.name);
      continue;
    }
    layer.outputs = static_cast<double>(shapes[*role].outputs);
    layer.row_length = static_cast<double>(shapes[*role].reduction);
  }
  std::erase_if(layers, [](const LayerStatistics& layer) { return layer.row_length == 0; });
  return layers;
}

ModelError::ModelError(std::vector<LayerStatistics> layers, const ErrorTable& table) {
  const NodeValues& magnitudes = *table.find(ErrorTable::largest_magnitude);
  const TailCurve of_groups = at_group_size(magnitudes, statistics_group);
  std::map<double, TailCurve> of_rows;
  for (const LayerStatistics& layer : layers) {
    Layer l{.parameters = layer.parameters(),
            .row_length = layer.row_length,
            .group_tail = 0,
            .channel_tail = 0,
            .is_head = layer.is_head};
    if (layer.group_magnitude > 0) {
      has_statistics_ = true;
      const auto [rows, is_new] = of_rows.try_emplace(layer.row_length);
      if (is_new) rows->second = at_group_size(magnitudes, layer.row_length);
      l.group_tail = tail_of(layer.group_magnitude, of_groups);
      l.channel_tail = tail_of(layer.channel_magnitude, rows->second);
    }
    layers_.push_back(l);
    shortest_row_ = layers_.size() == 1 ? l.row_length : std::min(shortest_row_, l.row_length);
  }
}

NodeValues ModelError::nodes(double group_size, HeadProtocol head) const {
  NodeValues weights{};
  double parameters = 0;
  for (const Layer& layer : layers_) {
    if (!layer.is_head || head == HeadProtocol::quantised) parameters += layer.parameters;
  }
  for (const Layer& layer : layers_) {
    if (layer.is_head && head == HeadProtocol::kept) continue;
    const double size = group_size == whole_row ? layer.row_length : std::min(group_size, layer.row_length);
    double tail = layer.group_tail;
    if (size > statistics_group) {
      const double way = portable_log2(size / statistics_group) / portable_log2(layer.row_length / statistics_group);
      tail += (layer.channel_tail - tail) * way;
    }
    add_point(weights, tail, size, layer.parameters / parameters);
  }
  return weights;
}

}  // namespace bitpareto::models
