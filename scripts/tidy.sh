#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy: scripts/tidy.sh [FILE.cpp ...]. Without arguments on what changed since main or, on main itself, since the
# commit before; a header is looked at through a source that includes it. Where no past is known, on all but the tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash cmake/install-packages.sh clang clang-tidy

changed() {
  local base
  base=$(git merge-base origin/main HEAD 2>/dev/null || true)
  if [ -z "$base" ] || [ "$base" = "$(git rev-parse HEAD)" ]; then
    # A shallow clone does not have the commit before, but may ask for it.
    git rev-parse -q --verify HEAD~1 >/dev/null || git fetch -q --deepen=1 2>/dev/null || true
    if ! base=$(git rev-parse -q --verify HEAD~1); then
      git ls-files -- '*.cpp' ':!tests'
      return
    fi
  fi
  git diff --name-only --diff-filter=d "$base" -- '*.cpp' '*.h'
}
source_of() {
  case $1 in
    *.cpp) echo "$1" ;;
    *) [ -f "${1%.h}.cpp" ] && echo "${1%.h}.cpp" || git grep -lF "#include \"$1\"" -- '*.cpp' | head -1 || true ;;
  esac
}

if [ $# -gt 0 ]; then
  files=("$@")
else
  # What must not compile, and the examples, which find the installed package, are no part of the build.
  mapfile -t files < <(changed | while read -r file; do source_of "$file"; done | grep -vE '^(tests/compile_fail|examples)/' | sort -u)
fi
echo "== clang-tidy on ${#files[@]} files"
[ ${#files[@]} -gt 0 ] || exit 0
cmake --preset tidy >/dev/null
cmake --build --preset tidy --target bitpareto_version >/dev/null
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 1 clang-tidy --quiet -p build/tidy 2>/dev/null
