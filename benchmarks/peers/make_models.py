# SPDX-License-Identifier: Apache-2.0
"""Makes every file that run.py times, and networks.txt with its arguments.

    make_models.py --tensorflow PYTHON --runs FOLDER [--environments FOLDER] OUT_FOLDER

PYTHON has tensorflow 2.21 and tf_keras 2.21; FOLDER holds the trained runs dnn-1, cnn-1, compact-1
and lstm-1 (ambulo train NETWORK --out FOLDER/NETWORK-1). Then: run.py ... @OUT_FOLDER/networks.txt"""

import argparse
import pathlib
import shutil
import subprocess

import environments

HERE = pathlib.Path(__file__).resolve().parent
# The file that ours runs comes first; * is any ending.
FORMS = {
    "float32": ("trained.tflite", "float32*.tflite", "dynamic*.tflite", "float32.onnx"),
    "dynamic range": ("dynamic.tflite", "dynamic_*.tflite"),
    "int8": ("int8.tflite", "int8_*.tflite", "dynamic*.tflite", "int8_*.onnx"),
}
NETWORKS = ("dnn", "cnn", "compact", "lstm")


def make_network(name: str, runs: pathlib.Path, onnx_python: str, folder: pathlib.Path) -> None:
    trained = folder / f"{name}_trained.tflite"
    shutil.copyfile(runs / f"{name}-1" / "model.tflite", trained)
    subprocess.run([onnx_python, HERE / "make_onnx.py", trained, folder / name], check=True)


def argument(name: str, form: str, folder: pathlib.Path) -> str:
    files = [str(file) for pattern in FORMS[form]
             for file in sorted(folder.glob(f"{name}_{pattern}"))]
    return f"{name} {form}={','.join(files)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tensorflow", required=True, metavar="PYTHON")
    parser.add_argument("--runs", required=True, type=pathlib.Path)
    parser.add_argument("--environments", type=pathlib.Path, default=environments.FOLDER)
    parser.add_argument("folder", type=pathlib.Path, metavar="OUT_FOLDER")
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([options.tensorflow, HERE / "make_keras_models.py", folder], check=True)
    onnx_python = environments.python_of("ONNX Runtime", options.environments)
    for name in NETWORKS:
        make_network(name, options.runs, onnx_python, folder)
    lines = [argument(name, form, folder) for form in FORMS for name in NETWORKS]
    (folder / "networks.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
