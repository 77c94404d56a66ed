# SPDX-License-Identifier: Apache-2.0
# How every target of the project is compiled: one interface target for flags, one function for a folder's library.

option(BITPARETO_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(BITPARETO_BENCHMARKS "Build the benchmarks (with the tests)" ON)
option(BITPARETO_FUZZERS "Build the fuzzers (with the tests); clang only" OFF)
option(BITPARETO_WARNINGS_AS_ERRORS "Stop at the first warning; the presets do, a user's own build does not" OFF)
set(BITPARETO_SANITIZERS "" CACHE STRING "Sanitizers to build with, as -fsanitize takes them")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(BITPARETO_CCACHE ccache)
if(BITPARETO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${BITPARETO_CCACHE})
endif()

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_EXTENSIONS OFF)

# Everything the program needs at run time lies as in an installation, so that it finds its configs the same way.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/${CMAKE_INSTALL_BINDIR}")

add_library(bitpareto_options INTERFACE)
target_compile_features(bitpareto_options INTERFACE cxx_std_20)
# The same bits with any instruction set: no fused multiply-add unless the source says so.
target_compile_options(bitpareto_options INTERFACE -ffp-contract=off)
target_compile_options(bitpareto_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-align -Wformat=2 -Wundef)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms of g++ 12 inside libstdc++: string concatenation (GCC bugs 105651 and 105329) and moved-from variants.
  # And a member that a designated initialiser leaves out has its default, which is the point of them.
  target_compile_options(bitpareto_options INTERFACE
    -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Wno-maybe-uninitialized -Wno-missing-field-initializers)
endif()
if(BITPARETO_WARNINGS_AS_ERRORS)
  target_compile_options(bitpareto_options INTERFACE -Werror)
endif()
if(BITPARETO_SANITIZERS)
  target_compile_options(bitpareto_options INTERFACE
    -fsanitize=${BITPARETO_SANITIZERS} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(bitpareto_options INTERFACE -fsanitize=${BITPARETO_SANITIZERS})
  target_compile_definitions(bitpareto_options INTERFACE BITPARETO_SANITIZED)  # compilers have no common word for it
endif()
if(BITPARETO_SANITIZERS AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Instrumented, g++ 12 takes boost::optional in Boost.Graph for uninitialised.
  target_compile_options(bitpareto_options INTERFACE -Wno-uninitialized)
endif()
if(BITPARETO_SANITIZERS MATCHES "thread")
  # libtbb is not instrumented, and ThreadSanitizer would report every loop: plain threads there (core/system/parallel.cpp).
  target_compile_definitions(bitpareto_options INTERFACE BITPARETO_PLAIN_THREADS)
endif()
install(TARGETS bitpareto_options EXPORT bitpareto)

# bitpareto_library(NAME SOURCES ... [PUBLIC ...] [PRIVATE ...]): one folder, one static library, one alias.
function(bitpareto_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(bitpareto_${name} STATIC ${ARG_SOURCES})
  add_library(bitpareto::${name} ALIAS bitpareto_${name})
  set_target_properties(bitpareto_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  target_include_directories(bitpareto_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/bitpareto>)
  target_link_libraries(bitpareto_${name}
    PUBLIC ${ARG_PUBLIC} PRIVATE $<BUILD_INTERFACE:bitpareto_options> ${ARG_PRIVATE})
  target_compile_features(bitpareto_${name} PUBLIC cxx_std_20)
  install(TARGETS bitpareto_${name} EXPORT bitpareto ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/bitpareto/${name}"
    FILES_MATCHING PATTERN "*.h")
endfunction()
