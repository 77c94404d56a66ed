// SPDX-License-Identifier: Apache-2.0
/// A formula over metrics and leaves as a user writes it: constraints, objectives, --where and --sort. Read once, with
/// every name resolved and every unit checked; then a list of steps, each of which uses earlier ones.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/better.h"
#include "core/cost/metric.h"
#include "core/design/leaf.h"
#include "core/expression/physical.h"
#include "core/table/table.h"

namespace bitpareto {

/// What a value is.
enum class ValueKind : std::uint8_t { number, text, truth };

/// What a name stands for.
struct Reference {
  /// The FP16 perplexity of the space's only model, or of each that an aggregate takes in turn.
  struct Fp16Perplexity {};
  /// A metric of the baseline's design.
  struct OfBaseline {
    std::string metric;
  };
  /// A column of a results database.
  struct OfRun {
    std::string column;
  };
  /// What all designs of a run share.
  struct Shared {
    Cell value;
  };

  using What = std::variant<MetricExpression, Leaf, Fp16Perplexity, OfBaseline, OfRun, Shared>;

  /// A number without a unit, until the members below say more.
  Reference(std::string name_, What what_) : name{std::move(name_)}, what{std::move(what_)} {}
  /// From now on its values count in the program's unit of the dimension.
  void measure_in(Dimension dimension) {
    powers = physical(dimension);
    to_base = in_base_units(dimension);
  }

  std::string name;  // as messages call it
  What what;
  ValueKind kind = ValueKind::number;
  Physical powers;
  double to_base = 1;          // value * to_base counts in base units
  bool names_its_unit = false;  // the name ends in its unit: it may be read as a plain number too
  bool has_channel = false;    // of a group size: it may be the word `channel`, which counts as infinite
  Better better = Better::unknown;
  std::vector<std::string> words;   // of a text: what it may be; empty: anything
  std::optional<double> constant;  // its value where it is the same for every design
};

/// One step of a formula.
struct Step {
  enum class Op : std::uint8_t {
    number,     // `number`, in base units
    text,       // `text`
    reference,  // references()[reference]
    negate,
    add,
    subtract,
    multiply,
    divide,
    minimum,
    maximum,
    less,
    at_most,
    greater,
    at_least,
    equal,
    not_equal,
    in,  // the first operand is one of the others
    both,
    either,
    negation,
  };
  Op op = Op::number;
  ValueKind kind = ValueKind::number;
  Physical powers = {};
  bool may_be_plain = false;  // made of names that end in their unit: may be read as a plain number
  double number = 0;
  std::string text = {};
  std::size_t reference = 0;
  std::vector<std::size_t> operands = {};  // earlier steps
  std::size_t at = 0;                      // where it stands in the text
};

/// A formula. A plain value.
class Expression {
 public:
  /// The last step is the whole.
  Expression(std::string text, std::vector<Step> steps, std::vector<Reference> references)
      : text_{std::move(text)}, steps_{std::move(steps)}, references_{std::move(references)} {}

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::span<const Step> steps() const { return steps_; }
  [[nodiscard]] std::span<const Reference> references() const { return references_; }
  [[nodiscard]] std::span<Reference> references() { return references_; }
  [[nodiscard]] const Step& whole() const { return steps_.back(); }
  /// The metric that it is and nothing else, or null.
  [[nodiscard]] const MetricExpression* metric() const;
  /// Whether less or more of the value is better, from what is known of its parts: a product of what should be small
  /// should be small, a quotient of what should be large by it large. Nothing if parts contradict each other.
  [[nodiscard]] std::optional<Better> better() const;
  /// The unit of the value as columns have it, and what a value in base units is divided by to count in it.
  [[nodiscard]] Dimension dimension() const;

 private:
  std::string text_;
  std::vector<Step> steps_;
  std::vector<Reference> references_;
};

}  // namespace bitpareto
