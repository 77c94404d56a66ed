// SPDX-License-Identifier: Apache-2.0
#include "core/expression/parser.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/limits.h"
#include "core/design/leaf_reader.h"
#include "core/expression/operations.h"
#include "core/expression/scanner.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/suggestion.h"
#include "core/text/words.h"

namespace bitpareto {

namespace {

using Op = Step::Op;

constexpr std::array<std::string_view, 3> aggregates{"worst", "mean", "geomean"};

/// Recursive descent; each function reads one level of precedence and returns the step that holds its value.
class Parser {
 public:
  Parser(std::string_view text, const Names& names) : scanner_{text, names.workloads()}, names_{names} {}

  Parsed<Expression> parse(std::optional<ValueKind> wanted) {
    try {
      if (scanner_.text().size() > limits::expression_bytes) {
        fail(limits::expression_bytes, format("longer than {} characters", limits::expression_bytes));
      }
      advance();
      if (next().kind == Token::Kind::end) {
        fail(0, wanted == ValueKind::truth ? "nothing is compared; expected a condition such as area <= 6 mm2"
                                           : "nothing is here; expected a metric or a formula");
      }
      const std::size_t whole = any();
      if (next().is(")") || next().is("]")) fail(next().at, format("'{}' closes nothing", next().text));
      if (next().kind != Token::Kind::end) unexpected("expected and, or, an operator or the end");
      if (wanted) require(whole, *wanted);
      if (whole + 1 != steps_.size()) {  // the whole is the last step
        steps_.push_back(steps_[whole]);
      }
    } catch (Scanner::Stop& stop) {
      return {std::nullopt, std::move(stop.mistake)};
    }
    return {Expression{std::string{trimmed(scanner_.text())}, std::move(steps_), std::move(references_)}, {}};
  }

 private:
  [[noreturn]] static void fail(std::size_t at, std::string message) { Scanner::fail(at, std::move(message)); }
  [[noreturn]] void unexpected(std::string_view expected) const { scanner_.unexpected(expected); }
  [[nodiscard]] const Token& next() const { return scanner_.next(); }
  void advance() { scanner_.advance(); }

  // --- steps

  std::size_t put(Step step) {
    steps_.push_back(std::move(step));
    return steps_.size() - 1;
  }
  std::size_t put(Op op, ValueKind kind, Physical powers, std::vector<std::size_t> operands, std::size_t at) {
    Step step{.op = op, .kind = kind, .powers = powers};
    step.operands = std::move(operands);
    step.at = at;
    return folded(put(std::move(step)));
  }

  /// A step over numbers alone is a number. No value at all stays as it is, and is complained of where it stands.
  std::size_t folded(std::size_t s) {
    Step& step = steps_[s];
    if (step.kind != ValueKind::number || step.operands.empty()) return s;
    std::vector<double> values;
    for (const std::size_t operand : step.operands) {
      if (steps_[operand].op != Op::number) return s;
      values.push_back(steps_[operand].number);
    }
    const double value = apply(step.op, std::span<const double>{values});
    if (!std::isfinite(value)) {
      fail(step.at, step.op == Op::divide ? "a division by zero" : "a number beyond what can be computed with");
    }
    step.op = Op::number;
    step.number = value;
    step.operands.clear();
    return s;
  }

  [[nodiscard]] std::string described(std::size_t s) const {
    const Step& step = steps_[s];
    switch (step.kind) {
      case ValueKind::text:
        return "a text";
      case ValueKind::truth:
        return "true or false";
      case ValueKind::number:
        break;
    }
    return unit_text(step.powers);
  }

  /// Complains unless the value is of that kind. A number may stand for true or false: `feasible`.
  void require(std::size_t s, ValueKind kind) const {
    const Step& step = steps_[s];
    if (step.kind == kind) return;
    switch (kind) {
      case ValueKind::number:
        fail(step.at, format("{} where a number is expected", described(s)));
      case ValueKind::truth:
        if (step.kind == ValueKind::number) {
          fail(step.at, "compares nothing; expected a condition such as area <= 6 mm2");
        }
        fail(step.at, format("{} where a condition is expected", described(s)));
      case ValueKind::text:
        fail(step.at, format("{} where a text is expected", described(s)));
    }
  }

