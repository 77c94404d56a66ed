// SPDX-License-Identifier: Apache-2.0
#include "db/run_names.h"

#include <algorithm>
#include <limits>

#include "core/design/leaf_reader.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/suggestion.h"

namespace bitpareto::db {

namespace {

using Op = Step::Op;

Reference column_reference(std::string name, const std::string& column, ValueKind kind) {
  Reference reference{std::move(name), Reference::OfRun{column}};
  reference.kind = kind;
  return reference;
}

Reference of_column(const RunColumn& column, const LeafTable& leaves, std::string name) {
  if (column.kind == Column::Kind::leaf) {
    if (const KnownLeaf* const leaf = leaves.find_column(column.name)) {
      Reference reference = reference_to(*leaf);
      reference.words.clear();  // a run may hold others
      reference.name = std::move(name);
      reference.what = Reference::OfRun{column.name};
      return reference;
    }
  }
  Reference reference = column_reference(std::move(name), column.name,
                                         column.type == RunColumn::Type::text ? ValueKind::text : ValueKind::number);
  if (!column.metric.empty()) reference.better = column.better;
  reference.measure_in(column.dimension);
  return reference;
}

}  // namespace

std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += c;
    out += c;
  }
  return out + "\"";
}

std::vector<std::string> RunNames::workloads() const {
  std::vector<std::string> names;
  for (const RunColumn& column : *columns_) {
    const std::size_t open = column.metric.find('(');
    std::string inner = open == std::string::npos ? column.metric : column.metric.substr(open + 1);
    const std::size_t dot = inner.rfind('.');
    if (dot == std::string::npos) continue;
    inner.resize(dot);
    if (std::ranges::find(names, inner) == names.end()) names.push_back(std::move(inner));
  }
  return names;
}

const Node* RunNames::configured(Leaf leaf) const {
  const Node* node = configuration_ == nullptr ? nullptr : configuration_->find("design");
  if (node != nullptr && !section_of(leaf).empty()) node = node->find(section_of(leaf));
  if (node != nullptr) node = node->find(key_of(leaf));
  return node != nullptr && node->kind == Node::Kind::scalar ? node : nullptr;
}

Result<Reference> RunNames::find(std::string_view name) const {
  if (name == "feasible") return column_reference("feasible", "feasible", ValueKind::truth);
  if (name == "design") return column_reference("design", "design", ValueKind::number);
  if (name == "reason") return column_reference("reason", "reason", ValueKind::text);
  const KnownLeaf* const leaf = leaves_.find(name);
  for (const RunColumn& column : *columns_) {
    if (leaf != nullptr && column.kind == Column::Kind::leaf && column_name(leaf->leaf) == column.name) {
      return of_column(column, leaves_, std::string{name});
    }
    if (!column.metric.empty() && column.metric == name) {
      Reference reference = of_column(column, leaves_, std::string{name});
      reference.names_its_unit = column.name == name && !reference.powers.is_plain();
      return reference;
    }
  }
  for (const RunColumn& column : *columns_) {
    if (column.name == name) return as_plain_number(of_column(column, leaves_, column.name), name);
  }
  if (leaf != nullptr) {
    if (const Node* const node = configured(leaf->leaf)) {
      Reference reference = reference_to(*leaf);
      const LeafEntry& entry = *leaf->leaf;
      if (is_word(entry)) {
        reference.what = Reference::Shared{node->text};
        return reference;
      }
      Diagnostics none;
      const auto setting = LeafReader{{}}.read(leaf->leaf, Field{*node, "", none});
      if (setting) {
        const double value = setting->levels.at(0);
        const bool is_row = entry.kind == LeafKind::group_size && value == whole_row;
        reference.what = Reference::Shared{is_row ? std::numeric_limits<double>::infinity() : value};
        reference.has_channel = false;
        return reference;
      }
    }
    return Failure{format("'{}' is not a column of this run, and its designs do not share one value", name)};
  }
  std::vector<std::string> known{"design", "feasible", "reason"};
  for (const RunColumn& column : *columns_) {
    known.push_back(column.name);
    if (!column.metric.empty()) known.push_back(column.metric);
    if (const KnownLeaf* const of_axis = leaves_.find_column(column.name)) known.emplace_back(of_axis->leaf->path);
  }
  return Failure{format("'{}' is not a column of this run{}", name, suggestion(name, known))};
}

