#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions that one window costs on 64-bit Arm.

    arm_instructions.py BUILD [MODEL.tflite...]

Without models, for networks in the published shapes. BUILD is the folder of the preset aarch64_qemu. The runtime runs under qemu-user with a plugin that
counts (count_instructions.c, compiled here with cc), on a core without and one with dot products.
A figure is the difference of runs with 110 and with 10 windows, by 100: what starts and ends the
program falls out. It says how much work is done, not how long it takes."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

# column: what qemu shows and the runtime is told
COLUMNS = {
    "reference": {"QEMU_CPU": "cortex-a53", "AMBULO_FORCE_ISA": "reference"},
    "arm_neon": {"QEMU_CPU": "cortex-a53"},
    "arm_neon_dot": {"QEMU_CPU": "cortex-a76"},
}
NETWORKS = ["cnn_float32", "cnn_int8", "dnn_float32", "dnn_int8"]  # that run_windows knows
SHORT, LONG = 10, 110


def instructions(plugin: str, settings: dict, command: list[str]) -> int:
    run = subprocess.run(["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu", "-plugin", plugin,
                          "-d", "plugin", *command], capture_output=True, text=True,
                         env={**os.environ, **settings})
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {run.returncode}: {run.stderr.strip()}")
    return int(re.search(r"instructions (\d+)", run.stderr).group(1))


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    build, models = pathlib.Path(sys.argv[1]), sys.argv[2:] or NETWORKS
    program = str(build / "bin" / "run_windows")
    source = pathlib.Path(__file__).with_name("count_instructions.c")
    with tempfile.TemporaryDirectory() as folder:
        plugin = f"{folder}/count_instructions.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", plugin, str(source)], check=True)
        print("| model |", " | ".join(COLUMNS), "|")
        print("| --- |", " | ".join("---:" for _ in COLUMNS), "|")
        for model in models:
            counts = []
            for settings in COLUMNS.values():
                short, long = (instructions(plugin, settings, [program, model, str(windows)])
                               for windows in (SHORT, LONG))
                counts.append((long - short) // (LONG - SHORT))
            cells = (f"{n:,} ({counts[0] / n:.1f}x)" if n != counts[0] else f"{n:,}"
                     for n in counts)
            print(f"| {pathlib.Path(model).stem} |", " | ".join(cells), "|")
    return 0


if __name__ == "__main__":
    sys.exit(main())
