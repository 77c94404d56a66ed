#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds Release and runs the benchmarks; arguments go to Google Benchmark. docs/performance.md keeps the numbers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash cmake/install-packages.sh
cmake --preset release >/dev/null
cmake --build --preset release
exec build/release/bin/bitpareto_bench --benchmark_repetitions=5 --benchmark_report_aggregates_only=true "$@"
