# SPDX-License-Identifier: Apache-2.0
"""Quantises each network in every scheme and compares our runtime with LiteRT's reference kernels
on real windows: int8, uint8, qat and int16x8 must be equal to the bit, float16 and weights nearly so
(BOUNDS). So must int4 and kmeans, where LiteRT reads the same numbers as plain int8 (--expand) if the
file has codebooks, which it does not know. Exit code 77 without AMBULO_DATA_DIR/hapt.tar.xz or without
LiteRT.

    quantized_windows.py --ambulo PROGRAM --dump-windows PROGRAM --venv DIR [--runs DIR/NETWORK-SEED ...]
                         [--schemes NAME ...] [--windows COUNT]

Networks are trained for one epoch; with --runs those that are trained already are taken."""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import compare_with_litert
import peer_environment

NETWORKS = ("dnn", "cnn", "compact", "lstm")
WINDOWS = {"lstm": 40}  # of others 300
# Layers with int8 weights are equal to the bit, up to softmax.
BOUNDS = {"float16": 1e-4, "weights": 1e-6, "int8": 0.0, "qat": 0.0, "int16x8": 0.0, "uint8": 0.0, "int4": 0.0,
          "kmeans:16": 0.0, "kmeans:5": 0.0}


# In the gates of an LSTM, exp and tanh may differ in the last bit; where the next rounding to int8 is
# that near to a half, its number moves by a step.
FLOAT_GATES_BOUND = 5e-3


def bound_of(scheme: str, model: pathlib.Path) -> float:
    if scheme == "float16" or (BOUNDS[scheme] == 0 and is_integer(model)):
        return BOUNDS[scheme]
    return FLOAT_GATES_BOUND if model.name.startswith("lstm") else BOUNDS["weights"]


def quantize(options, run: pathlib.Path, scheme: str, data: pathlib.Path,
             folder: pathlib.Path, *more: str) -> pathlib.Path:
    model = folder / f"{run.name}.{scheme}{''.join(more)}.tflite"
    subprocess.run([options.ambulo, "quantize", run, "--scheme", scheme, "--data", data,
                    "--samples", "200", "--keep-float", "--out", model, *more,
                    *(["--epochs", "1"] if scheme == "qat" else [])],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return model


def has_codebooks(model: pathlib.Path) -> bool:
    return b"TFLM_DECODE" in model.read_bytes()


def is_integer(model: pathlib.Path) -> bool:
    """No layer was left in float32 (an int16x8 LSTM is)."""
    from ai_edge_litert.interpreter import Interpreter
    details = Interpreter(model_path=str(model)).get_tensor_details()
    return sum(t["dtype"].__name__ == "float32" for t in details) == 2  # input and output


def check(options, model: pathlib.Path, peer: pathlib.Path, scheme: str, data: pathlib.Path,
          windows: int) -> None:
    """model in our runtime, peer in LiteRT."""
    import numpy as np
    from ai_edge_litert.interpreter import OpResolverType

    x, y = model.with_suffix(".x.npy"), model.with_suffix(".y.npy")
    subprocess.run([options.dump_windows, model, data, str(windows), x, y], check=True)
    theirs = compare_with_litert.run_in_litert(peer, np.load(x), OpResolverType.BUILTIN_REF)
    differences = np.abs(np.load(y) - theirs).max(axis=1)
    difference = float(differences.max())
    bound = bound_of(scheme, peer)
    verdict = "ok" if difference <= bound else "FAILED"
    print(f"{model.name:>28}  {windows:>4} windows  difference {difference:.2e}, "
          f"allowed {bound:.0e}, {(differences > 1e-4).sum()} over 1e-4  {verdict}", flush=True)
    if not difference <= bound:
        compare_with_litert.fail(f"{model.name} differs from LiteRT's reference kernels")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ambulo", required=True)
    parser.add_argument("--dump-windows", required=True)
    parser.add_argument("--venv", required=True, type=pathlib.Path)
    parser.add_argument("--runs", nargs="*", type=pathlib.Path)
    parser.add_argument("--schemes", nargs="+", default=list(BOUNDS), choices=list(BOUNDS))
    parser.add_argument("--windows", type=int)
    options = parser.parse_args()
    data = pathlib.Path(os.environ.get("AMBULO_DATA_DIR", "")) / "hapt.tar.xz"
    if not os.environ.get("AMBULO_DATA_DIR") or not data.exists():
        print("SKIPPED: quantised networks on real windows: AMBULO_DATA_DIR holds no hapt.tar.xz")
        return 77
    peer_environment.enter(options.venv, compare_with_litert.REQUIREMENTS,
                           "quantised files are NOT compared with LiteRT")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for run in options.runs or [folder / network for network in NETWORKS]:
            if not options.runs:
                subprocess.run([options.ambulo, "train", run.name, "--data", data, "--epochs", "1",
                                "--no-random-twin", "--out", run], check=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for scheme in options.schemes:
                model = quantize(options, run, scheme, data, folder)
                peer = model
                if has_codebooks(model):
                    peer = quantize(options, run, scheme, data, folder, "--expand")
                windows = options.windows or WINDOWS.get(run.name.split("-")[0], 300)
                check(options, model, peer, scheme, data, windows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
