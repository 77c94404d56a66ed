// SPDX-License-Identifier: Apache-2.0
/// From the text of an expression to its steps. The grammar is in docs/expressions.md.
#pragma once

#include <optional>
#include <string_view>

#include "core/expression/expression.h"
#include "core/expression/mistake.h"
#include "core/expression/names.h"

namespace bitpareto {

/// What was read, or what is wrong.
template <class T>
struct Parsed {
  std::optional<T> value;
  ExpressionMistake mistake = {};

  explicit operator bool() const { return value.has_value(); }
  const T& operator*() const { return *value; }
  const T* operator->() const { return &*value; }
};

/// A comparison, or several joined by and, or, not. Fails with the first mistake.
[[nodiscard]] Parsed<Expression> parse_condition(std::string_view text, const Names& names);
/// Any expression.
[[nodiscard]] Parsed<Expression> parse_expression(std::string_view text, const Names& names);
/// A number: a metric, or a formula.
[[nodiscard]] Parsed<Expression> parse_value(std::string_view text, const Names& names);

}  // namespace bitpareto
