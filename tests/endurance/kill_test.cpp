// SPDX-License-Identifier: Apache-2.0
/// Sweeps that end in every bad way: killed, crowded out, without a terminal, without a disk. Nothing committed is lost, and
/// what goes on from there ends as if nothing had happened.
///   BITPARETO_KILLS=200 build/dev/bin/test_endurance --gtest_filter='*Killed*'      as many kills as you like
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "core/base/random.h"
#include "db/connection.h"
#include "db/run_reader.h"
#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

using Clock = std::chrono::steady_clock;

const std::string edge = "configs/spaces/llama-2-7b-edge.yaml";

/// 3.4 million designs of which the front is kept, or 43,200 that are all kept: one to three seconds each.
constexpr std::int64_t all_designs = 43'200;

std::vector<std::string> settings(const std::string& store) {
  const bool all = store == "all";
  return {"--set", "store=" + store,
          "--set", all ? "design.array={rows: {from: 8, to: 307, step: 1}, columns: [8, 16, 24]}"
                       : "design.array={rows: {from: 8, to: 307, step: 1}, columns: {from: 4, to: 60, step: 1}}",
          "--set", all ? "design.weight_buffer.size=512 KiB" : "design.weight_buffer.size=[256 KiB, 512 KiB]",
          "--set", "design.input_buffer.size=512 KiB",
          "--set", "design.kv_cache.datatype=[int8, fp16]"};
}

int kills() {
  const char* const wanted = std::getenv("BITPARETO_KILLS");
  return wanted == nullptr ? 6 : std::atoi(wanted);
}

/// How many designs the only run of a database has evaluated; -1 if there is none yet.
std::int64_t evaluated(const std::filesystem::path& path) {
  try {
    return db::Connection{path, db::Connection::Mode::read}.whole("SELECT coalesce(max(evaluated), -1) FROM run");
  } catch (const std::exception&) {
    return -1;  // not made yet
  }
}

class Killed : public testing::TestWithParam<const char*> {
 protected:
  TemporaryFolder folder_;
  std::string db_ = folder_ / "r.db";
  std::vector<std::string> arguments_ = [] {
    std::vector<std::string> list{"sweep", edge, "--quiet"};
    for (const std::string& s : settings(GetParam())) list.push_back(s);
    return list;
  }();
  std::vector<std::string> sweep(const std::string& db, bool resume) const {
    std::vector<std::string> list = arguments_;
    list.insert(list.end(), {"--db", db});
    if (resume) list.emplace_back("--resume");
    return list;
  }
};

