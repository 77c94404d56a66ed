// SPDX-License-Identifier: Apache-2.0
/// The error and the perplexity of an LLM whose weights have a datatype and a group size.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/cost/evaluation.h"
#include "core/space_file/space_file.h"
#include "models/accuracy/error_bars.h"
#include "models/accuracy/perplexity.h"
#include "models/accuracy/perplexity_curve.h"
#include "models/accuracy/weight_statistics.h"
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

/// What accuracy is told from, loaded.
struct AccuracyData {
  AccuracySetting setting;
  ErrorTable errors;
  WeightStatistics statistics;
  PerplexityTable perplexities;
  FreePrecisions free_precisions;
  ErrorBars error_bars;
};

/// Adds the errors of datatypes that the shipped table does not have, at the points that `sizes` (0: a whole row) ask
/// for on `models`, computed on `threads` threads or found in `cache_folder` (empty: none), where they are kept.
void add_errors(AccuracyData& data, std::span<const DatatypeEntry* const> datatypes,
                std::span<const LanguageModel* const> models, std::span<const double> sizes, int threads,
                const std::filesystem::path& cache_folder);

/// Why there is no perplexity.
enum class NoPerplexity : std::uint8_t {
  unknown_error,  // no quantiser is known
  no_reference,   // nothing is published of the unquantised LLM on the dataset
  no_anchor,      // no 4-bit row is published of the LLM, dataset and method
  understated,    // OliVe: its error understates its harm
  whole_rows,     // 4 bits and fewer with one scale per row: published rows left out are missed by factors
  beyond_law,     // an error beyond all that is known of the LLM
};
inline constexpr std::size_t no_perplexity_count = 6;
/// The reason as a sentence without its full stop.
[[nodiscard]] std::string_view to_text(NoPerplexity why);

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
  /// With activations and KV cache at a precision that costs nothing. A head that is kept never has a larger perplexity
  /// than one that is not, unless both were measured so.
  [[nodiscard]] Accuracy of(const DatatypeEntry& datatype, double group_size, HeadProtocol head) const;
  [[nodiscard]] Accuracy of(const DatatypeEntry& datatype, double group_size) const {
    return of(datatype, group_size, data_->setting.head);
  }
  /// A perplexity measured for exactly these precisions of activations and KV cache.
  [[nodiscard]] std::optional<MeasuredNumber> measured(const DatatypeEntry& datatype, double group_size,
                                                       std::string_view activation, std::string_view kv_cache) const;
  /// The measured rows of a dataset that predictions start from.
  [[nodiscard]] HeadAnchors anchors(const std::string& dataset) const;
  [[nodiscard]] bool has_statistics() const { return errors_.has_statistics(); }
  [[nodiscard]] LawSetting law() const {
    return {
        .limit = law_limit_, .has_statistics = has_statistics(), .whole_row_ratio = data_->error_bars.whole_row_ratio};
  }
  /// Whether groups of that size are whole rows, of the shortest rows at least.
  [[nodiscard]] bool is_whole_row(double group_size) const {
    return group_size == whole_row || group_size >= errors_.shortest_row();
  }
  /// Whether a curve says anything of a datatype of so many bits with that error; why not, if it does not.
  [[nodiscard]] bool is_predicted(double element_bits, double group_size, double error,
                                  const PerplexityCurve& curve) const {
    return !why_not_predicted(element_bits, group_size, error, curve);
  }
  /// The points of the error table that a group size asks for.
  [[nodiscard]] const NodeValues& nodes(double group_size, HeadProtocol head) const;

 private:
  struct Law {
    CurvePair curves;
    Scatter scatter;  // of the LLM, over all datasets
  };
  [[nodiscard]] const Law& fitted() const;
  [[nodiscard]] Accuracy predicted(const DatatypeEntry& datatype, double group_size, HeadProtocol head,
                                   double error) const;
  [[nodiscard]] std::optional<NoPerplexity> why_not_predicted(double element_bits, double group_size, double error,
                                                              const PerplexityCurve& curve) const;
  [[nodiscard]] std::optional<MeasuredNumber> measured(const DatatypeEntry& datatype, double group_size,
                                                       HeadProtocol head, std::string_view activation,
                                                       std::string_view kv_cache) const;

  const AccuracyData* data_;
  std::string model_;
  double law_limit_;
  ModelError errors_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<double, HeadProtocol>, std::unique_ptr<const NodeValues>> nodes_;
  mutable std::unique_ptr<const Law> law_;
};

}  // namespace bitpareto::models
