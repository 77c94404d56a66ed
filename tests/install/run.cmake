# SPDX-License-Identifier: Apache-2.0
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGV} failed (${status}):\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
# The program finds its configs, and the spaces among them by name, wherever it is called from.
run(${CMAKE_COMMAND} -E chdir / ${WORK}/prefix/bin/bitpareto sweep
  llama-2-7b-edge --db ${WORK}/results.db --quiet
  --set "design.array={rows: [16, 32], columns: [16, 32]}")
run(${CMAKE_COMMAND} -E chdir ${WORK} ${WORK}/prefix/bin/bitpareto export results.db -o front.csv)
# A project of somebody else: the examples, built against the package and run where no configs are.
run(${CMAKE_COMMAND} -S ${EXAMPLES} -B ${WORK}/examples -DCMAKE_PREFIX_PATH=${WORK}/prefix
  -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_C_COMPILER=${C} "-DCMAKE_CXX_FLAGS=${FLAGS}")
run(${CMAKE_COMMAND} --build ${WORK}/examples)
# expect(PATTERN PROGRAM ARGUMENTS ...): it ends well and prints that.
function(expect pattern)
  run(${CMAKE_COMMAND} -E chdir ${WORK} ${WORK}/examples/${ARGN})
  if(NOT output MATCHES "${pattern}")
    message(FATAL_ERROR "${ARGN} did not print ${pattern}:\n${output}")
  endif()
endfunction()
expect("^79493200 cycles per token\n" evaluate_design)  # Fig. 9 of the BitMoD paper
expect("^192 designs, [1-9][0-9]* on the front\nweights.datatype [a-z0-9]+, array.rows [0-9]+, array.columns [0-9]+, latency "
  search_space)
# Every command knows the explorer of one's own, and a run with it goes through the database as any.
set(space llama-2-7b-edge --set "explorer={name: factorial, levels: 4}")
expect("\nfactorial +no +no +no +yes +no +no +evaluates a few levels" own_explorer list explorers)
expect("levels +how many of each axis; default 3" own_explorer describe factorial)
expect("\"factorial\"" own_explorer schema)
expect("\n  explorer +factorial; about " own_explorer check ${space})
expect("4,096 of 172,800 designs" own_explorer sweep ${space} --db own.db --threads 2)
expect("\n0\n" own_explorer query own.db --format csv
  --sql "SELECT count(*) FROM designs WHERE array_rows NOT IN (8, 32, 64, 96)")
# So it is with the performance model of one's own, its leaves and its reasons.
file(WRITE ${WORK}/own_model.yaml "workloads: [{model: opt-125m, phase: decode, context: 64}]
design:
  performance_model: roofline
  array: {rows: [64, 256], columns: 128, takes: int4+int8}
  weights: {datatype: int4_asym}
  link: {rate: 10 GT/s}
objectives: [latency, link_bytes]
")
expect("\nroofline +the slower of array and link" own_model list models)
expect("\"takes\"" own_model schema)
expect("1 of 2 infeasible: 1 more than 16,384 PEs" own_model sweep own_model.yaml --db model.db)
expect("\nlink_bytes +link_bytes +less +sent over the link" own_model list metrics)
expect("array_rows,.*link_bytes.*\n0,64," own_model query model.db --format csv)
