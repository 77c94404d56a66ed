// SPDX-License-Identifier: Apache-2.0
#include "models/validation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "core/elementary.h"
#include "core/text/format.h"
#include "models/catalogue.h"

namespace bitpareto::models {

namespace {

bool is_anchor_pair(const PerplexityCheck& check) {
  return check.row.key.group_size == default_group_size &&
         (check.row.key.datatype == "int4_asym" || check.row.key.datatype == "int3_asym");
}

bool are_duplicates(const PerplexityCheck& a, const PerplexityCheck& b) {
  return a.error == b.error ||
         (a.row.key.datatype == b.row.key.datatype && a.row.key.group_size == b.row.key.group_size);
}

PerplexityAnchor anchor_of(const PerplexityCheck& check) {
  return {.error = check.error,
          .log_ratio = portable_log(check.row.perplexity / check.row.fp16),
          .element_bits = check.element_bits};
}

/// Whole rows have a curve of their own where the output head is quantised too.
bool share_a_curve(const PerplexityCheck& a, const PerplexityCheck& b) {
  return a.row.key.head == HeadProtocol::kept ||
         (a.row.key.group_size == whole_row) == (b.row.key.group_size == whole_row);
}

template <class Use>
std::optional<double> predict(const PerplexityCheck& check, std::span<const PerplexityCheck> own,
                              std::span<const PerplexityCheck> other, double law_limit, const Use& use) {
  const auto anchors = [&](std::span<const PerplexityCheck> from) {
    std::vector<PerplexityAnchor> found;
    for (const PerplexityCheck& c : from) {
      if (!c.is_olive && share_a_curve(c, check) && !are_duplicates(c, check) && use(c)) found.push_back(anchor_of(c));
    }
    return found;
  };
  const auto curve = PerplexityCurve::fit(anchors(own), anchors(other), law_limit);
  if (!curve) return std::nullopt;
  return std::min(check.row.fp16 * portable_exp(curve->at(check.error).log_ratio), largest_perplexity);
}

/// The value below which `share` of the sorted values lie.
double quantile(const std::vector<double>& sorted, double share) {
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

using Prediction = std::optional<double> PerplexityCheck::*;

/// What ranks are compared within.
enum class Ranked { datatypes, group_sizes };

/// A row of the summary over the checks that `belongs` says. Ranks are those of datatypes and group sizes of one LLM,
/// dataset and protocol, or of the group sizes of one datatype.
template <class Belongs>
void add_row(Table& table, const std::string& what, const std::string& against, std::span<const PerplexityCheck> checks,
             Prediction prediction, const Belongs& belongs, Ranked ranked = Ranked::datatypes) {
  std::vector<double> errors;
  // Predicted and published, each datatype and group size once.
  using Group = std::tuple<std::string, std::string, HeadProtocol, std::string>;
  std::map<Group, std::map<std::pair<std::string, double>, std::pair<double, double>>> groups;
  for (const PerplexityCheck& c : checks) {
    if (!belongs(c) || !(c.*prediction)) continue;
    const double predicted = *(c.*prediction);
    errors.push_back(std::abs(predicted / c.row.perplexity - 1));
    const PerplexityKey& k = c.row.key;
    groups[{k.model, k.dataset, k.head, ranked == Ranked::group_sizes ? k.datatype : ""}].try_emplace(
        {k.datatype, k.group_size}, predicted, c.row.perplexity);
  }
  if (errors.empty()) return;
  std::ranges::sort(errors);
  double correlations = 0;
  double correlated = 0;
  for (const auto& [group, rows] : groups) {
    std::vector<double> predicted;
    std::vector<double> published;
    for (const auto& [key, pair] : rows) {
      predicted.push_back(pair.first);
      published.push_back(pair.second);
    }
    if (rows.size() < (ranked == Ranked::group_sizes ? 2U : 3U)) continue;
    if (const auto tau = rank_correlation(predicted, published)) {
      correlations += *tau;
      correlated += 1;
    }
  }
  table.rows.push_back({what, against, static_cast<std::int64_t>(errors.size()), quantile(errors, 0.5),
                        quantile(errors, 0.9), errors.back(),
                        correlated > 0 ? Cell{correlations / correlated} : Cell{}});
}

}  // namespace

std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b) {
  double agree = 0;
  double pairs_a = 0;
  double pairs_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const double order_a = (a[i] > a[k] ? 1.0 : 0.0) - (a[i] < a[k] ? 1.0 : 0.0);
      const double order_b = (b[i] > b[k] ? 1.0 : 0.0) - (b[i] < b[k] ? 1.0 : 0.0);
      agree += order_a * order_b;
      pairs_a += order_a * order_a;
      pairs_b += order_b * order_b;
    }
  }
  if (pairs_a == 0 || pairs_b == 0) return std::nullopt;
  return agree / std::sqrt(pairs_a * pairs_b);
}

