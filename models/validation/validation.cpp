// SPDX-License-Identifier: Apache-2.0
#include "models/validation/validation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "core/base/elementary.h"
#include "core/text/format.h"

namespace bitpareto::models {

namespace {

bool is_anchor_pair(const PerplexityKey& key) {
  return key.group_size == default_group_size && (key.datatype == "int4_asym" || key.datatype == "int3_asym");
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

std::vector<PerplexityCheck> check_perplexities(const AccuracyData& data, std::span<const LanguageModel> models,
                                                std::span<const LeftOut> left_out) {
  using Group = std::tuple<std::string, std::string, HeadProtocol>;
  const auto group_of_row = [](const LeftOut& r) { return Group{r.row.key.model, r.row.key.dataset, r.row.key.head}; };
  std::map<std::string, LawSetting> laws;
  for (const LanguageModel& model : models) laws[model.name] = AccuracyModel{data, model}.law();
  std::map<Group, std::vector<PerplexityAnchor>> pairs;
  for (const LeftOut& r : left_out) {
    if (!r.is_natural || !is_anchor_pair(r.row.key)) continue;
    pairs[group_of_row(r)].push_back({.error = r.error, .log_ratio = r.observed, .element_bits = r.element_bits});
  }
  std::vector<PerplexityCheck> checks;
  for (const LeftOut& r : left_out) {
    if (!r.is_natural) continue;
    PerplexityCheck check{
        .row = r.row,
        .element_bits = r.element_bits,
        .error = r.error,
        .is_olive = r.is_olive,
        .has_statistics = r.kind.has_statistics,
        .is_refused = r.is_refused,
        .leave_one_out = r.perplexity(),
        .deviation = r.perplexity() * portable_expm1(data.error_bars.log_deviation(r.kind, r.scatter, r.predicted)),
        .two_anchors = {}};
    if (!is_anchor_pair(r.row.key)) {
      const auto curve = PerplexityCurve::fit(pairs[group_of_row(r)], {}, laws[r.row.key.model].limit);
      if (curve) {
        check.two_anchors = std::min(r.row.fp16 * portable_exp(curve->at(r.error).log_ratio), largest_perplexity);
      }
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

std::vector<PerplexityCheck> check_perplexities(const AccuracyData& data, std::span<const LanguageModel> models) {
  return check_perplexities(data, models, leave_out_each(data, models));
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
    const auto is_in = [&](const PerplexityCheck& c, bool has_statistics, double bits) {
      return c.element_bits == bits && c.has_statistics == has_statistics && in_groups(c) && !c.is_olive &&
             !c.is_refused && c.row.key.dataset != "wikitext2_word";
    };
    for (const double bits : {3.0, 4.0, 6.0, 8.0}) {
      add(format("{} bits, groups", bits), [&](const PerplexityCheck& c) { return is_in(c, true, bits); });
    }
    add("3 and 4 bits, groups, without OPT-1.3B", [&](const PerplexityCheck& c) {
      return (is_in(c, true, 3) || is_in(c, true, 4)) && c.row.key.model != "opt-1.3b";
    });
    add("3, 4 and 6 bits, groups",
        [&](const PerplexityCheck& c) { return is_in(c, true, 3) || is_in(c, true, 4) || is_in(c, true, 6); });
    for (const double bits : {3.0, 4.0, 8.0}) {
      add(format("Gaussian: {} bits, groups", bits), [&](const PerplexityCheck& c) { return is_in(c, false, bits); });
    }
    for (const double bits : {3.0, 4.0}) {
      add(format("word perplexity: {} bits, groups", bits), [&](const PerplexityCheck& c) {
        return c.element_bits == bits && c.row.key.dataset == "wikitext2_word" && !c.is_refused;
      });
    }
    for (const double bits : {3.0, 4.0}) {
      add(format("refused: {} bits, whole rows", bits),
          [&](const PerplexityCheck& c) { return c.element_bits == bits && !in_groups(c) && !c.is_olive; });
    }
    add("refused: groups beyond what is known",
        [&](const PerplexityCheck& c) { return in_groups(c) && c.is_refused && !c.is_olive; });
    add("refused: OliVe", [](const PerplexityCheck& c) { return c.is_olive; });
    add_row(
        table, "group sizes within a datatype", rule, checks, prediction,
        [](const PerplexityCheck& c) { return !c.is_olive && !c.is_refused && c.element_bits <= 4; },
        Ranked::group_sizes);
  }
  std::set<std::string> sources;
  for (const PerplexityCheck& c : checks) sources.insert(c.row.source);
  for (const std::string& source : sources) {
    for (const auto& [rule, prediction] : rules) {
      add_row(table, source, rule, checks, prediction,
              [&](const PerplexityCheck& c) { return c.row.source == source && !c.is_olive && !c.is_refused; });
    }
  }
  return table;
}

Table coverage_summary(const AccuracyData& data, std::span<const LeftOut> left_out) {
  Table table{.columns = {"what", "against", "rows", "within_1_sigma", "within_2_sigma", "within_3_sigma"}, .rows = {}};
  const auto add = [&](const std::string& what, const std::function<bool(const LeftOut&)>& belongs) {
    for (const bool llm_too : {false, true}) {
      const Coverage c =
          coverage(left_out, llm_too ? nullptr : &data.error_bars, data.error_bars.whole_row_ratio, belongs);
      if (c.rows == 0) continue;
      table.rows.push_back({what, std::string{llm_too ? "leave one LLM out" : "leave one row out"},
                            static_cast<std::int64_t>(c.rows), c.within[0], c.within[1], c.within[2]});
    }
  };
  const auto is_asked = [](const LeftOut& r) { return r.is_natural && !r.is_olive && !r.is_refused; };
  add("coverage: within the law, statistics", [&](const LeftOut& r) {
    return is_asked(r) && r.kind.is_within_law && r.kind.has_statistics && !r.is_whole_row;
  });
  add("coverage: within the law, Gaussian", [&](const LeftOut& r) {
    return is_asked(r) && r.kind.is_within_law && !r.kind.has_statistics && !r.is_whole_row;
  });
  add("coverage: within the law",
      [&](const LeftOut& r) { return is_asked(r) && r.kind.is_within_law && !r.is_whole_row; });
  add("coverage: beyond the law", [&](const LeftOut& r) { return is_asked(r) && !r.kind.is_within_law; });
  for (std::size_t k = 0; k < prediction_kind_count; ++k) {
    if (kind_of(k).is_whole_row) continue;
    add("kind: " + to_text(kind_of(k)),
        [&](const LeftOut& r) { return r.kind == kind_of(k) && !r.is_olive && !r.is_refused; });
  }
  return table;
}

}  // namespace bitpareto::models
