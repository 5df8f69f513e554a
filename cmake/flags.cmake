# SPDX-License-Identifier: Apache-2.0
# Interface targets that carry flags; nothing sets global flags.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(ambulo_warnings INTERFACE)
target_compile_options(ambulo_warnings INTERFACE -Wall -Wextra -Wshadow -Wconversion
  -Wno-sign-conversion $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<BOOL:${AMBULO_WERROR}>:-Werror>)

add_library(ambulo_sanitizers INTERFACE)
if(AMBULO_SANITIZE)
  target_compile_options(ambulo_sanitizers INTERFACE -fsanitize=address,undefined
    -fno-sanitize-recover=all -fno-omit-frame-pointer -UNDEBUG)  # assertions on
  target_link_options(ambulo_sanitizers INTERFACE -fsanitize=address,undefined)
endif()

if(AMBULO_LIBFUZZER)
  target_compile_options(ambulo_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
endif()

# The device runtime: C++17, nothing but memcpy, memset, memmove (and memcmp, which GCC emits).
add_library(ambulo_freestanding INTERFACE)
target_compile_features(ambulo_freestanding INTERFACE cxx_std_17)
target_compile_options(ambulo_freestanding INTERFACE -ffreestanding -fno-exceptions -fno-rtti
  -fno-threadsafe-statics -ffp-contract=off -ffunction-sections -fdata-sections
  -fno-asynchronous-unwind-tables -fno-stack-protector -U_FORTIFY_SOURCE)
