# SPDX-License-Identifier: Apache-2.0
# The only functions that create targets. All includes are written from the repository root;
# the public runtime API is <ambulo/...>. Who may include whom: scripts/check_includes.py.

# ambulo_library(name SOURCES a.cpp ... [TESTS a_test.cpp ...] [DATA_TESTS b_data_test.cpp ...]
#                [DEPENDS targets ...] [FREESTANDING])
# TESTS become one GoogleTest program name_tests (label fast); DATA_TESTS one program
# name_data_tests (label data) that skips loudly without AMBULO_DATA_DIR.
function(ambulo_library name)
  cmake_parse_arguments(ARG "FREESTANDING" "" "SOURCES;TESTS;DATA_TESTS;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/runtime/include>)
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS}
    PRIVATE $<BUILD_INTERFACE:ambulo_warnings> PUBLIC $<BUILD_INTERFACE:ambulo_sanitizers>)
  if(ARG_FREESTANDING)
    target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:ambulo_freestanding>)
  else()
    target_compile_features(${name} PUBLIC $<BUILD_INTERFACE:cxx_std_20>)
  endif()
  if(ARG_TESTS)
    ambulo_test(${name}_tests SOURCES ${ARG_TESTS} DEPENDS ${name} LABELS fast)
  endif()
  if(ARG_DATA_TESTS)
    ambulo_test(${name}_data_tests SOURCES ${ARG_DATA_TESTS} DEPENDS ${name} LABELS data)
  endif()
endfunction()

# ambulo_test(name SOURCES ... DEPENDS ... LABELS ...): a GoogleTest program, each case a CTest test.
function(ambulo_test name)
  if(NOT AMBULO_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gtest GTest::gtest_main
    ambulo_warnings)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 600)
endfunction()

# ambulo_app(name SOURCES ... DEPENDS ...): a program in build/<preset>/bin.
function(ambulo_app name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} ambulo_warnings)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

# ambulo_benchmark(name SOURCES ... DEPENDS ...): a Google Benchmark program.
function(ambulo_benchmark name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  ambulo_app(${name} SOURCES ${ARG_SOURCES} DEPENDS ${ARG_DEPENDS} benchmark::benchmark)
endfunction()

# ambulo_fuzzer(name SOURCES ... DEPENDS ... CORPUS dirs ...): LLVMFuzzerTestOneInput with a plain main
# that replays the corpus folders in CTest, so that fuzzers build everywhere and cannot rot. With
# AMBULO_LIBFUZZER the program searches instead (docs/fuzzing.md).
function(ambulo_fuzzer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;CORPUS" ${ARGN})
  if(AMBULO_LIBFUZZER)
    ambulo_app(${name} SOURCES ${ARG_SOURCES} DEPENDS ${ARG_DEPENDS} ambulo_sanitizers)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  ambulo_app(${name} SOURCES ${ARG_SOURCES} ${PROJECT_SOURCE_DIR}/fuzz/replay_main.cpp
    DEPENDS ${ARG_DEPENDS})
  if(AMBULO_TESTS)
    add_test(NAME ${name}_replays_its_corpus COMMAND ${name} ${ARG_CORPUS})
    set_tests_properties(${name}_replays_its_corpus PROPERTIES LABELS fast TIMEOUT 300)
  endif()
endfunction()

# ambulo_isa(name FLAGS -mavx2 ... SOURCES table.cpp ...): the kernels of one instruction set, built
# into the runtime with flags of their own. Sources include kernels.h, quantized.h, kernel_table.h
# and intrinsics only, so that no code of this ISA can replace code of the baseline at link time.
function(ambulo_isa name)
  cmake_parse_arguments(ARG "" "" "FLAGS;SOURCES" ${ARGN})
  add_library(ambulo_isa_${name} OBJECT ${ARG_SOURCES})
  target_include_directories(ambulo_isa_${name} PRIVATE ${PROJECT_SOURCE_DIR}
    ${PROJECT_SOURCE_DIR}/runtime/include)
  target_compile_options(ambulo_isa_${name} PRIVATE ${ARG_FLAGS})
  target_link_libraries(ambulo_isa_${name} PRIVATE ambulo_freestanding ambulo_warnings
    ambulo_sanitizers)
  target_sources(ambulo_runtime PRIVATE $<TARGET_OBJECTS:ambulo_isa_${name}>)
  if(AMBULO_TESTS AND Python3_FOUND AND NOT AMBULO_SANITIZE)
    add_test(NAME ${name}_exports_only_its_kernels COMMAND_EXPAND_LISTS
      COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/scripts/check_symbols.py
              --nm ${CMAKE_NM} --isa ${name} $<TARGET_OBJECTS:ambulo_isa_${name}>)
    set_tests_properties(${name}_exports_only_its_kernels PROPERTIES LABELS fast)
  endif()
endfunction()
