#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes one CSV file of the two that logger apps export, for Ambulo's CSV importer.

    join_phone_csv.py EXPORTS --out RECORDINGS [--trim SECONDS]

EXPORTS/ada/walking_1/ with an acceleration and a gyroscope file becomes RECORDINGS/ada/walking_1.csv with the
columns time,ax,ay,az,gx,gy,gz. Acceleration must hold gravity: TotalAcceleration.csv (Sensor Logger) is
taken before Accelerometer.csv (phyphox). The two sensors have clocks of their own: rotation is
interpolated linearly at the times of acceleration, and left out, both, where the gyroscope pauses.
Values are written in the units of the app; the sidecar says which (docs/recordings.md)."""

import argparse
import bisect
import csv
import pathlib
import sys

ACCELERATION = ("TotalAcceleration.csv", "Accelerometer.csv")
ROTATION = ("Gyroscope.csv",)
SECONDS = ("seconds_elapsed", "Time (s)", "time (s)")
MAX_GAP_S = 0.1  # the importer's own limit: what is farther apart is not joined


def fail(what: str, where: pathlib.Path, fix: str):
    raise SystemExit(f"join_phone_csv: {what}: {where}: {fix}")


def read(path: pathlib.Path) -> list:
    """Rows (time in s, x, y, z), sorted by time, each time once."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = csv.reader(file)
        header = next(rows, [])
        time = next((header.index(name) for name in SECONDS if name in header), None)
        if time is None:
            fail(f"no column of seconds ({', '.join(SECONDS)})", path,
                 f"rename one of its columns: {', '.join(header)}")
        axes = [[i for i, name in enumerate(header) if name.lower().split(" ")[0] == axis]
                for axis in "xyz"]
        if any(len(found) != 1 for found in axes):
            fail("not one column each of x, y and z", path, f"it has {', '.join(header)}")
        columns = [time] + [found[0] for found in axes]
        try:
            samples = {float(row[time]): tuple(float(row[i]) for i in columns) for row in rows if row}
        except (ValueError, IndexError):
            fail(f"line {rows.line_num} is not all numbers", path, "export it again")
    if not samples:
        fail("no samples", path, "record again")
    return [samples[t] for t in sorted(samples)]


def join(acceleration: list, rotation: list, trim_s: float) -> list:
    times = [row[0] for row in rotation]
    begin = max(acceleration[0][0], times[0]) + trim_s
    end = min(acceleration[-1][0], times[-1]) - trim_s
    joined = []
    for t, ax, ay, az in acceleration:
        if not begin <= t <= end:
            continue
        after = bisect.bisect_left(times, t)
        if times[after] == t:
            turn = rotation[after][1:]
        elif times[after] - times[after - 1] > MAX_GAP_S:
            continue
        else:
            share = (t - times[after - 1]) / (times[after] - times[after - 1])
            turn = [a + share * (b - a) for a, b in zip(rotation[after - 1][1:], rotation[after][1:])]
        joined.append((t, ax, ay, az, *turn))
    return joined


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exports", type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--trim", type=float, default=0.0,
                        help="seconds to leave out at both ends: the phone on its way to the pocket")
    arguments = parser.parse_args()
    count = 0
    for rotation in sorted(p for name in ROTATION for p in arguments.exports.rglob(name)):
        acceleration = next((p for name in ACCELERATION if (p := rotation.with_name(name)).exists()),
                            None)
        if acceleration is None:
            fail(f"none of {', '.join(ACCELERATION)}", rotation.parent, "export acceleration too")
        rows = join(read(acceleration), read(rotation), arguments.trim)
        if not rows:
            fail("nothing is left", rotation.parent, "record longer, or trim less")
        folder = rotation.parent.relative_to(arguments.exports)
        out = arguments.out / folder.parent / f"{folder.name or arguments.exports.name}.csv"
        out.parent.mkdir(parents=True, exist_ok=True)
        with open(out, "w", newline="") as file:
            file.write("time,ax,ay,az,gx,gy,gz\n")
            file.writelines(",".join(f"{v:.9g}" for v in row) + "\n" for row in rows)
        count += 1
        print(f"{out}: {len(rows)} samples, {rows[-1][0] - rows[0][0]:.1f} s")
    if not count:
        fail(f"no {', '.join(ROTATION)} below it", arguments.exports, "give the folder of the exports")
    return 0


if __name__ == "__main__":
    sys.exit(main())
