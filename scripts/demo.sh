#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job from end to end: recordings -> network -> .tflite -> scored by the device runtime.
# Without data it simulates people (and says so); AMBULO_DATA_DIR=FOLDER with hapt.tar.xz in it
# takes the real recordings. AMBULO_PRESET names another CMake preset than release.
# Usage: scripts/demo.sh [OUTPUT FOLDER, default build/demo]
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-build/demo}
bash scripts/setup.sh

export CCACHE_DIR="${CCACHE_DIR:-$PWD/build/ccache}"
started=$SECONDS
echo "demo: building"
preset=${AMBULO_PRESET:-release}
cmake --preset "$preset" >/dev/null
cmake --build "build/$preset" -j "$(nproc)" --target ambulo | tail -n 1
ambulo=build/$preset/bin/ambulo
echo "demo: built in $((SECONDS - started)) s"
started=$SECONDS

rm -rf "$out"
mkdir -p "$out"
if [ -n "${AMBULO_DATA_DIR:-}" ]; then
  data="$AMBULO_DATA_DIR/hapt.tar.xz"
  split=official
  experiment=compact
  classify=("$data" --recording exp24_user12)
  if [ ! -e "$data" ]; then
    echo "demo: $data is missing; unset AMBULO_DATA_DIR to use simulated people" >&2
    exit 3
  fi
else
  echo
  echo "demo: no recordings given (AMBULO_DATA_DIR is not set): simulating twelve people"
  "$ambulo" simulate --subjects 12 --seed 1 --out "$out/people"
  data="$out/people"
  split=groups:4/1
  experiment=demo
  classify=("$out/people" --subject 4)
fi

echo; echo "== What the recordings hold (ambulo inspect)"
"$ambulo" inspect "$data"
echo; echo "== Training (ambulo train)"
"$ambulo" train "$experiment" --data "$data" --split "$split" --out "$out/run"
echo; echo "== The network in the file (ambulo graph)"
"$ambulo" graph "$out/run/model.tflite"
echo; echo "== People it never saw, scored by the device runtime (ambulo evaluate)"
"$ambulo" evaluate "$out/run/model.tflite" --data "$data" --split "$split" --svg "$out/evaluation.svg"
echo; echo "== One recording, labelled (ambulo classify)"
"$ambulo" classify "$out/run/model.tflite" "${classify[@]}" --svg "$out/timeline.svg"
echo
echo "demo: finished in $((SECONDS - started)) s; model $out/run/model.tflite, pictures $out/evaluation.svg and $out/timeline.svg"
