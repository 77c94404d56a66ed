// SPDX-License-Identifier: Apache-2.0
/// How much memory may go into what is tabulated over the levels of a space, and whether it pays.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

#include "core/design/level_range.h"
#include "core/design/table_cache.h"

namespace bitpareto {

/// A quarter of this machine's memory.
[[nodiscard]] std::size_t quarter_of_memory();

struct TableLimits {
  std::size_t bytes = quarter_of_memory();  // of all tables together
  double evaluations = 0;                   // that are to come, about
  std::size_t answer_bytes = quarter_of_memory() / 2;  // of what is kept by question (core/cost/answers.h), besides
  int threads = 1;                          // that may fill them
};

/// What the tables of one space take. Thread-safe.
class TableMemory {
 public:
  explicit TableMemory(const TableLimits& limits) : limits_{limits}, answers_{std::make_shared<TableCache>(limits.answer_bytes)} {}
  /// Of a part of the space that has `whole`, whose answers it shares. `cache`: where evaluators of other parts leave their tables; may be null.
  TableMemory(const TableLimits& limits, std::shared_ptr<TableCache> cache, Box part, const TableMemory& whole)
      : limits_{limits}, cache_{std::move(cache)}, answers_{whole.answers_}, part_{std::move(part)} {}

  [[nodiscard]] TableCache* cache() const { return cache_.get(); }
  /// Where answers are kept, of all parts.
  [[nodiscard]] TableCache& answers() const { return *answers_; }
  /// The levels of the whole space that the part has; empty: it is the whole.
  [[nodiscard]] const Box& part() const { return part_; }
  [[nodiscard]] bool is_of_part() const { return !part_.empty(); }
  /// Another number for each term that is made: evaluators of all parts make theirs in the same order.
  [[nodiscard]] std::uint64_t next_term() { return terms_++; }

  /// Tables up to this size are always worth it: 32 MiB, which take less than a second.
  static constexpr double always_pays = double{1 << 25};
  /// Evaluations that a row of a larger one must serve on average: to fill one in takes about as long as to do without.
  static constexpr double least_uses = 8;

  /// Takes room for a table of so many rows and bytes, if it pays and there is some left.
  [[nodiscard]] bool take(double rows, double bytes);
  /// Room for a copy, if there is some left; and gives it back.
  [[nodiscard]] bool take(std::size_t bytes);
  void give_back(std::size_t bytes) { taken_ -= bytes; }

  [[nodiscard]] const TableLimits& limits() const { return limits_; }
  [[nodiscard]] std::size_t taken() const { return taken_; }
  /// Bytes of tables that would pay and did not fit.
  [[nodiscard]] double missing() const { return missing_; }

 private:
  TableLimits limits_;
  std::shared_ptr<TableCache> cache_, answers_;
  Box part_;
  std::atomic<std::uint64_t> terms_ = 0;
  std::atomic<std::size_t> taken_ = 0;
  std::atomic<double> missing_ = 0;
};

}  // namespace bitpareto
