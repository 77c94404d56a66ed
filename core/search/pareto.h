// SPDX-License-Identifier: Apache-2.0
/// The set of designs that nothing dominates. All objectives are minimised.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/search/dominance.h"

namespace bitpareto {

/// What becomes of designs with equal objectives.
enum class Ties : std::uint8_t {
  all,    // all are kept
  first,  // the one with the lowest id is kept
};

/// Non-dominated designs, in the order of their ids. A plain value.
struct Front {
  std::size_t objectives = 0;
  std::vector<std::uint64_t> ids;
  std::vector<double> values;  // [design][objective]
  [[nodiscard]] std::size_t size() const { return ids.size(); }
  [[nodiscard]] std::span<const double> at(std::size_t i) const { return {values.data() + i * objectives, objectives}; }
  friend bool operator==(const Front&, const Front&) = default;
};

/// The points that no other dominates, equal ones once: those that come first, in their order. `values` is [point][objective], without NaN or infinity.
[[nodiscard]] std::vector<double> distinct_front(std::span<const double> values, std::size_t objectives);

/// What a front gained and lost in a while, by id, in ascending order.
struct FrontChanges {
  std::vector<std::uint64_t> entered;
  std::vector<std::uint64_t> left;
};

/// A front that grows design by design. What it holds depends on what was inserted and not on the order. Up to two objectives are a
/// staircase, more a tree of boxes (docs/decisions/0032). One thread may insert; any number may ask while none does.
class ParetoArchive {
 public:
  ParetoArchive(std::size_t objectives, Ties ties);
  ~ParetoArchive();
  ParetoArchive(ParetoArchive&&) noexcept;
  ParetoArchive& operator=(ParetoArchive&&) noexcept;

  /// Takes a design and drops those that it dominates. Returns whether it stays. Requires `values` without NaN or
  /// infinity and an id that was not inserted before.
  bool insert(std::span<const double> values, std::uint64_t id);
  /// The values of a member that dominates a design with these values, which insert would then not take; empty if none
  /// does. Valid until the next insert.
  [[nodiscard]] std::span<const double> dominator_of(std::span<const double> values) const;
  /// Designs held.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] Front front() const;
  /// What the front gained and lost since the last call, or since it was made. A design that came and went between two
  /// calls is in neither list.
  [[nodiscard]] FrontChanges take_changes();

 private:
  class Members;
  std::unique_ptr<Members> members_;
};

}  // namespace bitpareto