namespace {

std::string operator_text(Op op) {
  switch (op) {
    case Op::add:
      return "+";
    case Op::subtract:
      return "-";
    case Op::multiply:
      return "*";
    case Op::divide:
      return "/";
    case Op::less:
      return "<";
    case Op::at_most:
      return "<=";
    case Op::greater:
      return ">";
    case Op::at_least:
      return ">=";
    case Op::equal:
      return "=";
    case Op::not_equal:
      return "<>";
    case Op::both:
      return "AND";
    case Op::either:
      return "OR";
    default:
      return {};
  }
}

class Renderer {
 public:
  explicit Renderer(const Expression& expression) : expression_{expression} {}

  Sql render() {
    put(expression_.steps().size() - 1);
    return std::move(sql_);
  }

 private:
  void bind(Cell value) {
    sql_.text += '?';
    sql_.parameters.push_back(std::move(value));
  }

  /// Parameters count from left to right, so steps are written in the order of the text. The parser bounds the nesting of
  /// brackets, not the length of sums, so those are taken apart without recursion.
  void put(std::size_t s) {
    const std::span<const Step> steps = expression_.steps();
    std::vector<std::size_t> chain{s};  // from the outermost to the innermost left operand
    const auto is_infix = [&](std::size_t at) { return !operator_text(steps[at].op).empty(); };
    while (is_infix(chain.back())) chain.push_back(steps[chain.back()].operands[0]);
    sql_.text.append(chain.size() - 1, '(');
    put_single(steps[chain.back()]);
    for (std::size_t c = chain.size() - 1; c-- > 0;) {
      const Step& step = steps[chain[c]];
      sql_.text += " " + operator_text(step.op) + " ";
      put(step.operands[1]);
      sql_.text += ")";
    }
  }

  void put_single(const Step& step) {
    switch (step.op) {
      case Op::number:
        if (step.kind == ValueKind::truth) {
          sql_.text += step.number != 0 ? "1" : "0";
        } else {
          bind(step.number);
        }
        return;
      case Op::text:
        return bind(step.text);
      case Op::reference:
        return put_reference(expression_.references()[step.reference]);
      case Op::negate:
        return put_call("(-", step, "");
      case Op::negation:
        return put_call("(NOT ", step, "");
      case Op::minimum:
      case Op::maximum:
        // With one operand these would be aggregates of all rows.
        if (step.operands.size() == 1) return put_call("(", step, "");
        return put_call(step.op == Op::minimum ? "min(" : "max(", step, ", ");
      case Op::in: {
        sql_.text += "(";
        put(step.operands[0]);
        sql_.text += " IN (";
        for (std::size_t o = 1; o < step.operands.size(); ++o) {
          if (o > 1) sql_.text += ", ";
          put(step.operands[o]);
        }
        sql_.text += "))";
        return;
      }
      default:
        return;
    }
  }

  void put_call(std::string_view opening, const Step& step, std::string_view between) {
    sql_.text += opening;
    for (std::size_t o = 0; o < step.operands.size(); ++o) {
      if (o > 0) sql_.text += between;
      put(step.operands[o]);
    }
    sql_.text += ")";
  }

  void put_reference(const Reference& reference) {
    if (const auto* const shared = std::get_if<Reference::Shared>(&reference.what)) {
      if (const auto* const number = std::get_if<double>(&shared->value)) {
        if (reference.kind == ValueKind::truth) {
          sql_.text += *number != 0 ? "1" : "0";
          return;
        }
        return bind(*number * reference.to_base);
      }
      return bind(shared->value);
    }
    const std::string column = quoted_name(std::get<Reference::OfRun>(reference.what).column);
    if (reference.kind != ValueKind::number) {
      sql_.text += column;
      return;
    }
    // A number is a real one, or quotients of counts would be cut; a whole row is larger than any group.
    const std::string number = format("({} * {:.1f})", column, reference.to_base);
    sql_.text += reference.has_channel ? format("(CASE {} WHEN {} THEN 9e999 WHEN 'channel' THEN 9e999 ELSE {} END)", column, written_whole_row, number)
                                       : number;
  }

  const Expression& expression_;
  Sql sql_;
};

}  // namespace

Sql to_sql(const Expression& expression) { return Renderer{expression}.render(); }

}  // namespace bitpareto::db
