// SPDX-License-Identifier: Apache-2.0
/// Writing goes on while the next designs are evaluated: a thread of its own, a few pieces of work behind.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace bitpareto::session {

/// Work that is done piece by piece in the order in which it was added, by one thread. One thread adds.
class WriteQueue {
 public:
  using Work = std::function<void()>;

  /// At most `most` (at least 1) pieces wait.
  explicit WriteQueue(std::size_t most) : most_{most} {}
  /// Does what is left, unless a piece failed.
  ~WriteQueue();
  WriteQueue(const WriteQueue&) = delete;  // its thread refers to it
  WriteQueue& operator=(const WriteQueue&) = delete;

  /// Waits until there is room. Throws what a piece before threw: then none behind that is done any more. Where the machine gives no
  /// thread the work is done here.
  void add(Work work);
  /// Waits until all is done; throws as add() does. Then what the work touched is the caller's again.
  void finish();

 private:
  void run();
  void throw_failure() const;

  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> waiting_;  // the first is being done
  std::exception_ptr failure_;
  bool is_over_ = false;
  bool has_no_thread_ = false;
  std::thread thread_;
};

}  // namespace bitpareto::session
