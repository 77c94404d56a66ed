# SPDX-License-Identifier: Apache-2.0
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGV} failed (${status}):\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
# The program finds its configs, and the spaces among them by name, wherever it is called from.
run(${CMAKE_COMMAND} -E chdir / ${WORK}/prefix/bin/bitpareto sweep
  llama-2-7b-edge --db ${WORK}/results.db --quiet
  --set "design.array={rows: [16, 32], columns: [16, 32]}")
run(${CMAKE_COMMAND} -E chdir ${WORK} ${WORK}/prefix/bin/bitpareto export results.db -o front.csv)
# A project of somebody else.
run(${CMAKE_COMMAND} -S ${SOURCE}/consumer -B ${WORK}/consumer -DCMAKE_PREFIX_PATH=${WORK}/prefix
  -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_C_COMPILER=${C} "-DCMAKE_CXX_FLAGS=${FLAGS}")
run(${CMAKE_COMMAND} --build ${WORK}/consumer)
run(${WORK}/consumer/consumer ${WORK}/prefix/share/bitpareto/configs)
