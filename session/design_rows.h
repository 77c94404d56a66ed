// SPDX-License-Identifier: Apache-2.0
/// Designs as rows of a run, column by column.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/problem/design_table.h"
#include "db/row_columns.h"
#include "db/run_store.h"

namespace bitpareto::session {

/// The columns that a run of `problem` fills: axes, then metrics.
[[nodiscard]] std::vector<db::RunColumn> run_columns(const Problem& problem);

/// Evaluates designs and puts them into rows, cell for cell what EvaluatedDesign says of each. One thread at a time.
class DesignRows {
 public:
  /// The problem must outlive it.
  explicit DesignRows(const Problem& problem);
  /// As db::Batch::add() takes them: in place of what `rows` holds, whose memory is used again.
  void fill(const DesignBlock& block, db::RowColumns& rows);

 private:
  using Column = db::RowColumns::Column;
  using Words = std::shared_ptr<const std::vector<std::string>>;
  void fill_numbers(const DesignBlock& block, Column& column) const;
  void fill_axis(const DesignBlock& block, std::size_t axis, Column& column) const;
  void fill_value(const DesignBlock& block, const Objective& value, Column& column);
  void fill_basis(std::size_t size, Column& column) const;

  const Problem* problem_;
  std::vector<Objective> recorded_;
  CostSet same_;
  ObjectiveBlock evaluated_;
  Words reasons_, bases_;
  std::vector<Words> names_;  // of each axis whose leaf is a word
};

}  // namespace bitpareto::session
