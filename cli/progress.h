// SPDX-License-Identifier: Apache-2.0
/// How far a long search has come, on a terminal.
#pragma once

#include <chrono>
#include <string>

namespace bitpareto::cli {

/// One line of standard error that is written over: share, designs, rate, time left, size of the front. Appears after a
/// second, and only on a terminal. One thread at a time.
class Progress {
 public:
  /// `total`: designs of the space; `done`: those of earlier sessions.
  Progress(double total, double done, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(double done, std::size_t front);
  /// Takes the line away.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  double total_, done_before_;
  bool visible_;
  bool shown_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

/// "1.2 million", "340".
[[nodiscard]] std::string count_text(double count);
/// "3 min 20 s", "0.04 s".
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace bitpareto::cli
