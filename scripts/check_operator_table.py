#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps the tables of runtime/README.md equal to the sources: operators and types to
operators.def, kernels of instruction sets to isas.def and runtime/kernels/<isa>/table.cpp.

    check_operator_table.py [ROOT]            fails when they disagree
    check_operator_table.py --write [ROOT]    writes the tables into the README"""

import argparse
import pathlib
import re
import sys

# Columns; a type in operators.def that is not here is a mistake. "any" stands for all.
TYPES = ("float32", "float16", "int8", "int16", "int32", "int64", "uint8", "bool")
COLUMNS = (*TYPES, "hybrid")  # float activations, int8 weights


def markdown(header, rows) -> str:
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def operators(root: pathlib.Path) -> str:
    builtin = (root / "runtime/model/builtin_operators.def").read_text()
    names = dict(re.findall(r"^AMBULO_BUILTIN_OPERATOR\((\w+), (\w+), \d+\)", builtin, re.M))
    rows = []
    definition = (root / "runtime/operators/operators.def").read_text()
    for code, types in re.findall(r'^AMBULO_OPERATOR\((\w+), \w+, \w+,\s*"([^"]*)"\)', definition,
                                  re.M):
        takes = TYPES if types == "any" else types.split()
        if unknown := set(takes) - set(COLUMNS):
            raise SystemExit(f"operators.def: {code}: unknown types {sorted(unknown)}")
        rows.append((names[code], ["yes" if t in takes else "" for t in COLUMNS]))
    if not rows:
        raise SystemExit("operators.def: no operators found")
    return markdown(["operator", *COLUMNS], [[name, *cells] for name, cells in sorted(rows)])


def kernels(root: pathlib.Path) -> str:
    """The kernels that an instruction set has besides the reference."""
    folder = root / "runtime/kernels"
    isas = re.findall(r"^AMBULO_ISA\((\w+)\)",
                      (root / "runtime/include/ambulo/isas.def").read_text(), re.M)
    isas = [isa for isa in isas if isa != "reference"]
    has = {isa: set(re.findall(r"^\s*kernels\.(\w+) =", (folder / isa / "table.cpp").read_text(),
                               re.M)) for isa in isas}
    names = re.findall(r"^AMBULO_KERNEL\((\w+),", (folder / "kernels.def").read_text(), re.M)
    if unknown := set().union(*has.values()) - set(names):
        raise SystemExit(f"kernels.def has no {sorted(unknown)}")
    rows = [[name, *("yes" if name in has[isa] else "" for isa in isas)]
            for name in names if any(name in has[isa] for isa in isas)]
    return markdown(["kernel", *isas], rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("root", nargs="?", default=".", type=pathlib.Path)
    arguments = parser.parse_args()
    readme = arguments.root / "runtime/README.md"
    text = readme.read_text()
    expected = text
    for name, table in (("operators", operators), ("kernels", kernels)):
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        head, rest = expected.split(begin)
        expected = head + begin + table(arguments.root) + end + rest.split(end)[1]
    if arguments.write:
        readme.write_text(expected)
    elif text != expected:
        print(f"{readme}: its tables are not those of the sources: "
              "run scripts/check_operator_table.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
