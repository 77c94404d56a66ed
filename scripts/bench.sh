#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds Release, runs the benchmarks, and writes their tables into docs/performance.md. With arguments, which go to Google Benchmark,
# it only prints: scripts/bench.sh --benchmark_filter=insert
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash cmake/install-packages.sh python3
cmake --preset release >/dev/null
cmake --build --preset release --target bitpareto_bench
measure=(build/release/bin/bitpareto_bench --benchmark_repetitions=5 --benchmark_report_aggregates_only=true)
[ $# -eq 0 ] || exec "${measure[@]}" "$@"
# Repetitions of all benchmarks in a shuffled order: a slow minute of the machine meets each of them, not one.
"${measure[@]}" --benchmark_enable_random_interleaving=true --benchmark_out_format=json --benchmark_out=build/release/bench.json
python3 -B tests/bench/tables.py build/release/bench.json docs/performance.md
echo "== docs/performance.md has the tables"
