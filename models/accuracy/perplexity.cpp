// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/perplexity.h"

#include <algorithm>
#include <cmath>

#include "core/base/elementary.h"
#include "core/base/limits.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "models/datatypes/datatype_list.h"

namespace bitpareto::models {

namespace {

/// The protocol of nearly all published perplexities; llama.cpp's 512 is another and not comparable.
constexpr std::string_view sequence_length = "2048";

/// The most that is believed. A guess among all words of the largest vocabulary has 256,000 (Gemma); of broken models up to
/// 1.9e5 is published.
constexpr double most_perplexity = 1e9;

/// The columns of `names`, or nothing with a complaint for each that is missing.
template <std::size_t N>
std::optional<std::array<std::size_t, N>> find_columns(const CsvTable& csv,
                                                       const std::array<std::string_view, N>& names,
                                                       Diagnostics& diagnostics) {
  std::array<std::size_t, N> columns{};
  bool good = true;
  for (std::size_t i = 0; i < N; ++i) {
    const auto column = csv.column(names[i]);
    if (!column) diagnostics.error(csv.header_place(), "", format("column '{}' is missing", names[i]));
    good = good && column;
    columns[i] = column.value_or(0);
  }
  if (!good) return std::nullopt;
  return columns;
}

/// A group size as a file gives it.
std::optional<double> size_of(const std::string& text) {
  const auto size = parse_number(text);
  if (!size || !(*size >= 1 && *size <= static_cast<double>(limits::model_size))) return std::nullopt;
  return size;
}

/// One standard deviation of a number that is rounded to the digits of `text`: uniform over one unit of the last.
double rounding_of(const std::string& text) {
  const std::size_t point = text.find('.');
  const std::size_t end = std::min(text.find_first_of("eE"), text.size());
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(end - point - 1);
  return power_of_ten(-std::min(decimals, 22)) / std::sqrt(12.0);
}

/// The spread of `values` as a sample of all that might have been measured, and at least `rounding`.
double deviation_of(const std::vector<double>& values, double rounding) {
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  for (const double v : values) sum += v;
  double squares = 0;
  for (const double v : values) squares += (v - sum / count) * (v - sum / count);
  return portable_hypot(rounding, values.size() > 1 ? std::sqrt(squares / (count - 1)) : 0);
}

}  // namespace

double group_of(const DatatypeEntry& datatype, double group_size) {
  return datatype.is_unquantised() || std::isnan(group_size) ? no_groups : group_size;
}

void PerplexityTable::add(const CsvTable& csv, Diagnostics& diagnostics, bool is_own) {
  const auto columns = find_columns<7>(
      csv, {"model", "dataset", "method", "datatype", "group_size", "head_quantised", "perplexity"}, diagnostics);
  if (!columns) return;
  const auto length = csv.column("sequence_length");
  const auto source = csv.column("source");
  const auto activation = csv.column("activation");
  const auto kv_cache = csv.column("kv_cache");
  for (std::size_t row = 0; row < csv.size(); ++row) {
    const auto cell = [&](std::size_t i) -> const std::string& { return csv.at(row, (*columns)[i]); };
    if (length && !csv.at(row, *length).empty() && csv.at(row, *length) != sequence_length) continue;
    const std::size_t errors_before = diagnostics.error_count();
    const auto perplexity = parse_number(cell(6));
    if (!perplexity || !(*perplexity >= 1 && *perplexity <= most_perplexity)) {
      diagnostics.error(
          csv.place(row), "perplexity",
          format("'{}' is not a perplexity; expected a number from 1 to {}", cell(6), shortest(most_perplexity)));
    }
    const auto precision = [&](const std::optional<std::size_t>& column) {
      return column && !csv.at(row, *column).empty() ? csv.at(row, *column) : std::string{full_precision};
    };
    const double rounding = perplexity ? rounding_of(cell(6)) : 0;
    const bool is_full = precision(activation) == full_precision && precision(kv_cache) == full_precision;
    if (cell(3) == full_precision && is_full) {
      if (diagnostics.error_count() != errors_before) continue;
      fp16_[{cell(0), cell(1)}].push_back(
          {*perplexity, source ? csv.at(row, *source) : std::string{}, rounding, is_own});
      continue;
    }
    const std::string& group = cell(4);
    const DatatypeEntry* const datatype = find_datatype(cell(3));
    const bool is_unquantised = datatype != nullptr && datatype->is_unquantised();
    const auto group_size = is_unquantised                                 ? std::optional{no_groups}
                            : group == "per_channel" || group == "channel" ? std::optional{whole_row}
                                                                           : size_of(group);
    if (!group_size) {
      diagnostics.error(
          csv.place(row), "group_size",
          format("'{}' is neither a number from 1 to {} nor per_channel", group, limits::model_size));
    }
    const std::string& head = cell(5);
    if (head != "yes" && head != "no" && head != "unknown") {
      diagnostics.error(csv.place(row), "head_quantised", format("'{}' is none of yes, no, unknown", head));
    }
    if (diagnostics.error_count() != errors_before) continue;
    MeasuredPerplexity measured{.key = {.model = cell(0),
                                        .dataset = cell(1),
                                        .method = cell(2),
                                        .datatype = cell(3),
                                        .group_size = *group_size,
                                        .head = head == "yes" ? HeadProtocol::quantised : HeadProtocol::kept,
                                        .activation = precision(activation),
                                        .kv_cache = precision(kv_cache)},
                                .perplexity = *perplexity,
                                .source = source ? csv.at(row, *source) : std::string{},
                                .is_own = is_own,
                                .rounding = rounding};
    if (head == "unknown") {
      of_unknown_head_.push_back(std::move(measured));
      continue;
    }
    first_.try_emplace(measured.key, *perplexity);
    rows_.push_back(std::move(measured));
  }
}

std::optional<double> PerplexityTable::find(const PerplexityKey& key) const {
  const auto it = first_.find(key);
  if (it == first_.end()) return std::nullopt;
  return it->second;
}

std::optional<MeasuredNumber> PerplexityTable::measured(const PerplexityKey& key) const {
  const auto first = std::ranges::find(rows_, key, &MeasuredPerplexity::key);
  if (first == rows_.end()) return std::nullopt;
  std::vector<double> values;
  for (const MeasuredPerplexity& row : rows_) {
    if (row.key == key && row.is_own == first->is_own) values.push_back(row.perplexity);
  }
  for (const MeasuredPerplexity& row : of_unknown_head_) {
    PerplexityKey placed = row.key;
    placed.head = key.head;
    if (placed == key && row.is_own == first->is_own) values.push_back(row.perplexity);
  }
  return MeasuredNumber{first->perplexity, deviation_of(values, first->rounding)};
}

std::optional<MeasuredNumber> PerplexityTable::measured_fp16(const std::string& model,
                                                             const std::string& dataset) const {
  const auto it = fp16_.find({model, dataset});
  if (it == fp16_.end()) return std::nullopt;
  const Fp16& first = it->second.front();
  std::vector<double> values;
  for (const Fp16& source : it->second) {
    if (source.is_own == first.is_own) values.push_back(source.perplexity);
  }
  return MeasuredNumber{first.perplexity, deviation_of(values, first.rounding)};
}

std::vector<std::string> PerplexityTable::datasets(const std::string& model, const std::string& method) const {
  std::set<std::string> found;
  for (const MeasuredPerplexity& row : rows_) {
    if (row.key.model == model && row.key.method == method && row.key.is_weight_only()) found.insert(row.key.dataset);
  }
  return {found.begin(), found.end()};
}

std::vector<std::string> PerplexityTable::own_models(const std::string& dataset) const {
  std::set<std::string> models;
  for (const MeasuredPerplexity& row : rows_) {
    if (row.is_own && (dataset.empty() || row.key.dataset == dataset)) models.insert(row.key.model);
  }
  for (const auto& [key, sources] : fp16_) {
    const bool is_own = std::ranges::any_of(sources, [](const Fp16& s) { return s.is_own; });
    if (is_own && (dataset.empty() || key.second == dataset)) models.insert(key.first);
  }
  return {models.begin(), models.end()};
}

std::optional<double> PerplexityTable::fp16(const std::string& model, const std::string& dataset) const {
  const auto it = fp16_.find({model, dataset});
  if (it == fp16_.end()) return std::nullopt;
  return it->second.front().perplexity;
}

double PerplexityTable::fp16_for(const MeasuredPerplexity& row) const {
  const auto it = fp16_.find({row.key.model, row.key.dataset});
  if (it == fp16_.end()) return 0;
  // "arXiv:2411.11745 (BitMoD, HPCA'25) Table I": another table of the same paper comes before other papers.
  const auto work = [](const std::string& source) { return std::string_view{source}.substr(0, source.find(' ')); };
  const Fp16* best = &it->second.front();
  for (const Fp16& candidate : it->second) {
    if (candidate.source == row.source) return candidate.perplexity;
    if (work(best->source) != work(row.source) && work(candidate.source) == work(row.source)) best = &candidate;
  }
  return best->perplexity;
}

std::vector<MeasuredPerplexity> PerplexityTable::rows(const std::string& model, const std::string& dataset,
                                                      const std::string& method, HeadProtocol head) const {
  std::vector<MeasuredPerplexity> found;
  std::set<PerplexityKey> own;
  for (const MeasuredPerplexity& row : rows_) {
    const PerplexityKey& k = row.key;
    if (k.model != model || k.dataset != dataset || k.method != method || k.head != head || !k.is_weight_only())
      continue;
    if (row.is_own) own.insert(k);
    if (!row.is_own && own.contains(k)) continue;
    found.push_back(row);
    found.back().fp16 = fp16_for(row);
  }
  return found;
}

std::vector<MeasuredPerplexity> PerplexityTable::all() const {
  std::vector<MeasuredPerplexity> found = rows_;
  for (MeasuredPerplexity& row : found) row.fp16 = fp16_for(row);
  return found;
}

std::optional<FreePrecisions> FreePrecisions::read(const CsvTable& csv, Diagnostics& diagnostics) {
  const auto columns = find_columns<2>(csv, {"operand", "datatype"}, diagnostics);
  if (!columns) return std::nullopt;
  FreePrecisions precisions;
  for (std::size_t row = 0; row < csv.size(); ++row) {
    precisions.rows_.emplace(csv.at(row, (*columns)[0]), csv.at(row, (*columns)[1]));
  }
  return precisions;
}

}  // namespace bitpareto::models
