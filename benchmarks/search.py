#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares recipes by grouped cross-validation inside the training people; the test people are never read.

Each line of the candidates file is one recipe, an experiment and the keys that it changes:

    name: compact training.epochs=90 augmentation.cutout=24

Every fold is trained to its last epoch on the other folds' people and scored on its own people, so no epoch is
chosen on them either. Prints a Markdown row a candidate: accuracy pooled over all folds, mean and spread over the
seeds, each fold, seconds. Finished runs in RUNS are not repeated; two runs go side by side.

    python3 benchmarks/search.py candidates.txt --ambulo build/release/bin/ambulo --data hapt.tar.xz \\
        --runs build/search --seeds 1 2
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import statistics
import subprocess


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("candidates", type=pathlib.Path)
    parser.add_argument("--ambulo", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--runs", required=True, type=pathlib.Path)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", nargs="*", help="names of candidates")
    parser.add_argument("--teachers", help="candidate whose finished teachers the others take as theirs")
    return parser.parse_args()


def candidates(path):
    """(name, experiment, changes) of every line that is not a comment."""
    for line in path.read_text().splitlines():
        line = line.split("#")[0].strip()
        if line:
            name, recipe = line.split(":", 1)
            experiment, *changes = recipe.split()
            yield name.strip(), experiment, changes


def train(options, name, experiment, changes, fold, seed):
    out = options.runs / name / f"fold_{fold}-seed_{seed}"
    if not (out / "metrics.json").exists():
        if options.teachers:
            for teacher in (options.runs / options.teachers / out.name).glob("teacher_*"):
                shutil.copytree(teacher, out / teacher.name, dirs_exist_ok=True)
        command = [options.ambulo, "train", experiment, "--data", options.data, "--out", str(out), "--resume",
                   "--split", f"cv:{options.folds}/{fold}", "--seed", str(seed), "--no-random-twin"]
        for change in ["training.epoch_choice=last", "training.refit=false", *changes]:
            command += ["--set", change]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    metrics = json.loads((out / "metrics.json").read_text())
    return {"fold": fold, "seed": seed, "windows": metrics["split"]["validation"]["windows"],
            "accuracy": metrics["validation_accuracy"],
            "seconds": sum(epoch["seconds"] for epoch in metrics["history"])}


def row(options, name, results):
    pooled = []
    for seed in options.seeds:
        own = [r for r in results if r["seed"] == seed]
        pooled.append(sum(r["accuracy"] * r["windows"] for r in own) / sum(r["windows"] for r in own))
    folds = [statistics.mean(r["accuracy"] for r in results if r["fold"] == fold + 1)
             for fold in range(options.folds)]
    spread = f"{max(pooled) - min(pooled):.4f}" if len(pooled) > 1 else "-"
    return (f"| {name} | **{statistics.mean(pooled):.4f}** | {spread} "
            f"| {' '.join(f'{f:.4f}' for f in folds)} | {statistics.mean(r['seconds'] for r in results):.0f} |")


def main():
    options = parse()
    print("| candidate | cross-validation | seeds differ by | folds | s a run |\n" + "| --- " * 5 + "|")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        waiting = []
        for name, experiment, changes in candidates(options.candidates):
            if options.only and name not in options.only:
                continue
            waiting.append((name, [pool.submit(train, options, name, experiment, changes, fold + 1, seed)
                                   for seed in options.seeds for fold in range(options.folds)]))
        for name, runs in waiting:
            print(row(options, name, [run.result() for run in runs]), flush=True)


if __name__ == "__main__":
    main()
