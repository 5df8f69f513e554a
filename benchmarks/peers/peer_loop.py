# SPDX-License-Identifier: Apache-2.0
"""What the programs that time a peer share. Each names its start figures in one line, then answers
every line of standard input with the microseconds that a window takes.

The loop is Python's. What that costs is measured in the same process and subtracted: the same loop
with the same copies round a model that is one RELU of one number."""

import base64
import os
import sys
import time
import zlib

import numpy as np

WINDOWS = 512
SECONDS = 0.1  # about as long as one figure is measured
# A .tflite file: RELU of a float32 tensor of shape (1).
SMALLEST = zlib.decompress(base64.b64decode(
    b"eNqTYWBgCHHzMWZgEGKQYBBhEGDgAYpwADELUIQBKALBClCamQECGIH4AJSOgdICQMwDNYMDqJ8Hqo8HKicDVQfTD8"
    b"MGQMwENccBrJ6LgROsCmKGMIgpzAV1GQtQFuJCHizmvfv//z8LEp+BgQ2shw1sGkKcBQwZGACQ+Alt"))


def resident_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def random_windows(shape, dtype) -> np.ndarray:
    """Values of standardised windows in the numbers of the input."""
    random = np.random.default_rng(1).normal(size=(WINDOWS, *shape))
    if dtype == np.float32:
        return random.astype(np.float32)
    return (random * 32).clip(-128, 127).astype(dtype)


def seconds(windows, put, run, take) -> float:
    start = time.thread_time()
    for window in windows:
        put(window)
        run()
        take()
    return time.thread_time() - start


def serve(windows, put, run, run_smallest, take, **start_figures) -> None:
    """put(window) and take() copy into and out of the model; run() and run_smallest() take none."""
    print(*(f"{name} {figure}" for name, figure in start_figures.items()), flush=True)
    part, passes = windows, 0
    for _ in sys.stdin:
        if not passes:
            part, passes = share(windows, seconds(windows[:8], put, run, take) / 8)
        both = sum(seconds(part, put, run, take) for _ in range(passes))
        loop = sum(seconds(part, put, run_smallest, take) for _ in range(passes))
        print((both - loop) * 1e6 / (passes * len(part)), flush=True)


def share(windows, seconds_each: float):
    """The windows, and how often, that take about SECONDS."""
    count = max(8, int(SECONDS / seconds_each))
    return windows[:count], max(1, count // len(windows))
