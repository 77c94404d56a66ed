#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what the build needs on Debian 12: the packages of debian-packages.txt and any named here, where missing.
set -euo pipefail
list="$(dirname "${BASH_SOURCE[0]}")/debian-packages.txt"
missing=()
while read -r package; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done < <(cat "$list"; [ $# -eq 0 ] || printf '%s\n' "$@")
if [ ${#missing[@]} -eq 0 ]; then
  echo "== packages: all there"
  exit 0
fi
echo "== packages: installing ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "these packages are missing and only root can install them: ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
