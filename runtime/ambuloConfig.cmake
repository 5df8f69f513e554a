# SPDX-License-Identifier: Apache-2.0
# find_package(ambulo): the target ambulo::runtime, for C++17 (ambulo/interpreter.h) and C
# (ambulo/c_api.h).
include(${CMAKE_CURRENT_LIST_DIR}/ambuloTargets.cmake)
