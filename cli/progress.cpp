// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>

#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto::cli {

namespace {
constexpr double first_shown_seconds = 1;
constexpr double between_seconds = 0.2;
double seconds_between(auto from, auto to) { return std::chrono::duration<double>(to - from).count(); }
}  // namespace

std::string count_text(double count) {
  constexpr std::array words{std::pair{1e15, ""}, std::pair{1e12, " trillion"}, std::pair{1e9, " billion"},
                             std::pair{1e6, " million"}};
  for (const auto& [size, word] : words) {
    if (count >= size) return size == 1e15 ? format("{:.3g}", count) : format("{:.3g}{}", count / size, word);
  }
  return rounded(std::round(count));
}

std::string duration_text(double seconds) {
  if (seconds < 10) return format("{:.2g} s", seconds);
  if (seconds < 60) return format("{:.0f} s", seconds);
  const double minutes = std::floor(seconds / 60);
  if (minutes < 60) return format("{:.0f} min {:.0f} s", minutes, seconds - 60 * minutes);
  const double hours = std::floor(minutes / 60);
  if (hours < 48) return format("{:.0f} h {:.0f} min", hours, minutes - 60 * hours);
  return count_text(hours / 24) + " days";
}

Progress::Progress(std::string unit, double total, double done, bool quiet)
    : unit_{std::move(unit)}, total_{total}, done_before_{done}, visible_{!quiet && isatty(STDERR_FILENO) != 0} {}

Progress::~Progress() { clear(); }

void Progress::show(double done, const std::string& more) {
  const Clock::time_point now = Clock::now();
  const double seconds = seconds_between(start_, now);
  if (!visible_ || seconds < first_shown_seconds || seconds_between(last_, now) < between_seconds) return;
  last_ = now;
  const double rate = (done - done_before_) / seconds;
  const std::string line =
      std::isfinite(total_)
          ? format("{:.0f} %  {} of {} {}  {}/s  {} left  {}", 100 * done / total_, count_text(done), count_text(total_),
                   unit_, count_text(rate), duration_text((total_ - done) / rate), more)
          : format("{} {}  {}/s  {}", count_text(done), unit_, count_text(rate), more);
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (shown_) std::fprintf(stderr, "\r\033[K");
  shown_ = false;
}

}  // namespace bitpareto::cli
