// SPDX-License-Identifier: Apache-2.0
#include "cli/deadline.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "cli/commands.h"
#include "cli/output.h"
#include "core/system/output_file.h"
#include "core/text/format.h"

namespace bitpareto::cli {

namespace {
constexpr double grace_seconds = 1;
/// Longer is as good as for ever, and fits every clock.
constexpr double most_seconds = 1e9;
}  // namespace

Deadline::Deadline(double seconds)
    : thread_{[this, seconds] {
        const std::chrono::duration<double> wait{std::min(seconds, most_seconds) + grace_seconds};
        std::unique_lock lock{mutex_};
        if (ended_.wait_for(lock, wait, [this] { return over_; })) return;
        abandon_outputs();
        say(format("the query was stopped after {} s (--timeout)", seconds));
        std::_Exit(exit_wrong_input);
      }} {}

Deadline::~Deadline() {
  {
    const std::lock_guard lock{mutex_};
    over_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

}  // namespace bitpareto::cli
