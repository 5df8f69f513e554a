#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the device runtime as two files, for builds that take sources and no CMake.

    amalgamate.py [--platform null|hosted] [--operators MODEL.tflite|NAME,NAME] FOLDER

FOLDER/ambulo.h is the public interface, for C the part of c_api.h; FOLDER/ambulo.cpp is the rest,
with the reference kernels alone. Which sources: the list of ambulo_runtime in
runtime/CMakeLists.txt. The platform null needs no operating system (runtime/platform). With
--operators, once for each model, the linker can drop what these models do not need; the macro
AMBULO_OPERATORS of the compiler goes before.

Sources that become one translation unit share their unnamed namespaces. Each name of such a
namespace that any other file mentions gets the name of its file as well, so that it can neither
clash nor join a set of overloads."""

import argparse
import pathlib
import re

from model_operators import operators_of

ROOT = pathlib.Path(__file__).resolve().parent.parent
PLATFORMS = {"null": ["platform/null.cpp"], "hosted": ["platform/hosted.cpp", "platform/cpu.cpp"]}
C_INTERFACE = "runtime/include/ambulo/c_api.h"

LICENSE = "// SPDX-License-Identifier: Apache-2.0\n"
ONCE = "#pragma once\n"
EVERYWHERE = ["cstddef", "cstdint", "limits", "type_traits"]  # all that the runtime includes
# The same bits on every machine: the build of the runtime has this as a flag.
NO_CONTRACTION = """#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif
"""

INCLUDE = re.compile(r'^#include (?:"(runtime/[^"]+)"|<(ambulo/[^>]+)>|<([^>]+)>)\n', re.M)
TOKEN = re.compile(r"""//[^\n]* | /\*.*?\*/ | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])+'
                     | [A-Za-z_]\w* | \.?\d[\w.']* | -> | :: | \S""", re.VERBOSE | re.DOTALL)
IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z")
PREPROCESSOR = re.compile(r"^#(?:[^\n]*\\\n)*[^\n]*\n", re.M)


def tokens(text: str) -> list[str]:
    return [t for t in TOKEN.findall(text) if not t.startswith(("//", "/*", '"', "'"))]


# ---- names of unnamed namespaces

def closing(words: list[str], start: int, pair: str) -> int:
    """Of the bracket at start, the place of its partner."""
    depth = 0
    for i in range(start, len(words)):
        depth += (words[i] == pair[0]) - (words[i] == pair[1])
        if depth == 0:
            return i
    raise ValueError(f"no {pair[1]} after {' '.join(words[start:start + 8])}")


def without_template(words: list[str]) -> list[str]:
    while words[:1] == ["template"]:
        words = words[closing(words, 1, "<>") + 1:]
    return words


def declared(words: list[str]) -> str | None:
    """The name that a declaration introduces; words end before its body or value."""
    words = without_template(words)
    if not words or words[0] in ("using", "namespace", "static_assert"):
        return words[1] if "=" in words and words[0] != "static_assert" else None
    if words[0] in ("struct", "class", "enum"):
        words = [w for w in words[1:] if w not in ("class", "struct")]
        return words[closing(words, 0, "[]") + 1] if words[0] == "[" else words[0]
    ends = [i for i, w in enumerate(words) if w in ("(", "[", "=")]
    end = ends[0] if ends else len(words)
    return words[end - 1] if IDENTIFIER.match(words[end - 1]) else None


def names_in(words: list[str]) -> set[str]:
    """What the declarations of a namespace introduce."""
    names, start, i = set(), 0, 0
    while i < len(words):
        if words[i] in "{;":
            names.add(declared(words[start:i]))
        if words[i] in "{(":
            i = closing(words, i, "{}" if words[i] == "{" else "()")
        if words[i] in "};":
            start = i + 1
        i += 1
    return names - {None}


def unnamed_namespace_names(text: str) -> set[str]:
    words = tokens(PREPROCESSOR.sub("", text))
    names: set[str] = set()
    for i in range(len(words) - 1):
        if words[i] == "namespace" and words[i + 1] == "{":
            names |= names_in(words[i + 2:closing(words, i + 1, "{}")])
    return names


def rename(text: str, names: set[str], suffix: str) -> str:
    """Members and qualified names stay what they are."""
    before = ""

    def renamed(match: re.Match) -> str:
        nonlocal before
        word = match.group()
        is_ours = word in names and before not in (".", "->", "::")
        before = word
        return word + suffix if is_ours else word
    return TOKEN.sub(renamed, text)


# ---- files

def runtime_sources() -> list[str]:
    cmake = (ROOT / "runtime/CMakeLists.txt").read_text()
    listed = re.search(r"ambulo_library\(ambulo_runtime FREESTANDING\s+SOURCES(.*?)TESTS", cmake, re.S)
    return listed.group(1).split()


class Amalgamation:
    def __init__(self, sources: list[str]):
        self.sources = [f"runtime/{name}" for name in sources]
        self.done: set[str] = set()
        self.words = {path: set(tokens(self.read(path))) for path in self.reachable()}

    @staticmethod
    def read(path: str) -> str:
        return (ROOT / path).read_text()

    @staticmethod
    def included(match: re.Match) -> str | None:
        ours, public, _ = match.groups()
        return ours or (f"runtime/include/{public}" if public else None)

    def reachable(self) -> set[str]:
        found, left = set(), list(self.sources)
        while left:
            path = left.pop()
            if path in found:
                continue
            found.add(path)
            left += filter(None, map(self.included, INCLUDE.finditer(self.read(path))))
        return found

    def with_unique_names(self, path: str) -> str:
        text = self.read(path)
        if not path.endswith(".cpp"):
            return text
        others = set().union(*(words for other, words in self.words.items() if other != path))
        suffix = "_in_" + re.sub(r"\W", "_", path.removeprefix("runtime/").removesuffix(".cpp"))
        return rename(text, unnamed_namespace_names(text) & others, suffix)

    def inlined(self, path: str) -> str:
        """The file with what it includes; headers once, lists (.def) at each place."""
        if path in self.done:
            return ""
        if not path.endswith(".def"):
            self.done.add(path)

        def content(match: re.Match) -> str:
            ours = self.included(match)
            if ours:
                return self.inlined(ours)
            return "" if match.group(3) in EVERYWHERE else match.group()
        text = INCLUDE.sub(content, self.with_unique_names(path))
        title = "" if path.endswith(".def") else f"\n// ---- {path}\n"
        return title + text.replace(LICENSE, "").replace(ONCE, "")


def system_includes() -> str:
    return "".join(f"#include <{name}>\n" for name in EVERYWHERE)


def origin(version: str) -> str:
    return (f"{LICENSE}// The runtime of Ambulo {version}, written by scripts/amalgamate.py: "
            "change the sources, not this file.\n")


def selection(operators: list[str]) -> str:
    if not operators:
        return ""
    return f'#ifndef AMBULO_OPERATORS\n#define AMBULO_OPERATORS "{",".join(operators)}"\n#endif\n\n'


def write(folder: pathlib.Path, platform: str, operators: list[str]) -> None:
    version = re.search(r"project\(ambulo VERSION (\S+)", Amalgamation.read("CMakeLists.txt"))
    amalgamation = Amalgamation(runtime_sources() + PLATFORMS[platform])
    c_interface = amalgamation.inlined(C_INTERFACE)
    public = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("runtime/include/ambulo/*.h"))
    cxx_interface = "".join(amalgamation.inlined(path) for path in public)
    sources = "".join(amalgamation.inlined(path) for path in amalgamation.sources)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ambulo.h").write_text(
        f"{origin(version.group(1))}{ONCE}{c_interface}\n#ifdef __cplusplus\n{system_includes()}"
        f"{cxx_interface}\n#endif  // __cplusplus\n")
    (folder / "ambulo.cpp").write_text(
        f'{origin(version.group(1))}#include "ambulo.h"\n\n'
        f"{selection(operators)}{NO_CONTRACTION}{sources}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--platform", choices=PLATFORMS, default="null")
    parser.add_argument("--operators", action="append", metavar="MODEL.tflite|NAME,NAME")
    parser.add_argument("folder", type=pathlib.Path)
    args = parser.parse_args()
    write(args.folder, args.platform, operators_of(args.operators) if args.operators else [])


if __name__ == "__main__":
    main()
