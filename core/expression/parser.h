// SPDX-License-Identifier: Apache-2.0
/// From the text of an expression to its steps. The grammar is in docs/expressions.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/expression/expression.h"
#include "core/expression/names.h"

namespace bitpareto {

/// What is wrong with an expression, and where.
struct ExpressionMistake {
  std::string message;
  std::size_t at = 0;  // byte of the text, from 0
};

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

/// "--where: MESSAGE" and below it the text with a mark, for where there is no file.
[[nodiscard]] std::string mistake_text(std::string_view what, const ExpressionMistake& mistake, std::string_view text);
/// Two lines: the text, and a mark below the byte `at`.
[[nodiscard]] std::string caret_text(std::string_view text, std::size_t at);
/// "a, min(b, c)" -> {"a", "min(b, c)"}: at commas outside brackets and quotes; empty parts are left out.
[[nodiscard]] std::vector<std::string> split_expressions(std::string_view text);

}  // namespace bitpareto
