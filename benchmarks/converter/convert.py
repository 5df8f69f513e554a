# SPDX-License-Identifier: Apache-2.0
"""A float32 file of ours through TensorFlow's converter: writes NAME.FORM.tflite for each form, and
NAME.json with what it refused, and by how much the float twin's answers differ.

    convert.py FLOAT.tflite PARTS_FOLDER OUT_FOLDER NAME

Python with tensorflow and tf_keras 2.21, tensorflow-model-optimization 0.8."""

import json
import pathlib
import sys
import tempfile

import numpy as np
import tensorflow as tf

import keras_twin
import toolkit

CLUSTERS = 16
INT8 = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
INT16X8 = [tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8]


def converted(saved: str, form: str, calibration: np.ndarray) -> bytes:
    converter = tf.lite.TFLiteConverter.from_saved_model(saved)
    if form != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if form not in ("float32", "dynamic"):
        converter.representative_dataset = lambda: ([window[None]] for window in calibration)
        converter.target_spec.supported_ops = INT16X8 if form == "int16x8" else INT8
    return converter.convert()


def reason(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    found = [line for line in lines if "rror" in line or "not " in line or "uantiz" in line]
    return (found or lines or [type(error).__name__])[-1][:160]


def largest_difference(content: bytes, model, windows: np.ndarray) -> float:
    interpreter = tf.lite.Interpreter(model_content=content)
    interpreter.allocate_tensors()
    feed, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    differences = []
    for window in windows:
        interpreter.reset_all_variables()
        interpreter.set_tensor(feed["index"], window[None])
        interpreter.invoke()
        theirs = np.asarray(model(window[None]))
        differences.append(np.abs(interpreter.get_tensor(result["index"]) - theirs).max())
    return float(max(differences))


def main():
    float_file, parts, out, name = map(pathlib.Path, sys.argv[1:])
    calibration = np.load(parts / "calibration.x.npy")
    content = float_file.read_bytes()
    has_lstm = "lstm" in name.name
    tf.keras.utils.set_random_seed(1)  # clusters start at random weights
    report = {"refused": {},
              "versions": {"tensorflow": tf.__version__, "toolkit": toolkit.VERSION}}

    def write(model, forms, suffix=""):
        with tempfile.TemporaryDirectory() as saved:
            model.export(saved)
            for form in forms:
                try:
                    file = converted(saved, form, calibration)
                except Exception as error:  # of many kinds, some of them without a text
                    report["refused"][form + suffix] = reason(error)
                    continue
                (out / f"{name}.{form}{suffix}.tflite").write_bytes(file)

    for unroll in (False, True) if has_lstm else (False,):
        model = keras_twin.twin(content, unroll)
        write(model, ("float32", "dynamic", "int8", "int16x8"), "_unrolled" if unroll else "")
        if not unroll:
            report["twin_difference"] = largest_difference(content, model, calibration[:20])
            report["not_fine_tuned"] = toolkit.not_fine_tuned(model)
            write(toolkit.clustered(model, CLUSTERS), ("int8",), "_clustered")
    (out / f"{name}.json").write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
