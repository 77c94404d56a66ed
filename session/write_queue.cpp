// SPDX-License-Identifier: Apache-2.0
#include "session/write_queue.h"

#include <system_error>
#include <utility>

namespace bitpareto::session {

WriteQueue::~WriteQueue() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock{mutex_};
    is_over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void WriteQueue::throw_failure() const {
  if (failure_) std::rethrow_exception(failure_);
}

void WriteQueue::add(Work work) {
  if (!thread_.joinable() && !has_no_thread_) {
    try {
      thread_ = std::thread{[this] { run(); }};
    } catch (const std::system_error&) {
      has_no_thread_ = true;
    }
  }
  if (has_no_thread_) {
    throw_failure();
    try {
      work();
    } catch (...) {
      failure_ = std::current_exception();
      throw;
    }
    return;
  }
  {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return waiting_.size() < most_ || failure_; });
    throw_failure();
    waiting_.push_back(std::move(work));
  }
  changed_.notify_all();
}

void WriteQueue::finish() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return waiting_.empty() || failure_; });
  throw_failure();
}

void WriteQueue::run() {
  std::unique_lock lock{mutex_};
  for (;;) {
    changed_.wait(lock, [this] { return is_over_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    Work& work = waiting_.front();  // stays where it is while others are added behind it
    lock.unlock();
    std::exception_ptr failure;
    try {
      work();
      work = nullptr;
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure) {
      failure_ = failure;
      waiting_.clear();
    } else {
      waiting_.pop_front();
    }
    changed_.notify_all();
    if (failure_) return;
  }
}

}  // namespace bitpareto::session
