# SPDX-License-Identifier: Apache-2.0
"""Accuracy of .tflite files in LiteRT (XNNPACK on, as users have it), as JSON: for each file
validation and test. Files that LiteRT refuses have its reason instead.

    score.py PARTS_FOLDER MODEL.tflite ...                        (Python with ai-edge-litert)"""

import json
import pathlib
import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter


def accuracy(model: pathlib.Path, parts: pathlib.Path, part: str) -> float:
    windows = np.load(parts / f"{part}.x.npy")
    labels = np.load(parts / f"{part}.y.npy").astype(int)
    interpreter = Interpreter(model_path=str(model), num_threads=1)
    interpreter.allocate_tensors()
    feed, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    right = 0
    for window, label in zip(windows, labels):
        interpreter.reset_all_variables()
        interpreter.set_tensor(feed["index"], window.reshape(feed["shape"]))
        interpreter.invoke()
        right += interpreter.get_tensor(result["index"]).argmax() == label
    return right / len(labels)


def main():
    parts, files = pathlib.Path(sys.argv[1]), sys.argv[2:]
    scores = {}
    for file in map(pathlib.Path, files):
        try:
            scores[file.name] = {part: accuracy(file, parts, part)
                                 for part in ("validation", "test")}
        except (RuntimeError, ValueError) as error:
            scores[file.name] = {"refused": str(error).splitlines()[0][:160]}
    print(json.dumps(scores))


if __name__ == "__main__":
    main()
