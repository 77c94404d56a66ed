// SPDX-License-Identifier: Apache-2.0
#include "core/system/processor_time.h"

#include <ctime>

namespace bitpareto {

namespace {

double seconds_of(clockid_t clock) {
  std::timespec at{};
  ::clock_gettime(clock, &at);  // cannot fail: Linux has both clocks
  return static_cast<double>(at.tv_sec) + 1e-9 * static_cast<double>(at.tv_nsec);
}

}  // namespace

double thread_seconds() { return seconds_of(CLOCK_THREAD_CPUTIME_ID); }
double process_seconds() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }

}  // namespace bitpareto
