#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rebuilds the models that ship with the project, and their cards.

Each network is trained with three seeds on HAPT's official training people and quantised; the files of the seed with
the median validation accuracy go to OUT, never those of the best on test. RUNS keeps everything and is gone on with.

    python3 scripts/models.py --ambulo build/release/bin/ambulo --data hapt.tar.xz --runs build/models --out models
"""
import argparse
import hashlib
import json
import pathlib
import platform
import statistics
import subprocess

NETWORKS = ["dnn", "cnn", "lstm", "compact", "compact_raw"]
LICENCE = """Trained on HAPT (UCI data set 341, "Smartphone-Based Recognition of Human Activities and Postural
Transitions" 2.1): 30 people, phone at the waist, 50 Hz. Its README asks publications to cite Reyes-Ortiz et al.,
Neurocomputing 2015, distributes the data as they are and prohibits commercial use; whoever uses this model has to
decide whether that reaches it. No recording is in the file."""
LIMITS = """- Made for a phone at the waist. In a trouser pocket the same training answers worse than a guess
  (benchmarks/results/accuracy.md): another place on the body needs its own recordings.
- Six activities. Whatever else is done (running, cycling, a postural transition) gets one of the six names.
- 30 young volunteers following a script in a laboratory; sitting and standing still are what it confuses.
- Without a gyroscope, or with its bias uncorrected by tenths of a rad/s, it is not to be trusted."""


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("networks", nargs="*", default=NETWORKS)
    parser.add_argument("--ambulo", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--runs", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=3)
    return parser.parse_args()


def ambulo(options, *arguments):
    result = subprocess.run([options.ambulo, *map(str, arguments)], check=True, capture_output=True, text=True)
    return result.stdout


def evaluated(options, model, name):
    """The score of a file with and without its history, kept beside it."""
    kept = model.parent / name
    if not kept.exists():
        kept.write_text(ambulo(options, "evaluate", model, "--data", options.data, "--split", "official",
                               "--continuous", "--smoothing", "none", "--smoothing", "hmm:0.95",
                               "--splice-history", "--json"))
    return json.loads(kept.read_text())


def complete(sweep):
    return (sweep / "sweep.json").exists() and json.loads((sweep / "sweep.json").read_text())["complete"]


def trained(options, network):
    """Per seed: folder, validation accuracy, scores of the float32 and the int8 file."""
    sweep = options.runs / network
    inside = ["--front-end", "inside"] if network.endswith("_raw") else []
    if not complete(sweep):
        ambulo(options, "train", network, "--data", options.data, "--split", "official", "--seeds", options.seeds,
               "--resume", "--out", sweep, *([] if inside else ["--scheme", "int8"]))
    seeds = []
    for seed in range(1, options.seeds + 1):
        run = sweep / f"fold_1-seed_{seed}"
        files = {"float32": run / "model.tflite", "int8": run / "model.int8.tflite"}
        if inside:
            files = {"float32": run / "raw.float32.tflite", "int8": run / "raw.int8.tflite"}
            for scheme, file in files.items():
                if not file.exists():
                    ambulo(options, "quantize", run, "--scheme", scheme, *inside, "--data", options.data, "--out", file)
        metrics = json.loads((run / "metrics.json").read_text())
        seeds.append({"seed": seed, "validation": metrics["validation_accuracy"], "metrics": metrics, "files": files,
                      "scores": {s: evaluated(options, f, f"{f.stem}.score.json") for s, f in files.items()}})
    return seeds


def median_of(seeds):
    return sorted(seeds, key=lambda s: s["validation"])[(len(seeds) - 1) // 2]


def percent(share):
    return f"{100 * share:.2f} %"


def seed_table(seeds, chosen):
    rows = ["| seed | validation | test, float32 | test, int8 |", "| --- | --- | --- | --- |"]
    for s in seeds:
        mark = " (shipped)" if s is chosen else ""
        rows.append(f"| {s['seed']}{mark} | {percent(s['validation'])} "
                    + " ".join(f"| {percent(s['scores'][k]['accuracy'])}" for k in ("float32", "int8")) + " |")
    means = [statistics.mean(s["scores"][k]["accuracy"] for s in seeds) for k in ("float32", "int8")]
    rows.append(f"| mean | {percent(statistics.mean(s['validation'] for s in seeds))} | {percent(means[0])} "
                f"| {percent(means[1])} |")
    return "\n".join(rows)


def arena(options, file):
    """With the plain kernels, as on a microcontroller."""
    return json.loads(ambulo(options, "profile", file, "--isa", "reference", "--runs", "1", "--json"))["arena_bytes"]


def file_table(options, network, chosen, digests):
    rows = ["| file | bytes | arena, plain kernels | accuracy | macro-F1 | whole recordings, causal, HMM | the same, "
            "histories spliced | SHA-256 |", "| --- " * 8 + "|"]
    for scheme, score in chosen["scores"].items():
        hmm = score["continuous"][1]
        rows.append(f"| `{network}_{scheme}.tflite` | {score['file_bytes']:,} "
                    f"| {arena(options, chosen['files'][scheme]):,} | {percent(score['accuracy'])} "
                    f"| {score['macro_f1']:.4f} | {percent(hmm['accuracy'])} | {percent(hmm['spliced']['accuracy'])} "
                    f"| `{digests[scheme]}` |")
    return "\n".join(rows)


def class_table(score):
    rows = ["| activity | windows | precision | recall | F1 |", "| --- " * 5 + "|"]
    for c in score["classes"]:
        rows.append(f"| {c['name']} | {c['support']} | {c['precision']:.3f} | {c['recall']:.3f} | {c['f1']:.3f} |")
    return "\n".join(rows)


def card(options, network, seeds, chosen, digests):
    score = chosen["scores"]["int8"]
    split = chosen["metrics"]["split"]
    people = sorted(score["subjects"], key=lambda s: s["accuracy"])
    persons = ", ".join(f"{s['subject']}: {percent(s['accuracy'])}" for s in people)
    raw = network.endswith("_raw")
    takes = ("Windows of raw acceleration (m/s2, with gravity) and rotation (rad/s), channels ax ay az gx gy gz: the "
             "front end is inside the graph ([how to call it](../docs/raw_input.md))" if raw else
             "Windows of [front-end channels](../docs/training.md#front-ends); the sensor contract in the file says which, and "
             "Ambulo's runtime computes them from raw samples")
    return f"""# {network}

Made by `scripts/models.py` from the experiment `{network}`; no figure here is typed by hand.
{takes}. 128 samples at 50 Hz, a decision each 64; sensor signs as Android has them; phone at the waist.

## Files

{file_table(options, network, chosen, digests)}

{chosen['metrics']['parameters']:,} parameters. Trained at commit `{chosen['metrics']['commit']}`, on {platform.machine()}.

## How well it works

HAPT `official` split: {split['train']['windows']:,} + {split['validation']['windows']:,} windows of 21 people to train on
(the second number: of {', '.join(split['validation']['subjects'])}, who gave the validation score before they were added),
{score['windows']:,} windows of 9 people never seen. The shipped seed is the one with the median validation score.

{seed_table(seeds, chosen)}

The int8 file by activity:

{class_table(score)}

By person, worst first: {persons}.

"Spliced": what came before each segment is 20 s of another moment of the same recording, so that the script of the
recordings cannot help ([docs](../docs/evaluation.md#the-choreography-control)).

## Limits

{LIMITS}

## Data and terms

{LICENCE}
"""


def main():
    options = parse()
    options.out.mkdir(parents=True, exist_ok=True)
    for network in options.networks:
        seeds = trained(options, network)
        chosen = median_of(seeds)
        digests = {}
        for scheme, file in chosen["files"].items():
            data = file.read_bytes()
            digests[scheme] = hashlib.sha256(data).hexdigest()
            (options.out / f"{network}_{scheme}.tflite").write_bytes(data)
        (options.out / f"{network}.md").write_text(card(options, network, seeds, chosen, digests))
        print(f"{network}: seed {chosen['seed']}", flush=True)


if __name__ == "__main__":
    main()
