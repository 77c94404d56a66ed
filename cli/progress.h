// SPDX-License-Identifier: Apache-2.0
/// How far a long search has come, on a terminal.
#pragma once

#include <chrono>
#include <string>

namespace bitpareto::cli {

/// One line of standard error that is written over: share, how many, rate, time left. Appears after a second, and only
/// on a terminal. One thread at a time.
class Progress {
 public:
  /// `total`: all `unit`s there are ("designs"); `done`: those of earlier sessions.
  Progress(std::string unit, double total, double done, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `more` is written behind the time left.
  void show(double done, const std::string& more = {});
  /// Takes the line away.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::string unit_;
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
