#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Exports of a logger app without a phone: simulated people in the files of phyphox, for docs/tutorial.md.

    ambulo simulate --subjects 6 --rate 100 --minutes 8 --out simulated
    pretend_phone.py simulated --out exports

Each stretch of one activity becomes a folder exports/PERSON/ACTIVITY_N with Accelerometer.csv (with
gravity) and Gyroscope.csv. As on a phone the sensors do not start together. The data are synthetic and
say nothing about people; a file SYNTHETIC says so in each folder."""

import argparse
import csv
import pathlib
import sys

NAMES = ("ada", "ben", "cleo", "dan", "eva", "finn", "gita", "hugo", "ines", "jon", "kim", "leo")
ACTIVITIES = ("walking", "walking_upstairs", "walking_downstairs", "sitting", "standing", "laying")
LEAST_S = 8.0
GYROSCOPE_LATE = 3  # samples


def write(path: pathlib.Path, unit: str, rows: list, columns: tuple, begin: float) -> None:
    with open(path, "w", newline="") as file:
        file.write(",".join(f'"{name}"' for name in ("Time (s)", f"X ({unit})", f"Y ({unit})",
                                                     f"Z ({unit})")) + "\n")
        for row in rows:
            values = (float(row["time"]) - begin, *(float(row[c]) for c in columns))
            file.write(",".join(f"{value:.9E}" for value in values) + "\n")


def stretches(rows: list):
    first = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or rows[i]["label"] != rows[first]["label"]:
            yield rows[first:i]
            first = i


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("people", type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    files = sorted(arguments.people.glob("*.csv"))
    if not files:
        raise SystemExit(f"pretend_phone: no CSV files: {arguments.people}: run ambulo simulate")
    if len(files) > len(NAMES):
        raise SystemExit(f"pretend_phone: {len(files)} people: {arguments.people}: at most {len(NAMES)}")
    for name, path in zip(NAMES, files):
        takes = {}
        with open(path, newline="") as file:
            rows = list(csv.DictReader(file))
        for stretch in stretches(rows):
            activity = stretch[0]["label"]
            if activity not in ACTIVITIES:
                continue
            if float(stretch[-1]["time"]) - float(stretch[0]["time"]) < LEAST_S:
                continue
            takes[activity] = takes.get(activity, 0) + 1
            folder = arguments.out / name / f"{activity}_{takes[activity]}"
            folder.mkdir(parents=True, exist_ok=True)
            begin = float(stretch[0]["time"])
            write(folder / "Accelerometer.csv", "m/s^2", stretch, ("ax", "ay", "az"), begin)
            write(folder / "Gyroscope.csv", "rad/s", stretch[GYROSCOPE_LATE:], ("gx", "gy", "gz"),
                  begin)
            (folder / "SYNTHETIC").write_text("computed by a simulator, says nothing about people\n")
        print(f"{arguments.out / name}: {sum(takes.values())} takes of {len(takes)} activities")
    return 0


if __name__ == "__main__":
    sys.exit(main())
