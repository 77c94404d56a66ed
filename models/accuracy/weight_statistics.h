// SPDX-License-Identifier: Apache-2.0
/// How heavy the tails of an LLM's weights are, layer by layer, and the error that a datatype makes on all of them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document/csv_reader.h"
#include "core/space_file/space_file.h"
#include "core/workload/language_model.h"
#include "models/accuracy/error_table.h"

namespace bitpareto::models {

/// What is known of one linear layer's weights.
struct LayerStatistics {
  std::string name;
  double outputs = 0;            // rows
  double row_length = 0;         // the reduction of its product
  bool is_head = false;          // the output head
  double group_magnitude = 0;    // mean over groups of 128 of max|w - mean| / standard deviation; 0: unknown
  double channel_magnitude = 0;  // the same over whole rows
  [[nodiscard]] double parameters() const { return outputs * row_length; }
};

/// The layers of an LLM by its architecture alone, without statistics.
[[nodiscard]] std::vector<LayerStatistics> layers_of(const LanguageModel& model);

/// The layers of several LLMs as files give them. Immutable once filled; thread-safe.
class WeightStatistics {
 public:
  /// Adds the rows of a table with the columns workload, layer, group128_absmax_sigma, channel_absmax_sigma, and
  /// optionally outputs and row_length. A workload that is there already keeps what it has: add what should win first.
  void add(const CsvTable& csv, Diagnostics& diagnostics);
  /// The layers of `model` with their sizes, which its architecture gives where the file does not; empty if unknown. A
  /// complaint for each layer that the architecture does not have.
  [[nodiscard]] std::vector<LayerStatistics> layers(const LanguageModel& model,
                                                    std::vector<std::string>& unknown) const;
  /// The workloads that there are statistics of, ascending; whether `model` is one of them.
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] bool serves(const LanguageModel& model) const;

 private:
  std::map<std::string, std::vector<LayerStatistics>, std::less<>> models_;
};

/// The error of any datatype on one LLM: a point of the error table for every layer. Immutable; thread-safe.
class ModelError {
 public:
  ModelError(std::vector<LayerStatistics> layers, const ErrorTable& table);

  /// Weights of the table's nodes whose product with a datatype's row is its error: the mean NMSE over layers, weighted
  /// by parameters. `group_size` 0 is a whole row.
  [[nodiscard]] NodeValues nodes(double group_size, HeadProtocol head) const;
  /// Whether the tails come from statistics; otherwise all layers are Gaussian.
  [[nodiscard]] bool has_statistics() const { return has_statistics_; }
  /// Weights of the shortest rows.
  [[nodiscard]] double shortest_row() const { return shortest_row_; }

 private:
  struct Layer {
    double parameters, row_length, group_tail, channel_tail;
    bool is_head;
  };
  std::vector<Layer> layers_;
  bool has_statistics_ = false;
  double shortest_row_ = 0;
};

}  // namespace bitpareto::models
