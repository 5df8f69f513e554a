#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Seconds per training epoch: Ambulo, libtorch's own modules in C++, PyTorch, Keras with a compiled loop. The same
network, batch, optimiser and number of windows, one thread on one core; the peers in turn, medians over rounds and
medians of the ratios within a round.

    python3 benchmarks/training_speed/run.py --build build/dev --torch-python PYTHON --keras-python PYTHON \\
        [--rounds 5] [--core 1] [lstm cnn ...]
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess

FOLDER = pathlib.Path(__file__).resolve().parent


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("networks", nargs="*", default=["lstm", "cnn", "compact", "dnn"])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--torch-python", help="a Python that has torch")
    parser.add_argument("--keras-python", help="a Python that has tensorflow")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--core", default="1", help="that all of them run on")
    return parser.parse_args()


def epoch(options, command):
    """The second epoch of a new process; the first warms up."""
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    done = subprocess.run(["taskset", "-c", options.core, *map(str, command)], check=True, capture_output=True,
                          text=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def programs(options, network):
    programs = {"Ambulo": [options.build / "bin/training_benchmark", network, 2],
                "libtorch modules": [options.build / "bin/libtorch_benchmark", network, 2]}
    if options.torch_python:
        programs["PyTorch"] = [options.torch_python, FOLDER / "torch_epochs.py", network, 2]
    if options.keras_python:
        programs["Keras loop"] = [options.keras_python, FOLDER / "keras_epochs.py", network, 2]
    return programs


def main():
    options = parse()
    table = {}
    for network in options.networks:
        rounds = []
        for _ in range(options.rounds):
            rounds.append({name: epoch(options, command) for name, command in programs(options, network).items()})
        counts = {result["parameters"] for result in rounds[0].values()}
        # PyTorch keeps two biases for each gate of an LSTM, Keras one.
        if len(counts) > (2 if network == "lstm" else 1):
            raise SystemExit(f"{network}: not the same network: {counts} parameters")
        table[network] = rounds
    names = list(programs(options, options.networks[0]))
    versions = {n: table[options.networks[0]][0][n].get("version") for n in names}
    print(f"One thread on one core, medians of {options.rounds} rounds in turn; "
          + ", ".join(f"{n} {v}" for n, v in versions.items() if v) + "\n")
    print("| network | " + " | ".join(f"{n} s/epoch" for n in names)
          + " | " + " | ".join(f"Ambulo / {n}" for n in names[1:]) + " |")
    print("| --- " * (2 * len(names)) + "|")
    for network, rounds in table.items():
        seconds = [statistics.median(r[n]["seconds"] for r in rounds) for n in names]
        ratios = [statistics.median(r["Ambulo"]["seconds"] / r[n]["seconds"] for r in rounds) for n in names[1:]]
        print(f"| {network} | " + " | ".join(f"{s:.3f}" for s in seconds) + " | "
              + " | ".join(f"**{r:.2f}**" for r in ratios) + " |", flush=True)


if __name__ == "__main__":
    main()
