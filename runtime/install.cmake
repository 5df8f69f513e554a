# SPDX-License-Identifier: Apache-2.0
# cmake --install: the runtime with its public headers, for find_package(ambulo) and the target
# ambulo::runtime. The toolchain is not installed: its interfaces are not for others.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(platform ambulo_platform_${AMBULO_PLATFORM})
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ambulo)

add_library(ambulo::runtime ALIAS ambulo_runtime)
set_target_properties(ambulo_runtime PROPERTIES EXPORT_NAME runtime)
set_target_properties(${platform} PROPERTIES EXPORT_NAME platform)

target_compile_features(ambulo_runtime INTERFACE cxx_std_17)  # the public headers

install(TARGETS ambulo_runtime ${platform} EXPORT ambuloTargets COMPONENT runtime
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/ambulo DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT runtime)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)

write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/ambuloConfigVersion.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(EXPORT ambuloTargets NAMESPACE ambulo:: DESTINATION ${package_dir} COMPONENT runtime)
install(FILES ambuloConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/ambuloConfigVersion.cmake
  DESTINATION ${package_dir} COMPONENT runtime)
