#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Searches with one fuzzer for some seconds of one CPU; see docs/fuzzing.md.
# Usage: scripts/fuzz.sh fuzz_model 3600 [MORE SEED FOLDERS...]
set -euo pipefail
cd "$(dirname "$0")/.."
name=$1 seconds=$2
shift 2
fuzzer=build/fuzz/bin/$name
[ -x "$fuzzer" ] || { echo "fuzz: $fuzzer is missing: cmake --preset fuzz && cmake --build build/fuzz --target $name" >&2; exit 2; }
found=build/fuzz/$name
mkdir -p "$found/corpus"
echo "fuzz: $name for $seconds s; findings and grown corpus in $found"
"$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=300000 -print_final_stats=1 \
  -artifact_prefix="$found/" "$found/corpus" "fuzz/corpus/${name#fuzz_}" "$@"
