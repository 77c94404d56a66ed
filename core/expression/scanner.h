// SPDX-License-Identifier: Apache-2.0
/// The words and signs of an expression, one after the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/expression/mistake.h"

namespace bitpareto {

struct Token {
  enum class Kind : std::uint8_t { end, number, name, quoted_name, text, sign, keyword };
  Kind kind = Kind::end;
  std::string text;  // of a keyword in small letters
  std::size_t at = 0;
  std::size_t end = 0;

  [[nodiscard]] bool is(std::string_view sign) const {
    return (kind == Kind::sign || kind == Kind::keyword) && text == sign;
  }
};

/// Reads a text token by token. The first mistake is thrown as a Stop, which the parser catches.
class Scanner {
 public:
  struct Stop {
    ExpressionMistake mistake;
  };

  /// `text` must outlive it. Names of `workloads` may hold anything, and are known by that.
  Scanner(std::string_view text, std::vector<std::string> workloads);

  [[noreturn]] static void fail(std::size_t at, std::string message);
  /// The next token is not what `expected` says: "expected , or )".
  [[noreturn]] void unexpected(std::string_view expected) const;

  [[nodiscard]] std::string_view text() const { return text_; }
  /// What is looked at: nothing before the first advance().
  [[nodiscard]] const Token& next() const { return next_; }
  void advance();
  /// What stands behind `from`, without going there.
  [[nodiscard]] Token read(std::size_t from) const;
  /// The longest unit that stands at `from`, behind spaces.
  [[nodiscard]] std::optional<std::string> unit_at(std::size_t from) const;
  /// The next token ends at the end of `word`, which stands at or behind `from`.
  void take_in(std::string_view word, std::size_t from) { next_.end = text_.find(word, from) + word.size(); }
  /// A bare word where a text is expected: "int4_asym", "./my-type.yaml".
  std::string take_word();

 private:
  /// How many bytes of a metric of a workload with a name that is no word stand here: "a-b.energy".
  [[nodiscard]] std::size_t workload_name(std::size_t from) const;
  /// A name with dots, or a keyword.
  [[nodiscard]] Token word(Token token, std::size_t from) const;
  /// 'a text', or "a name"; a doubled quote stands for one.
  [[nodiscard]] Token quoted(Token token, std::size_t from, char quote) const;

  std::string_view text_;
  std::vector<std::string> workloads_;
  Token next_;
};

[[nodiscard]] std::string in_small_letters(std::string_view text);

/// "a, min(b, c)" -> {"a", "min(b, c)"}: at commas outside brackets and quotes; empty parts are left out.
[[nodiscard]] std::vector<std::string> split_expressions(std::string_view text);

}  // namespace bitpareto
