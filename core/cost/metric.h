// SPDX-License-Identifier: Apache-2.0
/// Metrics: the numbers by which designs are compared, over all workloads of a space.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/cost/evaluation.h"
#include "core/table/table.h"
#include "core/workload/workload_graph.h"

namespace bitpareto {

enum class Metric : std::uint8_t {
  ttft,
  tpot,
  latency,
  compute_cycles,
  total_cycles,
  energy,
  energy_onchip,
  energy_compute,
  energy_sram_read,
  energy_sram_write,
  energy_dram,
  energy_leakage,
  energy_vector,
  energy_per_token,
  energy_per_token_onchip,
  edp,
  edp_onchip,
  power,
  power_onchip,
  peak_power,
  peak_power_onchip,
  area,
  pe_array_area,
  weight_buffer_area,
  input_buffer_area,
  encoder_area,
  accumulator_area,
  vector_unit_area,
  control_area,
  dram_interface_area,
  weight_bytes,
  kv_cache_bytes,
  dram_bytes,
  tokens_per_s,
  tokens_per_j,
  tokens_per_j_onchip,
  peak_tops,
  achieved_tops,
  tops_per_w,
  tops_per_w_onchip,
  tops_per_mm2,
  error,
  perplexity,
  perplexity_error,
  own,  // that a performance model brings
};
inline constexpr std::size_t metric_count = static_cast<std::size_t>(Metric::own);

/// What a metric is taken over, which decides what several models or workloads mean for it.
enum class MetricScope : std::uint8_t {
  all,      // all workloads together: a sum, a chip's maximum, or a ratio of sums
  prefill,  // one prefill workload
  decode,   // one decode workload
  model,    // one model: several need an aggregate
};

/// What a metric of a model's own is of the costs of several workloads.
enum class Over : std::uint8_t { sum, most };

/// What is declared of a metric, once and for the whole time that the program runs.
struct MetricEntry {
  Metric metric;
  std::string_view name;
  std::string_view column;
  Dimension dimension;
  MetricScope scope;
  bool maximised;
  std::string_view meaning;
  std::string_view unit = {};  // of what has no dimension of the program's: "TOPS/W"
  Over over = Over::sum;       // of a model's own
  mutable Numbering::Slot number = 0;  // of a model's own: see own_cost()
};

/// The cost that a model puts for a metric of its own. Thread-safe. Requires Metric::own.
[[nodiscard]] inline Cost own_cost(const MetricEntry& entry) { return numbered_cost(entry.number); }

/// The column of a metric in tables; `name` may be longer than its own.
[[nodiscard]] Column column_of(const MetricEntry& metric, std::string_view name);
[[nodiscard]] Column column_of(Metric metric, std::string_view name);

/// Every metric that needs no model of its own, in the order of the enumeration, which is that of the columns.
[[nodiscard]] std::span<const MetricEntry> all_metrics();
/// Requires another than Metric::own.
[[nodiscard]] const MetricEntry& entry_of(Metric metric);

/// Free text as part of a column's name: letters, digits and underscores.
[[nodiscard]] std::string column_word(std::string_view text);

/// In place of a workload's name within an aggregate: each workload by itself, instead of those of a model together.
inline constexpr std::string_view each_workload = "each";

/// How the values of several models, or of several workloads, become one.
enum class Aggregate : std::uint8_t { none, worst, mean, geomean };

/// A workload as metrics see it.
struct WorkloadUse {
  std::string name;
  std::string model_name;
  std::size_t model = 0;  // which model, counted from 0
  WorkloadShape shape;
  double tokens = 1;  // steps of decode that run; 1 for prefill
  double weight = 1;  // in means; above 0
  std::vector<const MetricEntry*> own_metrics = {};  // that the performance models of its space bring
};

/// Every metric that designs on these workloads may have: all_metrics(), then those that models bring.
[[nodiscard]] std::vector<const MetricEntry*> metrics_on(std::span<const WorkloadUse> workloads);
[[nodiscard]] std::vector<std::string> metric_names(std::span<const WorkloadUse> workloads);

/// A metric as a user names it: `energy`, `prefill.energy`, `worst(perplexity)`, `mean(each.latency)`; resolved against the workloads of a
/// space.
class MetricExpression {
 public:
  /// Fails, in words for a message, if the metric or workload is unknown, or more than one model or workload could be
  /// meant.
  [[nodiscard]] static Result<MetricExpression> parse(std::string_view text, std::span<const WorkloadUse> workloads);
  /// The plain metric over all workloads; nothing where it is not defined (no decode workload, several models).
  [[nodiscard]] static std::optional<MetricExpression> plain(const MetricEntry& metric,
                                                             std::span<const WorkloadUse> workloads);
  [[nodiscard]] static std::optional<MetricExpression> plain(Metric metric, std::span<const WorkloadUse> workloads) {
    return plain(entry_of(metric), workloads);
  }

  [[nodiscard]] Metric metric() const { return entry_->metric; }
  [[nodiscard]] const MetricEntry& entry() const { return *entry_; }
  [[nodiscard]] Aggregate aggregate() const { return aggregate_; }
  [[nodiscard]] std::string text() const;         // "worst(prefill.energy)"
  [[nodiscard]] std::string column_name() const;  // "worst_prefill_energy_j"
  /// The workloads it is computed from, a group for each model or workload that is aggregated.
  [[nodiscard]] std::span<const std::vector<std::size_t>> groups() const { return groups_; }
  /// What each group weighs in a mean; empty where all weigh the same. A model weighs what its workloads weigh on average.
  [[nodiscard]] std::span<const double> weights() const { return weights_; }
  /// For an expression over some workloads of a larger list: workload i of those is `workloads[i]` of the list.
  void renumber(std::span<const std::size_t> workloads);
  friend bool operator==(const MetricExpression& a, const MetricExpression& b) { return a.text() == b.text(); }

 private:
  const MetricEntry* entry_ = &entry_of(Metric::latency);
  Aggregate aggregate_ = Aggregate::none;
  std::string workload_;  // empty: all
  std::vector<std::vector<std::size_t>> groups_;
  std::vector<double> weights_;
};

}  // namespace bitpareto
