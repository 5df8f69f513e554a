#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs the runtime into the build folder, once from a build of its own and once from the build
that this test belongs to, and builds consumer/ in C++ and in C against what was installed. All must
give the answers of the golden, byte for byte. Each installed header compiles alone, and a consumer
that asks for another version must not find this one."""

import argparse
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import goldens  # noqa: E402

ONLY_THE_RUNTIME = [f"-DAMBULO_{part}=OFF" for part in (
    "TOOLCHAIN", "TORCH", "APPS", "TESTS", "BENCHMARKS", "FUZZERS")]


def run(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True)


def runtime_alone(args: argparse.Namespace, compilers: list[str]) -> pathlib.Path:
    build = args.build / "runtime"
    run(args.cmake, "-S", args.source, "-B", build, "-G", args.generator, *compilers,
        "-DCMAKE_BUILD_TYPE=Release", *ONLY_THE_RUNTIME)
    run(args.cmake, "--build", build, "--parallel", 2)
    return build


def installed(args: argparse.Namespace, build: pathlib.Path, name: str) -> pathlib.Path:
    prefix = args.build / name
    shutil.rmtree(prefix, ignore_errors=True)
    run(args.cmake, "--install", build, "--prefix", prefix, "--component", "runtime")
    return prefix


def check_nothing_points_back(source: pathlib.Path, prefix: pathlib.Path) -> None:
    """An installed package that names the folders it was built from works on one machine only."""
    for file in prefix.rglob("*.cmake"):
        if str(source) in file.read_text():
            sys.exit(f"{file}: names the folder of the sources")


def check_headers_stand_alone(args: argparse.Namespace, prefix: pathlib.Path) -> None:
    """Included twice and with nothing before, in the oldest language that each is for."""
    headers = sorted(prefix.rglob("*.h"))
    if not any(header.name == "c_api.h" for header in headers):
        sys.exit(f"{prefix}: no header c_api.h")
    for header in headers:
        compilers = [[args.cxx_compiler, "-xc++", "-std=c++17", "-fno-exceptions", "-fno-rtti"]]
        if header.name == "c_api.h":
            compilers.append([args.c_compiler, "-xc", "-std=c99", "-pedantic"])
        include = f"#include <ambulo/{header.name}>\n"
        for compiler in compilers:
            subprocess.run([*compiler, "-ffreestanding", "-Wall", "-Wextra", "-Werror", "-I",
                            str(header.parent.parent), "-fsyntax-only", "-"],
                           check=True, text=True, input=include * 2)


def configure_consumer(args: argparse.Namespace, compilers: list[str], prefix: pathlib.Path,
                       language: str, *more: str) -> pathlib.Path:
    build = args.build / f"consumer_{language}"
    shutil.rmtree(build, ignore_errors=True)
    run(args.cmake, "-S", HERE / "consumer", "-B", build, "-G", args.generator, *compilers,
        f"-DCONSUMER_LANGUAGE={language}", f"-DCMAKE_PREFIX_PATH={prefix}", *more)
    return build


def check_consumers(args: argparse.Namespace, compiler: dict[str, str],
                    prefix: pathlib.Path) -> None:
    check_nothing_points_back(args.source, prefix)
    for language in ("CXX", "C"):
        build = configure_consumer(args, [compiler[language]], prefix, language)
        run(args.cmake, "--build", build)
        goldens.check(build / "consumer", args.golden)


def check_other_version_is_refused(args: argparse.Namespace, compilers: list[str],
                                   prefix: pathlib.Path) -> None:
    try:
        configure_consumer(args, compilers, prefix, "CXX", "-DCONSUMER_AMBULO_VERSION=99.0")
    except subprocess.CalledProcessError:
        return
    sys.exit("find_package(ambulo 99.0) found this version")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--whole-build", type=pathlib.Path, required=True)
    parser.add_argument("--golden", required=True)
    for name in ("cmake", "generator", "c-compiler", "cxx-compiler"):
        parser.add_argument(f"--{name}", required=True)
    args = parser.parse_args()
    compiler = {"C": f"-DCMAKE_C_COMPILER={args.c_compiler}",
                "CXX": f"-DCMAKE_CXX_COMPILER={args.cxx_compiler}"}

    prefix = installed(args, runtime_alone(args, list(compiler.values())), "prefix")
    check_headers_stand_alone(args, prefix)
    check_consumers(args, compiler, prefix)
    check_consumers(args, compiler, installed(args, args.whole_build, "prefix_of_whole_build"))
    check_other_version_is_refused(args, [compiler["CXX"]], prefix)


main()
