#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that the object files of the runtime are freestanding.

    check_symbols.py --nm NM --objdump OBJDUMP ARCHIVE_OR_OBJECT...
    check_symbols.py --nm NM --isa NAME OBJECT...

Fails on any undefined symbol but memcpy, memset, memmove, memcmp and the compiler's arithmetic
helpers, on global constructors or destructors, and on tables of virtual functions or RTTI. With
--isa, on any symbol that the kernels of that instruction set share with others: one that is weak,
or not of its own namespace, could replace code of the baseline at link time. Prints one line per
finding, exit code 1 if there is any."""

import argparse
import re
import subprocess
import sys

ALLOWED = re.compile(
    r"""mem(cpy|set|move|cmp)
      | _GLOBAL_OFFSET_TABLE_                    # from the linker
      | __aeabi_\w+                              # Arm's names for the helpers below
      | __u?(div|mod|divmod)[sdt]i[34]           # integer division
      | __(mul|add|sub|div|neg)[sdt][fi][23]     # wide multiplication, software floating point
      | __(ashl|ashr|lshr)[sdt]i3                # wide shifts
      | __(fix|fixuns|float|floatun)[sd][fi][sd][fi]
      | __(extendsfdf2|truncdfsf2|unordsf2|(eq|ne|lt|le|gt|ge)[sd]f2)
      | __(clz|ctz|popcount|bswap)[sd]i2
    """, re.VERBOSE)
CONSTRUCTORS = re.compile(r"\.(init_array|fini_array|ctors|dtors)\b")
VIRTUAL = re.compile(r"_ZT[VIS]")


def lines(*command: str) -> list[str]:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def findings(nm: str, objdump: str, files: list[str]):
    defined, undefined = set(), {}
    member = ""
    for line in lines(nm, "--portability", "--print-file-name", *files):
        member, _, rest = line.partition(": ")
        name, kind = rest.split()[:2]
        if kind in "Uwv":
            undefined.setdefault(name, member)
        else:
            defined.add(name)
            if VIRTUAL.match(name):
                yield f"{member}: {name}: virtual functions or RTTI"
    if not defined:
        yield "no symbols: is this the right file?"
    for name, where in sorted(undefined.items()):
        if name not in defined and not ALLOWED.fullmatch(name):
            yield f"{where}: needs {name}, which a freestanding target does not have"
    for line in lines(objdump, "--section-headers", *files):
        if "file format" in line:
            member = line.split(":")[0]
        elif match := CONSTRUCTORS.search(line):
            yield f"{member}: {match.group(0)}: global constructor or destructor"


def shared_symbols(nm: str, isa: str, files: list[str]):
    own = re.compile(rf"_ZN6ambulo7kernels{len(isa)}{isa}\d")
    defined = lines(nm, "--portability", "--print-file-name", "--extern-only", "--defined-only",
                    *files)
    if not defined:
        yield "no symbols: are these the right files?"
    for line in defined:
        member, _, rest = line.partition(": ")
        name, kind = rest.split()[:2]
        if kind not in "TDRB":
            yield f"{member}: {name}: weak (nm says {kind})"
        elif not own.match(name):
            yield f"{member}: {name}: not in ambulo::kernels::{isa}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nm", default="nm")
    parser.add_argument("--objdump", default="objdump")
    parser.add_argument("--isa")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    try:
        found = list(shared_symbols(arguments.nm, arguments.isa, arguments.files)
                     if arguments.isa
                     else findings(arguments.nm, arguments.objdump, arguments.files))
    except subprocess.CalledProcessError as error:
        found = [error.stderr.strip()]
    print("\n".join(found) if found else
          f"only symbols of {arguments.isa}" if arguments.isa else "only freestanding symbols")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
