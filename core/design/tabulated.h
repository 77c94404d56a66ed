// SPDX-License-Identifier: Apache-2.0
/// Rows that were computed beforehand for all levels of what they hinge on.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "core/base/number_kinds.h"
#include "core/base/simd.h"

namespace bitpareto {

/// The rows of a term. Each combination of levels has one; equal ones may be kept once. The first number of a row is 0 if its designs exist.
struct Tabulated {
  std::size_t width = 1;      // numbers of a row
  std::size_t row_count = 0;  // different ones
  std::vector<double> rows;   // [row][number], and what a load of several numbers from the last one on needs
  std::vector<std::uint32_t> row_numbers;  // by combination; empty: each has a row of its own
  std::vector<Interval> whole;             // of each number over all of them
  bool has_nan = false;                    // some number of a design that exists is none
  bool any_exists = true;
  /// For each number of a row the first that is the same in the rows of all designs that exist; found out when somebody asks.
  struct Equal {
    std::once_flag once;
    std::vector<std::size_t> columns;
  };
  std::shared_ptr<Equal> equal;

  Tabulated() = default;
  Tabulated(std::size_t width_of_rows, std::size_t count) : width{width_of_rows}, row_count{count}, rows(count * width_of_rows + most_lanes) {}
  [[nodiscard]] const double* row(std::size_t number) const { return rows.data() + number * width; }
  [[nodiscard]] std::size_t row_number(std::size_t combination) const { return row_numbers.empty() ? combination : row_numbers[combination]; }
  [[nodiscard]] std::size_t bytes() const { return rows.size() * sizeof(double) + row_numbers.size() * sizeof(std::uint32_t); }
  /// Keeps equal rows once, if that saves a quarter. `digests`: digest_of() each combination's row, as many as there are rows, below 2^32.
  void keep_different(const std::vector<std::uint64_t>& digests);
};

}  // namespace bitpareto
