// SPDX-License-Identifier: Apache-2.0
#include "db/utc_time.h"

#include <chrono>
#include <ctime>

namespace bitpareto::db {

std::string utc_now() {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

}  // namespace bitpareto::db
