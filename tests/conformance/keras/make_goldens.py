# SPDX-License-Identifier: Apache-2.0
"""Makes the goldens of this folder anew, in an environment with requirements.txt:

    make_goldens.py [NAME...]        all, or those entries of the catalogue

For each entry and each of its schemes the folder goldens gets NAME.tflite, NAME.inputs.npy and
NAME.expected.npy (windows in front), and goldens.json says what it is. The same versions give the
same bytes, save for the attributes of Flex operators, whose order varies. outcomes.txt, what our
runtime does with the files, is kept by hand."""

import importlib.metadata
import json
import os
import pathlib
import sys
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tf_keras

import catalogue
import contents
import conversion
import oracles

FOLDER = pathlib.Path(__file__).parent / "goldens"
MODULES = {"keras": keras, "tf_keras": tf_keras}
CALIBRATION_WINDOWS, WINDOWS = 64, 2


def make(entry: catalogue.Entry, scheme: str, name: str) -> dict:
    """Its description in goldens.json."""
    seed = zlib.crc32(entry.name.encode())
    network = conversion.build_with_random_weights(entry.build, MODULES[entry.keras], seed)
    model = conversion.convert(
        network, scheme, conversion.random_windows(network, CALIBRATION_WINDOWS, seed), entry.flex)
    oracle, inputs, expected = oracles.expect(
        model, network, conversion.random_windows(network, WINDOWS, seed + 1))
    (FOLDER / f"{name}.tflite").write_bytes(model)
    np.save(FOLDER / f"{name}.inputs.npy", inputs)
    np.save(FOLDER / f"{name}.expected.npy", expected)
    return {"scheme": scheme, "oracle": oracle, "keras": importlib.metadata.version(entry.keras),
            "bytes": len(model), "input": f"{inputs.dtype}{list(inputs.shape[1:])}",
            "output": str(expected.dtype), "operators": contents.counted(model)}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    list_file = FOLDER / "goldens.json"
    descriptions = json.loads(list_file.read_text()) if list_file.exists() else {}
    for entry in catalogue.ENTRIES:
        for scheme in entry.schemes:
            if not sys.argv[1:] or entry.name in sys.argv[1:]:
                name = f"{entry.name}_{scheme}"
                descriptions[name] = make(entry, scheme, name)
                print(name, descriptions[name]["bytes"], descriptions[name]["oracle"], flush=True)
    lines = (f"{json.dumps(name)}: {json.dumps(descriptions[name])}"
             for name in sorted(descriptions))
    list_file.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
