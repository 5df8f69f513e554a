#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the runtime alone, installs it into the build folder, and builds consumer/ in C++ and in C
against what was installed. Both must give the answers of the golden, byte for byte, and a consumer
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


def install_runtime(args: argparse.Namespace, compilers: list[str]) -> pathlib.Path:
    build, prefix = args.build / "runtime", args.build / "prefix"
    run(args.cmake, "-S", args.source, "-B", build, "-G", args.generator, *compilers,
        "-DCMAKE_BUILD_TYPE=Release", *ONLY_THE_RUNTIME)
    run(args.cmake, "--build", build, "--parallel", 2)
    run(args.cmake, "--install", build, "--prefix", prefix)
    return prefix


def check_nothing_points_back(source: pathlib.Path, prefix: pathlib.Path) -> None:
    """An installed package that names the folders it was built from works on one machine only."""
    for file in prefix.rglob("*.cmake"):
        if str(source) in file.read_text():
            sys.exit(f"{file}: names the folder of the sources")


def configure_consumer(args: argparse.Namespace, compilers: list[str], prefix: pathlib.Path,
                       language: str, *more: str) -> pathlib.Path:
    build = args.build / f"consumer_{language}"
    shutil.rmtree(build, ignore_errors=True)
    run(args.cmake, "-S", HERE / "consumer", "-B", build, "-G", args.generator, *compilers,
        f"-DCONSUMER_LANGUAGE={language}", f"-DCMAKE_PREFIX_PATH={prefix}", *more)
    return build


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
    parser.add_argument("--golden", required=True)
    for name in ("cmake", "generator", "c-compiler", "cxx-compiler"):
        parser.add_argument(f"--{name}", required=True)
    args = parser.parse_args()
    compiler = {"C": f"-DCMAKE_C_COMPILER={args.c_compiler}",
                "CXX": f"-DCMAKE_CXX_COMPILER={args.cxx_compiler}"}

    shutil.rmtree(args.build / "prefix", ignore_errors=True)
    prefix = install_runtime(args, list(compiler.values()))
    check_nothing_points_back(args.source, prefix)
    for language in ("CXX", "C"):
        build = configure_consumer(args, [compiler[language]], prefix, language)
        run(args.cmake, "--build", build)
        goldens.check(build / "consumer", args.golden)
    check_other_version_is_refused(args, [compiler["CXX"]], prefix)


main()
