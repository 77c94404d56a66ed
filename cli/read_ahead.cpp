// SPDX-License-Identifier: Apache-2.0
#include "cli/read_ahead.h"

#include <system_error>
#include <utility>

namespace bitpareto::cli {

namespace {

/// More than what waking a thread costs, and within a core's cache.
constexpr std::size_t block_rows = 256;
/// A text may have megabytes: then a block is full earlier, and its memory is given back.
constexpr std::size_t block_text_bytes = 1 << 17;

}  // namespace

ReadAhead::ReadAhead(std::function<bool(PackedRows&)> next)
    : next_{std::move(next)} {
  try {
    thread_ = std::thread{[this] { fetch(); }};
  } catch (const std::system_error&) {
    // The machine gives no more threads: rows are fetched when they are asked for.
  }
}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock{mutex_};
    is_over_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ReadAhead::fill(Block& block) {
  block.rows.clear(2 * block_text_bytes);
  try {
    while (!is_over_ && block.rows.size() < block_rows && block.rows.text_bytes() < block_text_bytes) {
      if (next_(block.rows)) continue;
      block.is_last = true;
      return;
    }
  } catch (...) {
    block.failure = std::current_exception();
    block.is_last = true;
  }
}

void ReadAhead::fetch() {
  for (bool is_last = false; !is_last;) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return is_over_ || fetched_ - used_ < blocks_.size(); });
    if (is_over_) return;
    Block& block = blocks_[fetched_ % blocks_.size()];
    lock.unlock();
    fill(block);
    is_last = block.is_last;
    lock.lock();
    ++fetched_;
    lock.unlock();
    changed_.notify_all();
  }
}

const std::vector<Cell>* ReadAhead::next() {
  for (;;) {
    if (current_ == nullptr && !thread_.joinable()) {
      current_ = blocks_.data();
      fill(*current_);
    } else if (current_ == nullptr) {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [this] { return fetched_ > used_; });
      current_ = &blocks_[used_ % blocks_.size()];
    }
    if (current_->rows.next(row_)) return &row_;
    if (current_->failure) std::rethrow_exception(current_->failure);
    if (current_->is_last) return nullptr;
    current_ = nullptr;
    {
      const std::lock_guard lock{mutex_};
      ++used_;
    }
    changed_.notify_all();
  }
}

}  // namespace bitpareto::cli
