// SPDX-License-Identifier: Apache-2.0
#include "core/expression/names.h"

#include <algorithm>

#include "core/text/format.h"
#include "core/text/suggestion.h"

namespace bitpareto {

namespace {

constexpr std::string_view baseline_prefix = "baseline.";
constexpr std::string_view fp16_name = "fp16_perplexity";

}  // namespace

Reference reference_to(MetricExpression metric) {
  const MetricEntry& entry = metric.entry();
  std::string text = metric.text();
  Reference reference{std::move(text), std::move(metric)};
  reference.measure_in(entry.dimension);
  reference.names_its_unit = entry.dimension != Dimension::none && entry.name == entry.column;
  reference.better = entry.maximised ? Better::more : Better::less;
  return reference;
}

Reference reference_to(const KnownLeaf& known) {
  const LeafEntry& entry = *known.leaf;
  Reference reference{std::string{entry.path}, known.leaf};
  reference.kind = is_word(entry)                 ? ValueKind::text
                   : entry.kind == LeafKind::flag ? ValueKind::truth
                                                  : ValueKind::number;
  reference.measure_in(entry.dimension);
  reference.has_channel = entry.kind == LeafKind::group_size;
  if (entry.kind == LeafKind::name && entry.other == Dimension::none) reference.words = known.words.names;
  return reference;
}

Reference as_plain_number(Reference reference, std::string_view column) {
  reference.name = column;
  reference.powers = {};
  reference.to_base = 1;
  reference.names_its_unit = false;
  return reference;
}

std::vector<std::string> SpaceNames::workloads() const {
  std::vector<std::string> names;
  for (const WorkloadUse& use : uses_) {
    if (std::ranges::find(names, use.name) == names.end()) names.push_back(use.name);
  }
  return names;
}

/// A column of evaluate or of the database: it names its unit, so it is a plain number.
std::optional<Reference> SpaceNames::column(std::string_view name) const {
  if (const KnownLeaf* const known = leaves_.find_column(name)) return as_plain_number(reference_to(*known), name);
  for (const MetricEntry* const entry : metrics_on(uses_)) {
    if (!name.ends_with(entry->column)) continue;
    std::vector<std::string> inner{std::string{entry->name}};
    for (const std::string& workload : workloads()) inner.push_back(format("{}.{}", workload, entry->name));
    for (const std::string& text : inner) {
      for (const std::string& whole :
           {text, format("worst({})", text), format("mean({})", text), format("geomean({})", text)}) {
        const Result<MetricExpression> metric = MetricExpression::parse(whole, uses_);
        if (metric && metric->column_name() == name) return as_plain_number(reference_to(*metric), name);
      }
    }
  }
  return std::nullopt;
}

Result<Reference> SpaceNames::find(std::string_view name) const {
  if (name == fp16_name) {
    return Reference{std::string{name}, Reference::Fp16Perplexity{}};
  }
  if (name.starts_with(baseline_prefix)) {
    const std::string_view metric = name.substr(baseline_prefix.size());
    // Its workloads are not known here; the metric is, and with it the unit.
    std::string_view last = metric.substr(metric.rfind('.') + 1);
    if (last.ends_with(')')) last.remove_suffix(1);
    last = last.substr(last.rfind('(') + 1);
    const std::vector<const MetricEntry*> metrics = metrics_on(uses_);
    const auto entry = std::ranges::find(metrics, last, &MetricEntry::name);
    if (entry == metrics.end()) {
      return Failure{format("baseline: '{}' is not a metric{}", last, suggestion(last, metric_names(uses_)))};
    }
    const Dimension dimension = (*entry)->dimension;
    Reference reference{std::string{name}, Reference::OfBaseline{std::string{metric}}};
    reference.measure_in(dimension);
    return reference;
  }
  if (const KnownLeaf* const leaf = leaves_.find(name)) return reference_to(*leaf);
  Result<MetricExpression> metric = MetricExpression::parse(name, uses_);
  if (metric) return reference_to(std::move(metric).value());
  if (auto found = column(name)) return *std::move(found);
  // What is nearest among all that could be meant.
  const std::string_view last = name.substr(name.rfind('.') + 1);
  const std::vector<const MetricEntry*> metrics = metrics_on(uses_);
  const bool is_metric = std::ranges::find(metrics, last, &MetricEntry::name) != metrics.end();
  if (is_metric || name.find('(') != std::string_view::npos) return Failure{metric.error()};
  std::vector<std::string> known = metric_names(uses_);
  for (const KnownLeaf& leaf : leaves_) known.emplace_back(leaf.leaf->path);
  known.emplace_back(fp16_name);
  if (nearest(name, known).empty()) {
    for (const KnownLeaf& leaf : leaves_) known.push_back(column_name(leaf.leaf));
    for (const MetricEntry* const entry : metrics) known.emplace_back(entry->column);
  }
  const std::string near = nearest(name, known);
  if (!near.empty()) return Failure{format("'{}' is neither a metric nor a leaf; did you mean '{}'?", name, near)};
  if (name.find('.') != std::string_view::npos) return Failure{metric.error()};
  return Failure{format(
      "'{}' is neither a metric nor a leaf (bitpareto list metrics; leaves are named by their path, as in array.rows)",
      name)};
}

}  // namespace bitpareto
