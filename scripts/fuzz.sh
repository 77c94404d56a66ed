#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Fuzzes every reader of input: scripts/fuzz.sh [SECONDS of each, default 60] [NAME ...]. Needs clang and
# libclang-rt-14-dev. What is found stays in build/fuzz/found; the status is that of the worst.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
names=${*:-space config yaml csv safetensors}
cmake --preset fuzz > /dev/null
cmake --build --preset fuzz --target fuzzers -- -j"$(nproc)"
mkdir -p build/fuzz/found
status=0
for name in $names; do
  mkdir -p "build/fuzz/grown/$name"
  echo "== $name, $seconds s"
  build/fuzz/bin/fuzz_"$name" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/found/$name-" "build/fuzz/grown/$name" "tests/fuzz/corpus/$name" \
    > "build/fuzz/$name.log" 2>&1 || status=1
  grep -E "cov:|stat::number_of_executed_units|ERROR|SUMMARY|Test unit written" "build/fuzz/$name.log" | tail -4
done
exit $status
