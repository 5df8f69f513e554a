# SPDX-License-Identifier: Apache-2.0
"""Files with the front end inside: raw windows through our runtime and through LiteRT, of simulated
people and, where AMBULO_DATA_DIR holds hapt.tar.xz, of real ones; and the example of docs/raw_input.md
as it stands there. Exit code 77 without LiteRT.

    raw_input.py --ambulo PROGRAM --dump-windows PROGRAM --venv DIR --example docs/raw_input.md

float32: probabilities within 1e-5. int8: the front end is float32, so a number at the edge of two
steps may fall to either side of the QUANTIZE behind it; from there on, all is equal to the last bit."""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import compare_with_litert
import peer_environment

NETWORKS = ("compact", "lstm")
WINDOWS = 200
SIMULATED_SPLIT = "groups:4/1"
MOST_MOVED = 1e-4  # share of numbers behind QUANTIZE that may be one step apart


def quiet(*command, **more) -> str:
    return subprocess.run([str(part) for part in command], check=True, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **more).stdout


def quantised_input_of_ours(options, model: pathlib.Path, x: pathlib.Path, folder: pathlib.Path):
    """What QUANTIZE gives in our reference kernels, and the probabilities behind it."""
    import numpy as np
    tensors = folder / "tensors"
    shutil.rmtree(tensors, ignore_errors=True)
    quiet(options.ambulo, "run", model, "--in", x, "--out", folder / "y.npy", "--all", tensors,
          env={**os.environ, "AMBULO_FORCE_ISA": "reference"})
    index = json.loads((tensors / "index.json").read_text())
    first = next(entry for entry in index if entry["type"] == "int8")
    return np.load(tensors / first["file"]), np.load(folder / "y.npy"), first["index"]


def litert_with_tensor(model: pathlib.Path, inputs, tensor: int):
    import numpy as np
    from ai_edge_litert.interpreter import Interpreter, OpResolverType
    interpreter = Interpreter(model_path=str(model), experimental_preserve_all_tensors=True,
                              experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
    interpreter.allocate_tensors()
    source = interpreter.get_input_details()[0]["index"]
    target = interpreter.get_output_details()[0]["index"]
    inner, outputs = [], []
    for window in inputs:
        interpreter.reset_all_variables()
        interpreter.set_tensor(source, window[np.newaxis])
        interpreter.invoke()
        inner.append(interpreter.get_tensor(tensor))
        outputs.append(interpreter.get_tensor(target).reshape(-1))
    return np.stack(inner), np.stack(outputs)


def check_int8(options, model: pathlib.Path, x: pathlib.Path, folder: pathlib.Path) -> None:
    import numpy as np
    ours, our_scores, tensor = quantised_input_of_ours(options, model, x, folder)
    theirs, their_scores = litert_with_tensor(model, np.load(x), tensor)
    steps = np.abs(ours.astype(int).reshape(theirs.shape) - theirs.astype(int))
    same = steps.reshape(len(steps), -1).max(axis=1) == 0
    behind = float(np.abs(our_scores[same] - their_scores[same]).max())
    print(f"{model.name:>26}  {len(steps)} windows, {same.sum()} equal behind QUANTIZE, "
          f"{(steps > 0).sum()} of {steps.size} numbers moved; scores of the equal: {behind:.1e}",
          flush=True)
    if steps.max() > 1 or (steps > 0).mean() > MOST_MOVED:
        compare_with_litert.fail("the front end gives other numbers than LiteRT's")
    if behind != 0.0:
        compare_with_litert.fail("behind equal inputs the int8 network differs")
    if not (our_scores.argmax(axis=1) == their_scores.argmax(axis=1)).all():
        compare_with_litert.fail("another activity than LiteRT's")


def check_example(options, model: pathlib.Path, x: pathlib.Path, folder: pathlib.Path) -> None:
    """The block of the page, on the first window: it prints the label that ours has."""
    import numpy as np
    page = options.example.read_text()
    code = page.split("```python\n")[1].split("```")[0]
    shutil.copy(model, folder / "raw_int8.tflite")
    np.save(folder / "window.npy", np.load(x)[0])
    said = quiet(sys.executable, "-c", code, cwd=folder).rsplit(maxsplit=1)[0]
    scores = np.load(folder / "y.npy")[0]
    import zipfile
    labels = zipfile.ZipFile(model).read("labels.txt").decode().splitlines()
    if said.strip() != labels[scores.argmax()]:
        compare_with_litert.fail(f"the example prints {said!r}, ours is {labels[scores.argmax()]!r}")
    print(f"the example of {options.example.name} prints {said.strip()!r}, as it should")


def check_data(options, data: pathlib.Path, split: str, folder: pathlib.Path) -> None:
    import numpy as np
    for network in NETWORKS:
        run = folder / f"{data.name.split('.')[0]}_{network}"
        quiet(options.ambulo, "train", network, "--data", data, "--split", split, "--epochs", "1",
              "--set", "front_end.kind=gravity_split", "--no-random-twin", "--front-end", "inside", "--out", run)
        int8 = folder / f"{run.name}.int8.tflite"
        quiet(options.ambulo, "quantize", run, "--scheme", "int8", "--front-end", "inside",
              "--data", data, "--samples", "200", "--out", int8)
        x, y = folder / "x.npy", folder / "float_y.npy"
        quiet(options.dump_windows, run / "model.raw.tflite", data, WINDOWS, x, y)
        print(f"{run.name}:", flush=True)
        compare_with_litert.check_outputs(run / "model.raw.tflite", np.load(x),
                                          {"runtime": np.load(y)})
        compare_with_litert.check_metadata(int8)
        check_int8(options, int8, x, folder)
        if network == NETWORKS[0]:
            check_example(options, int8, x, folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("--ambulo", "--dump-windows", "--venv", "--example"):
        parser.add_argument(name, required=True, type=pathlib.Path)
    options = parser.parse_args()
    peer_environment.enter(options.venv, compare_with_litert.REQUIREMENTS,
                           "files with the front end inside are NOT compared with LiteRT")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        quiet(options.ambulo, "simulate", "--subjects", "4", "--out", folder / "people")
        check_data(options, folder / "people", SIMULATED_SPLIT, folder)
        hapt = pathlib.Path(os.environ.get("AMBULO_DATA_DIR", "")) / "hapt.tar.xz"
        if os.environ.get("AMBULO_DATA_DIR") and hapt.exists():
            check_data(options, hapt, "official", folder)
        else:
            print("SKIPPED the part with real people: AMBULO_DATA_DIR holds no hapt.tar.xz")


if __name__ == "__main__":
    main()
