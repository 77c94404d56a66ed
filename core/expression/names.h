// SPDX-License-Identifier: Apache-2.0
/// What the names in an expression mean. One name space everywhere: metrics, leaves by their path, and columns.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/design/leaf_table.h"
#include "core/expression/expression.h"

namespace bitpareto {

/// Resolves names for the parser.
class Names {
 public:
  Names() = default;
  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;
  virtual ~Names() = default;

  /// What `name` is: "energy", "prefill.energy", "worst(perplexity)", "array.rows", "latency_s". The failure says what is
  /// wrong, with a suggestion.
  [[nodiscard]] virtual Result<Reference> find(std::string_view name) const = 0;
  /// Workloads whose metrics can be named: "decode" of "decode.energy". Their names are free text.
  [[nodiscard]] virtual std::vector<std::string> workloads() const = 0;
  /// Whether = compares, as it does in SQL; == always does.
  [[nodiscard]] virtual bool takes_single_equals() const { return false; }
};

/// The names of a design space.
class SpaceNames final : public Names {
 public:
  /// The workloads must outlive it.
  SpaceNames(std::span<const WorkloadUse> workloads, LeafTable leaves) : uses_{workloads}, leaves_{std::move(leaves)} {}

  [[nodiscard]] Result<Reference> find(std::string_view name) const override;
  [[nodiscard]] std::vector<std::string> workloads() const override;

 private:
  [[nodiscard]] std::optional<Reference> column(std::string_view name) const;

  std::span<const WorkloadUse> uses_;
  LeafTable leaves_;
};

/// A metric as a reference.
[[nodiscard]] Reference reference_to(MetricExpression metric);
/// A leaf as a reference.
[[nodiscard]] Reference reference_to(const KnownLeaf& known);
/// The same value read as a plain number in the unit of its column.
[[nodiscard]] Reference as_plain_number(Reference reference, std::string_view column);

}  // namespace bitpareto
