// SPDX-License-Identifier: Apache-2.0
#include "db/connection.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <optional>

#include "core/system/error.h"
#include "core/system/output_file.h"
#include "core/text/format.h"

namespace bitpareto::db {

namespace {

constexpr int busy_milliseconds = 10'000;
/// Longest text, and longest statement, that a restricted connection takes.
constexpr int most_value_bytes = 16 << 20;
constexpr int most_statement_bytes = 1 << 20;
constexpr sqlite3_int64 most_heap_bytes = sqlite3_int64{1} << 28;
/// As good as for ever, and fits every clock.
constexpr double longest_wait_seconds = 1e9;
/// Virtual-machine steps between two looks at the clock.
constexpr int steps_between_looks = 10'000;

int primary_code(sqlite3* handle) {
  constexpr int primary = 0xff;  // of an extended code
  return sqlite3_errcode(handle) & primary;
}

/// Whether it failed because of what the user may do, not because of what the file holds.
bool may_not_write(sqlite3* handle) {
  const int code = primary_code(handle);
  return code == SQLITE_CANTOPEN || code == SQLITE_READONLY || code == SQLITE_PERM;
}

/// What SQLite says, as a sentence: what is wrong with the machine or the file needs no SQL.
std::string sentence(sqlite3* handle, std::string_view sql) {
  const int problem = sqlite3_system_errno(handle);
  const std::string system = problem == 0 ? std::string{} : format(" ({})", std::strerror(problem));
  switch (primary_code(handle)) {
    case SQLITE_FULL:
      return "the disk is full; what was committed is kept";
    case SQLITE_IOERR:
      // SQLite does not tell a limit on files (ulimit -f) from a disk that fails.
      return format("cannot be {} further, because the disk failed or a limit on the size of files is reached{}; what was "
                    "committed is kept",
                    sqlite3_extended_errcode(handle) == SQLITE_IOERR_READ ? "read" : "written", system);
    case SQLITE_READONLY:
      return "may not be written" + system;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return "cannot be opened" + system;
    case SQLITE_CORRUPT:
      return format("is damaged: {}", sqlite3_errmsg(handle));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return format("is locked by another program, for {} s now", busy_milliseconds / 1000);
    default:
      break;
  }
  std::string text = sqlite3_errmsg(handle);
  if (!sql.empty())
    text += format(" (in: {})", sql.size() > 200 ? std::string{sql.substr(0, 200)} + "..." : std::string{sql});
  return text;
}

/// The file and its sentence. std::bad_alloc if memory ran out: that has one sentence for the whole program, whoever needed it.
std::string message(const std::filesystem::path& path, sqlite3* handle, std::string_view sql) {
  if (handle == nullptr || primary_code(handle) == SQLITE_NOMEM) throw std::bad_alloc{};
  return path.string() + ": " + sentence(handle, sql);
}

using FilePlace = std::pair<std::uint64_t, std::uint64_t>;

/// Which file has that name; nothing if none has.
std::optional<FilePlace> place_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return FilePlace{status.st_dev, status.st_ino};
}

/// The file as SQLite must be told of it: no name has a meaning of its own, such as :memory:.
std::string plain_name(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    throw DbError{format("{}: {}", path.string(),
                         errno == ENOENT ? std::string{"there is no such file"}
                                         : format("cannot be opened ({})", std::strerror(errno)))};
  }
  if (!S_ISREG(status.st_mode)) {
    throw DbError{path.string() + (S_ISDIR(status.st_mode) ? ": is a folder; expected a database"
                                                           : ": is not a regular file; expected a database")};
  }
  return std::filesystem::absolute(path).string();
}

int allow_reading_only(void* /*context*/, int action, const char* /*first*/, const char* second,
                       const char* /*database*/, const char* /*trigger*/) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      // `second` is the function's name here. load_extension is off anyway; say so while the statement is prepared.
      return second != nullptr && sqlite3_stricmp(second, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    default:
      return SQLITE_DENY;
  }
}

/// A database is its file and, while it is open, those beside it.
void note_inputs(const std::filesystem::path& path) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) note_input(path.string() + suffix);
}

void append(PackedRows& rows, sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      rows.add(static_cast<std::int64_t>(sqlite3_value_int64(value)));
      break;
    case SQLITE_FLOAT:
      rows.add(sqlite3_value_double(value));
      break;
    case SQLITE_NULL:
      rows.add_nothing();
      break;
    default: {
      const unsigned char* const bytes = sqlite3_value_text(value);
      rows.add(std::string_view{reinterpret_cast<const char*>(bytes),
                                bytes == nullptr ? 0 : static_cast<std::size_t>(sqlite3_value_bytes(value))});
    }
  }
}

