#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps the operator table of runtime/README.md equal to runtime/operators/operators.def.

    check_operator_table.py [ROOT]            fails when they disagree
    check_operator_table.py --write [ROOT]    writes the table into the README"""

import argparse
import pathlib
import re
import sys

# Columns; a type in operators.def that is not here is a mistake. "any" stands for all.
TYPES = ("float32", "float16", "int8", "int16", "int32", "int64", "uint8", "bool")
COLUMNS = (*TYPES, "hybrid")  # float activations, int8 weights
BEGIN, END = "<!-- operators: begin -->\n", "<!-- operators: end -->"


def table(root: pathlib.Path) -> str:
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
    lines = ["| operator | " + " | ".join(COLUMNS) + " |", "|---" * (1 + len(COLUMNS)) + "|"]
    lines += [f"| {name} | " + " | ".join(cells) + " |" for name, cells in sorted(rows)]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("root", nargs="?", default=".", type=pathlib.Path)
    arguments = parser.parse_args()
    readme = arguments.root / "runtime/README.md"
    text = readme.read_text()
    start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    expected = table(arguments.root)
    if arguments.write:
        readme.write_text(text[:start] + expected + text[end:])
    elif text[start:end] != expected:
        print(f"{readme}: the operator table is not that of operators.def: "
              "run scripts/check_operator_table.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
