# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT from TEMPLATE with the commit of SOURCE. Run at every build, so that a stored run names the code that made
# it; the file changes, and is compiled again, only if the commit does.
execute_process(COMMAND git -C "${SOURCE}" describe --always --dirty --abbrev=12 --match=NONE
  OUTPUT_VARIABLE BITPARETO_COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  set(BITPARETO_COMMIT "unknown")
endif()
configure_file("${TEMPLATE}" "${OUTPUT}" @ONLY)
