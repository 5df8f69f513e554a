#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the runtime as two files, compiles them with every compiler given, without a warning, and
runs every golden: answers and refusals must be those of the library's reference kernels, byte for
byte, from C++ and from C, also where the compiler could contract to fused multiply-adds. Written
for the operators of one network, they run this one and refuse those that need others."""

import argparse
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CONSUMERS = ROOT / "tests/install/consumer"
GOLDENS = ROOT / "tests/conformance/keras/goldens"
sys.path.insert(0, str(HERE.parent))
import goldens  # noqa: E402

STRICT = ["-fno-exceptions", "-fno-rtti", "-Wall", "-Wextra", "-Werror"]
FREESTANDING = {"null": ["-ffreestanding"], "hosted": []}
FUSING = ["-std=gnu++17", "-O3", "-mfma"]


def run(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True)


def amalgamate(build: pathlib.Path, platform: str, *options: object) -> pathlib.Path:
    folder = build / platform
    run(sys.executable, ROOT / "scripts/amalgamate.py", "--platform", platform, *options, folder)
    for name in ("consumer.c", "consumer.cpp"):
        program = (CONSUMERS / name).read_text()
        (folder / name).write_text(re.sub(r"<ambulo/\w+\.h>", '"ambulo.h"', program))
    return folder


def compiled(folder: pathlib.Path, cxx: str, flags: list[str]) -> pathlib.Path:
    run(cxx, *flags, *STRICT, *FREESTANDING[folder.name], "-c", folder / "ambulo.cpp",
        "-o", folder / "ambulo.o")
    program = folder / "consumer_cxx"
    run(cxx, *flags, *STRICT, folder / "consumer.cpp", folder / "ambulo.o", "-o", program)
    return program


def compiled_for_c(folder: pathlib.Path, cc: str) -> pathlib.Path:
    """Takes the object file that is there."""
    program = folder / "consumer_c"
    run(cc, "-std=c11", folder / "consumer.c", folder / "ambulo.o", "-o", program)
    return program


def all_answers(program: pathlib.Path) -> dict[str, bytes | int]:
    """By golden; where it is refused, the exit code."""
    answers: dict[str, bytes | int] = {}
    for model in sorted(GOLDENS.glob("*.tflite")):
        try:
            answers[model.stem] = goldens.answers(program, str(model.with_suffix("")))
        except subprocess.CalledProcessError as error:
            answers[model.stem] = error.returncode
    return answers


def compare(program: pathlib.Path, what: str, expected: dict[str, bytes | int]) -> None:
    got = all_answers(program)
    different = [name for name in expected if got[name] != expected[name]]
    if different:
        sys.exit(f"{what}: other answers than expected: {', '.join(different)}")
    print(f"{what}: {len(expected)} networks as expected")


def runs_fused() -> bool:
    cpu = pathlib.Path("/proc/cpuinfo")
    return cpu.exists() and re.search(r"^flags.*\bfma\b", cpu.read_text(), re.M) is not None


def check_selected_operators(build: pathlib.Path, cxx: str, answer: bytes | int) -> None:
    folder = amalgamate(build / "selected", "null",
                        "--operators", GOLDENS / "conv_valid_int8.tflite")
    compare(compiled(folder, cxx, ["-std=c++17", "-Os"]), "operators of one network",
            {"conv_valid_int8": answer, "lstm_fused_int8": 4})


def check_operators_that_do_not_run_are_named() -> None:
    said = subprocess.run([sys.executable, ROOT / "scripts/model_operators.py",
                           GOLDENS / "gru_while_float32.tflite"], text=True, capture_output=True)
    if said.returncode == 0 or "does not have LESS, LOGICAL_AND, WHILE" not in said.stderr:
        sys.exit(f"operators of gru_while_float32: {said.stdout}{said.stderr}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--c-compiler", required=True)
    parser.add_argument("--cxx-compiler", action="append", required=True)
    args = parser.parse_args()

    os.environ["AMBULO_FORCE_ISA"] = "reference"
    expected = all_answers(args.library)
    if sum(isinstance(answer, bytes) for answer in expected.values()) < len(expected) / 2:
        sys.exit(f"{args.library}: refuses most networks")
    null, hosted = amalgamate(args.build, "null"), amalgamate(args.build, "hosted")
    for cxx in args.cxx_compiler:
        compare(compiled(null, cxx, ["-std=c++17", "-Os"]), f"{cxx}, null", expected)
        if runs_fused():
            compare(compiled(null, cxx, FUSING), f"{cxx}, null, fused", expected)
    compare(compiled_for_c(null, args.c_compiler), f"{args.c_compiler}, C", {
        # The C program knows one refusal.
        name: 3 if isinstance(answer, int) else answer for name, answer in expected.items()})
    compare(compiled(hosted, args.cxx_compiler[0], ["-std=c++17", "-O1"]), "hosted", expected)
    check_selected_operators(args.build, args.cxx_compiler[-1], expected["conv_valid_int8"])
    check_operators_that_do_not_run_are_named()


main()
