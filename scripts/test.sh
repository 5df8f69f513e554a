#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Everything that is tested, set-up included: both builds, all CTest suites, the demo.
# AMBULO_DATA_DIR=FOLDER runs the tests on real recordings too; without it they skip by name.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh

export CCACHE_DIR="${CCACHE_DIR:-$PWD/build/ccache}"
if [ -n "${AMBULO_DATA_DIR:-}" ]; then
  AMBULO_DATA_DIR=$(cd "$AMBULO_DATA_DIR" && pwd)
  export AMBULO_DATA_DIR
else
  echo "test: AMBULO_DATA_DIR is not set: the tests on real recordings will be skipped"
fi
jobs=$(nproc)
started=$SECONDS
stage() { printf '\n=== %s (%d s so far)\n' "$1" "$((SECONDS - started))"; }

stage "style: formatting, includes"
git ls-files '*.h' '*.cpp' '*.c' | xargs clang-format --dry-run -Werror
python3 scripts/check_includes.py

stage "build: dev"
cmake --preset dev -DAMBULO_WERROR=ON >/dev/null
cmake --build build/dev -j "$jobs"

stage "style: clang-tidy over the runtime"
bash scripts/tidy.sh

stage "tests: dev"
ctest --preset dev -j "$jobs"

stage "build: asan_ubsan"
cmake --preset asan_ubsan -DAMBULO_WERROR=ON >/dev/null
cmake --build build/asan_ubsan -j "$jobs"

stage "tests: asan_ubsan (fast ones)"
ctest --preset asan_ubsan -j "$jobs" -L fast

stage "64-bit Arm under qemu: a core with dot products, then one without"
cmake --preset aarch64_qemu -DAMBULO_WERROR=ON >/dev/null
cmake --build build/aarch64_qemu -j "$jobs"
ctest --preset aarch64_qemu -j "$jobs"
QEMU_CPU=cortex-a53 ctest --preset aarch64_qemu -j "$jobs"

stage "demo: synthetic recordings"
AMBULO_DATA_DIR='' AMBULO_PRESET=dev bash scripts/demo.sh build/demo-in-test

stage "done"