TEST_P(Killed, AtAnyMomentLosesAtMostASecondAndEndsTheSame) {
  const std::string whole = folder_ / "whole.db";
  const Clock::time_point begin = Clock::now();
  ASSERT_EQ(bitpareto(sweep(whole, false)).status, 0);
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  const std::string expected = bitpareto({"export", whole, "--quiet"}).out;
  const std::string rows = bitpareto({"query", whole, "--sql", "SELECT * FROM designs ORDER BY design", "--format", "csv"}).out;
  Stream random{2026, 11};
  int killed = 0;
  double oldest = 0;  // of what a kill took
  for (int round = 0; killed < kills(); ++round) {
    ASSERT_LT(round, 20 * kills()) << "it is over before it can be killed";
    std::int64_t before = -1;
    Outcome outcome;
    do {
      const auto when = Clock::now() + std::chrono::duration<double>{seconds * random.uniform()};
      std::int64_t seen = before;
      Clock::time_point changed = Clock::now();
      outcome = bitpareto_interrupted(sweep(db_, before >= 0), SIGKILL, [&] {
        const std::int64_t now = evaluated(db_);
        if (now != seen) changed = Clock::now();
        seen = now;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
        return Clock::now() > when;
      });
      if (outcome.status != 128 + SIGKILL) break;
      ++killed;
      if (seen > before) oldest = std::max(oldest, std::chrono::duration<double>(Clock::now() - changed).count());
      if (!std::filesystem::exists(db_)) continue;
      db::Connection file{db_, db::Connection::Mode::read_write};
      EXPECT_EQ(file.whole("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
      EXPECT_GE(evaluated(db_), before) << "what was committed is kept";
      before = evaluated(db_);
      const std::string runs = bitpareto({"runs", db_, "--format", "csv"}).out;
      EXPECT_EQ(runs.find("running"), std::string::npos) << "its writer is dead: " << runs;
      // Killed between its last commit and its end: there is nothing to go on with.
      if (runs.find(",complete,") != std::string::npos) {
        outcome.status = 0;
        break;
      }
    } while (killed % 4 != 0);  // several in a row
    if (outcome.status == 128 + SIGKILL) outcome = bitpareto(sweep(db_, before >= 0));
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(bitpareto({"export", db_, "--quiet"}).out, expected);
    EXPECT_EQ(bitpareto({"query", db_, "--sql", "SELECT * FROM designs ORDER BY design", "--format", "csv"}).out, rows);
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(db_ + suffix);
  }
  // A machine with other work on it may hold up the program and this test for as long as it likes: reported, not asserted.
  RecordProperty("oldest_commit_ms", static_cast<int>(oldest * 1000));
  std::printf("%d kills of sweeps that take %.1f s, store: %s; at most %.2f s of work lost\n", killed, seconds, GetParam(),
              oldest);
}

INSTANTIATE_TEST_SUITE_P(Stored, Killed, testing::Values("front", "all"),
                         [](const testing::TestParamInfo<const char*>& stored) { return std::string{stored.param}; });

class BadEnd : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string db_ = folder_ / "r.db";
  std::vector<std::string> sweep(const std::string& store, std::vector<std::string> more = {}) const {
    std::vector<std::string> list{"sweep", edge, "--db", db_};
    for (const std::string& s : settings(store)) list.push_back(s);
    list.insert(list.end(), more.begin(), more.end());
    return list;
  }
};

// R15, R19: both processes wrote, and the front of one was that of the other.
TEST_F(BadEnd, ASecondSweepWroteIntoTheSameFile) {
  const std::vector<std::string> arguments = sweep("all", {"--threads", "1"});
  bool tried = false;
  const Outcome first = bitpareto_during(
      arguments, [&] { return evaluated(db_) > 0; },
      [&](int process) {
        for (const std::vector<std::string>& more : {std::vector<std::string>{}, std::vector<std::string>{"--resume"}}) {
          const Outcome second = bitpareto(sweep("all", more));
          if (evaluated(db_) >= all_designs) return;  // the first is done
          tried = true;
          EXPECT_EQ(second.status, 3);
          EXPECT_EQ(second.err, "bitpareto: " + db_ + ": process " + std::to_string(process) +
                                    " is writing to it; wait for it to end, or name another file\n");
        }
        const std::string runs = bitpareto({"runs", db_, "--format", "csv"}).out;
        if (evaluated(db_) < all_designs) {
          EXPECT_NE(runs.find(",running,"), std::string::npos) << runs;
        }
      });
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_TRUE(tried);
}

// R27: SIGHUP ended it at once.
TEST_F(BadEnd, ATerminalThatWentTookTheRunWithIt) {
  const Outcome outcome = bitpareto_interrupted(sweep("all"), SIGHUP, [&] { return evaluated(db_) > 0; });
  EXPECT_EQ(outcome.status, 130) << outcome.err;
  EXPECT_NE(outcome.err.find("to go on:"), std::string::npos) << outcome.err;
}

// R14, R27: where the first batch did not fit nothing at all was kept, and the message ended in an INSERT; a limit on files
// killed the program.
TEST_F(BadEnd, AFullDiskLeftNothing) {
  const Outcome outcome =
      bitpareto(sweep("all"), {.folder = {}, .as_nobody = false, .environment = {}, .most_file_bytes = 3 << 20});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_NE(outcome.err.find(db_ + ": cannot be written further, because the disk failed or a limit on the size of files is reached"),
            std::string::npos)
      << outcome.err;
  EXPECT_EQ(outcome.err.find("INSERT"), std::string::npos) << outcome.err;
  EXPECT_GT(evaluated(db_), 0);
  EXPECT_EQ(bitpareto(sweep("all", {"--resume", "--quiet"})).status, 0);
  EXPECT_EQ(evaluated(db_), all_designs);
}

#ifndef BITPARETO_SANITIZED  // sanitizers need more addresses than there are
TEST_F(BadEnd, OutOfMemoryLostWhatWasCommitted) {
  // A third of the sweep, and then less memory than it takes to go on: whatever the limit, what is kept stays.
  ASSERT_EQ(bitpareto_interrupted(sweep("all"), SIGINT, [&] { return evaluated(db_) > 0; }).status, 130);
  std::int64_t kept = evaluated(db_);
  int failures = 0;
  for (std::uint64_t megabytes = 12; megabytes < 64; ++megabytes) {
    const Outcome outcome = bitpareto(sweep("all", {"--resume", "--quiet", "--threads", "1"}),
                                      {.most_memory_bytes = megabytes << 20U});
    if (outcome.status == 127) continue;  // not even its libraries fit
    EXPECT_GE(evaluated(db_), kept) << megabytes;
    kept = evaluated(db_);
    if (outcome.status != 3) break;
    ++failures;
    EXPECT_EQ(outcome.err, "bitpareto: out of memory\n");
  }
  EXPECT_GT(failures, 0);
  EXPECT_EQ(bitpareto({"runs", db_, "--format", "csv"}).status, 0);
}
#endif

TEST_F(BadEnd, NoMoreThreadsWasThatOfALibrary) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can become nobody";
  std::filesystem::permissions(folder_.path(), std::filesystem::perms::all);
  const RunOptions alone{.as_nobody = true, .single_thread = true};
  const Outcome outcome = bitpareto(sweep("front", {"--threads", "4"}), alone);
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(outcome.err, "bitpareto: the machine does not give 4 threads; --threads 1 needs no other\n");
  // Tables are filled before a run begins: there is none to go on with.
  EXPECT_EQ(bitpareto(sweep("front", {"--threads", "1", "--quiet"}), alone).status, 0);
}

// R24: a file removed during a sweep: status 0, and no results.
TEST_F(BadEnd, AFileThatWasRemovedWasReportedAsWritten) {
  const Outcome outcome = bitpareto_during(
      sweep("all", {"--threads", "1"}), [&] { return evaluated(db_) > 0; },
      [&](int /*process*/) { std::filesystem::rename(db_, folder_ / "elsewhere.db"); });
  EXPECT_EQ(outcome.status, 3);
  EXPECT_NE(outcome.err.find("was removed, renamed or replaced while it was written to"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace bitpareto::test
