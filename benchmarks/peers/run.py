# SPDX-License-Identifier: Apache-2.0
"""Times our runtime beside LiteRT, ONNX Runtime and TFLite Micro: all alternating, each pinned to
one core with one thread. Prints medians as tables: time, memory, limits, every file.

    run.py --time-model gcc=PROGRAM [--time-model clang=PROGRAM] [--limits PROGRAM] [--json FILE]
           [--environments FOLDER] [--peer NAME ...] [--core N] [--rounds 9] [--fresh 3] [--strict]
           NAME=OURS.tflite[,OTHER.tflite,NETWORK.onnx...] ... | @FILE

PROGRAM is time_model of a build; of the first one AVX2 and the reference are timed too. All files of
a NAME hold the same network: ours runs the first, LiteRT and TFLite Micro each .tflite, ONNX Runtime
each .onnx; the fastest file of a peer counts. @FILE holds such arguments, one a line: make_models.py
writes it. Exits with 77, saying so, where no peer could be installed."""

import argparse
import dataclasses
import json
import pathlib
import statistics
import subprocess
import sys

import environments
import tables
from program import Program

HERE = pathlib.Path(__file__).parent
SKIPPED = 77  # CTest's SKIP_RETURN_CODE
SCRIPTS = {"LiteRT": ("time_litert.py", ".tflite"),
           "ONNX Runtime": ("time_onnx_runtime.py", ".onnx"),
           "TFLite Micro": ("time_tflite_micro.py", ".tflite")}
LITERT_KINDS = {"xnnpack": tables.LITERT, "builtin": tables.LITERT_BUILTIN,
                "reference": tables.LITERT_REFERENCE}


@dataclasses.dataclass
class Runner:
    """One program on one file: its column in the tables and what it measured."""
    column: str
    file: pathlib.Path
    command: list[str]
    isa: str = ""
    us: float | None = None
    start: dict = dataclasses.field(default_factory=dict)


def parsed_options():
    parser = argparse.ArgumentParser(description=__doc__, fromfile_prefix_chars="@",
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--time-model", action="append", required=True, metavar="BUILD=PROGRAM")
    parser.add_argument("--limits", metavar="CORE_LIMITS")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--environments", type=pathlib.Path, default=environments.FOLDER)
    parser.add_argument("--peer", action="append", choices=environments.PEERS,
                        help="time this peer alone (repeat for more)")
    parser.add_argument("--core", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--fresh", type=int, default=3,
                        help="processes whose median tells memory and cold start")
    parser.add_argument("--strict", action="store_true", help="fail if a peer fails")
    parser.add_argument("networks", nargs="+", metavar="NAME=FILE,FILE...")
    return parser.parse_args()


def leave_out(missing: list[str], why: str) -> None:
    if why in missing:
        return  # the same file in another row
    missing.append(why)
    print("NOT MEASURED:", why, file=sys.stderr, flush=True)


def found_peers(options, missing: list[str]) -> dict[str, str]:
    pythons = {}
    for peer in options.peer or environments.PEERS:
        try:
            pythons[peer] = environments.python_of(peer, options.environments)
        except (OSError, subprocess.CalledProcessError) as error:
            leave_out(missing, f"{peer}: {', '.join(environments.PEERS[peer])} could not be "
                               f"installed (no network?): {error}")
    return pythons


def runners_of(options, pythons, files: list[pathlib.Path]) -> list[Runner]:
    builds = [build.partition("=")[::2] for build in options.time_model]
    first = files[0]
    runners = [Runner(tables.ours(build), first, [program, str(first)])
               for build, program in builds]
    build, program = builds[0]
    runners += [Runner(tables.ours(build, isa), first, [program, str(first)], isa)
                for isa in tables.ISAS]
    for peer, python in pythons.items():
        script, suffix = SCRIPTS[peer]
        for file in (file for file in files if file.suffix == suffix):
            command = [python, str(HERE / script), str(file)]
            if peer == "LiteRT":
                runners += [Runner(column, file, command + [kind])
                            for kind, column in LITERT_KINDS.items()]
            else:
                runners.append(Runner(peer, file, command))
    return runners


def measure(options, runners: list[Runner], missing: list[str]) -> None:
    for runner in runners:
        heads = [Program(options.core, runner.command, runner.isa).close().start
                 for _ in range(options.fresh)]
        runner.start = {name: statistics.median(head.get(name, value) for head in heads)
                        for name, value in heads[0].items()}
    programs = [Program(options.core, runner.command, runner.isa) for runner in runners]
    for _ in range(options.rounds):
        for program in programs:
            program.time()
    for runner, program in zip(runners, programs):
        runner.us = program.close().median()
        if program.why():
            leave_out(missing, f"{runner.column} on {runner.file.name}: {program.why()}")


def core_limits(options) -> dict[str, float]:
    if not options.limits:
        return {}
    text = subprocess.run(["taskset", "-c", str(options.core), options.limits], check=True,
                          capture_output=True, text=True).stdout
    return {name: float(value) for name, value in map(str.split, text.splitlines())}


def write_json(path: pathlib.Path, networks, limits, missing) -> None:
    runs = [{"network": name, "by": runner.column, "file": runner.file.name,
             "file_bytes": runner.file.stat().st_size, "us": runner.us, **runner.start}
            for name, runners in networks.items() for runner in runners]
    path.write_text(json.dumps({"runs": runs, "limits": limits, "not_measured": missing}, indent=1))


def main():
    options = parsed_options()
    missing: list[str] = []
    pythons = found_peers(options, missing)
    if not pythons:
        print("SKIPPED: no peer could be installed")
        sys.exit(SKIPPED)
    limits = core_limits(options)
    networks = {}
    for network in options.networks:
        name, _, paths = network.partition("=")
        networks[name] = runners_of(options, pythons, list(map(pathlib.Path, paths.split(","))))
        measure(options, networks[name], missing)
        print(f"{name} measured", file=sys.stderr, flush=True)
    builds = [build.partition("=")[0] for build in options.time_model]
    tables.show(networks, builds, limits, missing)
    if options.json:
        write_json(options.json, networks, limits, missing)
    # Not each machine has each instruction set, and not each peer each operator.
    if any(runner.us is None for runners in networks.values() for runner in runners
           if not runner.isa and (options.strict or runner.column not in tables.PEERS)):
        sys.exit("a network was not timed, see NOT MEASURED")


if __name__ == "__main__":
    main()
