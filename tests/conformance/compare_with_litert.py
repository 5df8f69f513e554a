# SPDX-License-Identifier: Apache-2.0
"""Runs .tflite files in LiteRT, with its reference kernels and with its default ones, and compares
every output with ours. Either all models of make_models (in a temporary folder):

    compare_with_litert.py --venv DIR --make-models PROGRAM

or one model with windows (N, ...) and the outputs (N, labels) that our runtime gave for them:

    compare_with_litert.py --venv DIR --model M.tflite --inputs X.npy --outputs Y.npy

Exit code 0: all within the bound; 1: not; 77: LiteRT could not be installed."""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import peer_environment

REQUIREMENTS = ["ai-edge-litert==2.3.0", "numpy==2.4.6"]
BOUND = 1e-5


def fail(message: str) -> None:
    sys.exit(f"FAILED: {message}")


def run_in_litert(model: pathlib.Path, inputs, resolver):
    import numpy as np
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=str(model), experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    source, target = interpreter.get_input_details(), interpreter.get_output_details()
    if len(source) != 1 or len(target) != 1:
        fail(f"{model.name}: {len(source)} inputs and {len(target)} outputs")
    outputs = []
    for window in inputs:
        interpreter.reset_all_variables()
        interpreter.set_tensor(source[0]["index"], window.reshape(source[0]["shape"]))
        interpreter.invoke()
        outputs.append(interpreter.get_tensor(target[0]["index"]).reshape(-1))
    return np.stack(outputs)


def check_outputs(model: pathlib.Path, inputs, named_outputs: dict) -> None:
    """named_outputs: who -> outputs for the first len() inputs."""
    import numpy as np
    from ai_edge_litert.interpreter import OpResolverType

    for kernels, resolver in (("reference", OpResolverType.BUILTIN_REF),
                              ("default", OpResolverType.AUTO)):
        theirs = run_in_litert(model, inputs, resolver)
        for who, ours in named_outputs.items():
            if ours.shape[1] != theirs.shape[1] or len(ours) > len(theirs) or len(ours) == 0:
                fail(f"{model.name}: {who} has shape {ours.shape}, LiteRT {theirs.shape}")
            difference = float(np.abs(ours.astype(np.float64) - theirs[:len(ours)]).max())
            verdict = "ok" if difference <= BOUND else "FAILED"
            print(f"{model.name:>16}  {who:>8} - LiteRT {kernels:<9}  {difference:.2e}  "
                  f"{len(ours):>4} windows  {verdict}")
            if not difference <= BOUND:  # also where it is not a number
                fail(f"{model.name}: probabilities differ by {difference}, allowed {BOUND}")


def check_metadata(model: pathlib.Path) -> None:
    from ai_edge_litert import schema_py_generated as schema

    root = schema.Model.GetRootAs(model.read_bytes(), 0)
    buffers = {root.Metadata(i).Name().decode(): root.Buffers(root.Metadata(i).Buffer())
               for i in range(root.MetadataLength())}
    for name, identifier, at in (("TFLITE_METADATA", b"M001", 4),
                                 ("ambulo.sensor_contract", b"AMBC", 0)):
        if name not in buffers:
            fail(f"{model.name}: no metadata {name}")
        content = buffers[name].DataAsNumpy().tobytes()
        if content[at:at + 4] != identifier:
            fail(f"{model.name}: metadata {name} does not begin with {identifier}")
    with zipfile.ZipFile(model) as archive:
        if archive.testzip() is not None or archive.namelist() != ["labels.txt"]:
            fail(f"{model.name}: the appended archive holds {archive.namelist()}")
        labels = archive.read("labels.txt").decode().splitlines()
    outputs = root.Subgraphs(0).Tensors(root.Subgraphs(0).Outputs(0)).ShapeAsNumpy()
    if len(labels) != outputs[-1]:
        fail(f"{model.name}: {len(labels)} labels for {outputs[-1]} outputs")


def check_folder(folder: pathlib.Path) -> None:
    import numpy as np

    models = sorted(folder.glob("*.tflite"))
    if not models:
        fail("make_models wrote no model")
    for model in models:
        outputs = {who: np.load(model.with_suffix(f".{who}.npy")) for who in ("runtime", "exact")}
        check_outputs(model, np.load(model.with_suffix(".inputs.npy")), outputs)
        check_metadata(model)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--venv", type=pathlib.Path, required=True)
    parser.add_argument("--make-models", type=pathlib.Path)
    for name in ("--model", "--inputs", "--outputs"):
        parser.add_argument(name, type=pathlib.Path)
    arguments = parser.parse_args()
    peer_environment.enter(arguments.venv, REQUIREMENTS, "agreement with LiteRT is NOT tested")

    if arguments.make_models:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([arguments.make_models, folder], check=True)
            check_folder(pathlib.Path(folder))
    elif arguments.model and arguments.inputs and arguments.outputs:
        import numpy as np
        check_outputs(arguments.model, np.load(arguments.inputs),
                      {"runtime": np.load(arguments.outputs)})
    else:
        parser.error("give --make-models, or --model with --inputs and --outputs")


if __name__ == "__main__":
    main()
