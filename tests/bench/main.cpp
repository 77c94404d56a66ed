// SPDX-License-Identifier: Apache-2.0
/// Says with the numbers what they were measured of, and on what: tests/bench/tables.py puts it above its tables.
#include <benchmark/benchmark.h>

#include "core/system/instruction_set.h"
#include "session/version.h"

namespace {
#if defined(__clang__)
constexpr const char* compiler = __VERSION__;  // "Clang 14.0.6"
#else
constexpr const char* compiler = "g++ " __VERSION__;
#endif
}  // namespace

int main(int argc, char** argv) {
  benchmark::AddCustomContext("commit", bitpareto::session::program_commit());
  benchmark::AddCustomContext("compiler", compiler);
  benchmark::AddCustomContext("instruction_set", std::string{to_text(bitpareto::fastest_instruction_set())});
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
