// SPDX-License-Identifier: Apache-2.0
/// The program, run as a user runs it.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace bitpareto::test {

struct Outcome {
  int status = 0;   // exit status; 128 + signal if one ended it
  std::string out;  // standard output
  std::string err;  // standard error
};

struct RunOptions {
  std::string folder;      // where it runs; empty: the repository's root
  bool as_nobody = false;  // as a user who may read only what everybody may
  std::vector<std::string> environment = {};  // NAME=value, besides those of the tests
};

/// Runs bitpareto with these arguments and waits for it.
[[nodiscard]] Outcome bitpareto(const std::vector<std::string>& arguments, const RunOptions& options = {});
/// Starts it, sends `signal` as soon as `is_time()` holds, and waits for it.
[[nodiscard]] Outcome bitpareto_interrupted(const std::vector<std::string>& arguments, int signal,
                                            const std::function<bool()>& is_time);

}  // namespace bitpareto::test
