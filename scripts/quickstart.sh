#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a bare Debian 12 to the first Pareto front of a real LLM: installs packages, builds, sweeps, prints, exports.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
space=configs/spaces/llama-2-7b-edge.yaml

bash cmake/install-packages.sh
echo "== building (Release, in build/quickstart; a few minutes the first time)"
cmake -S . -B build/quickstart -G Ninja -DCMAKE_BUILD_TYPE=Release -DBITPARETO_TESTS=OFF >/dev/null
cmake --build build/quickstart
bitpareto=build/quickstart/bin/bitpareto

echo
echo "== what the space $space holds"
"$bitpareto" check "$space"
echo
echo "== searching it"
rm -f results.db
"$bitpareto" sweep "$space" --db results.db
echo
echo "== the front over energy and perplexity"
"$bitpareto" export results.db --pareto energy,perplexity --one-of-equal --format table --columns \
  weights_datatype,weights_group_size,kv_cache_datatype,weight_buffer_size_bytes,input_buffer_size_bytes,array_rows,array_columns,energy,latency,area,perplexity,perplexity_basis
"$bitpareto" export results.db --pareto latency,energy,area,perplexity -o front.csv
cat <<END

Done: results.db holds the run, front.csv its front over latency, energy, area and perplexity. What to do next:
  $bitpareto query results.db --where "area_mm2 < 3 and perplexity < 6" --sort latency --limit 10
  $bitpareto sweep $space --db results.db --set design.weights.datatype=[int4,bitmod4]
  $bitpareto --help
and edit a copy of $space.
END
