#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A program of the reader's own answers as `ambulo classify` does, for a recording of HAPT's form:

    same_answers.py CLASSIFY_CSV MODEL HAPT.tar.xz RECORDING

CLASSIFY_CSV prints one line for each window; equal answers in a row are what classify calls a bout."""

import itertools
import json
import struct
import subprocess
import sys
import tarfile

STANDARD_GRAVITY_MPS2 = 9.80665
CONFIDENCE_TOLERANCE = 1e-3  # its lines have three decimals


def to_float32(value: float) -> float:
    return struct.unpack("f", struct.pack("f", value))[0]


def samples(archive: str, recording: str) -> str:
    """Lines ax,ay,az,gx,gy,gz with the float32 numbers that the importer has."""
    rows = {}
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            for sensor, unit in (("acc", STANDARD_GRAVITY_MPS2), ("gyro", 1.0)):
                if member.name.endswith(f"/{sensor}_{recording}.txt"):
                    lines = tar.extractfile(member).read().decode().splitlines()
                    rows[sensor] = [[to_float32(float(v) * unit) for v in line.split()]
                                    for line in lines]
    return "".join(",".join(f"{v:.9g}" for v in acc + gyro) + "\n"
                   for acc, gyro in zip(rows["acc"], rows["gyro"]))


def main() -> int:
    own_program, model, archive, recording = sys.argv[1:]
    answers = subprocess.run([own_program, model], input=samples(archive, recording), text=True,
                             capture_output=True, check=True).stdout.splitlines()
    own = []
    for activity, lines in itertools.groupby(answers, key=lambda line: line.split()[2]):
        confidences = [float(line.split()[3]) for line in lines]
        own.append((activity, sum(confidences) / len(confidences)))
    output = subprocess.run(["ambulo", "classify", model, archive, "--recording", recording,
                             "--smoothing", "1", "--json"], capture_output=True, text=True, check=True)
    theirs = [(bout["activity"], bout["confidence"]) for bout in json.loads(output.stdout)[0]["bouts"]]
    same = len(own) == len(theirs) and all(
        a == b and abs(p - q) <= CONFIDENCE_TOLERANCE for (a, p), (b, q) in zip(own, theirs))
    print(f"{len(answers)} windows in {len(own)} bouts, {'the same' if same else 'NOT the same'}")
    if not same:
        print("own program:    ", own, "\nambulo classify:", theirs, sep=" ")
    return 0 if same and answers else 1


if __name__ == "__main__":
    sys.exit(main())