  /// Reads a value whose names end in their unit as a plain number.
  void make_plain(std::size_t s) {
    Step& step = steps_[s];
    step.may_be_plain = false;
    step.powers = {};
    if (step.op == Op::reference) {
      const Reference& old = references_[step.reference];
      references_.push_back(as_plain_number(old, old.name));
      step.reference = references_.size() - 1;
    }
    for (const std::size_t operand : step.operands) {
      if (steps_[operand].may_be_plain) make_plain(operand);
    }
  }

  /// Makes two values have one unit, or says why they cannot.
  void same_unit(std::size_t a, std::size_t b, std::size_t at, std::string_view what) {
    require(a, ValueKind::number);
    require(b, ValueKind::number);
    if (steps_[a].powers == steps_[b].powers) {
      // One of two plain numbers from columns stays so together with the other.
      if (steps_[a].may_be_plain != steps_[b].may_be_plain) {
        steps_[a].may_be_plain = steps_[b].may_be_plain = false;
      }
      return;
    }
    for (const auto& [column, plain] : {std::pair{a, b}, std::pair{b, a}}) {
      if (steps_[column].may_be_plain && steps_[plain].powers.is_plain()) {
        make_plain(column);
        return;
      }
    }
    std::string message = format("{} and {} cannot be {}", described(a), described(b), what);
    for (const auto& [plain, other] : {std::pair{a, b}, std::pair{b, a}}) {
      if (!steps_[plain].powers.is_plain()) continue;
      const auto dimension = dimension_of(steps_[other].powers);
      if (steps_[plain].op == Op::number && dimension) {
        message = format("{} has no unit; expected a number with a unit ({})", shortest(steps_[plain].number),
                         unit_list(*dimension));
        at = steps_[plain].at;
      } else if (steps_[plain].op == Op::reference && dimension && *dimension != Dimension::none) {
        const std::string& name = references_[steps_[plain].reference].name;
        message += format("; '{}' is a plain number, because its name ends in its unit", name);
        if (!name.ends_with(column_suffix(*dimension))) message.erase(message.find(';'));
      }
      break;
    }
    fail(at, message);
  }

  // --- the grammar

  std::size_t any() {
    const Deeper deeper{*this};
    std::size_t left = all();
    while (next().is("or") || next().is("||")) {
      left = joined_by(Op::either, left, [this] { return all(); });
    }
    if (next().is("|")) fail(next().at, "'|' is not expected here; did you mean 'or'?");
    return left;
  }

  std::size_t all() {
    std::size_t left = unless();
    while (next().is("and") || next().is("&&")) {
      left = joined_by(Op::both, left, [this] { return unless(); });
    }
    if (next().is("&")) fail(next().at, "'&' is not expected here; did you mean 'and'?");
    return left;
  }

  template <class Read>
  std::size_t joined_by(Op op, std::size_t left, const Read& read_right) {
    require(left, ValueKind::truth);
    const std::size_t at = next().at;
    advance();
    const std::size_t right = read_right();
    require(right, ValueKind::truth);
    return put(op, ValueKind::truth, {}, {left, right}, at);
  }

  std::size_t unless() {
    if (!next().is("not") && !next().is("!")) return comparison();
    const Deeper deeper{*this};
    const std::size_t at = next().at;
    advance();
    const std::size_t operand = unless();
    require(operand, ValueKind::truth);
    return put(Op::negation, ValueKind::truth, {}, {operand}, at);
  }

  [[nodiscard]] std::optional<Op> comparison_sign() const {
    if (next().kind == Token::Kind::sign) {
      if (next().text == "<") return Op::less;
      if (next().text == "<=") return Op::at_most;
      if (next().text == ">") return Op::greater;
      if (next().text == ">=") return Op::at_least;
      if (next().text == "=" && !names_.takes_single_equals()) fail(next().at, "'=' is not a comparison; did you mean '=='?");
      if (next().text == "=" || next().text == "==") return Op::equal;
      if (next().text == "!=" || next().text == "<>") return Op::not_equal;
      if (next().text == "=<") fail(next().at, "'=<' is not a comparison; did you mean '<='?");
      if (next().text == "=>") fail(next().at, "'=>' is not a comparison; did you mean '>='?");
    }
    return std::nullopt;
  }

