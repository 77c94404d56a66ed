// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/error_cache.h"

#include "core/base/limits.h"
#include "core/system/error.h"
#include "core/system/file.h"
#include "core/system/output_file.h"
#include "core/text/digest.h"
#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto::models {

namespace {

/// Everything that the errors of a quantiser depend on.
std::string description(const Quantisation& q) {
  std::string text = format("rule {}\n", static_cast<int>(q.scale));
  const auto add = [&](std::string_view what, std::span<const float> values) {
    text += what;
    for (const float v : values) text += format(" {:a}", v);
    text += '\n';
  };
  for (const Grid& grid : q.grids) {
    text += format("grid {} {:a}\n", grid.integer_limit, grid.anchor);
    add("magnitudes", grid.magnitudes);
    add("specials", grid.specials);
  }
  return text;
}

}  // namespace

std::filesystem::path ErrorCache::file_of(const Quantisation& quantisation) const {
  return folder_ / ("errors-" + digest(method_ + "\n" + description(quantisation)) + ".csv");
}

NodeValues ErrorCache::find(const Quantisation& quantisation) const {
  NodeValues values{};
  if (folder_.empty()) return values;
  const std::filesystem::path path = file_of(quantisation);
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return values;
  const Result<std::string> text = read_rewritable_text(path, limits::csv_bytes);
  if (!text) return values;
  Diagnostics unread;
  const auto csv = read_csv(*text, std::make_shared<const std::string>(path.string()), unread);
  if (!csv || csv->header().size() != 2) return values;
  for (std::size_t row = 0; row < csv->size(); ++row) {
    const auto node = parse_number(csv->at(row, 0));
    const auto value = parse_number(csv->at(row, 1));
    const bool is_node = node && *node >= 0 && *node < table_nodes && *node == static_cast<double>(static_cast<std::size_t>(*node));
    if (!is_node || !value || !is_error(*value)) return NodeValues{};
    values[static_cast<std::size_t>(*node)] = *value;
  }
  return values;
}

void ErrorCache::keep(const Quantisation& quantisation, const NodeValues& values) const {
  if (folder_.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) return;
  std::string text = "node,error\n";
  for (std::size_t n = 0; n < table_nodes; ++n) {
    if (values[n] != 0) text += format("{},{}\n", n, shortest(values[n]));
  }
  try {
    OutputFile file{file_of(quantisation)};
    file.write(text);
    file.commit();
  } catch (const std::exception&) {
    // A full disk, or another process that keeps the same: the next run computes again.
  }
}

}  // namespace bitpareto::models
