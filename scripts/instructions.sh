#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Counts the instructions of fixed workloads (tests/bench/instructions.cpp) and of the program's start under callgrind, and fails
# where one takes over 5 % more than tests/bench/instructions.csv says. Unlike times, counts do not hang on what else the machine
# does; they do on compiler and libraries, so the file names these.
#   scripts/instructions.sh [NAME ...]    compare these workloads, or all
#   scripts/instructions.sh --accept      make what is counted now the new baseline
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
accept=false
[ "$*" != --accept ] || { accept=true; shift; }
names=("$@")
baseline=tests/bench/instructions.csv
export program=$PWD/build/release/bin/bitpareto workloads=$PWD/build/release/bin/bitpareto_instructions

bash cmake/install-packages.sh valgrind
cmake --preset release >/dev/null
cmake --build --preset release --target bitpareto bitpareto_instructions

# AVX-512 is unknown to valgrind 3.19: everywhere the same loops.
export BITPARETO_KERNELS=avx2
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
export TMPDIR=$folder XDG_CACHE_HOME=$folder
count() {
  local name=$1 counts=$TMPDIR/$1.callgrind command=("$workloads" "$1") collected=(--toggle-collect=measured)
  [ "$name" != start_of_program ] || { command=("$program" --version) collected=(); }
  valgrind --tool=callgrind --callgrind-out-file="$counts" "${collected[@]}" -q "${command[@]}" >/dev/null
  echo "$name,$(sed -n 's/^totals: //p' "$counts")"
}
export -f count
[ $# -gt 0 ] || mapfile -t names < <(echo start_of_program; "$workloads")
printf '%s\n' "${names[@]}" | xargs -P "$(nproc)" -I{} bash -euo pipefail -c 'count {}' | LC_ALL=C sort > "$folder/counted"

made_with="# $(valgrind --version), g++ $(g++ -dumpfullversion), $(getconf GNU_LIBC_VERSION), x86-64 with AVX2"
if $accept; then
  { echo "$made_with"; echo "workload,instructions"; cat "$folder/counted"; } > "$baseline"
  echo "== $baseline written: commit it with the reason"
  exit 0
fi
status=0
awk -F, -v most=1.05 -v all=$((1 - ($# > 0))) '
  /^#/ || $1 == "workload" { next }
  NR == FNR { before[$1] = $2; next }
  !($1 in before) { printf "NEW   %-22s %13d\n", $1, $2; bad = 1; next }
  {
    ratio = $2 / before[$1]
    verdict = ratio > most ? "MORE" : ratio < 2 - most ? "less" : "same"
    printf "%-5s %-22s %13d, before %13d: %+.1f %%\n", verdict, $1, $2, before[$1], 100 * (ratio - 1)
    if (verdict == "MORE") bad = 1
    delete before[$1]
  }
  END {
    if (all) for (name in before) { printf "GONE  %s\n", name; bad = 1 }
    exit bad
  }' "$baseline" "$folder/counted" || status=1
[ "$(head -1 "$baseline")" = "$made_with" ] ||
  echo "The baseline was counted with other tools (${made_with#\# } here; there $(head -1 "$baseline" | cut -c3-)): they alone may make a difference."
[ $status -eq 0 ] || cat >&2 <<END
A workload above takes more instructions than $baseline allows, is not in it, or is no more. If that is as it should be:
  scripts/instructions.sh --accept
and commit the file with the reason. To see where they go: callgrind_annotate, as docs/performance.md says.
END
exit $status
