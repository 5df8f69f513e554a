# SPDX-License-Identifier: Apache-2.0
"""read_events.py WRITE_EVENTS VENV: runs our program, reads its file by TensorBoard's own
EventAccumulator and compares every scalar and histogram. Exit code 77: no TensorBoard to be had.

Run by the system's Python it installs the pinned TensorBoard into VENV and starts itself again
there."""

import pathlib
import struct
import subprocess
import sys
import tempfile
import venv

REQUIREMENTS = ["tensorboard==2.18.0", "setuptools==75.6.0"]
SKIPPED = 77


def install(folder: pathlib.Path) -> pathlib.Path:
    """The Python of a virtual environment that holds the requirements; made once."""
    python = folder / "bin" / "python"
    complete = folder / "installed.txt"
    wanted = "\n".join(REQUIREMENTS)
    if complete.exists() and complete.read_text() == wanted:
        return python
    try:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"SKIPPED: TensorBoard could not be installed (no network?): {error}")
        sys.exit(SKIPPED)
    complete.write_text(wanted)
    return python


def float32(value: float) -> float:
    return struct.unpack("f", struct.pack("f", value))[0]


def expect(what: str, actual, expected) -> None:
    if actual != expected:
        sys.exit(f"FAILED: {what}\n  TensorBoard reads {actual}\n  written was     {expected}")


def check(folder: str) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(folder, size_guidance={"scalars": 0, "histograms": 0})
    events.Reload()
    expect("scalar tags", sorted(events.Tags()["scalars"]), ["accuracy/validation", "loss/train"])
    expect("histogram tags", sorted(events.Tags()["histograms"]),
           ["weights/constant", "weights/conv_1"])

    # Epochs 1 to 4 of the first run, 5 and 6 of the resumed one: nothing twice, nothing old.
    expect("loss", [(e.step, e.value) for e in events.Scalars("loss/train")],
           [(n, float32(1.0 / n + (100.0 if n > 4 else 0.0))) for n in range(1, 7)])
    expect("accuracy", [(e.step, e.value) for e in events.Scalars("accuracy/validation")],
           [(n, 1.0 - 0.125 * n) for n in range(1, 7)])
    times = [e.wall_time for e in events.Scalars("loss/train")]
    expect("wall times ascend by half seconds", (times == sorted(times), times[0]), (True, 1001.0))

    for event, n in zip(events.Histograms("weights/conv_1"), range(1, 7), strict=True):
        histogram, values = event.histogram_value, [i * n - 10.0 for i in range(31)]
        expect("histogram step", event.step, n)
        expect("histogram moments",
               (histogram.min, histogram.max, histogram.num, histogram.sum, histogram.sum_squares),
               (min(values), max(values), 31, sum(values), sum(v * v for v in values)))
        expect("bucket limits", list(histogram.bucket_limit),
               [(i + 1) * n - 10.0 for i in range(30)])
        expect("buckets", list(histogram.bucket), [1.0] * 29 + [2.0])
    constant = [(e.step, e.histogram_value) for e in events.Histograms("weights/constant")]
    expect("constant histogram", [(s, h.min, h.max, h.num, list(h.bucket_limit), list(h.bucket))
                                  for s, h in constant], [(6, 0.25, 0.25, 7, [0.25], [7.0])])
    print("TensorBoard reads 12 scalars and 7 histograms as written")


def main() -> None:
    program, environment = sys.argv[1], pathlib.Path(sys.argv[2])
    if pathlib.Path(sys.prefix).resolve() != environment.resolve():
        python = install(environment)
        sys.exit(subprocess.run([python, __file__, program, environment]).returncode)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, folder], check=True)
        check(folder)


if __name__ == "__main__":
    main()
