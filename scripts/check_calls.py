#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks how many call instructions a function of an object file holds.

    check_calls.py --objdump OBJDUMP ARCHIVE_OR_OBJECT 'ambulo::Interpreter::invoke()=1'...

So a loop that must run nothing but kernels is shown to run nothing but kernels. Jumps to other
functions in tail position count as calls. Exit code 1 when a number differs."""

import argparse
import re
import subprocess
import sys

FUNCTION = re.compile(r"^[0-9a-f]+ <(.+)>:$")
# x86, Arm (both), RISC-V; indirect and direct.
CALL = re.compile(r"\t(?:[a-z]+ )?(call[ql]?|blx?|blr|jalr?|(?:c\.)?jalr)\s")


def calls_by_function(objdump: str, file: str) -> dict[str, int]:
    listing = subprocess.run([objdump, "--disassemble", "--demangle", "--no-show-raw-insn",
                              "--reloc", file], check=True, capture_output=True, text=True).stdout
    counts, function = {}, None
    for line in listing.splitlines():
        if match := FUNCTION.match(line):
            function = match.group(1)
            counts[function] = 0
        elif function and CALL.search(line + " "):
            counts[function] += 1
        elif function and re.search(r"\tjmpq?\s+\*", line):
            counts[function] += 1
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--objdump", default="objdump")
    parser.add_argument("file")
    parser.add_argument("expected", nargs="+", metavar="FUNCTION=CALLS")
    arguments = parser.parse_args()
    counts = calls_by_function(arguments.objdump, arguments.file)
    wrong = 0
    for pair in arguments.expected:
        function, _, calls = pair.rpartition("=")
        found = counts.get(function, "no such function")
        print(f"{function}: {found} calls, expected {calls}")
        wrong += found != int(calls)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
