#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks who includes whom.

    check_includes.py [ROOT]     every include of the sources under ROOT against the table below
    check_includes.py --self-test  that planted bad includes are found

Prints one line per finding, exit code 1 if there is any."""

import pathlib
import re
import sys
import tempfile

# folder: what its sources may include besides their own folder and the public API <ambulo/...>.
# An entry is a folder, or one header by name. Order: the data flow.
MAY_INCLUDE = {
    "runtime/include": [],
    "runtime/core": [],
    "runtime/signal": ["runtime/core"],
    "runtime/kernels": ["runtime/core"],
    "runtime/platform": ["runtime/kernels"],
    "runtime/model": ["runtime/core"],
    "runtime/memory": ["runtime/core"],
    # An operator asks for scratch memory while it prepares.
    "runtime/operators": ["runtime/core", "runtime/kernels", "runtime/model", "runtime/memory"],
    "runtime/interpreter": ["runtime/core", "runtime/operators", "runtime/model", "runtime/memory"],
    "runtime/c_api": ["runtime/core"],
    # What tests of the runtime share; on the host.
    "runtime/testing": ["runtime"],
    "toolchain/core": [],
    "toolchain/recordings": ["toolchain/core"],
    "toolchain/simulation": ["toolchain/core", "toolchain/recordings"],
    "toolchain/windows": ["toolchain/core", "toolchain/recordings"],
    "toolchain/training": ["toolchain/core", "toolchain/recordings", "toolchain/windows"],
    # The same vectors and activations as on the device.
    "toolchain/training/kernels": ["runtime/kernels/vector/float_activations.h",
                                   "runtime/kernels/x86_avx2/float_unit.h",
                                   "runtime/kernels/x86_avx512vnni/float_unit.h",
                                   "runtime/kernels/arm_neon/float_unit.h"],
    # A graph starts from a trained model; names, numbers and support of operators are listed once.
    "toolchain/graph": ["toolchain/core", "toolchain/windows/sensor_contract.h",
                        "toolchain/training/trained_model.h", "runtime/model/tflite_schema.h",
                        "runtime/model/builtin_operators.def",
                        "runtime/operators/operators.def"],
    # The file carries the contract.
    "toolchain/tflite": ["toolchain/core", "toolchain/graph",
                         "toolchain/windows/sensor_contract.h", "runtime/model/tflite_schema.h",
                         "runtime/model/builtin_operators.def"],
    # The runtime on the host; names of operators and tensors come from the file.
    "toolchain/execution": ["toolchain/core", "toolchain/graph/graph.h", "toolchain/tflite/reader.h",
                            "runtime/model/tflite_schema.h",
                            "runtime/model/builtin_operators.def"],
    "toolchain/profiling": ["toolchain/core", "toolchain/graph/summary.h",
                            "toolchain/tflite/reader.h", "toolchain/execution"],
    # Models are scored as files in the runtime, never as graphs or networks.
    "toolchain/evaluation": ["toolchain/core", "toolchain/recordings", "toolchain/windows",
                             "toolchain/tflite/contract.h", "toolchain/execution"],
    # Calibrates and scores by files in the runtime, as evaluation does.
    "toolchain/quantization": ["toolchain/core", "toolchain/recordings/recording.h",
                               "toolchain/windows", "toolchain/graph", "toolchain/tflite",
                               "toolchain/execution", "toolchain/profiling/profile.h",
                               "toolchain/evaluation/contract_check.h",
                               "toolchain/training/adamw.h",
                               "runtime/model/tflite_schema.h"],
    "toolchain/report": ["toolchain/core", "toolchain/recordings", "toolchain/windows",
                         "toolchain/evaluation"],
    "apps/cli": ["toolchain"],
    "fuzz": ["toolchain", "runtime"],
    "tests": ["toolchain", "runtime"],
    "benchmarks": ["toolchain", "runtime"],
}

# What the device has. Tests of the runtime run on the host.
RUNTIME_STANDARD_HEADERS = {"cstddef", "cstdint", "limits", "type_traits"}
# More, by place: intrinsics for the kernels of an ISA, libc for what asks a hosted platform.
MORE_HEADERS = {"runtime/kernels/x86": {"immintrin.h"}, "runtime/kernels/arm_": {"arm_neon.h"},
                "runtime/platform/": {"cstdlib", "cstring", "sys/auxv.h"},
                "runtime/include/ambulo/c_api.h": {"stddef.h", "stdint.h"}}
# libtorch stays behind the classes of training: in sources, never in a header; and where it is timed.
TORCH_SOURCES = re.compile(
    r"(toolchain/(training/[^.]*|quantization/qat/differentiate)|benchmarks/training_speed/libtorch_benchmark)\.cpp$")

SOURCES = (".h", ".cpp", ".c", ".def")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
OWN_TREES = ("runtime/", "toolchain/", "apps/", "fuzz/", "tests/", "benchmarks/")


def folder_of(path: str):
    """The table's entry that holds the file: the one with the longest name."""
    holders = [folder for folder in MAY_INCLUDE if path.startswith(folder + "/")]
    return max(holders, key=len, default=None)


