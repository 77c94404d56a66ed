// SPDX-License-Identifier: Apache-2.0
#include "db/design_sql.h"

#include <algorithm>

#include "core/expression/parser.h"
#include "core/problem/design_table.h"
#include "core/system/error.h"
#include "core/text/format.h"

namespace bitpareto::db {

namespace {

/// A stored column in a list of those to be read. Runs of earlier versions wrote a whole row as a text among numbers.
std::string to_be_read(const std::string& column, const LeafTable& leaves) {
  const std::string quoted = quoted_name(column);
  const KnownLeaf* const known = leaves.find_column(column);
  const bool has_channel = known != nullptr && known->leaf->kind == LeafKind::group_size;
  return has_channel ? format("CASE {0} WHEN 'channel' THEN {1} ELSE {0} END", quoted, written_whole_row) : quoted;
}

/// The stored column that a name means.
Result<std::string> column_of_run(const std::string& name, const RunNames& names) {
  const Result<Reference> reference = names.find(name);
  if (!reference) return Failure{reference.error()};
  const auto* const column = std::get_if<Reference::OfRun>(&reference->what);
  if (column == nullptr) return Failure{format("'{}' is the same for every design of this run", name)};
  return column->column;
}

}  // namespace

std::vector<Column> to_columns(const std::vector<RunColumn>& stored) { return {stored.begin(), stored.end()}; }

std::vector<Column> columns_of(const std::vector<std::string>& names, const std::vector<Column>& known) {
  std::vector<Column> columns;
  for (const std::string& name : names) {
    const auto it = std::ranges::find(known, name, &Column::name);
    columns.push_back(it == known.end() ? Column{name} : *it);
  }
  return columns;
}

void append(std::vector<Cell>& parameters, std::vector<Cell> more) {
  std::ranges::move(more, std::back_inserter(parameters));
}

void bind_all(Statement& statement, const std::vector<Cell>& parameters) {
  for (std::size_t p = 0; p < parameters.size(); ++p) statement.bind(static_cast<int>(p), parameters[p]);
}

std::optional<Expression> condition_of(const std::string& where, const RunNames& names, Diagnostics& diagnostics) {
  if (where.empty()) return std::nullopt;
  Parsed<Expression> condition = parse_condition(where, names);
  if (!condition) diagnostics.error({}, {}, mistake_text("--where", condition.mistake, where));
  return std::move(condition.value);
}

Sql condition_sql(const std::optional<Expression>& condition) {
  if (!condition) return {};
  Sql sql = to_sql(*condition);
  sql.text = " AND (" + sql.text + ")";
  return sql;
}

std::vector<SortKey> sort_keys(const std::vector<std::string>& sort, const RunNames& names, Diagnostics& diagnostics) {
  std::vector<SortKey> keys;
  for (const std::string& key : sort) {
    const bool descending = key.starts_with('-');
    const std::string text = descending ? key.substr(1) : key;
    const Parsed<Expression> expression = parse_expression(text, names);
    if (expression) {
      keys.push_back({to_sql(*expression), descending});
    } else {
      diagnostics.error({}, {}, mistake_text("--sort", expression.mistake, text));
    }
  }
  return keys;
}

std::string Selected::named() const {
  std::string list;
  for (std::size_t c = 0; c < sql.size(); ++c) list += format("{}{} AS {}", c == 0 ? "" : ", ", sql[c], quoted_name(names[c]));
  return list;
}

Selected selected(const std::vector<RunColumn>& known, const std::vector<std::string>& columns, const RunNames& names, Diagnostics& diagnostics) {
  Selected list;
  const auto add = [&](const std::string& column) {
    list.sql.push_back(to_be_read(column, names.leaves()));
    list.names.push_back(column);
  };
  for (const std::string& name : columns) {
    const Result<std::string> column = column_of_run(name, names);
    if (column) {
      add(*column);
    } else {
      diagnostics.error({}, {}, format("{}\n{}", column.error(), caret_text(name, 0)));
    }
  }
  if (!columns.empty()) return list;
  add("design");
  for (const RunColumn& column : known) add(column.name);
  return list;
}

}  // namespace bitpareto::db