  std::size_t comparison() {
    const std::size_t left = sum();
    if (next().is("in")) return membership(left, false);
    if (next().is("not")) {
      const std::size_t at = next().at;
      advance();
      if (!next().is("in")) fail(at, "'not' is not expected here; it stands in front of a condition, or of in");
      return membership(left, true);
    }
    const std::optional<Op> op = comparison_sign();
    if (!op) return left;
    const std::size_t at = next().at;
    const std::string sign = next().text;
    advance();
    const bool is_order = *op != Op::equal && *op != Op::not_equal;
    if (steps_[left].kind == ValueKind::text) {
      if (is_order) fail(at, format("texts have no order: '{}' compares numbers; == and in compare texts", sign));
    }
    const std::size_t right = operand_like(left);
    if (comparison_sign()) {
      fail(next().at, "a second comparison; write a < b and b < c");
    }
    compare(left, right, at, sign, is_order);
    return put(*op, ValueKind::truth, {}, {left, right}, at);
  }

  void compare(std::size_t left, std::size_t right, std::size_t at, std::string_view sign, bool is_order) {
    if (steps_[left].op == Op::text && steps_[right].op == Op::text) {
      fail(steps_[left].at, "two texts; one of them should be a leaf, as in kv_cache.datatype == int8");
    }
    const ValueKind a = steps_[left].kind;
    const ValueKind b = steps_[right].kind;
    if (a == ValueKind::number && b == ValueKind::number) return same_unit(left, right, at, "compared");
    if (a != b) fail(at, format("{} and {} cannot be compared", described(left), described(right)));
    if (is_order) {
      fail(at, a == ValueKind::text
                   ? format("texts have no order: '{}' compares numbers; == and in compare texts", sign)
                   : format("true and false have no order: '{}' compares numbers", sign));
    }
  }

  /// The right side of a comparison: a word where the left is a text, `channel` where it is a group size.
  std::size_t operand_like(std::size_t left) {
    if (steps_[left].op == Op::reference) {
      const Reference& reference = references_[steps_[left].reference];
      if (steps_[left].kind == ValueKind::text) return literal(reference);
      if (reference.has_channel && (next().text == "channel") && next().kind != Token::Kind::number) {
        return literal(reference);
      }
      if (steps_[left].kind == ValueKind::truth) return truth();
    }
    return sum();
  }

  /// true or false; 1 and 0 mean the same, as they do in the database.
  std::size_t truth() {
    const std::string word = in_small_letters(next().text);
    const bool is_true = word == "true" || word == "1";
    if (!is_true && word != "false" && word != "0") unexpected("expected true or false");
    Step step{.op = Op::number, .kind = ValueKind::truth};
    step.number = is_true ? 1 : 0;
    step.at = next().at;
    advance();
    return put(std::move(step));
  }

  /// One value that `reference` may have.
  std::size_t literal(const Reference& reference) {
    const std::size_t at = next().at;
    if (reference.kind == ValueKind::text) {
      Step step{.op = Op::text, .kind = ValueKind::text};
      step.text = scanner_.take_word();
      step.at = at;
      const bool known = reference.words.empty() || is_path(step.text) ||
                         std::ranges::find(reference.words, step.text) != reference.words.end();
      if (!known) {
        fail(at, format("'{}' is no value of {}{}", step.text, reference.name, suggestion(step.text, reference.words)));
      }
      return put(std::move(step));
    }
    if (reference.has_channel && next().text == "channel") {
      Step step{.op = Op::number, .kind = ValueKind::number};
      step.number = std::numeric_limits<double>::infinity();
      step.text = "channel";
      step.at = at;
      advance();
      return put(std::move(step));
    }
    if (reference.kind == ValueKind::truth) return truth();
    return sum();
  }

  std::size_t membership(std::size_t left, bool is_not) {
    const std::size_t at = next().at;
    advance();
    const bool square = next().is("[");
    if (!square && !next().is("(")) unexpected("expected a list, as in [int4, int8]");
    if (steps_[left].op != Op::reference) fail(at, "'in' looks for the value of one metric or leaf; a formula stands here");
    const std::size_t opened = next().at;
    advance();
    std::vector<std::size_t> operands{left};
    while (true) {
      if (operands.size() > limits::expression_items) fail(next().at, format("more than {} values", limits::expression_items));
      const std::size_t item_at = next().at;
      // The reference may move while steps are made.
      const Reference reference = references_[steps_[left].reference];
      const std::size_t item = literal(reference);
      if (steps_[item].kind == ValueKind::number) {
        same_unit(left, item, item_at, "compared");
      }
      operands.push_back(item);
      if (!next().is(",")) break;
      advance();
    }
    if (!next().is(square ? "]" : ")")) {
      if (next().kind == Token::Kind::end) fail(opened, format("a {} that nothing closes", square ? "[" : "("));
      unexpected(square ? "expected , or ]" : "expected , or )");
    }
    advance();
    const std::size_t found = put(Op::in, ValueKind::truth, {}, std::move(operands), at);
    return is_not ? put(Op::negation, ValueKind::truth, {}, {found}, at) : found;
  }

