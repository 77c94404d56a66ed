#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The same results on 64-bit Arm: cross-compiles with Debian's compiler, compares what the program prints byte by byte with what
# it prints on this machine, and runs tests of core and models by user-mode emulation.
#   scripts/arm.sh           all of it
#   scripts/arm.sh bytes     the program alone, without building tests
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ $# -gt 1 ] || [ "${1:-bytes}" != bytes ]; then
  echo "usage: scripts/arm.sh [bytes]" >&2
  exit 2
fi
sysroot=$PWD/build/arm-sysroot
emulated=(qemu-aarch64 -L "$sysroot" build/arm/bin/bitpareto)

# Installing the libraries for a second architecture would change this machine: both architectures of a package must be of one
# version, so that apt upgrades half of the system. They are unpacked into a folder, by an apt with a state of its own.
unpack_sysroot() {
  local apt=$PWD/build/arm-apt
  mkdir -p "$apt"/{lists,archives}/partial "$sysroot"
  : > "$apt/status"
  cat > "$apt/sources.list" <<END
deb http://deb.debian.org/debian bookworm main
deb http://deb.debian.org/debian bookworm-updates main
deb http://deb.debian.org/debian-security bookworm-security main
END
  local options=(-qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State="$apt" -o Dir::State::status="$apt/status"
    -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt" -o Dir::Cache::archives="$apt/archives"
    -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null
    -o Dir::Etc::PreferencesParts=/dev/null -o Debug::NoLocking=true -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update
  local libraries
  mapfile -t libraries < <(grep -E '^lib|-dev$' cmake/debian-packages.txt)
  apt-get "${options[@]}" install --yes --download-only --no-install-recommends "${libraries[@]}" >/dev/null
  local package
  for package in "$apt"/archives/*.deb; do dpkg -x "$package" "$sysroot"; done
  cp cmake/debian-packages.txt "$sysroot/unpacked"
  rm -r "$apt"
}

# What "$@" prints of accuracies, fitted laws, single designs and searches by both models.
print_results() {
  local folder
  folder=$(mktemp -d)
  # Errors of datatypes are kept from run to run: a cache of its own, or one machine prints what the other calculated.
  export XDG_CACHE_HOME=$folder
  "$@" accuracy llama-2-7b --head kept --dataset c4 --group-size 32,96,channel --datatype int3,int4_asym,bitmod3,mxfp4,nvfp4 --format csv
  "$@" fit configs/components/synthesis.csv --library nangate45 --quiet
  "$@" evaluate fig9-bitmod --format csv
  "$@" evaluate lpddr5-or-hbm --sum --uncertainty 20 --format csv
  "$@" sweep llama-2-7b-edge --set store=all --set design.weights.datatype=[bitmod3,int6] --set design.array.rows=[32] --db "$folder/published.db" --quiet
  "$@" query "$folder/published.db" --format csv
  "$@" sweep llama-2-7b-edge --set design.performance_model=native --db "$folder/native.db" --quiet
  "$@" export "$folder/native.db"
  rm -r "$folder"
}
same_bytes() {
  local here=build/arm/here.txt there=build/arm/there.txt set
  print_results build/release/bin/bitpareto > "$here"
  for set in plain baseline; do
    BITPARETO_KERNELS=$set print_results "${emulated[@]}" > "$there"
    cmp "$here" "$there"
    echo "== Arm, $set: the same $(stat -c %s "$there") bytes as here"
  done
}

bash cmake/install-packages.sh g++-aarch64-linux-gnu qemu-user
cmp -s cmake/debian-packages.txt "$sysroot/unpacked" || unpack_sysroot
echo "== building in build/release and build/arm"
cmake --preset release >/dev/null
cmake --build --preset release --target bitpareto
cmake --preset arm >/dev/null
cmake --build --preset arm --target bitpareto
same_bytes
[ $# -eq 0 ] || exit 0

# Of core all tests, of models the 120 published results and the folders in which designs are evaluated and weights quantised: emulated,
# the random cases of the others take too long.
cmake --build --preset arm --target test_core test_models
suites=$(sed -nE 's/^(TEST|TYPED_TEST|RC_GTEST_PROP)\((\w+),.*/\2*/p' tests/models/{datatypes,design}/*_test.cpp | sort -u | paste -sd:):PublishedModel.GivesThe120ResultsOfTheAuthors
test_shard() { GTEST_TOTAL_SHARDS=$1 GTEST_SHARD_INDEX=$2 "${@:3}" --gtest_brief=1; }
export -f test_shard
for tests in test_core "test_models --gtest_filter=$suites"; do
  echo "== ${tests%% *} on Arm"
  seq 0 $(($(nproc) - 1)) | xargs -P 0 -I{} bash -euo pipefail -c "test_shard $(nproc) {} qemu-aarch64 -L '$sysroot' build/arm/bin/$tests"
done
