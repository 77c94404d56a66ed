// SPDX-License-Identifier: Apache-2.0
/// What the names in an expression mean. One name space everywhere: metrics, leaves by their path, and columns.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/design/leaf_reader.h"
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
  /// `known` (may be null) are the words that leaves may hold. All must outlive it.
  explicit SpaceNames(std::span<const WorkloadUse> workloads,
                      const std::array<NameList, leaf_count>* known = nullptr)
      : uses_{workloads}, known_{known} {}

  [[nodiscard]] Result<Reference> find(std::string_view name) const override;
  [[nodiscard]] std::vector<std::string> workloads() const override;

 private:
  [[nodiscard]] std::optional<Reference> column(std::string_view name) const;

  std::span<const WorkloadUse> uses_;
  const std::array<NameList, leaf_count>* known_;
};

/// A metric as a reference.
[[nodiscard]] Reference reference_to(MetricExpression metric);
/// A leaf as a reference; `known` (may be null) are the words that it may hold.
[[nodiscard]] Reference reference_to(Leaf leaf, const NameList* known);
/// The leaf of that path, with `design.` in front or without; nothing if there is none.
[[nodiscard]] std::optional<Leaf> leaf_of_path(std::string_view path);
/// The leaf whose column has that name; nothing if there is none.
[[nodiscard]] std::optional<Leaf> leaf_of_column(std::string_view column);
/// The same value read as a plain number in the unit of its column.
[[nodiscard]] Reference as_plain_number(Reference reference, std::string_view column);

}  // namespace bitpareto
