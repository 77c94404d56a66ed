// SPDX-License-Identifier: Apache-2.0
#include "db/schema_check.h"

#include <map>
#include <new>
#include <set>
#include <utility>

#include "core/system/error.h"
#include "core/text/format.h"
#include "db/migrations.h"

namespace bitpareto::db {

namespace {

/// Marks a file as ours: "bitp" in ASCII.
constexpr std::int64_t application_id = 0x62697470;

/// What sqlite_schema says of one object.
struct Object {
  std::string type, table, sql;
};

std::map<std::string, Object> objects_of(const Connection& connection) {
  std::map<std::string, Object> objects;
  Statement all = connection.prepare(
      "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
  while (all.step()) objects[all.text(1)] = {all.text(0), all.text(2), all.text(3)};
  return objects;
}

/// Whether `text` begins with a column as RunStore adds them: , "name" TYPE, perhaps with a CHECK of its own name.
bool take_column(std::string_view& text) {
  constexpr std::string_view begin = ", \"";
  if (!text.starts_with(begin)) return false;
  std::size_t end = begin.size();
  while (end < text.size() && (text[end] != '"' || text.substr(end, 2) == "\"\"")) end += text[end] == '"' ? 2U : 1U;
  const std::string name{text.substr(2, end - 1)};
  if (end >= text.size()) return false;
  text.remove_prefix(end + 1);
  for (const std::string_view type : {" INTEGER", " REAL", " TEXT", " ANY"}) {
    if (!text.starts_with(type)) continue;
    text.remove_prefix(type.size());
    if (const std::string check = " " + finite_check(name); text.starts_with(check)) text.remove_prefix(check.size());
    return true;
  }
  return false;
}

/// Whether the statement of `design` is the one of `made` with columns added; `made` has one more, called "@".
bool has_only_added_columns(std::string_view text, std::string_view made) {
  constexpr std::string_view marker = ", \"@\" ANY";
  const std::size_t place = made.find(marker);
  const std::string_view before = made.substr(0, place);
  const std::string_view behind = made.substr(place + marker.size());
  if (text.size() < before.size() + behind.size() || !text.starts_with(before) || !text.ends_with(behind)) return false;
  text = text.substr(before.size(), text.size() - before.size() - behind.size());
  while (!text.empty()) {
    if (!take_column(text)) return false;
  }
  return true;
}

}  // namespace

int schema_version() { return static_cast<int>(migrations().size()); }

std::vector<std::string> design_columns(const Connection& connection) {
  std::vector<std::string> names;
  for (Statement info = connection.prepare("SELECT name FROM pragma_table_info('design')"); info.step();) {
    names.push_back(info.text(0));
  }
  return names;
}

std::string finite_check(const std::string& quoted_name) {
  return format("CHECK ({} BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308)", quoted_name);
}

void apply_migrations(Connection& connection, int from, int to) {
  for (int step = from; step < to; ++step) {
    connection.execute(std::string{migrations()[static_cast<std::size_t>(step)]});
  }
  connection.execute(format("PRAGMA application_id = {}; PRAGMA user_version = {};", application_id, to));
}

void check_schema(const Connection& connection) {
  const std::string path = connection.path().string();
  if (connection.whole("SELECT count(*) FROM sqlite_schema") == 0) {
    throw DbError{path + ": is an empty database; expected one of bitpareto, or no file of that name"};
  }
  if (connection.whole("PRAGMA application_id") != application_id) {
    throw DbError{path + ": is a database of another program"};
  }
  const std::int64_t version = connection.whole("PRAGMA user_version");
  if (version > schema_version()) {
    throw DbError{format("{}: has schema version {}, written by a newer bitpareto; this one knows up to {}", path,
                         version, schema_version())};
  }
  const auto refuse = [&](const std::string& what) {
    throw DbError{format("{}: was changed by something other than bitpareto: {}", path, what)};
  };
  if (version < 1) refuse(format("it says that it has schema version {}", version));
  Connection made;
  apply_migrations(made, 0, static_cast<int>(version));
  made.execute("ALTER TABLE design ADD COLUMN \"@\" ANY");
  const std::map<std::string, Object> expected = objects_of(made);
  std::map<std::string, Object> found = objects_of(connection);
  for (const auto& [name, object] : expected) {
    const auto it = found.find(name);
    if (it == found.end()) refuse(format("the {} {} is missing", object.type, name));
    const bool same = name == "design" ? has_only_added_columns(it->second.sql, object.sql) : it->second.sql == object.sql;
    if (!same || it->second.type != object.type) refuse(format("the {} {} is not as it was made", object.type, name));
    found.erase(it);
  }
  for (const auto& [name, object] : found) {
    if (expected.contains(object.table)) refuse(format("{} carries the {} {}", object.table, object.type, name));
  }
  // Pages that refer to each other make a few kilobytes a table without end, and these tables are read whole. The check
  // gives its first complaint before it looks at any row.
  for (const char* table : {"run", "infeasible", "run_column"}) {
    if (!is_sound(connection, table)) throw DbError{format("{}: is damaged, in its table {}", path, table)};
  }
}

bool is_sound(const Connection& connection, std::string_view what) {
  Statement check = connection.prepare(format("PRAGMA quick_check({})", what));
  if (!check.step()) return false;
  const std::string complaint = check.text(0);
  // A page for which there is no memory is a complaint like any other, with SQLite's code of it (sqlite.org/rescode.html).
  for (const int code : {7, 3082}) {  // SQLITE_NOMEM, SQLITE_IOERR_NOMEM
    const std::string text = format("error code={}", code);
    const std::size_t at = complaint.find(text);
    const bool is_whole = at != std::string::npos && (at + text.size() == complaint.size() || complaint[at + text.size()] == '\n');
    if (is_whole) throw std::bad_alloc{};
  }
  return complaint == "ok";
}

}  // namespace bitpareto::db
