// SPDX-License-Identifier: Apache-2.0
#include "core/cost/metric.h"

#include <algorithm>
#include <array>

#include "core/text/format.h"
#include "core/text/suggestion.h"
#include "core/text/words.h"

namespace bitpareto {

namespace {

using enum Metric;
using S = MetricScope;
using D = Dimension;

/// One that costs have a column of already: it is called as that.
constexpr MetricEntry of_cost(Metric metric, std::string_view name, Cost cost, std::string_view meaning, S scope = S::all) {
  return {metric, name, column_name(cost), entry_of(cost).dimension, scope, false, meaning};
}

constexpr std::array<MetricEntry, metric_count> metrics{{
    {ttft, "ttft", "ttft_s", D::time, S::prefill, false, "time to first token: the prefill workload"},
    {tpot, "tpot", "tpot_s", D::time, S::decode, false, "time per output token: the decode workload"},
    of_cost(latency, "latency", Cost::latency, "all workloads, end to end"),
    of_cost(compute_cycles, "compute_cycles", Cost::compute_cycles, "cycles of the array alone"),
    of_cost(total_cycles, "total_cycles", Cost::total_cycles, "cycles with waiting for DRAM"),
    of_cost(energy, "energy", Cost::energy, "energy of all workloads, DRAM included"),
    {energy_onchip, "energy_onchip", "energy_onchip_j", D::energy, S::all, false, "the same without DRAM"},
    of_cost(energy_compute, "energy_compute", Cost::energy_compute, "of the PE array"),
    of_cost(energy_sram_read, "energy_sram_read", Cost::energy_sram_read, "of reading the buffers"),
    of_cost(energy_sram_write, "energy_sram_write", Cost::energy_sram_write, "of writing the buffers"),
    of_cost(energy_dram, "energy_dram", Cost::energy_dram, "of DRAM"),
    of_cost(energy_leakage, "energy_leakage", Cost::energy_leakage, "of leakage"),
    of_cost(energy_vector, "energy_vector", Cost::energy_vector, "of the vector unit"),
    {energy_per_token, "energy_per_token", "energy_per_token_j", D::energy, S::decode, false,
     "energy per token of decode, DRAM included"},
    {energy_per_token_onchip, "energy_per_token_onchip", "energy_per_token_onchip_j", D::energy, S::decode, false,
     "the same without DRAM"},
    {edp, "edp", "edp_js", D::energy_delay, S::all, false, "total energy times total latency"},
    {edp_onchip, "edp_onchip", "edp_onchip_js", D::energy_delay, S::all, false, "the same without the energy of DRAM"},
    {power, "power", "power_w", D::power, S::all, false, "energy over latency"},
    {power_onchip, "power_onchip", "power_onchip_w", D::power, S::all, false, "the same without DRAM"},
    of_cost(peak_power, "peak_power", Cost::peak_power, "the highest average power of any operation of any workload"),
    of_cost(peak_power_onchip, "peak_power_onchip", Cost::peak_power_onchip, "the same without DRAM"),
    of_cost(area, "area", Cost::area, "of one chip: the eight parts below together"),
    of_cost(pe_array_area, "pe_array_area", Cost::pe_array_area, "of the PE array"),
    of_cost(weight_buffer_area, "weight_buffer_area", Cost::weight_buffer_area, "of the weight buffer"),
    of_cost(input_buffer_area, "input_buffer_area", Cost::input_buffer_area, "of the input buffer"),
    of_cost(encoder_area, "encoder_area", Cost::encoder_area, "of the term generators"),
    of_cost(accumulator_area, "accumulator_area", Cost::accumulator_area, "of adding partial sums across PEs"),
    of_cost(vector_unit_area, "vector_unit_area", Cost::vector_unit_area, "of the vector unit"),
    of_cost(control_area, "control_area", Cost::control_area, "of control, and of the gaps that placement leaves"),
    of_cost(dram_interface_area, "dram_interface_area", Cost::dram_interface_area, "of the DRAM controller and PHY"),
    of_cost(weight_bytes, "weight_bytes", Cost::weight_bytes, "stored weights with metadata"),
    of_cost(kv_cache_bytes, "kv_cache_bytes", Cost::kv_cache_bytes, "keys and values of all sequences at the last position"),
    of_cost(dram_bytes, "dram_bytes", Cost::dram_bytes, "moved to and from DRAM"),
    {tokens_per_s, "tokens_per_s", "tokens_per_s", D::none, S::decode, true,
     "output tokens per second, batch included", "tokens/s"},
    {tokens_per_j, "tokens_per_j", "tokens_per_j", D::none, S::decode, true, "output tokens per joule, batch included", "tokens/J"},
    {tokens_per_j_onchip, "tokens_per_j_onchip", "tokens_per_j_onchip", D::none, S::decode, true,
     "the same without the energy of DRAM", "tokens/J"},
    {peak_tops, "peak_tops", "peak_tops", D::none, S::all, true,
     "10^12 operations per second at most, 2 per multiply-add, at the precision of the weights", "TOPS"},
    {achieved_tops, "achieved_tops", "achieved_tops", D::none, S::all, true, "10^12 operations per second of latency", "TOPS"},
    {tops_per_w, "tops_per_w", "tops_per_w", D::none, S::all, true, "achieved_tops over power", "TOPS/W"},
    {tops_per_w_onchip, "tops_per_w_onchip", "tops_per_w_onchip", D::none, S::all, true,
     "the same without the power of DRAM", "TOPS/W"},
    {tops_per_mm2, "tops_per_mm2", "tops_per_mm2", D::none, S::all, true, "achieved_tops over area", "TOPS/mm2"},
    of_cost(error, "error", Cost::error, "normalised mean squared error of the weights alone: activations and KV cache do not change it", S::model),
    of_cost(perplexity, "perplexity", Cost::perplexity, "perplexity of the quantised model", S::model),
    of_cost(perplexity_error, "perplexity_error", Cost::perplexity_error, "one standard deviation of the perplexity", S::model),
}};

static_assert(std::ranges::all_of(metrics,
                                  [](const MetricEntry& e) {
                                    return &e == &metrics[static_cast<std::size_t>(e.metric)];
                                  }),
              "the table stands in the order of the enumeration");

constexpr std::array<std::string_view, 4> aggregate_names{"", "worst", "mean", "geomean"};

/// A workload of that name goes first.
bool is_each(std::string_view workload, std::span<const WorkloadUse> workloads) {
  return workload == each_workload && std::ranges::find(workloads, workload, &WorkloadUse::name) == workloads.end();
}

/// What groups of workloads weigh; empty where that is the same.
std::vector<double> weights_of(std::span<const std::vector<std::size_t>> groups, std::span<const WorkloadUse> workloads) {
  std::vector<double> weights;
  for (const std::vector<std::size_t>& group : groups) {
    double sum = 0;
    for (const std::size_t w : group) sum += workloads[w].weight;
    weights.push_back(sum / static_cast<double>(group.size()));
  }
  const bool are_same = std::ranges::adjacent_find(weights, std::ranges::not_equal_to{}) == weights.end();
  return are_same ? std::vector<double>{} : weights;
}

/// The workloads of `metric` in groups by model, or why they are not defined.
Result<std::vector<std::vector<std::size_t>>> group(const MetricEntry& metric, Aggregate aggregate,
                                                    std::string_view workload, std::span<const WorkloadUse> workloads) {
  std::vector<std::size_t> chosen;
  const bool each = is_each(workload, workloads);
  for (std::size_t w = 0; w < workloads.size(); ++w) {
    if (workload.empty() || each || workloads[w].name == workload) chosen.push_back(w);
  }
  if (each && aggregate == Aggregate::none) {
    return Failure{format("{0}.{1} are {2} numbers; name an aggregate: worst({0}.{1}), mean({0}.{1}) or geomean({0}.{1})", workload, metric.name, chosen.size())};
  }
  std::vector<std::size_t> models;
  for (const std::size_t w : chosen) {
    if (std::ranges::find(models, workloads[w].model) == models.end()) models.push_back(workloads[w].model);
  }
  if (aggregate == Aggregate::none && metric.scope != MetricScope::all && models.size() > 1) {
    return Failure{format("there are {} models; name an aggregate: worst({}), mean({}) or geomean({})", models.size(),
                          metric.name, metric.name, metric.name)};
  }
  std::vector<std::vector<std::size_t>> groups;
  if (aggregate == Aggregate::none) {
    groups = {chosen};
  } else if (each) {
    for (const std::size_t w : chosen) groups.push_back({w});
  } else {
    for (const std::size_t model : models) {
      std::vector<std::size_t>& of_model = groups.emplace_back();
      std::ranges::copy_if(chosen, std::back_inserter(of_model),
                           [&](std::size_t w) { return workloads[w].model == model; });
    }
  }
  if (metric.scope == MetricScope::prefill || metric.scope == MetricScope::decode) {
    const Phase phase = metric.scope == MetricScope::prefill ? Phase::prefill : Phase::decode;
    const auto is_of_phase = [&](std::size_t w) { return workloads[w].shape.phase == phase; };
    if (each) std::erase_if(groups, [&](const std::vector<std::size_t>& members) { return !is_of_phase(members[0]); });
    if (groups.empty()) return Failure{format("{} needs a {} workload", metric.name, to_text(phase))};
    for (std::vector<std::size_t>& members : groups) {
      std::erase_if(members, [&](std::size_t w) { return !is_of_phase(w); });
      if (members.empty()) return Failure{format("{} needs a {} workload", metric.name, to_text(phase))};
      if (members.size() > 1) {
        return Failure{format("{} {} workloads could be meant; name one, as in {}.{}", members.size(), to_text(phase),
                              workloads[members[0]].name, metric.name)};
      }
    }
  }
  return groups;
}

}  // namespace

std::span<const MetricEntry> all_metrics() { return metrics; }

const MetricEntry& entry_of(Metric metric) { return metrics[static_cast<std::size_t>(metric)]; }

Column column_of(Metric metric, std::string_view name) { return column_of(entry_of(metric), name); }

Column column_of(const MetricEntry& entry, std::string_view name) {
  Column column{name, entry.dimension};
  column.unit = entry.unit;
  column.kind = Column::Kind::value;
  column.better = entry.maximised ? Better::more : Better::less;
  return column;
}

std::vector<const MetricEntry*> metrics_on(std::span<const WorkloadUse> workloads) {
  std::vector<const MetricEntry*> list;
  for (const MetricEntry& entry : metrics) list.push_back(&entry);
  if (!workloads.empty()) std::ranges::copy(workloads.front().own_metrics, std::back_inserter(list));
  return list;
}

std::vector<std::string> metric_names(std::span<const WorkloadUse> workloads) {
  std::vector<std::string> names;
  for (const MetricEntry* const entry : metrics_on(workloads)) names.emplace_back(entry->name);
  return names;
}

Result<MetricExpression> MetricExpression::parse(std::string_view text, std::span<const WorkloadUse> workloads) {
  MetricExpression expression;
  std::string_view inner = trimmed(text);
  if (const std::size_t open = inner.find('('); open != std::string_view::npos) {
    const std::string_view function = trimmed(inner.substr(0, open));
    const auto it = std::ranges::find(aggregate_names.begin() + 1, aggregate_names.end(), function);
    if (it == aggregate_names.end()) {
      return Failure{format("'{}' is not an aggregate; one of worst, mean, geomean", function)};
    }
    if (inner.back() != ')') return Failure{format("'{}' lacks a closing parenthesis", text)};
    expression.aggregate_ = static_cast<Aggregate>(it - aggregate_names.begin());
    inner = trimmed(inner.substr(open + 1, inner.size() - open - 2));
  }
  if (const std::size_t dot = inner.rfind('.'); dot != std::string_view::npos) {
    expression.workload_ = trimmed(inner.substr(0, dot));
    inner = trimmed(inner.substr(dot + 1));
    std::vector<std::string> names;
    for (const WorkloadUse& use : workloads) {
      if (std::ranges::find(names, use.name) == names.end()) names.push_back(use.name);
    }
    if (std::ranges::find(names, expression.workload_) == names.end() && expression.workload_ != each_workload) {
      return Failure{format("'{}' is not a workload{}", expression.workload_, suggestion(expression.workload_, names))};
    }
  }
  const std::vector<const MetricEntry*> known = metrics_on(workloads);
  const auto entry = std::ranges::find(known, inner, &MetricEntry::name);
  if (entry == known.end()) {
    return Failure{format("'{}' is not a metric{}", inner, suggestion(inner, metric_names(workloads)))};
  }
  expression.entry_ = *entry;
  auto groups = group(**entry, expression.aggregate_, expression.workload_, workloads);
  if (!groups) return Failure{groups.error()};
  expression.groups_ = std::move(groups).value();
  expression.weights_ = weights_of(expression.groups_, workloads);
  return expression;
}

std::optional<MetricExpression> MetricExpression::plain(const MetricEntry& metric,
                                                         std::span<const WorkloadUse> workloads) {
  Result<MetricExpression> expression = parse(metric.name, workloads);
  if (!expression) return std::nullopt;
  return std::move(expression).value();
}

void MetricExpression::renumber(std::span<const std::size_t> workloads) {
  for (std::vector<std::size_t>& group : groups_) {
    for (std::size_t& workload : group) workload = workloads[workload];
  }
}

std::string MetricExpression::text() const {
  std::string inner = (workload_.empty() ? "" : workload_ + ".") + std::string{entry_->name};
  if (aggregate_ == Aggregate::none) return inner;
  return format("{}({})", aggregate_names[static_cast<std::size_t>(aggregate_)], inner);
}

std::string column_word(std::string_view text) {
  std::string name{text};
  for (char& c : name) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!word) c = '_';
  }
  return name;
}

std::string MetricExpression::column_name() const {
  std::string name;
  if (aggregate_ != Aggregate::none) name = format("{}_", aggregate_names[static_cast<std::size_t>(aggregate_)]);
  if (!workload_.empty()) name += workload_ + "_";
  return column_word(name).append(entry_->column);
}

}  // namespace bitpareto