  std::size_t sum() {
    std::size_t left = product();
    while (next().is("+") || next().is("-")) {
      const Op op = next().is("+") ? Op::add : Op::subtract;
      const std::size_t at = next().at;
      advance();
      const std::size_t right = product();
      same_unit(left, right, at, op == Op::add ? "added" : "subtracted");
      const bool plain_too = steps_[left].may_be_plain && steps_[right].may_be_plain;
      left = put(op, ValueKind::number, steps_[left].powers, {left, right}, at);
      steps_[left].may_be_plain = plain_too;
    }
    return left;
  }

  std::size_t product() {
    std::size_t left = signed_value();
    while (next().is("*") || next().is("/")) {
      const Op op = next().is("*") ? Op::multiply : Op::divide;
      const std::size_t at = next().at;
      advance();
      const std::size_t right = signed_value();
      require(left, ValueKind::number);
      require(right, ValueKind::number);
      const Physical a = steps_[left].powers;
      const Physical b = steps_[right].powers;
      // A multiple of bytes is a number of bytes still.
      const bool plain_too = (steps_[left].may_be_plain && b.is_plain() && !steps_[right].may_be_plain) ||
                             (op == Op::multiply && steps_[right].may_be_plain && a.is_plain());
      left = put(op, ValueKind::number, op == Op::multiply ? a * b : a / b, {left, right}, at);
      steps_[left].may_be_plain = plain_too;
    }
    return left;
  }

  std::size_t signed_value() {
    if (!next().is("-") && !next().is("+")) return primary();
    const Deeper deeper{*this};
    const bool negative = next().is("-");
    const std::size_t at = next().at;
    advance();
    const std::size_t operand = signed_value();
    require(operand, ValueKind::number);
    if (!negative) return operand;
    const bool plain_too = steps_[operand].may_be_plain;
    const std::size_t value = put(Op::negate, ValueKind::number, steps_[operand].powers, {operand}, at);
    steps_[value].may_be_plain = plain_too;
    return value;
  }

  std::size_t primary() {
    switch (next().kind) {
      case Token::Kind::number:
        return quantity();
      case Token::Kind::name:
        return named();
      case Token::Kind::quoted_name: {
        const Token token = next();
        advance();
        return reference(token.text, token.at);
      }
      case Token::Kind::text: {
        Step step{.op = Op::text, .kind = ValueKind::text};
        step.text = next().text;
        step.at = next().at;
        advance();
        return put(std::move(step));
      }
      default:
        break;
    }
    if (!next().is("(")) unexpected("expected a metric, a leaf, a number or (");
    const std::size_t opened = next().at;
    advance();
    const std::size_t inner = any();
    close(opened);
    return inner;
  }

  void close(std::size_t opened) {
    if (next().kind == Token::Kind::end) fail(opened, "a ( that nothing closes");
    if (!next().is(")")) unexpected("expected )");
    advance();
  }

  /// A number and, if one follows, its unit: 6 mm2, 18.75 pJ/bit, 3 J/s.
  std::size_t quantity() {
    const Token number = next();
    Step step{.op = Op::number, .kind = ValueKind::number};
    step.at = number.at;
    if (!parse_number(number.text)) fail(number.at, format("'{}' is not a number", number.text));
    const std::optional<std::string> unit = scanner_.unit_at(number.end);
    if (!unit) {
      step.number = *parse_number(number.text);
      advance();
      if (next().kind == Token::Kind::number) {
        fail(next().at, format("'{} {}': two numbers; expected an operator between them", number.text, next().text));
      }
      // A word behind a number can only be meant as its unit.
      if (next().kind == Token::Kind::name) {
        const std::string near = nearest(next().text, all_units());
        fail(next().at, format("'{}' is not a unit; {}", next().text,
                              near.empty() ? "units are written as in 5 ms, 512 KiB, 6 mm2"
                                           : format("did you mean '{}'?", near)));
      }
      return put(std::move(step));
    }
    const Dimension dimension = *dimension_of_unit(*unit);
    const Result<double> value = parse_quantity(number.text + " " + *unit, dimension);
    if (!value) fail(number.at, value.error());
    step.number = *value * in_base_units(dimension);
    step.powers = physical(dimension);
    scanner_.take_in(*unit, number.end);
    // What it is divided by, if that is a unit too.
    while (true) {
      const Token slash = scanner_.read(next().end);
      if (!slash.is("/")) break;
      const std::optional<std::string> below = scanner_.unit_at(slash.end);
      if (!below) break;
      const Dimension divisor = *dimension_of_unit(*below);
      step.number /= *parse_quantity("1 " + *below, divisor) * in_base_units(divisor);
      step.powers = step.powers / physical(divisor);
      scanner_.take_in(*below, slash.end);
    }
    if (!std::isfinite(step.number)) fail(number.at, "a number beyond what can be computed with");
    advance();
    return put(std::move(step));
  }

