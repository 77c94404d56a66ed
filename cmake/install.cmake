# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` gives besides the program: a package for find_package(bitpareto).
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/bitpareto)
install(EXPORT bitpareto FILE bitpareto-targets.cmake NAMESPACE bitpareto:: DESTINATION ${package_folder})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/bitpareto-config.cmake.in bitpareto-config.cmake
  INSTALL_DESTINATION ${package_folder} PATH_VARS CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(bitpareto-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/bitpareto-config.cmake ${PROJECT_BINARY_DIR}/bitpareto-config-version.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindCsv.cmake ${PROJECT_SOURCE_DIR}/cmake/FindXXHash.cmake
  DESTINATION ${package_folder})
