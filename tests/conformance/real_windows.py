# SPDX-License-Identifier: Apache-2.0
"""Trains each network briefly on real recordings, then compares our runtime with LiteRT on real
windows. Exit code 77 without AMBULO_DATA_DIR/hapt.tar.xz or without LiteRT.

    real_windows.py --ambulo PROGRAM --dump-windows PROGRAM --venv DIR [--runs DIR/NETWORK-SEED ...]

With --runs, models that are trained already are compared instead."""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

WINDOWS = 500
NETWORKS = ("dnn", "cnn", "compact", "lstm")


def compare(options, model: pathlib.Path, data: pathlib.Path, folder: pathlib.Path) -> int:
    x, y = folder / "x.npy", folder / "y.npy"
    subprocess.run([options.dump_windows, model, data, str(WINDOWS), x, y], check=True)
    print(f"{model.parent.name}, {WINDOWS} real windows:", flush=True)
    script = pathlib.Path(__file__).with_name("compare_with_litert.py")
    return subprocess.run([sys.executable, script, "--venv", options.venv, "--model", model,
                           "--inputs", x, "--outputs", y]).returncode


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ambulo", required=True)
    parser.add_argument("--dump-windows", required=True)
    parser.add_argument("--venv", required=True)
    parser.add_argument("--runs", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    data = pathlib.Path(os.environ.get("AMBULO_DATA_DIR", "")) / "hapt.tar.xz"
    if not os.environ.get("AMBULO_DATA_DIR") or not data.exists():
        print("SKIPPED: comparison with LiteRT on real windows: AMBULO_DATA_DIR holds no hapt.tar.xz")
        return 77
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for run in options.runs or [folder / network for network in NETWORKS]:
            if not options.runs:
                subprocess.run([options.ambulo, "train", run.name, "--data", data, "--epochs", "1",
                                "--no-random-twin", "--out", run], check=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            code = compare(options, run / "model.tflite", data, folder)
            if code != 0:
                return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