  std::size_t named() {
    const Token name = next();
    advance();
    if (!next().is("(")) {
      const std::string small = in_small_letters(name.text);
      if (small == "true" || small == "false") {
        Step step{.op = Op::number, .kind = ValueKind::truth};
        step.number = small == "true" ? 1 : 0;
        step.at = name.at;
        return put(std::move(step));
      }
      return reference(name.text, name.at);
    }
    const Deeper deeper{*this};
    const std::size_t opened = next().at;
    std::string_view function = name.text;
    constexpr std::string_view baseline = "baseline.";
    if (function.starts_with(baseline)) function.remove_prefix(baseline.size());
    if (std::ranges::find(aggregates, function) != aggregates.end()) {
      advance();
      if (next().kind != Token::Kind::name && next().kind != Token::Kind::quoted_name) unexpected("expected a metric");
      const std::string metric = next().text;
      advance();
      close(opened);
      return reference(format("{}({})", name.text, metric), name.at);
    }
    if (name.text != "min" && name.text != "max") {
      fail(name.at, format("'{}' is not a function{}", name.text,
                           suggestion(name.text, std::vector<std::string>{"worst", "mean", "geomean", "min", "max"})));
    }
    advance();
    std::vector<std::size_t> operands{sum()};
    bool plain_too = steps_[operands.front()].may_be_plain;
    require(operands.front(), ValueKind::number);
    while (next().is(",")) {
      const std::size_t at = next().at;
      advance();
      operands.push_back(sum());
      same_unit(operands.front(), operands.back(), at, "compared");
      plain_too = plain_too && steps_[operands.back()].may_be_plain;
      if (operands.size() > limits::expression_items) fail(at, format("more than {} values", limits::expression_items));
    }
    close(opened);
    const Op op = name.text == "min" ? Op::minimum : Op::maximum;
    const std::size_t value = put(op, ValueKind::number, steps_[operands.front()].powers, operands, name.at);
    steps_[value].may_be_plain = plain_too;
    return value;
  }

  std::size_t reference(const std::string& name, std::size_t at) {
    Result<Reference> found = names_.find(name);
    if (!found) fail(at, found.error());
    Step step{.op = Op::reference, .kind = found->kind, .powers = found->powers};
    step.may_be_plain = found->names_its_unit;
    step.reference = references_.size();
    step.at = at;
    references_.push_back(std::move(found).value());
    return put(std::move(step));
  }

  /// Counts the levels of nesting.
  class Deeper {
   public:
    explicit Deeper(Parser& parser) : parser_{parser} {
      if (++parser_.depth_ > limits::depth) {
        --parser_.depth_;
        parser_.fail(parser_.next().at, format("nested more than {} levels deep", limits::depth));
      }
    }
    ~Deeper() { --parser_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    Parser& parser_;
  };

  Scanner scanner_;
  const Names& names_;
  std::vector<Step> steps_;
  std::vector<Reference> references_;
  std::size_t depth_ = 0;
};

}  // namespace

Parsed<Expression> parse_condition(std::string_view text, const Names& names) {
  return Parser{text, names}.parse(ValueKind::truth);
}

Parsed<Expression> parse_expression(std::string_view text, const Names& names) {
  return Parser{text, names}.parse(std::nullopt);
}

Parsed<Expression> parse_value(std::string_view text, const Names& names) {
  return Parser{text, names}.parse(ValueKind::number);
}

}  // namespace bitpareto
