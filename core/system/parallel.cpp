// SPDX-License-Identifier: Apache-2.0
#include "core/system/parallel.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <thread>

#include "core/system/error.h"
#include "core/text/format.h"

#ifdef BITPARETO_PLAIN_THREADS
#include <atomic>
#include <exception>
#include <mutex>
#include <vector>
#else
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace bitpareto {

namespace {

[[noreturn]] void no_more_threads(int wanted) {
  throw IoError{format("the machine does not give {} threads; --threads 1 needs no other", wanted)};
}

}  // namespace

int hardware_threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

#ifdef BITPARETO_PLAIN_THREADS

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {
      const std::scoped_lock lock{failure_mutex};
      if (!failure) failure = std::current_exception();
      next = count;
    }
  };
  std::vector<std::jthread> others;
  try {
    for (int t = 1; t < threads && static_cast<std::size_t>(t) < count; ++t) others.emplace_back(run);
  } catch (const std::system_error&) {
    next = count;
    no_more_threads(threads);
  }
  run();
  others.clear();
  if (failure) std::rethrow_exception(failure);
}

#else

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
  if (threads <= 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) work(i);
    return;
  }
  // Without this, oneTBB complains on standard error of more threads than the machine has.
  const tbb::global_control allowed{tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads)};
  tbb::task_arena arena{threads};
  try {
    arena.execute([&] { tbb::parallel_for(std::size_t{0}, count, work, tbb::simple_partitioner{}); });
  } catch (const std::runtime_error& error) {
    // oneTBB has no type of its own for this.
    if (!std::string_view{error.what()}.starts_with("pthread_create")) throw;
    no_more_threads(threads);
  }
}

#endif

}  // namespace bitpareto
