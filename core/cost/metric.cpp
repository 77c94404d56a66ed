// SPDX-License-Identifier: Apache-2.0
#include "core/cost/metric.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <mutex>

#include "core/text/format.h"
#include "core/text/suggestion.h"
#include "core/text/words.h"

namespace bitpareto {

namespace {

using enum Metric;
using S = MetricScope;
using D = Dimension;

constexpr std::array<MetricEntry, metric_count> metrics{{
    {ttft, "ttft", "ttft_s", D::time, S::prefill, false, "time to first token: the prefill workload"},
    {tpot, "tpot", "tpot_s", D::time, S::decode, false, "time per output token: the decode workload"},
    {latency, "latency", "latency_s", D::time, S::all, false, "all workloads, end to end"},
    {compute_cycles, "compute_cycles", "compute_cycles", D::none, S::all, false, "cycles of the array alone"},
    {total_cycles, "total_cycles", "total_cycles", D::none, S::all, false, "cycles with waiting for DRAM"},
    {energy, "energy", "energy_j", D::energy, S::all, false, "energy of all workloads, DRAM included"},
    {energy_onchip, "energy_onchip", "energy_onchip_j", D::energy, S::all, false, "the same without DRAM"},
    {energy_compute, "energy_compute", "energy_compute_j", D::energy, S::all, false, "of the PE array"},
    {energy_sram_read, "energy_sram_read", "energy_sram_read_j", D::energy, S::all, false, "of reading the buffers"},
    {energy_sram_write, "energy_sram_write", "energy_sram_write_j", D::energy, S::all, false, "of writing the buffers"},
    {energy_dram, "energy_dram", "energy_dram_j", D::energy, S::all, false, "of DRAM"},
    {energy_leakage, "energy_leakage", "energy_leakage_j", D::energy, S::all, false, "of leakage"},
    {energy_vector, "energy_vector", "energy_vector_j", D::energy, S::all, false, "of the vector unit"},
    {energy_per_token, "energy_per_token", "energy_per_token_j", D::energy, S::decode, false,
     "energy per token of decode, DRAM included"},
    {energy_per_token_onchip, "energy_per_token_onchip", "energy_per_token_onchip_j", D::energy, S::decode, false,
     "the same without DRAM"},
    {edp, "edp", "edp_js", D::energy_delay, S::all, false, "total energy times total latency"},
    {edp_onchip, "edp_onchip", "edp_onchip_js", D::energy_delay, S::all, false, "the same without the energy of DRAM"},
    {power, "power", "power_w", D::power, S::all, false, "energy over latency"},
    {power_onchip, "power_onchip", "power_onchip_w", D::power, S::all, false, "the same without DRAM"},
    {peak_power, "peak_power", "peak_power_w", D::power, S::all, false, "the highest average power of any operation of any workload"},
    {peak_power_onchip, "peak_power_onchip", "peak_power_onchip_w", D::power, S::all, false, "the same without DRAM"},
    {area, "area", "area_mm2", D::area, S::all, false, "of one chip: the eight parts below together"},
    {pe_array_area, "pe_array_area", "pe_array_area_mm2", D::area, S::all, false, "of the PE array"},
    {weight_buffer_area, "weight_buffer_area", "weight_buffer_area_mm2", D::area, S::all, false,
     "of the weight buffer"},
    {input_buffer_area, "input_buffer_area", "input_buffer_area_mm2", D::area, S::all, false, "of the input buffer"},
    {encoder_area, "encoder_area", "encoder_area_mm2", D::area, S::all, false, "of the term generators"},
    {accumulator_area, "accumulator_area", "accumulator_area_mm2", D::area, S::all, false,
     "of adding partial sums across PEs"},
    {vector_unit_area, "vector_unit_area", "vector_unit_area_mm2", D::area, S::all, false, "of the vector unit"},
    {control_area, "control_area", "control_area_mm2", D::area, S::all, false,
     "of control, and of the gaps that placement leaves"},
    {dram_interface_area, "dram_interface_area", "dram_interface_area_mm2", D::area, S::all, false,
     "of the DRAM controller and PHY"},
    {weight_bytes, "weight_bytes", "weight_bytes", D::storage, S::all, false, "stored weights with metadata"},
    {kv_cache_bytes, "kv_cache_bytes", "kv_cache_bytes", D::storage, S::all, false,
     "keys and values of all sequences at the last position"},
    {dram_bytes, "dram_bytes", "dram_bytes", D::storage, S::all, false, "moved to and from DRAM"},
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
    {error, "error", "error", D::none, S::model, false, "normalised mean squared error of the weights alone: activations and KV cache do not change it"},
    {perplexity, "perplexity", "perplexity", D::none, S::model, false, "perplexity of the quantised model"},
    {perplexity_error, "perplexity_error", "perplexity_error", D::none, S::model, false,
     "one standard deviation of the perplexity"},
}};

static_assert(std::ranges::all_of(metrics,
                                  [](const MetricEntry& e) {
                                    return &e == &metrics[static_cast<std::size_t>(e.metric)];
                                  }),
              "the table stands in the order of the enumeration");

constexpr std::array<std::string_view, 4> aggregate_names{"", "worst", "mean", "geomean"};

/// The workloads of `metric` in groups by model, or why they are not defined.
Result<std::vector<std::vector<std::size_t>>> group(const MetricEntry& metric, Aggregate aggregate,
                                                    std::string_view workload, std::span<const WorkloadUse> workloads) {
  std::vector<std::size_t> chosen;
  for (std::size_t w = 0; w < workloads.size(); ++w) {
    if (workload.empty() || workloads[w].name == workload) chosen.push_back(w);
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
  } else {
    for (const std::size_t model : models) {
      std::vector<std::size_t>& of_model = groups.emplace_back();
      std::ranges::copy_if(chosen, std::back_inserter(of_model),
                           [&](std::size_t w) { return workloads[w].model == model; });
    }
  }
  if (metric.scope == MetricScope::prefill || metric.scope == MetricScope::decode) {
    const Phase phase = metric.scope == MetricScope::prefill ? Phase::prefill : Phase::decode;
    for (std::vector<std::size_t>& members : groups) {
      std::erase_if(members, [&](std::size_t w) { return workloads[w].shape.phase != phase; });
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

Column column_of(Metric metric, std::string name) { return column_of(entry_of(metric), std::move(name)); }

Column column_of(const MetricEntry& entry, std::string name) {
  Column column{std::move(name), entry.dimension};
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

Cost own_cost(const MetricEntry& entry) {
  assert(entry.metric == Metric::own);
  static std::mutex mutex;
  if (const Cost known = entry.cost; known != Cost::latency) return known;
  const std::lock_guard lock{mutex};
  if (entry.cost == Cost::latency) entry.cost = new_cost();
  return entry.cost;
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
    if (std::ranges::find(names, expression.workload_) == names.end()) {
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
