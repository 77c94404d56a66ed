// SPDX-License-Identifier: Apache-2.0
/// The program, run as a user runs it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bitpareto::test {

struct Outcome {
  int status = 0;   // exit status; 128 + signal if one ended it
  std::string out;  // standard output
  std::string err;  // standard error
  double seconds = 0;    // of processors, not of the clock: other tests run beside it
  double megabytes = 0;  // at its largest
};

struct RunOptions {
  std::string folder;      // where it runs; empty: the repository's root
  bool as_nobody = false;  // as a user who may read only what everybody may
  std::vector<std::string> environment = {};  // NAME=value, besides those of the tests
  std::uint64_t most_file_bytes = 0;          // that any file it writes may have; 0: any
  std::uint64_t most_memory_bytes = 0;        // of addresses; 0: any
  bool single_thread = false;                 // with as_nobody: no thread but the first
};

/// Runs bitpareto with these arguments and waits for it.
[[nodiscard]] Outcome bitpareto(const std::vector<std::string>& arguments, const RunOptions& options = {});
/// Starts it, sends `signal` as soon as `is_time()` holds, and waits for it.
[[nodiscard]] Outcome bitpareto_interrupted(const std::vector<std::string>& arguments, int signal,
                                            const std::function<bool()>& is_time);
/// Calls `meanwhile` while the program runs, at first when `is_time()` holds; it must not wait for the program's end.
[[nodiscard]] Outcome bitpareto_during(const std::vector<std::string>& arguments, const std::function<bool()>& is_time,
                                       const std::function<void(int process)>& meanwhile);

}  // namespace bitpareto::test