/// The function of packed statements: its arguments are a row.
constexpr const char* pack_function = "bitpareto_row";
void pack(sqlite3_context* context, int count, sqlite3_value** values) {
  PackedRows* const rows = *static_cast<PackedRows**>(sqlite3_user_data(context));
  if (rows == nullptr) return sqlite3_result_error(context, "no function of statements that a user writes", -1);
  try {
    rows->begin_row(static_cast<std::size_t>(count));
    for (int v = 0; v < count; ++v) append(*rows, values[v]);
    rows->end_row();
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

/// RowColumns as a table of SQLite (sqlite.org/vtab.html): it takes cells from there without being given each.
struct RowTable {
  std::size_t columns = 0;
  const RowColumns* rows = nullptr;
};
struct RowTableOpen {
  sqlite3_vtab base;
  const RowTable* table;
};
struct RowCursor {
  sqlite3_vtab_cursor base;
  std::size_t row;
};

const RowColumns& rows_of(const sqlite3_vtab_cursor* cursor) { return *reinterpret_cast<const RowTableOpen*>(cursor->pVtab)->table->rows; }
std::size_t& row_of(sqlite3_vtab_cursor* cursor) { return reinterpret_cast<RowCursor*>(cursor)->row; }

/// Memory that SQLite hands back as its own struct, which stands first.
template <class T, class Base>
int give(T value, Base** out) {
  void* const memory = sqlite3_malloc(sizeof(T));
  if (memory == nullptr) return SQLITE_NOMEM;
  *out = &(new (memory) T{value})->base;
  return SQLITE_OK;
}

int open_row_table(sqlite3* handle, void* context, int /*count*/, const char* const* /*words*/, sqlite3_vtab** out, char** /*error*/) {
  const auto* const table = static_cast<const RowTable*>(context);
  try {
    std::string names;
    for (std::size_t c = 0; c < table->columns; ++c) names += format("{}c{}", c == 0 ? "" : ", ", c);
    const int status = sqlite3_declare_vtab(handle, format("CREATE TABLE x ({})", names).c_str());
    return status == SQLITE_OK ? give(RowTableOpen{{}, table}, out) : status;
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  }
}

void give_cell(sqlite3_context* context, const RowColumns::Column& column, std::size_t row) {
  using Kind = RowColumns::Column::Kind;
  const auto give_word = [&](std::size_t word) {
    const std::string& text = (*column.words)[word];
    sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  };
  if (column.kind == Kind::index) {
    const std::int64_t whole = column.wholes[row];
    if (whole < 0) return give_word(static_cast<std::size_t>(-1 - whole));
    return sqlite3_result_int64(context, whole);
  }
  const double number = column.numbers[row];
  if (std::isnan(number)) return;
  switch (column.kind) {
    case Kind::number:
      return sqlite3_result_double(context, number);
    case Kind::whole:
      return sqlite3_result_int64(context, static_cast<std::int64_t>(number));
    case Kind::word:
      return give_word(static_cast<std::size_t>(number));
    case Kind::index:
      break;
  }
}

constexpr sqlite3_module row_module = [] {
  sqlite3_module module{};
  // It cannot be created and so is never part of a file: statements read it by the name of its module.
  module.xConnect = open_row_table;
  module.xBestIndex = [](sqlite3_vtab*, sqlite3_index_info*) { return SQLITE_OK; };
  module.xDisconnect = [](sqlite3_vtab* table) {
    sqlite3_free(table);
    return SQLITE_OK;
  };
  module.xOpen = [](sqlite3_vtab*, sqlite3_vtab_cursor** out) { return give(RowCursor{}, out); };
  module.xClose = [](sqlite3_vtab_cursor* cursor) {
    sqlite3_free(cursor);
    return SQLITE_OK;
  };
  module.xFilter = [](sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) {
    row_of(cursor) = 0;
    return SQLITE_OK;
  };
  module.xNext = [](sqlite3_vtab_cursor* cursor) {
    ++row_of(cursor);
    return SQLITE_OK;
  };
  module.xEof = [](sqlite3_vtab_cursor* cursor) { return row_of(cursor) >= rows_of(cursor).size ? 1 : 0; };
  module.xColumn = [](sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column) {
    give_cell(context, rows_of(cursor).columns[static_cast<std::size_t>(column)], row_of(cursor));
    return SQLITE_OK;
  };
  module.xRowid = [](sqlite3_vtab_cursor* cursor, sqlite3_int64* id) {
    *id = static_cast<sqlite3_int64>(row_of(cursor));
    return SQLITE_OK;
  };
  return module;
}();

int past_deadline(void* deadline) {
  return std::chrono::steady_clock::now() > *static_cast<std::chrono::steady_clock::time_point*>(deadline) ? 1 : 0;
}

}  // namespace

void Connection::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

void Connection::configure() const {
  sqlite3* const handle = handle_.get();
  sqlite3_busy_timeout(handle, busy_milliseconds);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  // Otherwise a misspelt "column" would be a text, which equals nothing and is larger than every number.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
}

Connection::Connection() : path_{"(memory)"} {
  sqlite3* handle = nullptr;
  const int status = sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);
  if (status != SQLITE_OK) throw DbError{message(path_, handle_.get(), {})};
  configure();
}