def within(path: str, entries) -> bool:
    return any(path == entry or path.startswith(entry + "/") for entry in entries)


def fault(path: str, folder: str, quote: str, target: str):
    """Why this include may not be, or None."""
    is_test = path.endswith(("_test.cpp", "_test.c")) or "/testing/" in path
    if target.split("/")[0] in ("torch", "ATen", "c10"):
        return None if TORCH_SOURCES.match(path) else "libtorch is for training and gradients only"
    if target.startswith("ambulo/"):
        return None if quote == "<" else "the public API is written <ambulo/...>"
    if target.startswith(OWN_TREES):
        if quote == "<":
            return 'own headers but the public ones are written "..."'
        allowed = [folder, *MAY_INCLUDE[folder]]
        if is_test:  # it may make its input with any stage; the runtime is also built alone
            allowed += ["runtime"] if path.startswith("runtime/") else ["runtime", "toolchain"]
        return None if within(target, allowed) else f"{folder} may not include it"
    if target.startswith("."):
        return "includes are written from the root"
    if path.startswith("runtime/") and not is_test:
        allowed = RUNTIME_STANDARD_HEADERS.union(
            *(more for place, more in MORE_HEADERS.items() if path.startswith(place)))
        return None if target in allowed else f"the device has only {', '.join(sorted(allowed))}"
    return None


def findings(root: pathlib.Path):
    for folder in MAY_INCLUDE:
        if not (root / folder).is_dir():
            yield f"{folder}: in the table, but there is no such folder"
    for tree in ("runtime", "toolchain", "apps", "fuzz", "tests", "benchmarks"):
        for file in sorted((root / tree).rglob("*")):
            if file.suffix not in SOURCES:
                continue
            path = file.relative_to(root).as_posix()
            folder = folder_of(path)
            if folder is None:
                yield f"{path}: its folder is not in the table of scripts/check_includes.py"
                continue
            for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
                if match := INCLUDE.match(line):
                    if reason := fault(path, folder, *match.groups()):
                        yield f"{path}:{number}: {match.group(2)}: {reason}"


# (file, its include, whether that must be found)
PLANTED = [
    ("runtime/kernels/a.cpp", '"runtime/core/b.h"', False),
    ("runtime/kernels/b.cpp", '"runtime/model/b.h"', True),
    ("runtime/kernels/c.cpp", "<vector>", True),
    ("runtime/kernels/x86_avx2/c.cpp", "<immintrin.h>", False),
    ("runtime/kernels/reference/c.cpp", "<immintrin.h>", True),
    ("runtime/platform/c.cpp", "<cstring>", False),
    ("runtime/kernels/c_test.cpp", "<vector>", False),
    ("runtime/core/d.cpp", '"toolchain/core/error.h"', True),
    ("runtime/core/d_test.cpp", '"toolchain/core/error.h"', True),
    ("toolchain/windows/d_test.cpp", '"toolchain/simulation/simulate.h"', False),
    ("runtime/core/d.h", "<cstdint>", False),
    ("toolchain/windows/e.cpp", '"toolchain/recordings/recording.h"', False),
    ("toolchain/recordings/f.cpp", '"toolchain/windows/window_set.h"', True),
    ("toolchain/evaluation/f.cpp", '"toolchain/training/network.h"', True),
    ("toolchain/tflite/f.cpp", '"toolchain/windows/sensor_contract.h"', False),
    ("toolchain/tflite/f.h", '"toolchain/windows/windows.h"', True),
    ("toolchain/training/g.cpp", "<torch/torch.h>", False),
    ("toolchain/training/g.h", "<torch/torch.h>", True),
    ("toolchain/graph/g.cpp", "<torch/torch.h>", True),
    ("toolchain/graph/h.cpp", '"../core/error.h"', True),
    ("toolchain/graph/i.cpp", '"ambulo/model.h"', True),
    ("toolchain/graph/j.cpp", "<toolchain/core/error.h>", True),
    ("toolchain/misc/k.cpp", "<vector>", True),
]


def self_test() -> int:
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for folder in list(MAY_INCLUDE)[1:]:  # the first one is planted as missing
            (root / folder).mkdir(parents=True)
        for file, include, _ in PLANTED:
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(f"// a file\n  #  include {include}\n")
        found = list(findings(root))
        wrong = [f"{file} with {include}: must {'' if bad else 'not '}be found"
                 for file, include, bad in PLANTED
                 if any(line.startswith(file + ":") for line in found) != bad]
        if not any(line.startswith(next(iter(MAY_INCLUDE)) + ":") for line in found):
            wrong.append("a folder that does not exist must be found")
    print("\n".join(wrong) or f"{len(PLANTED) + 1} planted cases judged rightly")
    return 1 if wrong else 0


def main() -> int:
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found = list(findings(root))
    print("\n".join(found) or "every include keeps to the table")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
