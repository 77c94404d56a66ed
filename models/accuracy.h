// SPDX-License-Identifier: Apache-2.0
/// The error and the perplexity of an LLM whose weights have a datatype and a group size.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/evaluation.h"
#include "core/space_file.h"
#include "models/datatype.h"
#include "models/perplexity.h"
#include "models/perplexity_curve.h"
#include "models/weight_statistics.h"

namespace bitpareto::models {

/// What accuracy is told from, loaded.
struct AccuracyData {
  AccuracySetting setting;
  ErrorTable errors;
  WeightStatistics statistics;
  PerplexityTable perplexities;
  FreePrecisions free_precisions;
};

/// Adds the errors of datatypes that the shipped table does not have, at the points that `sizes` (0: a whole row) ask
/// for on `models`, computed on `threads` threads.
void add_errors(AccuracyData& data, std::span<const DatatypeEntry* const> datatypes,
                std::span<const LanguageModel* const> models, std::span<const double> sizes, int threads);

/// Why there is no perplexity.
enum class NoPerplexity : std::uint8_t {
  unknown_error,  // no quantiser is known
  no_anchor,      // nothing is published of the LLM, dataset and method
  understated,    // OliVe: its error understates its harm
};
inline constexpr std::size_t no_perplexity_count = 3;

struct Accuracy {
  std::optional<double> error;  // NMSE
  std::optional<double> perplexity;
  double perplexity_error = 0;  // one standard deviation
  PerplexityBasis basis = PerplexityBasis::measured;
  NoPerplexity why_none = NoPerplexity::unknown_error;  // where there is no perplexity
};

/// No perplexity is larger: beyond, models only babble.
inline constexpr double largest_perplexity = 1e4;

/// One LLM, dataset, protocol and method. Thread-safe; `data` must outlive it.
class AccuracyModel {
 public:
  AccuracyModel(const AccuracyData& data, const LanguageModel& model);

  /// Nothing if no quantiser is known. `group_size` 0 is a whole row.
  [[nodiscard]] std::optional<double> error(const DatatypeEntry& datatype, double group_size, HeadProtocol head) const;
  [[nodiscard]] std::optional<double> error(const DatatypeEntry& datatype, double group_size) const {
    return error(datatype, group_size, data_->setting.head);
  }
  /// With activations and KV cache at a precision that costs nothing.
  [[nodiscard]] Accuracy of(const DatatypeEntry& datatype, double group_size) const;
  /// A perplexity measured for exactly these precisions of activations and KV cache.
  [[nodiscard]] std::optional<MeasuredNumber> measured(const DatatypeEntry& datatype, double group_size,
                                                       std::string_view activation, std::string_view kv_cache) const;
  /// The measured rows that predictions start from: of this protocol or the other one. Whole rows have anchors of their
  /// own where the output head is quantised too, which harms them out of proportion.
  [[nodiscard]] std::vector<PerplexityAnchor> anchors(HeadProtocol head, bool whole_rows) const;
  [[nodiscard]] bool has_statistics() const { return errors_.has_statistics(); }
  [[nodiscard]] double law_limit() const { return law_limit_; }
  /// The points of the error table that a group size asks for.
  [[nodiscard]] const NodeValues& nodes(double group_size, HeadProtocol head) const;

 private:
  const AccuracyData* data_;
  std::string model_;
  double law_limit_;
  ModelError errors_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<double, HeadProtocol>, std::unique_ptr<const NodeValues>> nodes_;
  mutable std::map<bool, std::optional<PerplexityCurve>> curves_;  // of whole rows, of groups
};

}  // namespace bitpareto::models
