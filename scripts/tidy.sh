#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy over the sources of the runtime that the dev build compiles, some 20 s of one core: the
# checks of .clang-tidy that find errors, each finding an error. REQUIRES: cmake --preset dev.
# Usage: scripts/tidy.sh [MORE SOURCES...]
set -euo pipefail
cd "$(dirname "$0")/.."
database=build/dev/compile_commands.json
[ -f "$database" ] || { echo "tidy: $database is missing: cmake --preset dev" >&2; exit 2; }
sources=("$@")
for source in $(git ls-files 'runtime/*.cpp' | grep -v -e '_test\.cpp$' -e '^runtime/testing/'); do
  if grep -q "/$source\"" "$database"; then sources+=("$source"); fi
done
# GCC leaves its default -std out of the database and has warnings that clang does not know.
printf '%s\n' "${sources[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy -p build/dev --quiet \
  --extra-arg-before=-std=c++17 --extra-arg=-Wno-unknown-warning-option \
  --checks='-modernize-*,-readability-*' --warnings-as-errors='*' \
  2> >(grep -v 'warnings\? generated\|Suppressed\|Use -header-filter' >&2)
echo "tidy: ${#sources[@]} sources, nothing found"
