#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the runtime for a small device, once for each line of budgets.txt, links minimal.cpp with it
and weighs the code and constants that the linker keeps. Fails over budget. Each of these runtimes
then runs the convolutional network in int8, and one that lacks operators refuses a network that
needs them, by name."""

import argparse
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
GOLDENS = ROOT / "tests/conformance/keras/goldens"
sys.path.insert(0, str(HERE.parent))
import goldens  # noqa: E402

DEVICE = ["-DCMAKE_BUILD_TYPE=MinSizeRel", "-DAMBULO_PLATFORM=null", "-DAMBULO_ISAS=",
          *(f"-DAMBULO_{part}=OFF" for part in (
              "TOOLCHAIN", "TORCH", "APPS", "TESTS", "BENCHMARKS", "FUZZERS"))]
FLAGS = ["-std=c++17", "-Os", "-ffreestanding", "-fno-exceptions", "-fno-rtti",
         "-fno-asynchronous-unwind-tables", "-ffunction-sections", "-fdata-sections",
         f"-I{ROOT / 'runtime/include'}"]
STATIC = ["-static", "-nostdlib", "-Wl,--gc-sections", "-Wl,--entry=classify"]
IN_ROM = re.compile(r"^(\.text|\.rodata|\.data|\.eh_frame|\.init_array)\S*\s+(\d+)", re.M)
LSTM, LSTM_OPERATOR = "lstm_fused_int8", 44  # not one of the operators of the convolutional network


def run(*command: object) -> str:
    return subprocess.run([str(word) for word in command], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def runtime(args: argparse.Namespace, name: str, operators: str,
            types: str) -> list[pathlib.Path]:
    """The libraries of a build with these operators and types, in the order of linking."""
    build = args.build / name
    chosen = "" if operators == "all" else operators
    run(args.cmake, "-S", ROOT, "-B", build, "-G", args.generator, *DEVICE,
        f"-DCMAKE_CXX_COMPILER={args.cxx_compiler}", f"-DAMBULO_OPERATORS={chosen}",
        f"-DAMBULO_TYPES={'' if types == 'all' else types}")
    run(args.cmake, "--build", build, "--parallel", 2)
    return [build / f"runtime/libambulo_{part}.a" for part in ("runtime", "platform_null")]


def linked(args: argparse.Namespace, program: pathlib.Path, libraries: list[pathlib.Path],
           *flags: str) -> pathlib.Path:
    output = args.build / program.stem
    run(args.cxx_compiler, *flags, program, *libraries, "-o", output)
    return output


def bytes_in_rom(args: argparse.Namespace, program: pathlib.Path) -> int:
    sections = IN_ROM.findall(run(args.size, "-A", "-d", program))
    return sum(int(size) for _, size in sections)


def check_answers(args: argparse.Namespace, libraries: list[pathlib.Path], has_lstm: bool) -> None:
    consumer = linked(args, ROOT / "tests/install/consumer/consumer.cpp", libraries, *FLAGS)
    goldens.check(consumer, str(GOLDENS / "conv_valid_int8"))
    if has_lstm:
        goldens.check(consumer, str(GOLDENS / LSTM))
        return
    said = run(linked(args, HERE / "refusal.cpp", libraries, *FLAGS), GOLDENS / f"{LSTM}.tflite")
    if said.split() != ["UnsupportedOperator", str(LSTM_OPERATOR)]:
        sys.exit(f"{LSTM} without its operator: {said.strip()}")


def budgets() -> list[tuple[str, int, str, str]]:
    lines = (HERE / "budgets.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return [(name, int(limit), operators, types) for name, limit, operators, types in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    for name in ("cmake", "generator", "cxx-compiler", "size"):
        parser.add_argument(f"--{name}", required=True)
    args = parser.parse_args()

    over = []
    for name, limit, operators, types in budgets():
        libraries = runtime(args, name, operators, types)
        used = bytes_in_rom(args, linked(args, HERE / "minimal.cpp", libraries, *FLAGS, *STATIC))
        print(f"{name}: {used} bytes of {limit}")
        check_answers(args, libraries, has_lstm=operators == "all")
        if used > limit:
            over.append(name)
    if over:
        sys.exit(f"over budget: {', '.join(over)} (tests/size/budgets.txt)")


main()
