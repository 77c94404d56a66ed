// SPDX-License-Identifier: Apache-2.0
#include "core/expression/scanner.h"

#include <algorithm>
#include <array>
#include <functional>

#include "core/text/format.h"
#include "core/text/quantity.h"
#include "core/text/words.h"

namespace bitpareto {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_letter(c) || is_digit(c); }

constexpr std::array<std::string_view, 4> keywords{"and", "or", "not", "in"};

}  // namespace

std::string in_small_letters(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

Scanner::Scanner(std::string_view text, std::vector<std::string> workloads)
    : text_{text}, workloads_{std::move(workloads)} {
  // The longest first, so that `a-b` is not read as a minus b where both are workloads.
  std::ranges::sort(workloads_, std::greater{}, &std::string::size);
}

void Scanner::fail(std::size_t at, std::string message) { throw Stop{{std::move(message), at}}; }

void Scanner::unexpected(std::string_view expected) const {
  if (next_.kind == Token::Kind::end) fail(text_.size(), format("the expression ends here; {}", expected));
  if (next_.is("=>")) fail(next_.at, "'=>' is not a comparison; did you mean '>='?");
  fail(next_.at, format("'{}' is not expected here; {}", text_.substr(next_.at, next_.end - next_.at), expected));
}

void Scanner::advance() { next_ = read(next_.end); }

Token Scanner::read(std::size_t from) const {
  while (from < text_.size() && std::string_view{" \t\r\n"}.find(text_[from]) != std::string_view::npos) ++from;
  Token token{.kind = Token::Kind::end, .text = {}, .at = from, .end = from};
  if (from == text_.size()) return token;
  const char c = text_[from];
  const auto take = [&](Token::Kind kind, std::size_t size) {
    token.kind = kind;
    token.end = from + size;
    token.text = text_.substr(from, size);
    return token;
  };
  if (const std::size_t size = workload_name(from); size > 0) return take(Token::Kind::name, size);
  if (is_letter(c)) return word(token, from);
  if (is_digit(c) || (c == '.' && from + 1 < text_.size() && is_digit(text_[from + 1]))) {
    if (c == '0' && from + 1 < text_.size() && (text_[from + 1] == 'x' || text_[from + 1] == 'X')) {
      fail(from, "a hexadecimal number; numbers are decimal here");
    }
    const std::size_t size = std::max<std::size_t>(split_quantity(text_.substr(from)).number.size(), 1);
    return take(Token::Kind::number, size);
  }
  if (c == '\'' || c == '"') return quoted(token, from, c);
  for (const std::string_view sign : {"<=", ">=", "==", "!=", "<>", "=<", "=>", "&&", "||"}) {
    if (text_.substr(from).starts_with(sign)) return take(Token::Kind::sign, 2);
  }
  if (std::string_view{"+-*/()[],<>=!&|"}.find(c) != std::string_view::npos) return take(Token::Kind::sign, 1);
  if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) {
    fail(from, "a character that no expression has");
  }
  fail(from, format("'{}' is a character that no expression has", c));
}

std::size_t Scanner::workload_name(std::size_t from) const {
  if (from > 0 && is_word(text_[from - 1])) return 0;
  for (const std::string& workload : workloads_) {
    if (!text_.substr(from).starts_with(workload)) continue;
    std::size_t end = from + workload.size();
    if (end + 1 >= text_.size() || text_[end] != '.' || !is_letter(text_[end + 1])) continue;
    ++end;
    while (end < text_.size() && is_word(text_[end])) ++end;
    return end - from;
  }
  return 0;
}

Token Scanner::word(Token token, std::size_t from) const {
  std::size_t end = from;
  while (end < text_.size() &&
         (is_word(text_[end]) || (text_[end] == '.' && end + 1 < text_.size() && is_letter(text_[end + 1])))) {
    ++end;
  }
  token.end = end;
  token.text = text_.substr(from, end - from);
  token.kind = Token::Kind::name;
  if (const std::string small = in_small_letters(token.text); std::ranges::find(keywords, small) != keywords.end()) {
    token.kind = Token::Kind::keyword;
    token.text = small;
  }
  return token;
}

Token Scanner::quoted(Token token, std::size_t from, char quote) const {
  token.kind = quote == '"' ? Token::Kind::quoted_name : Token::Kind::text;
  for (std::size_t i = from + 1; i < text_.size(); ++i) {
    if (text_[i] != quote) {
      token.text += text_[i];
    } else if (i + 1 < text_.size() && text_[i + 1] == quote) {
      token.text += text_[i++];
    } else {
      token.end = i + 1;
      return token;
    }
  }
  fail(from, format("a {} that nothing closes", quote));
}

std::string Scanner::take_word() {
  if (next_.kind == Token::Kind::text || next_.kind == Token::Kind::quoted_name) {
    std::string word = next_.text;
    advance();
    return word;
  }
  std::size_t end = next_.at;
  while (end < text_.size() && (is_word(text_[end]) || std::string_view{".-+/"}.find(text_[end]) != std::string_view::npos)) {
    ++end;
  }
  if (end == next_.at) unexpected("expected a word");
  std::string word{text_.substr(next_.at, end - next_.at)};
  next_.end = end;
  advance();
  return word;
}

std::optional<std::string> Scanner::unit_at(std::size_t from) const {
  while (from < text_.size() && text_[from] == ' ') ++from;
  std::size_t end = from;
  while (end < text_.size() && is_word(text_[end])) ++end;
  if (end == from) return std::nullopt;
  std::size_t with_divisor = end;
  if (end < text_.size() && text_[end] == '/') {
    ++with_divisor;
    while (with_divisor < text_.size() && is_word(text_[with_divisor])) ++with_divisor;
  }
  for (const std::size_t stop : {with_divisor, end}) {
    const std::string unit{text_.substr(from, stop - from)};
    if (dimension_of_unit(unit)) return unit;
  }
  return std::nullopt;
}

std::vector<std::string> split_expressions(std::string_view text) {
  std::vector<std::string> parts;
  std::string part;
  int depth = 0;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0) {
      quote = c == quote ? '\0' : quote;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' || c == '[') {
      ++depth;
    } else if (c == ')' || c == ']') {
      --depth;
    } else if (c == ',' && depth <= 0) {
      if (!trimmed(part).empty()) parts.emplace_back(trimmed(part));
      part.clear();
      continue;
    }
    part += c;
  }
  if (!trimmed(part).empty()) parts.emplace_back(trimmed(part));
  return parts;
}

}  // namespace bitpareto
