// SPDX-License-Identifier: Apache-2.0
/// A kind of number that remembers how it was made: a model's equations, run once with it, tell which costs are the same for every design.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <map>

#include "core/base/number_kinds.h"

namespace bitpareto {

/// Formulas that were met, each once.
class FormulaTable {
 public:
  using Id = std::uint32_t;
  enum class Kind : std::uint8_t { constant, number, add, subtract, multiply, divide, if_less, if_at_most, largest, larger, smaller };

  /// Of a formula of that kind from others, or from what its kind says.
  [[nodiscard]] Id of(Kind kind, std::array<std::uint64_t, 4> parts) {
    return ids_.try_emplace(std::pair{kind, parts}, static_cast<Id>(ids_.size())).first->second;
  }

 private:
  std::map<std::pair<Kind, std::array<std::uint64_t, 4>>, Id> ids_;
};

/// Two with the same formula are the same to the bit, but that 0 is added to nothing: of numbers that are not negative.
class Trace {
 public:
  using Kind = FormulaTable::Kind;
  Trace() : Trace{0.0} {}
  explicit Trace(double constant) : constant_{constant} {}
  /// A number of a row: of equal columns (core/cost/term.h) the first.
  Trace(FormulaTable& table, std::size_t term, std::size_t column)
      : table_{&table}, id_{table.of(Kind::number, {term, column, 0, 0})} {}

  friend Trace operator+(const Trace& a, const Trace& b) {
    if (a.is(0)) return b;
    if (b.is(0)) return a;
    return made(Kind::add, {a, b}, a.constant_ + b.constant_);
  }
  friend Trace operator-(const Trace& a, const Trace& b) { return made(Kind::subtract, {a, b}, a.constant_ - b.constant_); }
  friend Trace operator*(const Trace& a, const Trace& b) { return made(Kind::multiply, {a, b}, a.constant_ * b.constant_); }
  friend Trace operator/(const Trace& a, const Trace& b) { return made(Kind::divide, {a, b}, a.constant_ / b.constant_); }
  friend Trace if_less(const Trace& a, const Trace& b, const Trace& then, const Trace& otherwise) {
    return made(Kind::if_less, {a, b, then, otherwise}, bitpareto::if_less(a.constant_, b.constant_, then.constant_, otherwise.constant_));
  }
  friend Trace if_at_most(const Trace& a, const Trace& b, const Trace& then, const Trace& otherwise) {
    return made(Kind::if_at_most, {a, b, then, otherwise}, bitpareto::if_at_most(a.constant_, b.constant_, then.constant_, otherwise.constant_));
  }
  friend Trace largest(const Trace& a, const Trace& b) { return made(Kind::largest, {a, b}, bitpareto::largest(a.constant_, b.constant_)); }
  friend Trace larger(const Trace& a, const Trace& b) { return made(Kind::larger, {a, b}, bitpareto::larger(a.constant_, b.constant_)); }
  friend Trace smaller(const Trace& a, const Trace& b) { return made(Kind::smaller, {a, b}, bitpareto::smaller(a.constant_, b.constant_)); }

  friend bool operator==(const Trace& a, const Trace& b) {
    if (a.table_ == nullptr || b.table_ == nullptr) return a.table_ == b.table_ && a.is(b.constant_);
    return a.id_ == b.id_;
  }

 private:
  [[nodiscard]] bool is(double number) const {
    return table_ == nullptr && std::bit_cast<std::uint64_t>(constant_) == std::bit_cast<std::uint64_t>(number);
  }
  [[nodiscard]] std::uint64_t id_in(FormulaTable& table) const {
    return table_ != nullptr ? id_ : table.of(Kind::constant, {std::bit_cast<std::uint64_t>(constant_), 0, 0, 0});
  }
  template <std::size_t count>
  static Trace made(Kind kind, const Trace (&parts)[count], double of_constants) {  // NOLINT(modernize-avoid-c-arrays): of a braced list
    Trace trace{of_constants};
    for (const Trace& part : parts) trace.table_ = part.table_ != nullptr ? part.table_ : trace.table_;
    if (trace.table_ == nullptr) return trace;
    std::array<std::uint64_t, 4> ids{};
    for (std::size_t i = 0; i < count; ++i) ids[i] = parts[i].id_in(*trace.table_);
    trace.id_ = trace.table_->of(kind, ids);
    return trace;
  }

  FormulaTable* table_ = nullptr;  // null: a constant
  FormulaTable::Id id_ = 0;
  double constant_ = 0;
};

}  // namespace bitpareto
