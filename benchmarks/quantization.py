#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Quantises trained runs in every scheme and prints Markdown tables: bytes, memory, accuracy on the
test people. Choices within (ranges, equalisation) are made on training windows; the test people are
read once for each file.

    python3 benchmarks/quantization.py --ambulo build/release/bin/ambulo --data hapt.tar.xz \\
        --runs build/accuracy --seeds 1 2 3 dnn cnn compact lstm --out benchmarks/results/quantization.md
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

HEADER = """# Quantised networks

{date}, HAPT `official` split, seeds {seeds}: calibrated on 1,000 training windows, scored by the
device runtime on 2,996 test windows of 9 people. Drops are in points of test accuracy against the
float32 file, mean of the seeds (each in brackets). "Arena" is without weights that the kernels of
this CPU repack, with their scratch memory.

    {command}
"""

TRIED = "\n## What was tried"


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("networks", nargs="+")
    parser.add_argument("--ambulo", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--runs", required=True, type=pathlib.Path)
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--also", nargs="+", default=[], metavar="SCHEME",
                        help="besides those of --all: kmeans:8 kmeans:32")
    parser.add_argument("--date", default="")
    parser.add_argument("--out", type=pathlib.Path)
    return parser.parse_args()


def said(options, run: pathlib.Path, *more: str):
    done = subprocess.run([options.ambulo, "quantize", run, "--keep-float", "--json", "--data",
                           options.data, *more], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def schemes_of(options, run: pathlib.Path) -> dict:
    rows = said(options, run, "--all")
    with tempfile.TemporaryDirectory() as folder:
        rows += [said(options, run, "--scheme", scheme, "--out", f"{folder}/model.tflite")
                 for scheme in options.also]
    return {row["scheme"]: row for row in rows}


def mean(rows, key) -> float:
    return statistics.mean(row[key] for row in rows)


def drops(rows) -> str:
    each = [100 * (row["test_accuracy_before"] - row["test_accuracy_after"]) for row in rows]
    return f"**{statistics.mean(each):+.2f}** ({' '.join(f'{drop:+.2f}' for drop in each)})"


def table(network: str, runs: list) -> str:
    lines = [f"\n## {network}\n",
             "| scheme | file bytes | smaller by | weights | beyond them | arena | "
             "training | validation | test | drop |", "| --- " * 10 + "|"]
    for scheme in runs[0]:
        rows = [run[scheme] for run in runs]
        first = rows[0]
        if "refusal" in first:
            lines.append(f"| {scheme} | {first['refusal']} |")
            continue
        lines.append(
            f"| {scheme} | {first['file_bytes']:,} "
            f"| {first['file_bytes_before'] / first['file_bytes']:.2f}x | {first['weight_bytes']:,} "
            f"| {first['file_bytes'] - first['weight_bytes']:,} | {first['arena_bytes']:,} "
            f"| {mean(rows, 'train_accuracy_after'):.4f} "
            f"| {mean(rows, 'accuracy_after'):.4f} | {mean(rows, 'test_accuracy_after'):.4f} "
            f"| {drops(rows)} |")
    notes = sorted({note for run in runs for row in run.values() for note in row.get("notes", [])})
    return "\n".join(lines + ([""] + [f"- {note}" for note in notes] if notes else [])) + "\n"


def by_hand(page: pathlib.Path) -> str:
    """What was written below the tables stays."""
    before = page.read_text() if page.exists() else ""
    at = before.find(TRIED)
    return before[at:] if at >= 0 else ""


def main():
    options = parse()
    command = ("python3 benchmarks/quantization.py --ambulo build/dev/bin/ambulo --data hapt.tar.xz "
               "--runs build/accuracy --seeds " + " ".join(map(str, options.seeds)) + " " +
               " ".join(options.networks))
    text = HEADER.format(date=options.date, command=command,
                         seeds=" ".join(map(str, options.seeds)))
    for network in options.networks:
        runs = [schemes_of(options, options.runs / f"{network}-{seed}") for seed in options.seeds]
        text += table(network, runs)
        print(text.splitlines()[-1], flush=True)
    if options.out:
        options.out.write_text(text + by_hand(options.out))
    else:
        print(text)


if __name__ == "__main__":
    main()
