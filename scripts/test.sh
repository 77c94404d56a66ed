#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what the build needs, builds, and runs every test. With arguments: those presets instead of dev, such as
#   scripts/test.sh asan tsan clang fuzz release
# Tests that take 15 s and more (label slow) run in dev and release only: sanitizers make them minutes, and find nothing there
# that the shorter ones do not reach.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
presets=("$@")
[ ${#presets[@]} -gt 0 ] || presets=(dev)

extra=()
[[ ! " ${presets[*]} " =~ " "(clang|fuzz)" " ]] || extra+=(clang libclang-rt-14-dev)
bash cmake/install-packages.sh "${extra[@]}"
for preset in "${presets[@]}"; do
  echo "== $preset: building in build/$preset"
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset"
  echo "== $preset: testing"
  quick=()
  [[ $preset == dev || $preset == release ]] || quick=(-LE slow)
  ctest --preset "$preset" --output-on-failure --progress "${quick[@]}"
done
cat <<END

Every test passed (${presets[*]}). What to do next:
  ctest --preset ${presets[-1]} -L unit        one kind of tests: unit, model, cli, install, slow
  scripts/test.sh asan tsan clang      the same with sanitizers and the other compiler
  scripts/quickstart.sh                the program at work
END