Connection::Connection(const std::filesystem::path& path, Mode mode) : path_{path} {
  const std::string name = plain_name(path);
  const auto open = [&](const std::string& file, int flags) {
    sqlite3* handle = nullptr;
    const int status = sqlite3_open_v2(file.c_str(), &handle, flags | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(handle);
    if (status == SQLITE_OK) configure();
    return status == SQLITE_OK;
  };
  const auto readable = [&] {
    return sqlite3_exec(handle_.get(), "SELECT 1 FROM sqlite_schema", nullptr, nullptr, nullptr) == SQLITE_OK;
  };
  const auto opened = [&] {
    if (open(name, SQLITE_OPEN_READWRITE) && readable()) return true;
    // Only where the file may not be written is it opened to read, because a reader that may not write leaves the log's
    // files behind.
    return mode == Mode::read && may_not_write(handle_.get()) && open(name, SQLITE_OPEN_READONLY) && readable();
  };
  if (!opened()) {
    const std::string failure = message(path, handle_.get(), {});
    // In a folder that may not be written, a database with a log can be read only if nobody writes it.
    if (mode == Mode::read_write || !may_not_write(handle_.get()) || std::filesystem::exists(name + "-wal")) {
      throw DbError{failure};
    }
    std::string uri = "file:";
    for (const char c : name) {
      const bool plain = c != '?' && c != '#' && c != '%';
      uri += plain ? std::string{c} : format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    if (!open(uri + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI) || !readable()) throw DbError{failure};
  }
  if (const auto place = place_of(path)) place_ = *place;
  note_inputs(path);
}

void Connection::check_place() const {
  if (place_of(path_) == place_) return;
  throw DbError{path_.string() + ": was removed, renamed or replaced while it was written to; what this run stored went with it"};
}

Connection::~Connection() = default;

void Connection::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw DbError{message(path_, handle_.get(), sql)};
  }
}

Statement Connection::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  if (sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &statement, &tail) != SQLITE_OK) {
    throw DbError{message(path_, handle_.get(), sql)};
  }
  Statement prepared{*this, statement};
  const std::string_view rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  if (statement == nullptr) throw DbError{path_.string() + ": an empty statement"};
  if (rest.find_first_not_of(" \t\r\n;") != std::string_view::npos)
    throw DbError{path_.string() + ": more than one statement"};
  return prepared;
}

Statement Connection::prepare_packed(const std::string& columns, const std::string& rest) const {
  const int status = sqlite3_create_function_v2(handle_.get(), pack_function, -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, taken_.get(),
                                                pack, nullptr, nullptr, nullptr);
  if (status != SQLITE_OK) throw DbError{message(path_, handle_.get(), {})};
  Statement prepared = prepare(format("SELECT {}({}) {}", pack_function, columns, rest));
  prepared.is_packed_ = true;
  return prepared;
}

Statement Connection::prepare_over_rows(std::size_t columns, const std::string& sql) const {
  const std::string name = format("bitpareto_rows_{}", ++row_tables_);
  auto table = std::make_unique<RowTable>(RowTable{.columns = columns});
  const RowColumns** const rows = &table->rows;
  // SQLite deletes it with the connection, or at once if this fails.
  const int status = sqlite3_create_module_v2(handle_.get(), name.c_str(), &row_module, table.release(),
                                              [](void* made) { delete static_cast<RowTable*>(made); });
  if (status != SQLITE_OK) throw DbError{message(path_, handle_.get(), {})};
  Statement prepared = prepare(sql + name);
  prepared.rows_ = rows;
  return prepared;
}

void Connection::ignore_checks(bool ignore) {
  if (ignore == ignores_checks_) return;
  execute(format("PRAGMA ignore_check_constraints = {}", ignore ? "ON" : "OFF"));
  ignores_checks_ = ignore;
}

std::int64_t Connection::last_insert_id() const { return sqlite3_last_insert_rowid(handle_.get()); }

std::int64_t Connection::whole(std::string_view sql) const {
  Statement statement = prepare(sql);
  return statement.step() ? statement.whole(0) : 0;
}

