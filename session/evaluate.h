// SPDX-License-Identifier: Apache-2.0
/// What designs cost: as plain values, or as the tables that people see.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/problem/design_table.h"
#include "session/session.h"

namespace bitpareto::session {

/// One design: what it is, and what it costs. NaN where there is no value.
struct DesignCosts {
  std::string number;                                     // as query and explain know it
  std::vector<std::pair<std::string, std::string>> axes;  // {"array.rows", "32"}, ...: what is its own
  std::string reason;                                     // why it is infeasible; empty: it is feasible
  std::vector<Evaluation> workloads;                      // on each workload
  std::map<std::string, double, std::less<>> metrics;     // all of them together: what a run records

  [[nodiscard]] bool is_feasible() const { return reason.empty(); }
  /// A metric, or a formula that is an objective, by its name. std::invalid_argument if there is none of that name.
  [[nodiscard]] double metric(std::string_view name) const;
};

/// Designs by their levels, in their order. std::invalid_argument for one that is not in the space.
[[nodiscard]] std::vector<DesignCosts> evaluate(const Session& session, std::span<const DesignKey> designs);
/// One design by its number. std::invalid_argument if the space has none of that number.
[[nodiscard]] DesignCosts evaluate(const Session& session, DesignIndex design = 0);

/// Designs with all that a run records of them, by `design`.
[[nodiscard]] Table table_of(const Session& session, std::span<const DesignKey> designs);

/// Designs `first` and `count` - 1 behind it (nothing: all that are), with every leaf and every cost or metric.
/// std::invalid_argument if they are not in the space, or it has more designs than have indices.
[[nodiscard]] Table tabulate(const Session& session, RowPer per, DesignIndex first = 0,
                             std::optional<std::uint64_t> count = {}, RowsOf which = RowsOf::all);

}  // namespace bitpareto::session
