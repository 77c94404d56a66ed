// SPDX-License-Identifier: Apache-2.0
/// Rows are fetched while those before them are written: a database and the text made of it take equally long.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "core/table/packed_rows.h"

namespace bitpareto::cli {

/// A few blocks of rows ahead of whoever asks for them. What is in memory does not grow with the number of rows. One thread
/// asks.
class ReadAhead {
 public:
  /// `next` adds a row to its argument, or returns that there is none. It is called from a thread of its own, if the
  /// machine gives one.
  explicit ReadAhead(std::function<bool(PackedRows&)> next);
  /// Waits for the row that is being fetched.
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;  // its thread refers to it
  ReadAhead& operator=(const ReadAhead&) = delete;

  /// The next row, which is good until the next call; null after the last. What `next` throws is thrown here, after the
  /// rows before it.
  [[nodiscard]] const std::vector<Cell>* next();

 private:
  struct Block {
    PackedRows rows;
    bool is_last = false;
    std::exception_ptr failure;  // behind the rows
  };
  void fetch();
  void fill(Block& block);

  std::function<bool(PackedRows&)> next_;
  std::array<Block, 3> blocks_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t fetched_ = 0, used_ = 0;  // blocks
  std::atomic<bool> is_over_ = false;
  Block* current_ = nullptr;  // being read
  std::vector<Cell> row_;
  std::thread thread_;
};

}  // namespace bitpareto::cli
