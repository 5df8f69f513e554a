#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A header of runtime/include/ambulo on standard output, with the marks that Doxygen asks for.

The headers are written for people who read headers, so their comments are plain: a block of // or
/* */ lines says what the declaration below it is, a // behind a declaration what that one is, the
first block what the file is. Code examples in them are indented by two spaces or more. Lists of
enumerators, which are files of macros, are put in their place."""

import pathlib
import re
import sys


def text_of(block: list) -> list:
    """Lines of a comment without its slashes and stars; indented ones are code."""
    lines = [re.sub(r"^\s*(//|/\*|\*/|\*)? ?", "", re.sub(r"\s*\*/\s*$", "", line)) for line in block]
    lines = [line for line in lines if not line.startswith("SPDX-License-Identifier")]
    result, verbatim = [], False
    for line in lines:
        is_code = line.startswith("  ") or (verbatim and not line)
        if is_code != verbatim:
            result.append("\\verbatim" if is_code else "\\endverbatim")
            verbatim = is_code
        result.append(line if is_code else re.sub(r"([<#@])", r"\\\1", line))
    return result + (["\\endverbatim"] if verbatim else [])


def with_lists(path: pathlib.Path) -> list:
    """The lines of the header, its `#include <ambulo/x.def>` replaced by the enumerators in there."""
    lines = []
    for line in path.read_text().splitlines():
        if included := re.match(r"#include <ambulo/(\w+\.def)>", line):
            rows = re.findall(r'^AMBULO_\w+\((\w+)(?:, "(.*)")?\)$',
                              path.with_name(included[1]).read_text(), re.M)
            lines += [f"  {name},  // {text}" if text else f"  {name}," for name, text in rows]
        else:
            lines.append(line)
    return lines


def marked(lines: list, name: str) -> str:
    out, at, is_first = [], 0, True
    while at < len(lines):
        line = lines[at]
        block = []
        if line.lstrip().startswith("//"):
            while at < len(lines) and lines[at].lstrip().startswith("//"):
                block.append(lines[at])
                at += 1
        elif line.lstrip().startswith("/*"):
            block.append(line)
            while not lines[at].rstrip().endswith("*/"):
                at += 1
                block.append(lines[at])
            at += 1
        if block:
            text = text_of(block)
            if is_first:
                text = [f"\\file ambulo/{name}", *text]
                is_first = False
            out += ["/**", *text, "*/"]
            continue
        behind = re.match(r"^(.*[;,{}]) +(?://|/\*) (.*?)(?: \*/)?$", line)
        if behind and behind[1].rstrip().endswith((";", ",")):
            line = f"{behind[1]} ///< {behind[2]}"
        out.append(line)
        at += 1
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    path = pathlib.Path(sys.argv[1])
    sys.stdout.write(marked(with_lists(path), path.name))