std::vector<PerplexityCheck> check_perplexities(const AccuracyData& data, std::span<const LanguageModel> models) {
  std::map<std::string, std::unique_ptr<AccuracyModel>> accuracies;
  std::map<std::string, double> limits;
  for (const LanguageModel& model : models) {
    auto accuracy = std::make_unique<AccuracyModel>(data, model);
    if (!accuracy->has_statistics()) continue;
    limits[model.name] = accuracy->law_limit();
    accuracies[model.name] = std::move(accuracy);
  }
  using Group = std::tuple<std::string, std::string, HeadProtocol>;
  std::map<Group, std::vector<PerplexityCheck>> groups;
  for (const MeasuredPerplexity& row : data.perplexities.all()) {
    const auto it = accuracies.find(row.key.model);
    const DatatypeEntry* const datatype = find_datatype(row.key.datatype);
    if (it == accuracies.end() || datatype == nullptr || row.key.method != "rtn" || row.fp16 == 0) continue;
    const auto error = it->second->error(*datatype, row.key.group_size, row.key.head);
    if (!error || *error == 0) continue;
    groups[{row.key.model, row.key.dataset, row.key.head}].push_back(
        {.row = row,
         .element_bits = datatype->element_bits,
         .error = *error,
         .is_olive = datatype->quantisation.scale == ScaleRule::outlier_victim});
  }
  std::vector<PerplexityCheck> checks;
  for (const auto& [group, own] : groups) {
    const auto& [model, dataset, head] = group;
    const auto it =
        groups.find({model, dataset, head == HeadProtocol::kept ? HeadProtocol::quantised : HeadProtocol::kept});
    const std::span<const PerplexityCheck> other = it == groups.end() ? std::span<const PerplexityCheck>{} : it->second;
    for (PerplexityCheck check : own) {
      const double limit = limits[model];
      check.leave_one_out = predict(check, own, other, limit, [](const PerplexityCheck&) { return true; });
      if (!is_anchor_pair(check)) check.two_anchors = predict(check, own, {}, limit, is_anchor_pair);
      checks.push_back(std::move(check));
    }
  }
  return checks;
}

Table perplexity_summary(std::span<const PerplexityCheck> checks) {
  Table table{.columns = {"what", "against", "rows", "median_error", "p90_error", "worst_error", "rank_correlation"},
              .rows = {}};
  const std::array rules{std::pair{"leave one out", &PerplexityCheck::leave_one_out},
                         std::pair{"two anchors", &PerplexityCheck::two_anchors}};
  const auto in_groups = [](const PerplexityCheck& c) { return c.row.key.group_size != whole_row; };
  for (const auto& [rule, prediction] : rules) {
    const auto add = [&, rule = rule, prediction = prediction](const std::string& what, auto belongs) {
      add_row(table, what, rule, checks, prediction, belongs);
    };
    for (const double bits : {3.0, 4.0, 6.0, 8.0}) {
      add(format("{} bits, groups", bits),
          [&](const PerplexityCheck& c) { return c.element_bits == bits && in_groups(c) && !c.is_olive; });
    }
    add("3 and 4 bits, groups, without OPT-1.3B", [&](const PerplexityCheck& c) {
      return (c.element_bits == 3 || c.element_bits == 4) && in_groups(c) && !c.is_olive &&
             c.row.key.model != "opt-1.3b";
    });
    add("3, 4 and 6 bits, groups", [&](const PerplexityCheck& c) {
      return (c.element_bits == 3 || c.element_bits == 4 || c.element_bits == 6) && in_groups(c) && !c.is_olive;
    });
    add("3 bits, whole rows",
        [&](const PerplexityCheck& c) { return c.element_bits == 3 && !in_groups(c) && !c.is_olive; });
    add("4 bits, whole rows",
        [&](const PerplexityCheck& c) { return c.element_bits == 4 && !in_groups(c) && !c.is_olive; });
    add("OliVe", [](const PerplexityCheck& c) { return c.is_olive; });
    add_row(
        table, "group sizes within a datatype", rule, checks, prediction,
        [](const PerplexityCheck& c) { return !c.is_olive && c.element_bits <= 4; }, Ranked::group_sizes);
  }
  std::set<std::string> sources;
  for (const PerplexityCheck& c : checks) sources.insert(c.row.source);
  for (const std::string& source : sources) {
    for (const auto& [rule, prediction] : rules) {
      add_row(table, source, rule, checks, prediction,
              [&](const PerplexityCheck& c) { return c.row.source == source && !c.is_olive; });
    }
  }
  return table;
}

}  // namespace bitpareto::models
