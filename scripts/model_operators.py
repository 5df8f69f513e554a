#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the operators that models need, as the CMake option AMBULO_OPERATORS takes them.

    model_operators.py MODEL.tflite|NAME,NAME ...     CONV_2D;FULLY_CONNECTED;SOFTMAX

Reads the root table's vector of OperatorCode (field numbers as in runtime/model/tflite_schema.h).
INT4 weights need CUSTOM, with which the kernels that read codes of few bits come. An operator that
the runtime does not have is an error that names it."""

import argparse
import pathlib
import re
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OPERATOR_CODES, DEPRECATED_CODE, BUILTIN_CODE = 1, 0, 3
SUBGRAPHS, TENSORS, TENSOR_TYPE = 2, 0, 1
INT4, CUSTOM = 17, 32


class FlatBuffer:
    """Tables are places in the bytes; struct.error where one lies outside of them."""

    def __init__(self, content: bytes):
        self.content = content

    def scalar(self, kind: str, at: int) -> int:
        return struct.unpack_from("<" + kind, self.content, at)[0]

    def target(self, at: int) -> int:
        return at + self.scalar("I", at)

    def field(self, table: int, number: int) -> int | None:
        """Its place; None where the table leaves it out."""
        vtable = table - self.scalar("i", table)
        entry = 4 + 2 * number
        offset = self.scalar("H", vtable + entry) if entry < self.scalar("H", vtable) else 0
        return table + offset if offset else None

    def value(self, table: int, number: int, kind: str) -> int:
        at = self.field(table, number)
        return 0 if at is None else self.scalar(kind, at)

    def tables(self, table: int, number: int) -> list[int]:
        at = self.field(table, number)
        if at is None:
            return []
        vector = self.target(at)
        return [self.target(vector + 4 + 4 * i) for i in range(self.scalar("I", vector))]


def codes_of(model: pathlib.Path) -> set[int]:
    try:
        file = FlatBuffer(model.read_bytes())
        if file.content[4:8] != b"TFL3":
            sys.exit(f"{model}: not a .tflite file")
        root = file.target(0)
        types = {file.value(tensor, TENSOR_TYPE, "b") for graph in file.tables(root, SUBGRAPHS)
                 for tensor in file.tables(graph, TENSORS)}
        # Codes from 127 on are in the newer field alone.
        return {max(file.value(code, DEPRECATED_CODE, "b"), file.value(code, BUILTIN_CODE, "i"))
                for code in file.tables(root, OPERATOR_CODES)} | ({CUSTOM} if INT4 in types else set())
    except OSError as error:
        sys.exit(f"{model}: {error.strerror}")
    except struct.error:
        sys.exit(f"{model}: cut off or damaged")


def rows(path: str, row: str) -> list[tuple[str, ...]]:
    return re.findall(row, (ROOT / path).read_text(), re.M)


def operators_of(sources: list[str]) -> list[str]:
    """The sorted names that these models and names stand for."""
    builtin = rows("runtime/model/builtin_operators.def",
                   r"^AMBULO_BUILTIN_OPERATOR\((\w+), (\w+), (\d+)\)")
    enumerators = set(rows("runtime/operators/operators.def", r"^AMBULO_OPERATOR\((\w+),"))
    runs = {name for enumerator, name, _ in builtin if enumerator in enumerators}
    name_of = {int(code): name for _, name, code in builtin}
    needed = set()
    for source in sources:
        if source.endswith(".tflite"):
            codes = codes_of(pathlib.Path(source))
            names = {name_of.get(code, f"builtin operator {code}") for code in codes}
        else:
            names = set(re.split("[,;]", source))
        if missing := sorted(names - runs):
            sys.exit(f"{source}: the runtime does not have {', '.join(missing)}")
        needed |= names
    if not needed:
        sys.exit(f"{', '.join(sources)}: no operators")
    return sorted(needed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+", metavar="MODEL.tflite|NAME,NAME")
    print(";".join(operators_of(parser.parse_args().sources)))


if __name__ == "__main__":
    main()
