#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The files in models/ are what their cards say: digests, and with AMBULO_DATA_DIR the accuracy as well.

    shipped_models.py AMBULO MODELS
"""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

# `dnn_int8.tflite` | bytes | memory | accuracy | ... | `digest`
ROW = re.compile(r"^\| `(\w+\.tflite)` \| ([\d,]+) \|.*?\| ([\d.]+) % \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)
LABELS = ["walking", "walking_upstairs", "walking_downstairs", "sitting", "standing", "laying"]


def check_file(ambulo, file, size, digest):
    data = file.read_bytes()
    assert len(data) == size, f"{file.name}: {len(data)} bytes, the card says {size}"
    assert hashlib.sha256(data).hexdigest() == digest, f"{file.name} is not the file that its card describes"
    graph = json.loads(subprocess.run([ambulo, "graph", file, "--json"], check=True, capture_output=True).stdout)
    assert not graph["unsupported"], f"{file.name}: {graph['unsupported']}"


def check_accuracy(ambulo, file, recordings, percent):
    score = json.loads(subprocess.run([ambulo, "evaluate", file, "--data", recordings, "--split", "official", "--json"],
                                      check=True, capture_output=True).stdout)
    assert score["windows"] == 2996, score["windows"]
    assert [c["name"] for c in score["classes"]] == LABELS
    # The last digits of a float network depend on the kernels of the CPU: one window is 0.033 %.
    assert abs(100 * score["accuracy"] - percent) < 0.11, f"{file.name}: {100 * score['accuracy']:.2f} %, card {percent} %"


def main():
    ambulo, models = sys.argv[1], pathlib.Path(sys.argv[2])
    folder = os.environ.get("AMBULO_DATA_DIR")
    described = set()
    for card in sorted(models.glob("*.md")):
        if card.name == "README.md":
            continue
        rows = ROW.findall(card.read_text())
        assert len(rows) == 2, f"{card.name} describes {len(rows)} files"
        for name, size, percent, digest in rows:
            described.add(name)
            check_file(ambulo, models / name, int(size.replace(",", "")), digest)
            if folder:
                check_accuracy(ambulo, models / name, pathlib.Path(folder) / "hapt.tar.xz", float(percent))
    files = {f.name for f in models.glob("*.tflite")}
    assert files and files == described, f"without a card: {files - described}; without a file: {described - files}"
    if not folder:
        print("SKIPPED: the accuracy of the shipped models: AMBULO_DATA_DIR is not set", file=sys.stderr)


if __name__ == "__main__":
    main()
