#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fuzzes every reader of input: scripts/fuzz.sh [SECONDS of each, default 60] [NAME ...], as many at a time as there are
# cores. What is found stays in build/fuzz/found, what is learnt in build/fuzz/grown; the status says whether there was any.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export seconds=${1:-60}
shift || true
names=("$@")
[ ${#names[@]} -gt 0 ] || names=(space config yaml csv safetensors database query)

# A database is a file, made for each input: in memory where that can be. The program remembers every file that it reads,
# which libFuzzer takes for a leak and looks into each time; leaks of databases are left to the suite.
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm
fuzz() {
  local options=(-max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -print_final_stats=1)
  [[ $1 != database && $1 != query ]] || options+=(-dict=tests/fuzz/sql.dict -detect_leaks=0)
  mkdir -p "build/fuzz/grown/$1"
  local log=build/fuzz/$1.log status=0
  build/fuzz/bin/fuzz_"$1" "${options[@]}" -artifact_prefix="build/fuzz/found/$1-" "build/fuzz/grown/$1" \
    "tests/fuzz/corpus/$1" > "$log" 2>&1 || status=1
  echo "== $1, $seconds s: $(grep -o "cov: [0-9]* ft: [0-9]*" "$log" | tail -1), $(sed -n 's/stat::number_of_executed_units: *//p' "$log") inputs"
  [ $status -eq 0 ] || grep -E "ERROR|SUMMARY|Test unit written" "$log"
  return $status
}
export -f fuzz

bash cmake/install-packages.sh clang libclang-rt-14-dev
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzzers
mkdir -p build/fuzz/found
printf '%s\n' "${names[@]}" | xargs -P "$(nproc)" -I{} bash -euo pipefail -c 'fuzz {}'
