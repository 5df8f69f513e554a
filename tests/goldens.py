# SPDX-License-Identifier: Apache-2.0
"""Runs a program that reads windows from its standard input and writes the answers of a network to
its standard output, on the committed goldens: NAME.tflite, NAME.inputs.npy, NAME.expected.npy."""

import pathlib
import subprocess
import sys


def elements(npy: pathlib.Path) -> bytes:
    """Behind the header of a version 1 .npy file, whose length stands in bytes 8 and 9."""
    content = npy.read_bytes()
    if content[:8] != b"\x93NUMPY\x01\x00":
        sys.exit(f"{npy}: not a version 1 .npy file")
    return content[10 + int.from_bytes(content[8:10], "little"):]


def answers(program: pathlib.Path, golden: str) -> bytes:
    return subprocess.run([str(program), f"{golden}.tflite"], check=True,
                          input=elements(pathlib.Path(f"{golden}.inputs.npy")),
                          stdout=subprocess.PIPE).stdout


def check(program: pathlib.Path, golden: str) -> None:
    """Exits unless the answers are the expected ones, byte for byte."""
    expected = elements(pathlib.Path(f"{golden}.expected.npy"))
    got = answers(program, golden)
    if not expected or got != expected:
        sys.exit(f"{program}: {len(got)} bytes of answers are not the {len(expected)} of "
                 f"{golden}.expected.npy")
    print(f"{program}: {len(got)} bytes as expected")
