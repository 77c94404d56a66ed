// SPDX-License-Identifier: Apache-2.0
/// An end for commands that only read, where nothing else would end them.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

namespace bitpareto::cli {

/// While it lives, the whole program ends with a sentence and exit_wrong_input a second after `seconds` have passed. A query
/// is stopped by the database before that; this is for one that is inside a function of SQL, which nothing interrupts.
class Deadline {
 public:
  explicit Deadline(double seconds);
  ~Deadline();
  Deadline(const Deadline&) = delete;  // its thread refers to it
  Deadline& operator=(const Deadline&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace bitpareto::cli
