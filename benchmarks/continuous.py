#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whole recordings, decided as they come: which stay probability people of the cross-validation folds ask for, then
the test people with it, plain and with spliced histories. Models are those of benchmarks/search.py and of sweeps.

    python3 benchmarks/continuous.py --ambulo build/release/bin/ambulo --data hapt.tar.xz \\
        --folds build/search/compact_levels --finals build/models/compact
"""
import argparse
import json
import pathlib
import statistics
import subprocess

SMOOTHINGS = ["none", "mean:2", "mean:3", "hmm:0.8", "hmm:0.9", "hmm:0.95", "hmm:0.97", "hmm:0.99"]


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ambulo", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--folds", required=True, type=pathlib.Path, help="runs fold_K-seed_S under cv:3")
    parser.add_argument("--finals", required=True, type=pathlib.Path, help="runs of a sweep of official")
    return parser.parse_args()


def scores(options, model, split, part, smoothings):
    command = [options.ambulo, "evaluate", model, "--data", options.data, "--split", split, "--part", part,
               "--continuous", "--splice-history", "--json"]
    for smoothing in smoothings:
        command += ["--smoothing", smoothing]
    return json.loads(subprocess.run(list(map(str, command)), check=True, capture_output=True).stdout)


def validation(options):
    """Smoothing -> accuracy over all windows of all folds and seeds."""
    right, count = dict.fromkeys(SMOOTHINGS, 0.0), 0
    for run in sorted(options.folds.glob("fold_*-seed_*")):
        fold = run.name.split("-")[0].removeprefix("fold_")
        result = scores(options, run / "model.tflite", f"cv:3/{fold}", "validation", SMOOTHINGS)
        count += result["continuous"][0]["windows"]
        for entry in result["continuous"]:
            right[entry["smoothing"]] += entry["accuracy"] * entry["windows"]
    return {name: value / count for name, value in right.items()}


def main():
    options = parse()
    chosen_on = validation(options)
    print("Cross-validation people: " + ", ".join(f"{n} {a:.4f}" for n, a in chosen_on.items()))
    best = max(chosen_on, key=chosen_on.get)
    print(f"\nChosen: {best}\n")
    print("| file | smoothing | test, per seed | mean | false switches/h | histories spliced | "
          "windows alone, plain / spliced |\n" + "| --- " * 7 + "|")
    for name in ("model.tflite", "model.int8.tflite"):
        results = [scores(options, run / name, "official", "test", ["none", best])
                   for run in sorted(options.finals.glob("fold_1-seed_*")) if (run / name).exists()]
        for i, smoothing in enumerate(["none", best]):
            rows = [r["continuous"][i] for r in results]
            per_seed = " ".join(f"{r['accuracy']:.4f}" for r in rows)
            print(f"| {name} | {smoothing} | {per_seed} "
                  f"| **{statistics.mean(r['accuracy'] for r in rows):.4f}** "
                  f"| {statistics.mean(r['false_switches_per_hour'] for r in rows):.1f} "
                  f"| {statistics.mean(r['spliced']['accuracy'] for r in rows):.4f} "
                  f"| {statistics.mean(r['accuracy'] for r in results):.4f} / "
                  f"{statistics.mean(r['spliced']['accuracy'] for r in results):.4f} |", flush=True)


if __name__ == "__main__":
    main()
