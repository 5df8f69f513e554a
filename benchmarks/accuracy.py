#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains shipped experiments with several seeds and scores them on the test people, once each, by
the device runtime. Prints a Markdown table with mean and spread; RUNS keeps every run.

    python3 benchmarks/accuracy.py --ambulo build/release/bin/ambulo --data hapt.tar.xz \\
        --runs build/accuracy --seeds 1 2 3 dnn cnn compact lstm
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import time


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("experiments", nargs="+")
    parser.add_argument("--ambulo", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--runs", required=True, type=pathlib.Path)
    parser.add_argument("--split", default="official")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    return parser.parse_args()


def train(options, experiment, seed):
    """Trains unless the run is there already; the random twin goes with the first seed only."""
    out = options.runs / f"{experiment}-{seed}"
    twin = [] if seed == options.seeds[0] else ["--no-random-twin"]
    start = time.perf_counter()
    if not (out / "metrics.json").exists():
        subprocess.run([options.ambulo, "train", experiment, "--data", options.data, "--split",
                        options.split, "--out", str(out), "--seed", str(seed), "--resume", *twin],
                       check=True, stdout=subprocess.DEVNULL)
    return out, time.perf_counter() - start


def evaluate(options, run):
    result = subprocess.run([options.ambulo, "evaluate", str(run), "--data", options.data,
                             "--split", options.split, "--json"],
                            check=True, capture_output=True, text=True)
    (run / "evaluation.json").write_text(result.stdout)
    return json.loads(result.stdout)


def main():
    options = parse()
    print("| network | parameters | file bytes | arena bytes | validation | test accuracy, per seed "
          "| mean | sd | balanced | macro-F1 | worst person | random split claims |")
    print("| --- " * 12 + "|")
    for experiment in options.experiments:
        results, metrics = [], []
        for seed in options.seeds:
            run, _ = train(options, experiment, seed)
            metrics.append(json.loads((run / "metrics.json").read_text()))
            results.append(evaluate(options, run))
        accuracies = [r["accuracy"] for r in results]
        spread = statistics.stdev(accuracies) if len(accuracies) > 1 else 0.0
        worst = [min(s["accuracy"] for s in r["subjects"]) for r in results]
        random = results[0].get("random_split")
        print(f"| {experiment} | {metrics[0]['parameters']:,} | {results[0]['file_bytes']:,} "
              f"| {results[0]['arena_bytes']:,} "
              f"| {statistics.mean(m['validation_accuracy'] for m in metrics):.4f} "
              f"| {' '.join(f'{a:.4f}' for a in accuracies)} | **{statistics.mean(accuracies):.4f}** "
              f"| {spread:.4f} | {statistics.mean(r['balanced_accuracy'] for r in results):.4f} "
              f"| {statistics.mean(r['macro_f1'] for r in results):.4f} "
              f"| {statistics.mean(worst):.3f} "
              f"| {random['accuracy']:.4f} (seed {options.seeds[0]}) |" if random else
              f"| {experiment} | {statistics.mean(accuracies):.4f} | {spread:.4f} |", flush=True)


if __name__ == "__main__":
    main()
