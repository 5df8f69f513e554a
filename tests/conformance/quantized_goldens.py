# SPDX-License-Identifier: Apache-2.0
"""Quantises the float32 networks that Keras made (keras/goldens) in every scheme, and compares our
runtime with LiteRT's reference kernels on their inputs: int8 and int16x8 must be equal to the bit.
A network may be refused, in one line, when the runtime does not take it as it is (loops). Exit code
77 without LiteRT.

    quantized_goldens.py --ambulo PROGRAM --goldens DIR --venv DIR"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import compare_with_litert
import peer_environment

BOUNDS = {"float16": 1e-4, "weights": 1e-4, "int8": 0.0, "int16x8": 0.0}
LEAST_DB = 20.0  # of the outputs, quantised against float32
UNSUPPORTED = 4  # exit code
# LiteRT's reference resolver does not have it.
MISSING_IN_LITERT = ("elu",)


def run_here(ambulo, model, inputs, output):
    import numpy as np
    subprocess.run([ambulo, "run", model, "--in", inputs, "--out", output], check=True,
                   stdout=subprocess.DEVNULL)
    result = np.load(output)
    return result.reshape(len(np.load(inputs)), -1)


def quantize(ambulo, model, scheme, inputs, out) -> bool:
    done = subprocess.run([ambulo, "quantize", model, "--scheme", scheme, "--data", inputs,
                           "--keep-float", "--out", out], capture_output=True, text=True)
    if done.returncode not in (0, UNSUPPORTED):
        compare_with_litert.fail(f"{model.name} in {scheme}: exit code {done.returncode}: "
                                 f"{done.stderr}")
    if done.returncode == UNSUPPORTED and len(done.stderr.splitlines()) != 1:
        compare_with_litert.fail(f"{model.name} in {scheme}: not one line: {done.stderr}")
    return done.returncode == 0


def is_mixed(model) -> bool:
    """Some operators compute in float32."""
    from ai_edge_litert.interpreter import Interpreter
    details = Interpreter(model_path=str(model)).get_tensor_details()
    return sum(t["dtype"].__name__ == "float32" for t in details) > 2


def check(options, model, scheme, folder) -> bool:
    import numpy as np
    from ai_edge_litert.interpreter import OpResolverType

    name = model.name.removesuffix(".tflite")
    inputs = model.with_name(name + ".inputs.npy")
    out = folder / f"{name}.{scheme}.tflite"
    if not quantize(options.ambulo, model, scheme, inputs, out):
        return False
    ours = run_here(options.ambulo, out, inputs, folder / "y.npy").astype(np.float64)
    exact = run_here(options.ambulo, model, inputs, folder / "z.npy").astype(np.float64)
    noise = ((ours - exact) ** 2).sum()
    db = 10 * np.log10((exact ** 2).sum() / noise) if noise > 0 else float("inf")
    theirs = compare_with_litert.run_in_litert(out, np.load(inputs), OpResolverType.BUILTIN_REF)
    difference = float(np.abs(ours - theirs).max())
    bound = BOUNDS[scheme] if BOUNDS[scheme] > 0 or not is_mixed(out) else BOUNDS["weights"]
    print(f"{name:>40} {scheme:>8}  difference {difference:.2e}, allowed {bound:.0e}  "
          f"{db:5.1f} dB", flush=True)
    if not difference <= bound or db < LEAST_DB:
        compare_with_litert.fail(f"{name} in {scheme}")
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ambulo", required=True)
    parser.add_argument("--goldens", required=True, type=pathlib.Path)
    parser.add_argument("--venv", required=True, type=pathlib.Path)
    options = parser.parse_args()
    peer_environment.enter(options.venv, compare_with_litert.REQUIREMENTS,
                           "quantised Keras networks are NOT compared with LiteRT")
    networks = [m for m in sorted(options.goldens.glob("*_float32.tflite"))
                if not m.name.startswith(MISSING_IN_LITERT)]
    with tempfile.TemporaryDirectory() as folder:
        compared = sum(check(options, model, scheme, pathlib.Path(folder))
                       for model in networks for scheme in BOUNDS)
    print(f"{compared} files compared, {len(networks) * len(BOUNDS) - compared} refused")
    return 0 if compared > len(networks) else 1


if __name__ == "__main__":
    sys.exit(main())