void Connection::restrict_to_reading(double most_seconds) {
  sqlite3* const handle = handle_.get();
  execute("PRAGMA query_only = ON");
  sqlite3_hard_heap_limit64(most_heap_bytes);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, most_value_bytes);
  sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, most_statement_bytes);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  // Table-valued functions are set up when they are first used, which the authorizer would take for making a table.
  static_cast<void>(whole("SELECT count(*) FROM json_each('[]'), json_tree('[]')"));
  sqlite3_set_authorizer(handle, allow_reading_only, nullptr);
  deadline_ = std::make_unique<std::chrono::steady_clock::time_point>(
      std::chrono::steady_clock::now() +
      std::chrono::duration_cast<std::chrono::steady_clock::duration>(
          std::chrono::duration<double>{most_seconds < longest_wait_seconds ? most_seconds : longest_wait_seconds}));
  sqlite3_progress_handler(handle, steps_between_looks, past_deadline, deadline_.get());
}

void Connection::forbid_temporary_files() const {
  sqlite3_set_authorizer(handle_.get(), nullptr, nullptr);
  const int status = sqlite3_exec(handle_.get(), "PRAGMA temp_store = MEMORY", nullptr, nullptr, nullptr);
  sqlite3_set_authorizer(handle_.get(), allow_reading_only, nullptr);
  if (status != SQLITE_OK) throw DbError{message(path_, handle_.get(), {})};
}

void Statement::Finalize::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

Statement::~Statement() = default;

void Statement::fail() const {
  sqlite3* const handle = sqlite3_db_handle(handle_.get());
  const std::string text = message(connection_->path_, handle, sqlite3_sql(handle_.get()));
  if (primary_code(handle) == SQLITE_ERROR) throw StatementError{text};
  throw DbError{text};
}

void Statement::check(int status) const {
  if (status != SQLITE_OK) fail();
}

void Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(handle_.get(), parameter + 1, value));
}

void Statement::bind(int parameter, double value) { check(sqlite3_bind_double(handle_.get(), parameter + 1, value)); }

void Statement::bind(int parameter, std::string_view value) {
  check(
      sqlite3_bind_text(handle_.get(), parameter + 1, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT));
}

void Statement::bind_null(int parameter) { check(sqlite3_bind_null(handle_.get(), parameter + 1)); }

void Statement::bind(int parameter, const Cell& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    bind(parameter, *whole);
  } else if (const auto* number = std::get_if<double>(&value)) {
    bind(parameter, *number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    bind(parameter, std::string_view{*text});
  } else {
    bind_null(parameter);
  }
}

bool Statement::step() {
  const int status = sqlite3_step(handle_.get());
  if (status == SQLITE_ROW) return true;
  if (status == SQLITE_DONE) return false;
  fail();
}

void Statement::run() {
  try {
    while (step()) {
    }
  } catch (...) {
    reset();
    throw;
  }
  reset();
}

void Statement::run_over(const RowColumns& rows) {
  *rows_ = &rows;
  run();
}

void Statement::reset() { sqlite3_reset(handle_.get()); }

int Statement::column_count() const { return sqlite3_column_count(handle_.get()); }

std::vector<std::string> Statement::column_names() const {
  std::vector<std::string> names;
  for (int c = 0; c < column_count(); ++c) names.emplace_back(sqlite3_column_name(handle_.get(), c));
  return names;
}

Cell Statement::cell(int column) const {
  switch (sqlite3_column_type(handle_.get(), column)) {
    case SQLITE_INTEGER:
      return whole(column);
    case SQLITE_FLOAT:
      return number(column);
    case SQLITE_NULL:
      return std::monostate{};
    default:
      return text(column);
  }
}

bool Statement::next(PackedRows& rows) {
  if (is_packed_) {
    const std::size_t before = rows.size();
    *connection_->taken_ = &rows;
    const bool found = step();
    *connection_->taken_ = nullptr;
    if (rows.size() == before + (found ? 1 : 0)) return found;
    throw DbError{connection_->path_.string() + ": rows were found in another order than they are stored"};
  }
  if (!step()) return false;
  const int count = column_count();
  rows.begin_row(static_cast<std::size_t>(count));
  // A value instead of a column's number: it is looked up once, and what it holds is read without a lock.
  for (int column = 0; column < count; ++column) append(rows, sqlite3_column_value(handle_.get(), column));
  rows.end_row();
  return true;
}

std::string Statement::text(int column) const {
  const unsigned char* const bytes = sqlite3_column_text(handle_.get(), column);
  if (bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

std::int64_t Statement::whole(int column) const { return sqlite3_column_int64(handle_.get(), column); }

double Statement::number(int column) const { return sqlite3_column_double(handle_.get(), column); }

bool Statement::is_null(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL; }

bool Statement::is_read_only() const { return sqlite3_stmt_readonly(handle_.get()) != 0; }

Transaction::Transaction(Connection& connection) : connection_{&connection} { connection.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    connection_->execute("ROLLBACK");
  } catch (const DbError&) {
    // The failure that brought us here is on its way already, and SQLite has rolled back itself.
  }
}

void Transaction::commit() {
  connection_->execute("COMMIT");
  open_ = false;
}

std::string sqlite_version() { return sqlite3_libversion(); }

}  // namespace bitpareto::db
