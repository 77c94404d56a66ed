// SPDX-License-Identifier: Apache-2.0
/// Errors of datatypes on Student-t weights, tabulated over tail weight and group size and interpolated between.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/document/csv_reader.h"
#include "models/datatypes/quantisation.h"

namespace bitpareto::models {

/// Inverse degrees of freedom at which errors are tabulated: 0 is Gaussian, the last as heavy as weights get
/// (1 / 2.2). Denser where real layers are.
inline constexpr std::array<double, 19> tabulated_tails{0,    0.0025, 0.005, 0.01, 0.015,  0.02,  0.03,
                                                        0.04, 0.055,  0.075, 0.1,  0.13,   0.165, 0.205,
                                                        0.25, 0.3,    0.36,  0.41, 1 / 2.2};
/// Group sizes at which errors are tabulated: powers of two from 8 to 32,768.
inline constexpr std::size_t tabulated_sizes = 13;
[[nodiscard]] constexpr double tabulated_size(std::size_t i) { return static_cast<double>(std::size_t{8} << i); }
inline constexpr std::size_t table_nodes = tabulated_tails.size() * tabulated_sizes;

/// Whether a number can be an error, of weights of unit variance: zeros for all of them have 1, and nothing that
/// quantises is far worse.
[[nodiscard]] constexpr bool is_error(double value) { return value >= 0 && value <= 100; }

/// One number at every (size, tail), tails fastest; as a weight of each, a point between the nodes.
using NodeValues = std::array<double, table_nodes>;

/// Adds `factor` times what cubic interpolation in the tail and in log2 of the group size gives each node for a point.
/// Points outside are moved to the edge.
void add_point(NodeValues& weights, double tail, double group_size, double factor);
/// `values` at one group size, as a function of the tail.
using TailCurve = std::array<double, tabulated_tails.size()>;
[[nodiscard]] TailCurve at_group_size(const NodeValues& values, double group_size);
[[nodiscard]] double at_tail(const TailCurve& curve, double tail);
[[nodiscard]] double dot(const NodeValues& a, const NodeValues& b);

/// Immutable once filled; thread-safe.
class ErrorTable {
 public:
  /// The row of E[max|w - mean| / standard deviation], from which the tail of a layer is told.
  static constexpr std::string_view largest_magnitude = "largest_magnitude";

  /// Reads what csv() writes.
  [[nodiscard]] static std::optional<ErrorTable> read(const CsvTable& csv, Diagnostics& diagnostics);
  [[nodiscard]] std::string csv() const;

  void add(std::string name, const NodeValues& values) { rows_.insert_or_assign(std::move(name), values); }
  /// Null if there is none.
  [[nodiscard]] const NodeValues* find(std::string_view name) const;
  [[nodiscard]] bool empty() const { return rows_.empty(); }

 private:
  std::map<std::string, NodeValues, std::less<>> rows_;
};

/// A datatype to be tabulated.
struct NamedQuantisation {
  std::string name;
  const Quantisation* quantisation;
};

/// Computes the table, largest_magnitude included, on `threads` threads; `done(cells, of)` is called from time to time,
/// by one thread at a time. Where `needed` is given, nodes at which it is 0 are left out and stay 0. The result is the
/// same for any number of threads and whatever else is computed with it, and rounded to 6 digits, so that it is the same
/// for any libm.
[[nodiscard]] ErrorTable compute_error_table(std::span<const NamedQuantisation> datatypes, int threads,
                                             const NodeValues* needed = nullptr,
                                             const std::function<void(std::size_t, std::size_t)>& done = {});

}  // namespace bitpareto::models
