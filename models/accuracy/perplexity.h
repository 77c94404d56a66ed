// SPDX-License-Identifier: Apache-2.0
/// Perplexities as published or measured, each for exactly one model, dataset, protocol, method, datatype and group
/// size.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/document/csv_reader.h"
#include "core/space_file/space_file.h"
#include "models/datatypes/datatype.h"
#include "models/datatypes/leaves.h"

namespace bitpareto::models {

/// Precision of activations and KV cache of a perplexity that says nothing of them.
inline constexpr std::string_view full_precision = "fp16";

/// The group size of weights that are not quantised. Never NaN, which is equal to everything in an ordered map.
inline constexpr double no_groups = -1;
[[nodiscard]] double group_of(const DatatypeEntry& datatype, double group_size);

/// What a perplexity was measured for. Group size 0 is a whole row, as in leaf::weights_group_size.
struct PerplexityKey {
  std::string model;
  std::string dataset;
  std::string method;
  std::string datatype;
  double group_size = 0;
  HeadProtocol head = HeadProtocol::kept;
  // Where a lower precision has a price: FreePrecisions says where it has none.
  std::string activation{full_precision};
  std::string kv_cache{full_precision};
  [[nodiscard]] bool is_weight_only() const { return activation == full_precision && kv_cache == full_precision; }
  friend auto operator<=>(const PerplexityKey&, const PerplexityKey&) = default;
};

/// One row of a table of perplexities.
struct MeasuredPerplexity {
  PerplexityKey key;
  double perplexity = 0;
  double fp16 = 0;  // of the unquantised model, from the same source where it has one; 0: unknown
  std::string source;
  bool is_own = false;  // the user's
  double rounding = 0;  // one standard deviation of what its print leaves open
};

/// A measured number and one standard deviation of it.
struct MeasuredNumber {
  double value = 0;
  double deviation = 0;
};

/// Immutable once filled; thread-safe.
class PerplexityTable {
 public:
  /// Adds the rows of a table whose columns are those of configs/accuracy/published_perplexity.csv: model, dataset,
  /// method, datatype, group_size, head_quantised, perplexity, and optionally source, activation, kv_cache (fp16
  /// where empty) and sequence_length (other than 2048: left out; empty: whole documents, as word perplexities are
  /// measured). Of several rows with one key the first counts, over all tables added: add what should win first.
  void add(const CsvTable& csv, Diagnostics& diagnostics, bool is_own = false);

  [[nodiscard]] std::optional<double> find(const PerplexityKey& key) const;
  /// The same with its deviation: the spread of all sources of that key (the user's own alone where there is one; rows
  /// of an unknown protocol of the output head count, as they may be of this one), and at least the rounding of its
  /// print.
  [[nodiscard]] std::optional<MeasuredNumber> measured(const PerplexityKey& key) const;
  /// The perplexity of the unquantised model, which serves both protocols of the output head: a row that is FP16 in
  /// weights, activations and KV cache.
  [[nodiscard]] std::optional<double> fp16(const std::string& model, const std::string& dataset) const;
  [[nodiscard]] std::optional<MeasuredNumber> measured_fp16(const std::string& model, const std::string& dataset) const;
  /// Every weight-only row of a model, dataset, method and protocol, duplicates included, in the order of the files.
  /// Own rows stand for published ones of the same datatype and group size.
  [[nodiscard]] std::vector<MeasuredPerplexity> rows(const std::string& model, const std::string& dataset,
                                                     const std::string& method, HeadProtocol head) const;
  /// All rows.
  [[nodiscard]] std::vector<MeasuredPerplexity> all() const;
  /// The datasets on which weight-only rows of a model and method are, ascending.
  [[nodiscard]] std::vector<std::string> datasets(const std::string& model, const std::string& method) const;
  /// The models that the user's own rows are of, on `dataset` or, if that is empty, on any; ascending.
  [[nodiscard]] std::vector<std::string> own_models(const std::string& dataset) const;

 private:
  struct Fp16 {
    double perplexity;
    std::string source;
    double rounding;
    bool is_own;
  };
  [[nodiscard]] double fp16_for(const MeasuredPerplexity& row) const;

  std::map<PerplexityKey, double> first_;
  std::vector<MeasuredPerplexity> rows_;
  std::vector<MeasuredPerplexity> of_unknown_head_;  // comparable with neither protocol, but sources of both
  std::map<std::pair<std::string, std::string>, std::vector<Fp16>> fp16_;  // (model, dataset)
};

/// Precisions of activations and KV cache at which a weight-only perplexity still holds.
class FreePrecisions {
 public:
  /// Reads operand (activation or kv_cache) and datatype.
  [[nodiscard]] static std::optional<FreePrecisions> read(const CsvTable& csv, Diagnostics& diagnostics);
  [[nodiscard]] bool activation(std::string_view datatype) const { return holds("activation", datatype); }
  [[nodiscard]] bool kv_cache(std::string_view datatype) const { return holds("kv_cache", datatype); }

 private:
  [[nodiscard]] bool holds(std::string_view operand, std::string_view datatype) const {
    return rows_.contains({std::string{operand}, std::string{datatype}});
  }
  std::set<std::pair<std::string, std::string>> rows_;
};

}  // namespace bitpareto::models
