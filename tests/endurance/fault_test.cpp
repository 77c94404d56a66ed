// SPDX-License-Identifier: Apache-2.0
/// A disk that fails at every call in turn: nothing that was committed is lost, and the run goes on from there.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "core/system/error.h"
#include "db/run_reader.h"
#include "db/run_store.h"
#include "tests/support/run_columns.h"
#include "tests/support/spaces.h"

namespace bitpareto::db {
namespace {

enum class Fault { none, disk_full, io_error, short_write, failed_sync };

/// The file system of SQLite with one fault: the n-th call that changes a file fails, and every one after it, as on a disk
/// that is full or dying.
class FaultyDisk {
 public:
  static FaultyDisk& the() {
    static FaultyDisk disk;
    return disk;
  }
  void arm(Fault fault, int at) {
    fault_ = fault;
    left_ = at;
    calls_ = 0;
  }
  void disarm() { fault_ = Fault::none; }
  /// Calls that change a file since arm().
  [[nodiscard]] int calls() const { return calls_; }

 private:
  struct File {
    sqlite3_file base;
    sqlite3_file* real;
  };
  FaultyDisk() : real_{sqlite3_vfs_find(nullptr)}, vfs_{*real_} {
    vfs_.zName = "faulty";
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.xOpen = [](sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
      auto* const mine = reinterpret_cast<File*>(file);
      mine->real = reinterpret_cast<sqlite3_file*>(mine + 1);
      sqlite3_vfs* const real = the().real_;
      const int status = real->xOpen(real, name, mine->real, flags, out);
      mine->base.pMethods = mine->real->pMethods != nullptr ? &the().methods_ : nullptr;
      return status;
    };
    methods_.iVersion = 3;
    methods_.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
    methods_.xRead = [](sqlite3_file* f, void* p, int n, sqlite3_int64 at) {
      return real(f)->pMethods->xRead(real(f), p, n, at);
    };
    methods_.xWrite = [](sqlite3_file* f, const void* p, int n, sqlite3_int64 at) {
      if (!the().fails()) return real(f)->pMethods->xWrite(real(f), p, n, at);
      if (the().fault_ == Fault::failed_sync) return real(f)->pMethods->xWrite(real(f), p, n, at);
      if (the().fault_ == Fault::short_write) {
        real(f)->pMethods->xWrite(real(f), p, n / 2, at);
        return SQLITE_IOERR_WRITE;
      }
      return the().fault_ == Fault::disk_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    };
    methods_.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
      return the().fails() && the().fault_ == Fault::io_error ? SQLITE_IOERR_TRUNCATE
                                                              : real(f)->pMethods->xTruncate(real(f), size);
    };
    methods_.xSync = [](sqlite3_file* f, int flags) {
      const bool sync_fails = the().fails() && (the().fault_ == Fault::failed_sync || the().fault_ == Fault::io_error);
      return sync_fails ? SQLITE_IOERR_FSYNC : real(f)->pMethods->xSync(real(f), flags);
    };
    methods_.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); };
    methods_.xLock = [](sqlite3_file* f, int l) { return real(f)->pMethods->xLock(real(f), l); };
    methods_.xUnlock = [](sqlite3_file* f, int l) { return real(f)->pMethods->xUnlock(real(f), l); };
    methods_.xCheckReservedLock = [](sqlite3_file* f, int* out) {
      return real(f)->pMethods->xCheckReservedLock(real(f), out);
    };
    methods_.xFileControl = [](sqlite3_file* f, int op, void* p) {
      return real(f)->pMethods->xFileControl(real(f), op, p);
    };
    methods_.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
    methods_.xDeviceCharacteristics = [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); };
    methods_.xShmMap = [](sqlite3_file* f, int i, int n, int extend, void volatile** p) {
      return real(f)->pMethods->xShmMap(real(f), i, n, extend, p);
    };
    methods_.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
      return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
    };
    methods_.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
    methods_.xShmUnmap = [](sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); };
    methods_.xFetch = [](sqlite3_file* f, sqlite3_int64 at, int n, void** p) {
      return real(f)->pMethods->xFetch(real(f), at, n, p);
    };
    methods_.xUnfetch = [](sqlite3_file* f, sqlite3_int64 at, void* p) {
      return real(f)->pMethods->xUnfetch(real(f), at, p);
    };
    sqlite3_vfs_register(&vfs_, 1);
  }
  static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }
  bool fails() {
    if (fault_ == Fault::none) return false;
    ++calls_;
    return --left_ < 0;
  }

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  sqlite3_io_methods methods_{};
  Fault fault_ = Fault::none;
  int left_ = 0;
  int calls_ = 0;
};

constexpr DesignIndex batches = 12;
constexpr DesignIndex batch_size = 40;

RunDescription description() {
  RunDescription d;
  d.name = "test";
  d.hash = "h";
  d.objectives = {"latency"};
  d.space_size = std::to_string(batches * batch_size);
  d.store = "all";
  return d;
}

