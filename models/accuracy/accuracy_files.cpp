// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/accuracy_files.h"

#include "core/base/limits.h"
#include "core/system/file.h"
#include "core/text/digest.h"

namespace bitpareto::models {

std::optional<CsvTable> load_data_table(const std::filesystem::path& path, std::string_view what,
                                        Diagnostics& diagnostics, std::vector<DataVersion>* versions) {
  const Result<std::string> text = read_text(path, limits::csv_bytes);
  const auto file = std::make_shared<const std::string>(path.string());
  if (!text) {
    diagnostics.error({file, 0, 0}, "", text.error());
    return std::nullopt;
  }
  if (versions != nullptr) versions->push_back({std::string{what}, path.filename().string(), digest(*text)});
  return read_csv(*text, file, diagnostics);
}

void load_shipped_accuracy(const ConfigFolder& configs, AccuracyData& data, Diagnostics& diagnostics,
                           std::vector<DataVersion>* versions) {
  const std::filesystem::path folder = configs.root() / "accuracy";
  if (const auto published =
          load_data_table(folder / "published_perplexity.csv", "perplexity", diagnostics, versions)) {
    data.perplexities.add(*published, diagnostics);
  }
  if (const auto published =
          load_data_table(folder / "published_perplexity_2.csv", "perplexity", diagnostics, versions)) {
    data.perplexities.add(*published, diagnostics);
  }
  if (const auto bars = load_data_table(folder / "error_bars.csv", "perplexity", diagnostics, versions)) {
    if (auto read = ErrorBars::read(*bars, diagnostics)) data.error_bars = *read;
  }
  if (const auto free = load_data_table(folder / "free_precisions.csv", "perplexity", diagnostics, versions)) {
    if (auto precisions = FreePrecisions::read(*free, diagnostics)) data.free_precisions = *std::move(precisions);
  }
  if (const auto statistics = load_data_table(folder / "weight_statistics.csv", "statistics", diagnostics, versions)) {
    data.statistics.add(*statistics, diagnostics);
  }
  if (const auto errors = load_data_table(folder / "student_t_errors.csv", "errors", diagnostics, versions)) {
    if (auto table = ErrorTable::read(*errors, diagnostics)) data.errors = *std::move(table);
  }
}

}  // namespace bitpareto::models
