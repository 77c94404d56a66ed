// SPDX-License-Identifier: Apache-2.0
/// bitpareto quantize
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <span>

#include "cli/commands.h"
#include "cli/datatype_choices.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "core/problem/design_table.h"
#include "core/system/output_file.h"
#include "core/system/parallel.h"
#include "core/text/format.h"
#include "models/checkpoint/weight_quantisation.h"
#include "reports/csv.h"

namespace bitpareto::cli {

namespace {

std::vector<models::QuantisationChoice> choices_of(const QuantizeArguments& arguments,
                                                   const DatatypeChoices& datatypes) {
  std::vector<models::QuantisationChoice> choices;
  const std::vector<double> sizes = group_sizes(arguments.group_sizes);
  for (const models::DatatypeEntry* d : datatypes.entries()) {
    if (d->quantisation.scale == models::ScaleRule::none) {
      throw ConfigError{format("no quantiser is known for {}", d->name)};
    }
    if (d->is_unquantised()) continue;
    if (sizes.empty()) choices.push_back({d, d->standard_group_size(), true});
    for (const double size : sizes) choices.push_back({d, static_cast<std::int64_t>(size), true});
  }
  return choices;
}

/// A row per layer and choice, the totals last.
Table error_table(std::span<const models::LayerReport> layers, std::span<const models::QuantisationChoice> choices,
                  bool head_kept) {
  Table table{.columns = {"layer", "outputs", "row_length", "datatype", group_size_column("group_size"), "bits_per_weight", "error",
                          "zero_bits", "skipped_pragmatic", "skipped_bitwave", "skipped_bitvert", "bidirectional_bits"},
              .rows = {}};
  const auto add = [&](const std::string& layer, Cell rows, Cell length, double row_length, std::size_t c,
                       double error, const models::BitCounts& bits) {
    const models::QuantisationChoice& choice = choices[c];
    const double size = choice.group_size == 0 ? row_length : static_cast<double>(choice.group_size);
    table.rows.push_back({layer, std::move(rows), std::move(length), std::string{choice.datatype->name},
                          group_size_cell(static_cast<double>(choice.group_size)),
                          choice.datatype->element_bits + choice.datatype->metadata.bits() / size, error, {}, {}, {}, {}, {}});
    if (bits.weights == 0) return;  // of a datatype that bit-serial PEs do not skip bits of
    const models::BitShares shares = bits.shares();
    std::ranges::copy(std::array{shares.zero_bits, shares.skipped_pragmatic, shares.skipped_bitwave, shares.skipped_bitvert, shares.bidirectional_bits},
                      table.rows.back().end() - 5);
  };
  std::vector<double> totals(choices.size(), 0);
  std::vector<models::BitCounts> all_bits(choices.size());
  double parameters = 0;
  double rows = 0;
  for (const models::LayerReport& layer : layers) {
    const models::Tensor& tensor = *layer.tensor;
    const auto length = static_cast<double>(tensor.row_length());
    const double weights = static_cast<double>(tensor.rows()) * length;
    const bool counts = !(head_kept && models::is_head_weight(tensor));
    if (counts) parameters += weights;
    if (counts) rows += static_cast<double>(tensor.rows());
    for (std::size_t c = 0; c < choices.size(); ++c) {
      add(tensor.name, static_cast<std::int64_t>(tensor.rows()), static_cast<std::int64_t>(tensor.row_length()), length,
          c, layer.errors[c], layer.bits[c]);
      if (!counts) continue;
      totals[c] += weights * layer.errors[c];
      all_bits[c] += layer.bits[c];
    }
  }
  for (std::size_t c = 0; c < choices.size(); ++c) add("total", {}, {}, parameters / rows, c, totals[c] / parameters, all_bits[c]);
  return table;
}

/// As configs/accuracy/weight_statistics.csv, with the sizes of the layers.
Table statistics_table(std::span<const models::LayerReport> layers, const std::string& model) {
  Table table{.columns = {"workload", "layer", "outputs", "row_length", "tensor_absmax_sigma", "channel_absmax_sigma",
                          "group128_absmax_sigma", "tensor_range_sigma", "channel_range_sigma", "group128_range_sigma"},
              .rows = {}};
  for (const models::LayerReport& layer : layers) {
    std::string name = layer.tensor->name;
    if (name.ends_with(".weight")) name.resize(name.size() - std::string_view{".weight"}.size());
    table.rows.push_back({model, name, static_cast<std::int64_t>(layer.tensor->rows()),
                          static_cast<std::int64_t>(layer.tensor->row_length()), layer.tensor_magnitude,
                          layer.channel_magnitude, layer.group_magnitude, layer.tensor_range, layer.channel_range,
                          layer.group_range});
  }
  return table;
}

/// All tensors in one file, those of linear layers dequantised; false if interrupted, and then nothing is there.
bool write_weights(const models::SafetensorsSet& set, const models::QuantisationChoice& choice, bool head_kept,
                   OutputFile& out, bool quiet) {
  const auto write = [&](std::span<const std::byte> bytes) {
    out.write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  };
  out.write(models::safetensors_header(set.tensors));
  double total = 0;
  for (const models::Tensor& tensor : set.tensors) total += static_cast<double>(tensor.data.size());
  Progress progress{"bytes written", total, 0, quiet};
  double done = 0;
  for (const models::Tensor& tensor : set.tensors) {
    if (is_interrupted()) return progress.clear(), false;
    if (models::is_linear_weight(tensor) && !(head_kept && models::is_head_weight(tensor))) {
      write(models::dequantised(tensor, choice));
    } else {
      write(tensor.data);
    }
    set.files[tensor.file].release(tensor.data);
    done += static_cast<double>(tensor.data.size());
    progress.show(done);
  }
  progress.clear();
  for (const MappedFile& input : set.files) input.check_unchanged();
  out.commit();
  return true;
}

}  // namespace

int run(const QuantizeArguments& arguments, const session::Catalogue& catalogue) {
  const DatatypeChoices datatypes{arguments.datatypes, catalogue.configs()};
  const std::vector<models::QuantisationChoice> choices = choices_of(arguments, datatypes);
  if (!arguments.write.empty() && choices.size() != 1) {
    throw ConfigError{
        format("--write needs one datatype and one group size; {} combinations are given", choices.size())};
  }
  Diagnostics diagnostics;
  const std::vector<std::filesystem::path> paths{arguments.files.begin(), arguments.files.end()};
  const auto set = models::open_safetensors(paths, diagnostics);
  if (!set) throw ConfigError{diagnostics.in_file_order()};
  double bytes = 0;
  for (const models::Tensor& tensor : set->tensors) {
    if (models::is_linear_weight(tensor)) bytes += static_cast<double>(tensor.data.size());
  }
  if (bytes == 0) throw ConfigError{"no weights of linear layers (two dimensions; F32, F16 or BF16) in these files"};
  std::optional<OutputFile> weights;
  std::optional<Output> statistics;
  if (!arguments.write.empty()) weights.emplace(arguments.write);
  if (!arguments.statistics.empty()) statistics.emplace(arguments.statistics);
  Output output{arguments.output};
  catch_interrupts();
  Progress progress{"bytes", bytes, 0, arguments.quiet};
  const int threads = arguments.threads > 0 ? arguments.threads : hardware_threads();
  const std::vector<models::LayerReport> layers =
      models::quantise_layers(*set, choices, threads, [&](std::uint64_t done) {
        progress.show(static_cast<double>(done));
        return !is_interrupted();
      });
  progress.clear();
  if (is_interrupted()) {
    say("interrupted; nothing was written");
    return exit_interrupted;
  }
  Diagnostics damaged;
  for (const models::LayerReport& layer : layers) {
    if (!layer.is_finite) {
      damaged.error({}, "", format("{}: has a weight that is infinite or not a number", layer.tensor->name));
      continue;
    }
    for (std::size_t c = 0; c < choices.size(); ++c) {
      if (std::isfinite(layer.errors[c])) continue;
      damaged.error({}, "",
                    format("{}: has weights up to {:.3g}, too large for the scales of {}", layer.tensor->name,
                           layer.largest_magnitude, choices[c].datatype->name));
    }
  }
  damaged.throw_if_errors();
  const bool head_kept = arguments.head == "kept";
  if (statistics) {
    const std::string model =
        arguments.model.empty() ? std::filesystem::path{arguments.files[0]}.stem().string() : arguments.model;
    statistics->print(reports::csv(statistics_table(layers, model)));
    say(format("statistics of {} are in {}; workloads of that name use them{}", model, arguments.statistics,
               arguments.model.empty() ? " (--model gives another)" : ""));
  }
  if (weights && !write_weights(*set, choices[0], head_kept, *weights, arguments.quiet)) {
    say("interrupted; " + arguments.write + " was not written");
    return exit_interrupted;
  }
  output.print(error_table(layers, choices, head_kept));
  return exit_done;
}

}  // namespace bitpareto::cli