std::vector<RunColumn> columns() {
  std::vector<RunColumn> list;
  for (int c = 0; c < 30; ++c) {
    list.push_back(test::metric_column("c" + std::to_string(c), "m" + std::to_string(c)));
  }
  return list;
}

/// Goes on from `from` to the end; `committed` follows.
void search(RunStore& store, RunId run, DesignIndex from, DesignIndex& committed) {
  while (from < batches * batch_size) {
    Batch batch = store.batch(run);
    for (DesignIndex d = from; d < from + batch_size; ++d) {
      DesignRow row{.design = index_cell(d), .feasible = true, .reason = "", .cells = {}};
      for (int c = 0; c < 30; ++c) row.cells.emplace_back(1 / static_cast<double>(d + 1 + static_cast<DesignIndex>(c)));
      batch.add(row);
    }
    from += batch_size;
    FrontCells changes{.entered = {index_cell(from - 1)}, .left = {}};
    if (from > batch_size) changes.left.push_back(index_cell(from - 1 - batch_size));
    batch.commit(changes, {.state = {.evaluated = static_cast<double>(from), .infeasible = {from}, .checkpoint = std::to_string(from)},
                           .reasons = {""},
                           .seconds = 1,
                           .complete = from == batches * batch_size});
    committed = from;
  }
}

struct Ended {
  bool failed = false;
  std::string message;
};

/// Begins or goes on, on whatever disk there is.
Ended sweep(const std::filesystem::path& path, DesignIndex& committed) {
  try {
    RunStore store{path};
    const std::optional<StoredRun> stored = store.unfinished(description(), 1);
    const RunId run = stored ? stored->id : store.begin(description(), columns());
    search(store, run, stored ? static_cast<DesignIndex>(stored->state.evaluated) : 0, committed);
  } catch (const std::exception& error) {
    return {true, error.what()};
  }
  return {};
}

std::string contents(const std::filesystem::path& path) {
  const RunReader reader{path, 60};
  std::string text;
  for (const auto& row : reader.sql("SELECT * FROM designs ORDER BY design").all().rows) {
    for (const Cell& cell : row) text += cell_text(cell) + ",";
  }
  for (const auto& row : reader.sql("SELECT design FROM fronts").all().rows) text += cell_text(row[0]) + ";";
  return text;
}

class Faults : public testing::TestWithParam<Fault> {
 protected:
  void SetUp() override { FaultyDisk::the().disarm(); }
  void TearDown() override { FaultyDisk::the().disarm(); }
};

TEST_P(Faults, AtEveryCallInTurnLoseNothingCommitted) {
  const test::TemporaryFolder folder;
  FaultyDisk& disk = FaultyDisk::the();
  DesignIndex committed = 0;
  ASSERT_FALSE(sweep(folder / "whole.db", committed).failed);
  const std::string whole = contents(folder / "whole.db");
  disk.arm(GetParam(), 1'000'000'000);
  ASSERT_FALSE(sweep(folder / "counted.db", committed).failed);
  const int calls = disk.calls();
  ASSERT_GT(calls, 50);
  int failures = 0;
  // Every call up to the thirtieth, by which a file is made and a run begun, and then thirty more, evenly.
  for (int at = 0; at < calls; at += at < 30 ? 1 : (calls - 30) / 30 + 1) {
    const std::filesystem::path path = folder / ("r" + std::to_string(at) + ".db");
    disk.arm(GetParam(), at);
    committed = 0;
    const Ended ended = sweep(path, committed);
    disk.disarm();
    if (ended.failed) {
      ++failures;
      EXPECT_EQ(ended.message.find("INSERT"), std::string::npos) << "a sentence without SQL: " << ended.message;
    }
    if (std::filesystem::exists(path)) {
      Connection check{path, Connection::Mode::read_write};
      EXPECT_EQ(check.whole("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0) << at;
      if (committed > 0) {
        EXPECT_GE(static_cast<DesignIndex>(check.whole("SELECT evaluated FROM run")), committed) << at;
      }
    }
    DesignIndex ignored = 0;
    const Ended again = sweep(path, ignored);
    ASSERT_FALSE(again.failed) << at << ": " << again.message;
    if (ended.failed) {
      EXPECT_EQ(contents(path), whole) << at;
    }
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix);
  }
  // Of syncs there are few: one when the log is carried over.
  EXPECT_GE(failures, GetParam() == Fault::failed_sync ? 5 : 50);
}

std::string fault_name(const testing::TestParamInfo<Fault>& fault) {
  constexpr const char* names[] = {"None", "DiskFull", "IoError", "ShortWrite", "FailedSync"};
  return names[static_cast<std::size_t>(fault.param)];
}

INSTANTIATE_TEST_SUITE_P(OfTheDisk, Faults,
                         testing::Values(Fault::disk_full, Fault::io_error, Fault::short_write, Fault::failed_sync),
                         fault_name);

}  // namespace
}  // namespace bitpareto::db
