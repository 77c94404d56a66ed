// SPDX-License-Identifier: Apache-2.0
/// What names in expressions mean for a stored run, and expressions as SQL.
#pragma once

#include <string>
#include <vector>

#include "core/design/leaf_table.h"
#include "core/document/node.h"
#include "core/expression/names.h"
#include "db/run_store.h"

namespace bitpareto::db {

/// The columns of a run by their own name, by metric and by leaf; and leaves that all its designs share, from its
/// configuration. All must outlive it.
class RunNames final : public Names {
 public:
  /// `configuration`: the run's, or null. `leaves`: what its columns and its configuration may be about.
  RunNames(const std::vector<RunColumn>& columns, const Node* configuration, LeafTable leaves)
      : columns_{&columns}, configuration_{configuration}, leaves_{std::move(leaves)} {}

  [[nodiscard]] Result<Reference> find(std::string_view name) const override;
  [[nodiscard]] std::vector<std::string> workloads() const override;
  [[nodiscard]] bool takes_single_equals() const override { return true; }
  [[nodiscard]] const LeafTable& leaves() const { return leaves_; }

 private:
  [[nodiscard]] const Node* configured(Leaf leaf) const;

  const std::vector<RunColumn>* columns_;
  const Node* configuration_;
  LeafTable leaves_;
};

/// An expression over RunNames as SQL: `text` with a ? for each of `parameters`, in their order. Nothing of what the user
/// wrote is in the text but names of columns, quoted.
struct Sql {
  std::string text;
  std::vector<Cell> parameters;
};
[[nodiscard]] Sql to_sql(const Expression& expression);

/// A name as SQL has it: in double quotes, those in it doubled.
[[nodiscard]] std::string quoted_name(std::string_view name);

}  // namespace bitpareto::db
