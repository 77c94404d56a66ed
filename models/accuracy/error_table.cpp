// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/error_table.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

#include "core/base/elementary.h"
#include "core/system/parallel.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "models/accuracy/expected_error.h"

namespace bitpareto::models {

namespace {

/// Weights of up to four neighbouring nodes for cubic Lagrange interpolation.
struct Neighbours {
  std::size_t first = 0;
  std::array<double, 4> weights{};
};

template <std::size_t count>
Neighbours interpolate(const std::array<double, count>& nodes, double x) {
  x = std::clamp(x, nodes.front(), nodes.back());
  const auto above = static_cast<std::size_t>(std::ranges::upper_bound(nodes, x) - nodes.begin());
  Neighbours n{.first = std::clamp<std::size_t>(above, 2, count - 2) - 2};
  for (std::size_t i = 0; i < 4; ++i) {
    n.weights[i] = 1;
    for (std::size_t k = 0; k < 4; ++k) {
      if (k != i) n.weights[i] *= (x - nodes[n.first + k]) / (nodes[n.first + i] - nodes[n.first + k]);
    }
  }
  return n;
}

constexpr std::array<double, tabulated_sizes> log_sizes = [] {
  std::array<double, tabulated_sizes> logs{};
  for (std::size_t i = 0; i < tabulated_sizes; ++i) logs[i] = static_cast<double>(3 + i);
  return logs;
}();

constexpr std::size_t node(std::size_t size, std::size_t tail) { return size * tabulated_tails.size() + tail; }

double six_digits(double value) { return parse_number(format("{:.6g}", value)).value(); }

}  // namespace

void add_point(NodeValues& weights, double tail, double group_size, double factor) {
  const Neighbours tails = interpolate(tabulated_tails, tail);
  const Neighbours sizes = interpolate(log_sizes, portable_log2(group_size));
  for (std::size_t s = 0; s < 4; ++s) {
    for (std::size_t t = 0; t < 4; ++t) {
      weights[node(sizes.first + s, tails.first + t)] += factor * sizes.weights[s] * tails.weights[t];
    }
  }
}

TailCurve at_group_size(const NodeValues& values, double group_size) {
  const Neighbours sizes = interpolate(log_sizes, portable_log2(group_size));
  TailCurve curve{};
  for (std::size_t s = 0; s < 4; ++s) {
    for (std::size_t t = 0; t < curve.size(); ++t) curve[t] += sizes.weights[s] * values[node(sizes.first + s, t)];
  }
  return curve;
}

double at_tail(const TailCurve& curve, double tail) {
  const Neighbours tails = interpolate(tabulated_tails, tail);
  double value = 0;
  for (std::size_t t = 0; t < 4; ++t) value += tails.weights[t] * curve[tails.first + t];
  return value;
}

double dot(const NodeValues& a, const NodeValues& b) {
  double sum = 0;
  for (std::size_t i = 0; i < table_nodes; ++i) sum += a[i] * b[i];
  return sum;
}

const NodeValues* ErrorTable::find(std::string_view name) const {
  const auto it = rows_.find(name);
  return it == rows_.end() ? nullptr : &it->second;
}

std::string ErrorTable::csv() const {
  std::string text =
      "# Errors (NMSE) of datatypes on groups of Student-t weights; columns are inverse degrees of freedom, 0 is "
      "Gaussian.\n"
      "# Computed by the program itself; docs/accuracy.md says how. To make it anew:\n"
      "#   bitpareto accuracy --error-table -o configs/accuracy/student_t_errors.csv\n"
      "datatype,group_size";
  for (const double tail : tabulated_tails) text += format(",{:.6g}", tail);
  text += '\n';
  for (const auto& [name, values] : rows_) {
    for (std::size_t s = 0; s < tabulated_sizes; ++s) {
      text += format("{},{}", name, tabulated_size(s));
      for (std::size_t t = 0; t < tabulated_tails.size(); ++t) text += format(",{:.6g}", values[node(s, t)]);
      text += '\n';
    }
  }
  return text;
}

std::optional<ErrorTable> ErrorTable::read(const CsvTable& csv, Diagnostics& diagnostics) {
  if (csv.header().size() != 2 + tabulated_tails.size()) {
    diagnostics.error(csv.header_place(), "",
                      format("{} columns, expected {}: datatype, group_size and one for each tail; make the file anew",
                             csv.header().size(), 2 + tabulated_tails.size()));
    return std::nullopt;
  }
  ErrorTable table;
  for (std::size_t row = 0; row < csv.size(); ++row) {
    const std::size_t size = row % tabulated_sizes;
    const std::string& name = csv.at(row, 0);
    if (parse_number(csv.at(row, 1)) != tabulated_size(size) || name != csv.at(row - size, 0)) {
      diagnostics.error(
          csv.place(row), "group_size",
          format("expected the row of {} and group size {}", csv.at(row - size, 0), tabulated_size(size)));
      return std::nullopt;
    }
    NodeValues& values = table.rows_[name];
    for (std::size_t t = 0; t < tabulated_tails.size(); ++t) {
      const auto value = parse_number(csv.at(row, 2 + t));
      if (!value || !is_error(*value)) {
        diagnostics.error(csv.place(row), csv.header()[2 + t], format("'{}' is not an error", csv.at(row, 2 + t)));
        return std::nullopt;
      }
      values[node(size, t)] = *value;
    }
  }
  if (csv.size() % tabulated_sizes != 0) {
    diagnostics.error(csv.place(csv.size() - 1), "", "rows of this datatype are missing");
    return std::nullopt;
  }
  return table;
}

ErrorTable compute_error_table(std::span<const NamedQuantisation> datatypes, int threads, const NodeValues* needed,
                               const std::function<void(std::size_t, std::size_t)>& done) {
  std::vector<NodeValues> values(datatypes.size() + 1, NodeValues{});
  std::vector<std::size_t> cells;
  for (std::size_t n = 0; n < table_nodes; ++n) {
    if (needed == nullptr || (*needed)[n] != 0) cells.push_back(n);
  }
  std::mutex mutex;
  std::size_t finished = 0;
  parallel_for(cells.size(), threads, [&](std::size_t c) {
    const std::size_t n = cells[c];
    const double size = tabulated_size(n / tabulated_tails.size());
    const WeightMagnitude weights{tabulated_tails[n % tabulated_tails.size()]};
    std::vector<const Quantisation*> sampled;
    std::vector<std::size_t> sampled_row;
    for (std::size_t d = 0; d < datatypes.size(); ++d) {
      if (const auto error = error_by_quadrature(*datatypes[d].quantisation, weights, size)) {
        values[d][n] = six_digits(*error);
      } else {
        sampled.push_back(datatypes[d].quantisation);
        sampled_row.push_back(d);
      }
    }
    const SampledErrors sample = errors_by_sample(sampled, weights, static_cast<std::int64_t>(size));
    for (std::size_t i = 0; i < sampled.size(); ++i) values[sampled_row[i]][n] = six_digits(sample.errors[i]);
    values.back()[n] = six_digits(sample.largest_magnitude);
    const std::lock_guard lock{mutex};
    ++finished;
    if (done) done(finished, cells.size());
  });
  ErrorTable table;
  for (std::size_t d = 0; d < datatypes.size(); ++d) table.add(datatypes[d].name, values[d]);
  table.add(std::string{ErrorTable::largest_magnitude}, values.back());
  return table;
}

}  // namespace bitpareto::models
